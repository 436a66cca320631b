"""`/admin/suc-khoe`: is everything that must run running."""

from typing import Any

import reflex as rx

from chonso_app.backoffice.state_health import HealthState
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_badge
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/suc-khoe"
_SHORT = 16  # characters that may be large; longer figures are sentences


@staff_route(
    _HERE,
    title=say("backoffice.health.title"),
    need=Permission.HEALTH_READ,
    on_load=HealthState.load,
)
def health_page() -> rx.Component:
    tone = rx.cond(HealthState.all_ok, "bg-ok-100 text-ok-700", "bg-warn-100 text-warn-700")
    look: Any = "flex items-center gap-3.5 rounded-panel px-4 py-3 "
    words = rx.cond(
        HealthState.all_ok, say("backoffice.health.all_ok"), say("backoffice.health.some_bad")
    )
    return staff_page(
        rx.el.div(
            rx.el.div(
                icon("pulse", "size-6"),
                rx.el.div(
                    rx.el.p(words, class_name="text-[15px] font-semibold"),
                    rx.el.p(HealthState.checked, class_name="text-xs"),
                    role="status",
                ),
                class_name=look + tone,
            ),
            rx.el.ul(rx.foreach(HealthState.rows, _finding), class_name="grid grid-cols-2 gap-3"),
            class_name="flex max-w-4xl flex-col gap-3 overflow-y-auto p-4",
        ),
        title=say("backoffice.health.title"),
        here=_HERE,
        need=Permission.HEALTH_READ,
    )


def _finding(row: Any) -> rx.Component:
    badge = rx.cond(
        row.ok,
        desk_badge(say("backoffice.health.ok"), "ok"),
        desk_badge(say("backoffice.health.bad"), "bad"),
    )
    size: Any = rx.cond(row.figure.length() > _SHORT, "text-sm", "text-[20px]")
    look: Any = "mt-0.5 font-semibold tabular-nums "
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.name, class_name="text-xs font-medium text-muted"),
            rx.el.p(row.figure, class_name=look + size),
            class_name="min-w-0",
        ),
        badge,
        class_name=(
            "flex items-start justify-between gap-3 rounded-panel border border-line bg-surface "
            "px-4 py-3 shadow-panel"
        ),
        key=row.name,
    )
