"""A button that copies a text: `copying.jsx` beside this file."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.parts.links import Text


class CopyButton(rx.Component):
    library = beside(__name__, "copying.jsx")
    tag = "CopyButton"
    text: rx.Var[str]
    label: rx.Var[str]
    done: rx.Var[str]
    words: rx.Var[str]
    icon_class: rx.Var[str]


def copy_button(text: Text, label: str, *, words: str = "", desk: bool = False) -> rx.Component:
    """`label` says what is copied. With `words` it is a text button instead of a bare icon."""
    round_ = (
        "grid size-11 shrink-0 place-items-center rounded-full text-brand-600 active:bg-brand-50"
    )
    small = "grid size-8 shrink-0 place-items-center rounded-control text-muted hover:bg-hover"
    worded = "inline-flex h-11 items-center gap-1.5 px-2 text-note font-semibold text-brand-600"
    return CopyButton.create(
        text=text,
        label=label,
        done=say("ui.copied"),
        words=words,
        icon_class="size-4" if desk or words else "size-6",
        class_name=worded if words else small if desk else round_,
    )
