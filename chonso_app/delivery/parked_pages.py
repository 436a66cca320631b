"""/admin/tin-van-chuyen: carriers' notices that do not fit, until a person has dealt with them."""

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery.parked_state import NoticeLine, ParkedState
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    pager,
    table_row,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/tin-van-chuyen", Permission.DELIVERY_PARKED
S = ParkedState


@staff_route(_HERE, title=say("shipping.parked.title"), need=_NEED, on_load=S.load)
def parked_page() -> rx.Component:
    names = ("received", "parcel", "order", "status", "why", "owner")
    return staff_page(
        rx.el.section(
            rx.el.p(
                say("shipping.parked.lead"),
                class_name="flex h-12 shrink-0 items-center border-b border-line px-4 text-muted",
            ),
            data_table(
                [*(say(f"shipping.parked.head.{name}") for name in names), ""],
                S.rows,
                _row,
                label=say("shipping.parked.title"),
                none=desk_empty(say("shipping.parked.none"), say("shipping.parked.none_text")),
            ),
            pager(S.page, S.pages, S.total, S.turn_to),
            class_name="flex min-h-0 flex-1 flex-col bg-surface",
        ),
        title=say("shipping.parked.title"),
        here=_HERE,
        need=_NEED,
    )


def _row(row: NoticeLine) -> rx.Component:
    parcel = rx.el.span(
        rx.el.span(row.carrier_code, class_name="block leading-4 font-medium"),
        rx.el.span(row.carrier, class_name="text-xs text-muted"),
    )
    order = rx.cond(
        row.order_code != "",
        rx.el.span(row.order_code, class_name="font-medium"),
        rx.el.span(say("shipping.parked.no_order"), class_name="text-muted"),
    )
    why = rx.el.span(
        desk_badge(row.why, "warn"),
        rx.cond(row.reason != "", rx.el.span(row.reason, class_name="ml-2 text-xs text-muted")),
    )
    return table_row(
        cell(row.received, class_name="text-muted"),
        parcel,
        order,
        rx.el.code(row.raw_status, class_name="text-xs"),
        cell(why, class_name="w-full"),
        row.owner,
        cell(
            desk_button(
                say("shipping.parked.put_away"),
                icon_name="check",
                on_click=S.put_away(row.event_id),
            ),
            class_name="text-right",
        ),
        key=row.event_id,
    )
