"""Dialogs and sheets: `dialog.jsx` beside this file."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.parts.buttons import icon_button
from chonso_app.ui.parts.links import Text

CLOSES = {"data-closes": ""}  # custom_attrs of a button that shuts the dialog around it
AFRESH = {"data-afresh": ""}  # of a form that is empty the next time the dialog opens
_SHEET = (
    "fixed inset-x-0 bottom-0 top-auto m-0 mx-auto max-h-[calc(100dvh-56px)] w-full "
    "max-w-[430px] animate-sheet flex-col overflow-hidden rounded-t-sheet bg-surface text-ink "
    "shadow-float open:flex"
)
_BOX = (
    "m-auto max-h-[calc(100dvh-48px)] w-[calc(100%-32px)] max-w-[398px] flex-col overflow-hidden "
    "rounded-sheet bg-surface text-ink shadow-float open:flex"
)
_DESK_BOX = (
    "m-auto max-h-[calc(100dvh-48px)] w-full max-w-[520px] flex-col overflow-hidden "
    "rounded-panel border border-line bg-surface text-ui text-ink shadow-pop open:flex"
)


class Dialog(rx.Component):
    library = beside(__name__, "dialog.jsx")
    tag = "Dialog"
    open: rx.Var[bool]
    label: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def opens(dialog_id: str) -> dict[str, str]:
    """`custom_attrs` of a button that opens a dialog in the browser, without asking the server."""
    return {"data-opens": dialog_id}


def sheet(title: Text, *children: Any, id: str, bar: Any = None, **props: Any) -> rx.Component:  # noqa: A002
    """Rises from the bottom edge. `bar`: its fixed foot, with the one primary button.

    Either opened by a button with `custom_attrs=opens(id)`, or by `open=State.flag` together with
    `on_close=State.closed` (which must lower the flag).
    """
    return _framed(title, children, bar, _SHEET, id, **props)


def dialog(title: Text, *children: Any, id: str, bar: Any = None, **props: Any) -> rx.Component:  # noqa: A002
    """In the middle of the screen. Opened as `sheet` is."""
    return _framed(title, children, bar, _BOX, id, **props)


def desk_dialog(
    title: Text,
    *children: Any,
    id: str,  # noqa: A002
    bar: Any = None,
    **props: Any,
) -> rx.Component:
    """The staff's. `bar` holds its buttons, at the right."""
    head = rx.el.div(
        rx.el.h2(title, class_name="text-[15px] font-semibold"),
        icon_button("x", say("ui.close"), desk=True, custom_attrs=CLOSES),
        class_name="flex h-12 shrink-0 items-center justify-between border-b border-line pr-2 pl-4",
    )
    foot = rx.el.div(bar, class_name="flex justify-end gap-2 border-t border-line px-4 py-3")
    return Dialog.create(
        head,
        rx.el.div(*children, class_name="min-h-0 flex-1 overflow-y-auto p-4"),
        *([foot] if bar is not None else []),
        id=id, label=title, class_name=_DESK_BOX, **props,
    )  # fmt: skip


def _framed(title: Text, children: Any, bar: Any, look: str, id: str, **props: Any) -> rx.Component:  # noqa: A002
    head = rx.el.div(
        rx.el.h2(title, class_name="text-head font-semibold"),
        icon_button("x", say("ui.close"), custom_attrs=CLOSES),
        class_name="flex shrink-0 items-center justify-between pt-3 pr-2 pl-5",
    )
    foot = rx.el.div(
        bar, class_name="shrink-0 px-5 pb-[max(16px,env(safe-area-inset-bottom))] pt-3 shadow-bar"
    )
    return Dialog.create(
        head,
        rx.el.div(*children, class_name="min-h-0 flex-1 overflow-y-auto px-5 pt-2 pb-5"),
        *([foot] if bar is not None else []),
        id=id, label=title, class_name=look, **props,
    )  # fmt: skip
