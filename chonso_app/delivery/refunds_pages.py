"""/admin/hoan-tien-mat: cash that order clerks pay back."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery.refunds_state import WAYS, CashRefundLine, CashRefundsState
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_button,
    desk_empty,
    desk_field,
    desk_form,
    desk_select,
    table_row,
    tabs,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/hoan-tien-mat"
_NEED = Permission.CASH_REFUND
S = CashRefundsState


@staff_route(_HERE, title=say("cash.refunds.title"), need=_NEED, on_load=S.load)
def cash_refunds_page() -> rx.Component:
    kinds = [("due", say("cash.refunds.due"), None), ("done", say("cash.refunds.done"), None)]
    heads = [say("cash.order"), ">" + say("cash.amount"), say("cash.since"), ""]
    none = desk_empty(say("cash.refunds.none"), say("cash.refunds.none_text"))
    return staff_page(
        rx.el.section(
            tabs(kinds, S.tab, S.pick_tab, label=say("cash.refunds.title")),
            data_table(heads, S.rows, _row, label=say("cash.refunds.title"), none=none),
            class_name="flex min-h-0 flex-1 flex-col bg-surface",
        ),
        _dialog(),
        title=say("cash.refunds.title"),
        here=_HERE,
        need=_NEED,
    )


def _row(one: CashRefundLine) -> rx.Component:
    identity: Any = one.refund_id
    return table_row(
        cell(rx.el.span(one.code, class_name="font-medium tabular-nums")),
        cell(one.amount, class_name="text-right tabular-nums"),
        cell(one.since, class_name="w-full text-muted"),
        cell(
            rx.cond(
                one.paid != "",
                rx.el.span(one.paid, class_name="text-muted"),
                desk_button(say("cash.refunds.pay"), on_click=S.ask(identity)),
            )
        ),
        key=identity.to_string(),
    )


def _dialog() -> rx.Component:
    title: Any = say("cash.refunds.pay")
    return desk_form(
        title + ": " + S.paying.code,
        rx.el.p(S.paying.amount, class_name="text-[20px] font-semibold tabular-nums"),
        desk_select(say("cash.refunds.way"), "way", WAYS),
        desk_field(say("cash.refunds.reference"), "reference", max_length=64),
        id="pay-out",
        open=S.paying.refund_id != 0,
        back=say("cash.cancel"),
        submit=say("cash.confirm"),
        on_submit=S.pay,
        on_close=S.close,
    )
