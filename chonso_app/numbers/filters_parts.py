"""What the sheet of filters is made of: groups of round boxes that are ticked."""

from typing import Any

import reflex as rx

from chonso_app.numbers.state import SearchState
from chonso_app.ui.icons import icon

ROW = "mt-2.5 flex flex-wrap gap-2"
_CHIP = (
    "relative inline-flex h-11 items-center gap-1.5 rounded-full px-4 text-note font-medium ring-1 "
    "ring-line has-checked:bg-brand-50 has-checked:text-brand-700 has-checked:ring-[1.5px] "
    "has-checked:ring-brand-600 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 "
    "has-focus-visible:outline-brand-600"
)
asked: Any = SearchState.asked


def group(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(title, class_name="text-body font-semibold"), *children)


def choice(
    name: str, value: Any, text: Any, *, kind: str = "checkbox", on: Any = None, **props: Any
) -> rx.Component:
    """`name=value` of the address as a box. `on`: ticked or not, when that is not the address's."""
    return rx.el.label(
        tick(name, value, kind=kind, on=on, **props),
        icon("check", "hidden size-4 peer-checked:block"),
        text,
        class_name=_CHIP,
    )


def tick(
    name: str, value: Any, *, kind: Any = "checkbox", on: Any = None, **props: Any
) -> rx.Component:
    """The box alone, unseen: its label shows it."""
    said = f"{name}={value}" if isinstance(value, str) else f"{name}=" + value.to(str)
    return rx.el.input(
        type=kind,
        name=name,
        value=value,
        default_checked=asked.ticked.contains(said) if on is None else on,
        class_name="peer sr-only",
        **props,
    )
