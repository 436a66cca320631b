"""The keys of the console, written down: beside the idle desk, and with `?` at any time."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts import desk_dialog, key_hint, opens, panel

_DIALOG = "desk-keys"
_IDLE = ("pick_up", "hand_on", "shutter", "step", "approve", "reject", "technical", "assist")
_KEYS = {
    "pick_up": "Enter", "hand_on": "Escape", "shutter": " ", "kind": "F D", "mute": "M",
    "step": "1 … 7", "script": "S", "chat": "C", "assist": "H", "hang_up": "K", "approve": "A",
    "reject": "R", "technical": "T", "fraud": "G", "confirm": "Enter", "reconsider": "Escape",
    "pause": "N", "abuse": "F9", "list": "?",
}  # fmt: skip


def keys_panel() -> rx.Component:
    return panel(
        say("calls.desk.keys"), _list(_IDLE), right=_open_button(say("calls.desk.keys_all"))
    )


def keys_button() -> rx.Component:
    """For the head of a case: the key alone says it."""
    return _open_button("")


def keys_dialog() -> rx.Component:
    return desk_dialog(
        say("calls.desk.keys_title"),
        rx.el.p(say("calls.desk.keys_note"), class_name="mb-2 text-muted"),
        _list(tuple(_KEYS)),
        id=_DIALOG,
    )


def _open_button(text: str) -> rx.Component:
    return rx.el.button(
        text,
        key_hint("?"),
        type="button",
        aria_label=say("calls.desk.keys_title"),
        custom_attrs={**opens(_DIALOG), "data-key": "?"},
        class_name=(
            "inline-flex h-8 items-center gap-1.5 rounded-control px-2 text-xs font-medium "
            "text-muted transition-colors hover:bg-hover hover:text-ink"
        ),
    )


def _list(words: tuple[str, ...]) -> rx.Component:
    return rx.el.ul(
        *[
            rx.el.li(
                say(f"calls.desk.key.{word}"),
                rx.el.span(key_hint(_KEYS[word]), class_name="ml-auto"),
                class_name="flex h-8 items-center gap-2",
            )
            for word in words
        ],
        class_name="px-3 py-1.5",
    )
