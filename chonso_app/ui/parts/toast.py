"""Where the notice of a page shows: `toast.jsx` beside this file."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.notice import NoticeState


class Toast(rx.Component):
    library = beside(__name__, "toast.jsx")
    tag = "Toast"
    text: rx.Var[str]
    kind: rx.Var[str]
    serial: rx.Var[int]
    close_label: rx.Var[str]


def notice_region(class_name: str = "") -> rx.Component:
    """The shells carry one; a page needs none of its own."""
    return Toast.create(
        text=NoticeState.text,
        kind=NoticeState.kind,
        serial=NoticeState.serial,
        close_label=say("ui.close"),
        class_name=f"pointer-events-none {class_name}",
    )
