"""The staff's cards, badges and messages: denser, with a dot before each status."""

from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon
from chonso_app.ui.parts.links import Text, given
from chonso_app.ui.parts.surfaces import TONES, by_tone

_DESK_TONES = {**TONES, "now": "bg-brand-100 text-brand-700", "idle": "bg-idle-100 text-idle-700"}
_DOTS = {
    "ok": "bg-ok-500", "warn": "bg-warn-500", "bad": "bg-bad-500", "now": "bg-brand-600",
    "idle": "bg-idle-700", "plum": "bg-plum-700",
}  # fmt: skip


def desk_badge(text: Text, tone: Text = "idle") -> rx.Component:
    """The staff's status badge: a dot and the word."""
    look = (
        "inline-flex h-5 items-center gap-1.5 rounded-full px-2 text-xs font-medium "
        "whitespace-nowrap "
    )
    return rx.el.span(
        rx.el.span(class_name="size-1.5 rounded-full " + by_tone(tone, _DOTS)),
        text,
        class_name=look + by_tone(tone, _DESK_TONES),
    )


def tag(text: Text, icon_name: str = "") -> rx.Component:
    """The staff's small neutral word."""
    look = (
        "inline-flex h-5 items-center gap-1 rounded-md bg-sunken px-1.5 text-xs font-medium "
        "whitespace-nowrap text-idle-700"
    )
    return rx.el.span(*([icon(icon_name, "size-3.5")] if icon_name else []), text, class_name=look)


def desk_alert(
    title: Text, text: Text = "", *, tone: Text = "bad", action: Any = None
) -> rx.Component:
    """What happened, what is safe, what happens next, one button."""
    told = given(text)
    return rx.el.div(
        icon("alert", "size-4.5 mt-px"),
        rx.el.div(
            rx.el.p(title, class_name="font-semibold"),
            *([rx.el.p(text)] if told else []),
            class_name="min-w-0 flex-1",
        ),
        *([action] if action is not None else []),
        class_name=(
            "flex items-start gap-3 rounded-panel border border-current/25 px-3.5 py-3 "
            + by_tone(tone, TONES)
        ),
    )


def desk_empty(title: Text, text: Text = "", *, action: Any = None) -> rx.Component:
    told = given(text)
    round_ = "mb-2 grid size-10 place-items-center rounded-full bg-ok-100 text-ok-700"
    return rx.el.div(
        rx.el.span(icon("check", "size-5"), class_name=round_),
        rx.el.p(title, class_name="text-[15px] font-semibold"),
        *([rx.el.p(text, class_name="max-w-72 text-xs text-muted")] if told else []),
        *([rx.el.div(action, class_name="mt-2")] if action is not None else []),
        class_name="grid place-items-center gap-1 px-6 py-12 text-center",
    )


def panel(title: Text, *children: Any, right: Any = None, class_name: str = "") -> rx.Component:
    """The staff's card: head of 40 px and content."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="font-semibold"),
            *([rx.el.div(right, class_name="ml-auto")] if right is not None else []),
            class_name="flex h-10 shrink-0 items-center gap-2 border-b border-line px-3",
        ),
        *children,
        class_name=f"rounded-panel border border-line bg-surface shadow-panel {class_name}".strip(),
    )


def stat_tile(label: Text, value: Text, note: Any = None) -> rx.Component:
    return rx.el.div(
        rx.el.p(label, class_name="text-xs font-medium text-muted"),
        rx.el.p(value, class_name="text-[28px]/9 font-semibold tracking-[-0.02em] tabular-nums"),
        *([rx.el.p(note, class_name="text-xs text-muted")] if note is not None else []),
        class_name="rounded-panel border border-line bg-surface px-4 py-3 shadow-panel",
    )
