"""The staff's two usual forms: one in a dialog, and the search above a list."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.parts.buttons import desk_button
from chonso_app.ui.parts.dialog import CLOSES, desk_dialog
from chonso_app.ui.parts.hotkeys import key_target
from chonso_app.ui.parts.links import Text

_SEARCH_BAR = "flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-4"


def desk_form(
    title: Text,
    *fields: Any,
    id: str,  # noqa: A002
    open: Any,  # noqa: A002
    submit: str,
    on_submit: Any,
    on_close: Any,
    back: str = "",
    left: Any = None,
    about: Any = None,
) -> rx.Component:
    """A dialog with a form. It is drawn anew each time: fields begin as `default_value` says.

    `left`: what else can be done, away from the two buttons. `about`: the id of what is edited,
    where the title does not tell one from the other.
    """
    key = title if about is None else about
    buttons = rx.el.div(
        *([left] if left is not None else []),
        rx.el.span(class_name="flex-1"),
        desk_button(back or say("ui.close"), "ghost", custom_attrs=CLOSES),
        desk_button(submit, "primary", type="submit"),
        class_name="flex gap-2 pt-1",
    )
    form = rx.el.form(
        *fields, buttons, key=key, on_submit=on_submit, class_name="flex flex-col gap-3"
    )
    return desk_dialog(title, rx.cond(open, form), id=id, open=open, on_close=on_close)


def desk_search(
    label: str,
    *beside: Any,
    on_submit: Any,
    max_length: int,
    name: str = "q",
    hint: str = "",
    find: str = "",
    width: str = "w-56",
    class_name: str = _SEARCH_BAR,
) -> rx.Component:
    """One field across the top of a page; `/` goes there. `find`: the words of its button."""
    field = rx.el.input(
        id=name,
        name=name,
        placeholder=hint or label,
        auto_complete="off",
        max_length=max_length,
        custom_attrs=key_target("/"),
        class_name=(
            f"h-8 {width} rounded-control border border-edge bg-surface px-2.5 text-ui text-ink "
            "placeholder:text-muted"
        ),
    )
    button = desk_button(find, "primary", icon_name="search", type="submit")
    return rx.el.form(
        rx.el.label(label, html_for=name, class_name="sr-only"),
        field,
        *([button] if find else []),
        *beside,
        on_submit=on_submit,
        role="search",
        class_name=class_name,
    )
