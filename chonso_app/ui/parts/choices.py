"""Choosing: check boxes, option cards, segments."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from chonso_app.ui.icons import icon
from chonso_app.ui.parts.fields import field_error
from chonso_app.ui.parts.links import Text, given


def checkbox(
    label: rx.Component | Text, name: str, *, error: Text = "", **props: Any
) -> rx.Component:
    """`default_checked`, or `checked` with `on_change`. In a form: the field `name`."""
    box = (
        "grid size-6 shrink-0 place-items-center rounded-[7px] bg-surface text-white "
        "ring-[1.5px] ring-line-strong peer-checked:bg-brand-600 peer-checked:ring-brand-600 "
        "peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 "
        "peer-focus-visible:outline-brand-600"
    )
    props.setdefault("value", "1")
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox", name=name, aria_describedby=f"{name}-error",
                class_name="peer sr-only", **props,
            ),
            rx.el.span(icon("check", "size-4"), class_name=box),
            rx.el.span(label),
            class_name="relative flex min-h-11 items-center gap-3 text-note",
        ),
        field_error(error, name),
    )  # fmt: skip


def option_card(
    name: str,
    value: Text,
    title: Text,
    *,
    note: Text = "",
    right: rx.Component | Text = "",
    icon_name: str = "",
    under: rx.Component | None = None,
    **props: Any,
) -> rx.Component:
    """One radio of a group `name` as a card. Props go to the input (`checked`, `on_change`…)."""
    dot = (
        "grid size-6 shrink-0 place-items-center rounded-full bg-surface text-white ring-[1.5px] "
        "ring-line-strong peer-checked:bg-brand-600 peer-checked:ring-brand-600"
    )
    card = (
        "relative flex items-center gap-3.5 rounded-card bg-surface p-4 ring-1 ring-line "
        "has-checked:bg-brand-50 has-checked:ring-2 has-checked:ring-brand-600 "
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 "
        "has-focus-visible:outline-brand-600"
    )
    noted = given(note)
    sided = given(right)
    return rx.el.label(
        rx.el.input(type="radio", name=name, value=value, class_name="peer sr-only", **props),
        rx.el.span(icon("check", "size-4"), class_name=dot),
        *([icon(icon_name, "size-6 text-brand-600")] if icon_name else []),
        rx.el.span(
            rx.el.span(title, class_name="block text-body font-semibold"),
            *([rx.el.span(note, class_name="block text-note text-muted")] if noted else []),
            *([under] if under else []),
            class_name="min-w-0 flex-1",
        ),
        *(
            [rx.el.span(right, class_name="whitespace-nowrap tabular-nums text-body font-semibold")]
            if sided
            else []
        ),
        class_name=card,
    )


def segment(
    options: Sequence[tuple[str, str]], current: Any, on_pick: Any, *, label: str
) -> rx.Component:
    """A few words of which one is on. `on_pick(value)`."""
    look: Any = "grid h-11 flex-1 place-items-center rounded-[10px] px-2 text-body "
    on: Any = "bg-surface font-semibold text-ink shadow-card"
    off = "font-medium text-muted"
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                aria_pressed=rx.cond(current == value, "true", "false"),
                on_click=on_pick(value),
                class_name=look + rx.cond(current == value, on, off),
            )
            for value, text in options
        ],
        role="group",
        aria_label=label,
        class_name="flex rounded-field bg-line/50 p-1",
    )


def desk_segment(
    options: Sequence[tuple[str, str]], current: Any, on_pick: Any, *, label: str
) -> rx.Component:
    """The staff's segment: availability, ranges."""
    look: Any = "inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 whitespace-nowrap "
    on = "bg-surface font-semibold text-ink shadow-panel"
    off = "font-medium text-muted transition-colors hover:text-ink"
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                aria_pressed=rx.cond(current == value, "true", "false"),
                on_click=on_pick(value),
                class_name=look + rx.cond(current == value, on, off),
            )
            for value, text in options
        ],
        role="group",
        aria_label=label,
        class_name="inline-flex rounded-control bg-sunken p-0.5",
    )
