"""/hop-thu: everything a customer was told."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.notifications.components import inbox_lines, mark_read_button
from chonso_app.notifications.push_switch import push_switch
from chonso_app.notifications.state import InboxState
from chonso_app.ui.shells import customer_page, customer_route


@customer_route("/hop-thu", title=say("inbox.title"), on_load=InboxState.load)
def inbox() -> rx.Component:
    return customer_page(
        push_switch(),
        rx.el.div(mark_read_button(), class_name="flex justify-end"),
        inbox_lines(InboxState.rows),
        title=say("inbox.title"),
        back="/tai-khoan",
        main_class="gap-3 px-4 pb-8 pt-1",
    )
