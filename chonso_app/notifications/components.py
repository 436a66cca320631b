"""The lines of the inbox, as the inbox itself and the account page draw them."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.notifications.state import InboxRow, InboxState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, link, skeleton_card


def inbox_lines(rows: Any) -> rx.Component:
    """`rows`: `InboxState.rows` or `.newest`."""
    lines = rx.el.ul(
        rx.foreach(rows, _line),
        class_name="divide-y divide-line rounded-card bg-surface ring-1 ring-line",
    )
    nothing = empty(say("inbox.empty_title"), say("inbox.empty_text"), icon_name="bell")
    return rx.cond(InboxState.loaded, rx.cond(rows.length() > 0, lines, nothing), skeleton_card())


def mark_read_button() -> rx.Component:
    return rx.cond(
        InboxState.unread > 0,
        button(say("inbox.mark_read"), "text", on_click=InboxState.mark_read, class_name="-mr-2"),
    )


def _line(row: InboxRow) -> rx.Component:
    round_ = "grid size-10 shrink-0 place-items-center rounded-full "
    tone = rx.cond(
        row.unread, round_ + "bg-brand-50 text-brand-600", round_ + "bg-canvas text-muted"
    )
    bold, plain = "block text-body font-semibold", "block text-body font-medium"
    inside = rx.fragment(
        rx.el.span(
            icon(row.icon, "size-5"),
            class_name=tone,
        ),
        rx.el.span(
            rx.el.span(row.title, class_name=rx.cond(row.unread, bold, plain)),
            rx.cond(row.body, rx.el.span(row.body, class_name="block text-note text-muted")),
            rx.el.span(row.at, class_name="mt-1 block tabular-nums text-note text-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(
            row.unread,
            rx.el.span(
                role="img",
                aria_label=say("inbox.unread"),
                class_name="mt-1.5 size-2.5 shrink-0 rounded-full bg-brand-600",
            ),
            rx.el.span(class_name="size-2.5 shrink-0"),
        ),
    )
    look = "flex gap-4 p-4 pl-5"
    linked = link(inside, href=row.link, class_name=look + " active:bg-canvas")
    return rx.el.li(rx.cond(row.link, linked, rx.el.div(inside, class_name=look)))
