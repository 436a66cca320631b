"""A supervisor's messages, above everything else on an agent's console."""

import reflex as rx

from chonso_app.calls.desk.team_state import Heard, TeamState
from chonso_app.core.texts import say
from chonso_app.ui.parts import desk_button


def team_messages() -> rx.Component:
    """Above everything else on the console. The page's `on_load` needs `TeamState.load`."""
    return rx.el.ul(rx.foreach(TeamState.heard, _message), class_name="contents")


def _message(one: Heard) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.text, class_name="font-medium"),
            rx.el.p(one.by, class_name="text-xs"),
            class_name="min-w-0 flex-1",
        ),
        desk_button(say("supervision.message_seen"), on_click=TeamState.read(one.message_id)),
        key=one.message_id,
        role="status",
        class_name=(
            "flex items-center gap-3 border-b border-line bg-brand-50 px-4 py-2 text-brand-700"
        ),
    )
