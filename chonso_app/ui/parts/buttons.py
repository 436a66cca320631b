"""Buttons, and links that look like them. One `primary` on a screen, in its bottom bar."""

from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon
from chonso_app.ui.parts.links import Text, given, link

_BIG = (
    "inline-flex h-13 w-full items-center justify-center gap-2 rounded-field px-5 text-lead "
    "font-semibold "
)
_LOOKS = {
    "primary": _BIG + "bg-brand-600 text-white shadow-press active:bg-brand-700",
    "secondary": _BIG + "bg-surface text-ink ring-1 ring-line-strong active:bg-canvas",
    "tonal": (
        "inline-flex h-12 items-center justify-center gap-2 rounded-field bg-brand-50 px-4 "
        "text-body font-semibold text-brand-700 active:bg-brand-100"
    ),
    "danger": (
        "inline-flex h-12 items-center justify-center gap-2 rounded-field bg-bad-50 px-4 "
        "text-body font-semibold text-bad-700 ring-1 ring-bad-600/30"
    ),
    "text": "inline-flex h-11 items-center gap-1.5 px-2 text-note font-semibold text-brand-600",
}
_OFF = " disabled:bg-line disabled:text-muted disabled:shadow-none disabled:ring-0"
_DESK = (
    "inline-flex h-8 items-center justify-center gap-1.5 rounded-control px-3 whitespace-nowrap "
    "transition-colors "
)
_DESK_LOOKS = {
    "plain": _DESK
    + "border border-edge bg-surface font-medium text-ink shadow-panel hover:bg-hover",
    "primary": _DESK + "bg-brand-600 font-semibold text-white shadow-panel hover:bg-brand-700",
    "approve": _DESK + "bg-ok-700 font-semibold text-white shadow-panel hover:bg-[#0b553b]",
    "refuse": (
        _DESK + "border border-bad-700/40 bg-surface font-semibold text-bad-700 shadow-panel "
        "hover:bg-bad-100"
    ),
    "ghost": _DESK + "font-medium text-muted hover:bg-hover hover:text-ink",
}
_DESK_OFF = (
    " disabled:border-transparent disabled:bg-sunken disabled:text-muted disabled:shadow-none"
)
_DARK = ("primary", "approve")


def button(
    text: Text,
    kind: str = "primary",
    *,
    href: Text = "",
    icon_name: str = "",
    busy: rx.Var[bool] | bool = False,
    busy_text: Text = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A customer's button: `primary`, `secondary`, `tonal`, `danger` or `text`.

    With `href` it is a link. While `busy` it turns, says `busy_text` and cannot be pressed.
    """
    look = f"{_LOOKS[kind]} {class_name}".strip()
    inside = [icon(icon_name, "size-5")] if icon_name else []
    if given(href):
        return link(*inside, text, href=href, class_name=look, **props)
    return _button(text, inside, look + _OFF, busy, busy_text, "size-5", **props)


def desk_button(
    text: Text,
    kind: str = "plain",
    *,
    href: Text = "",
    key: str = "",
    icon_name: str = "",
    busy: rx.Var[bool] | bool = False,
    busy_text: Text = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A staff button: `plain`, `primary`, `approve`, `refuse` or `ghost`.

    `key` ("A", "Enter", "Ctrl+Enter") is printed on it, and pressing the key presses the button.
    """
    look = f"{_DESK_LOOKS[kind]} {class_name}".strip()
    inside = [icon(icon_name, "size-4")] if icon_name else []
    after = [key_hint(key, dark=kind in _DARK)] if key else []
    if key:
        props["custom_attrs"] = {"data-key": key, **props.get("custom_attrs", {})}
    if given(href):
        return link(*inside, text, *after, href=href, class_name=look, **props)
    return _button(
        text, inside, look + _DESK_OFF, busy, busy_text, "size-3.5", after=after, **props
    )


def icon_button(
    name: str, label: str, *, href: Text = "", desk: bool = False, **props: Any
) -> rx.Component:
    """Only an icon; `label` is what a screen reader says."""
    round_ = "grid size-11 place-items-center rounded-full active:bg-line/60"
    square = (
        "grid size-8 shrink-0 place-items-center rounded-control text-muted transition-colors "
        "hover:bg-hover hover:text-ink"
    )
    props.setdefault("class_name", square if desk else round_)
    drawn = icon(name, "size-4" if desk else "size-6")
    if given(href):
        return link(drawn, href=href, aria_label=label, **props)
    props.setdefault("type", "button")
    return rx.el.button(drawn, aria_label=label, **props)


def key_hint(key: str, *, dark: bool = False) -> rx.Component:
    shape = (
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[5px] px-1 "
        "font-sans text-micro font-semibold "
    )
    light = "border border-line bg-surface text-muted shadow-[0_1px_0_var(--color-line)]"
    look = "bg-black/20 text-white ring-1 ring-white/30 ring-inset" if dark else light
    printed = {"Enter": "↵", "Escape": "Esc", " ": "Space"}.get(key, key)
    return rx.el.kbd(printed, aria_hidden="true", class_name=shape + look)


def spinner(size: str = "size-5", tone: str = "border-current/30 border-t-current") -> rx.Component:
    return rx.el.span(class_name=f"{size} shrink-0 animate-spin rounded-full border-2 {tone}")


def _button(
    text: Any, inside: list[rx.Component], look: str, busy: Any, busy_text: Any, size: str,
    after: list[rx.Component] | None = None, **props: Any,
) -> rx.Component:  # fmt: skip
    props.setdefault("type", "button")
    if busy is False:
        return rx.el.button(*inside, text, *(after or []), class_name=look, **props)
    off = busy | props.pop("disabled", False)
    waiting = rx.fragment(spinner(size), busy_text or text)
    ready = rx.fragment(*inside, text, *(after or []))
    return rx.el.button(
        rx.cond(busy, waiting, ready), aria_busy=busy, disabled=off, class_name=look, **props
    )
