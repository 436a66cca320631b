"""What /admin/hoan-tien-mat knows: cash to be paid back by the order clerks."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.core.clock import vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import cash_desk
from chonso_app.delivery.cash_models import CashRefund, PaidOutBy
from chonso_app.ui.edge import actor_of, allow, refusals_told, tell
from chonso_app.ui.live import follow

_NEED = Permission.CASH_REFUND
WAYS = [(way.value, say(f"cash.refunds.way.{way.value}")) for way in PaidOutBy]


@dataclass(frozen=True)
class CashRefundLine:
    refund_id: int = 0
    code: str = ""
    amount: str = ""
    since: str = ""
    paid: str = ""


class CashRefundsState(rx.State):
    tab: str = "due"
    rows: list[CashRefundLine] = []
    paying: CashRefundLine = CashRefundLine()

    @rx.event
    @allow(_NEED)
    async def load(self) -> None:
        self.reset()
        follow(self, cash_desk.TOPIC)
        await self._refresh()

    async def _refresh(self) -> None:
        try:
            actor, done = actor_of(self), self.tab == "done"
            rows = await in_read(cash_desk.refunds, actor, done=done)
        except ShopError:
            self.reset()
            return
        self.rows = [_line(one) for one in rows]

    @rx.event
    @allow(_NEED)
    async def pick_tab(self, tab: str) -> None:
        self.tab = "done" if tab == "done" else "due"
        await self._refresh()

    @rx.event
    @allow(_NEED)
    async def ask(self, refund_id: int) -> None:
        found = (one for one in self.rows if one.refund_id == refund_id)
        self.paying = next(found, CashRefundLine())

    @rx.event
    @allow(_NEED)
    async def close(self) -> None:
        self.paying = CashRefundLine()

    @rx.event
    @allow(_NEED)
    async def pay(self, form: dict) -> None:
        told = form if isinstance(form, dict) else {}
        way, reference = told.get("way"), told.get("reference")
        if way not in list(PaidOutBy) or not isinstance(reference, str):
            return
        async with refusals_told(self):
            given = (actor_of(self), self.paying.refund_id, PaidOutBy(way), reference[:400])
            await in_transaction(cash_desk.pay_out, *given, now=utc_now())
            self.paying = CashRefundLine()
            await self._refresh()
            await tell(self, say("cash.refunds.paid"), "ok")


def _line(one: CashRefund) -> CashRefundLine:
    paid = ""
    if one.paid_out_at and one.way:
        way = say(f"cash.refunds.way.{one.way.value}")
        paid = f"{way}, {vn_short(one.paid_out_at)}, {one.reference}"
    return CashRefundLine(one.key, one.order_code, vnd(one.amount), vn_short(one.created_at), paid)
