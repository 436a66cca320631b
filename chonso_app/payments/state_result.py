"""What the result page knows: what the IPN or querydr brought, as soon as it is there."""

from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_date, vn_time
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.orders.state import HeldRow, held_row
from chonso_app.payments import checks, refunds, rules, service
from chonso_app.payments.models import Payment, PaymentStatus, Refund, RefundStatus
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg, tell
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class ResultRow:
    """How the last visit to the bank stands."""

    outcome: str = ""  # pending, succeeded, failed, cancelled, expired, on_hold, refund, none
    code: str = ""
    number: str = ""
    amount: str = ""
    title: str = ""
    text: str = ""
    sent_at: str = ""
    asked_since: str = ""  # ISO
    latest: str = ""  # "Chậm nhất đến 14:32"
    until: str = ""  # ISO of the hold
    now: str = ""
    can_retry: bool = False
    bank_open: bool = False  # the bank's page for this payment still takes money
    refund_line: str = ""


class ResultState(rx.State):
    """/ket-qua/[code]: shows what the IPN or querydr brought, as soon as it is there."""

    row: ResultRow = ResultRow()
    missing: bool = False
    go: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        if self.row.code:
            follow(self, f"order:{self.row.code}")

    async def _refresh(self) -> None:
        who, code = actor_of(self), route_arg(self, "code")
        try:
            order, payment, owed = await in_read(_result, who, code)
        except orders.OrderNotFound:
            self.row, self.missing = ResultRow(outcome="none"), True
            return
        self.row = _result_row(order, payment, owed, await held_row(order))

    @rx.event
    @limited(6, 60)
    @public
    async def ask(self) -> None:
        """Hỏi lại ngân hàng."""
        async with refusals_told(self):
            await in_transaction(checks.ask_bank_now, actor_of(self), self.row.code, now=utc_now())
            await tell(self, say("payments.asked"), "info")

    @rx.event
    @limited(20, 60)
    @public
    async def retry(self) -> None:
        """Thử lại: another payment, the same order."""
        who, code = actor_of(self), self.row.code
        async with refusals_told(self):
            await in_transaction(service.start_payment, who, code, now=utc_now())
            self.go = f"/api/thanh-toan/{code}"


def _result(
    session: Session, actor: Actor, code: str
) -> tuple[Order, Payment | None, Refund | None]:
    order, payment = service.latest_payment(session, actor, code)
    return order, payment, next(iter(refunds.refunds_of(session, order)), None)


def _result_row(
    order: Order, payment: Payment | None, owed: Refund | None, held: HeldRow
) -> ResultRow:
    outcome = _outcome(order, payment, owed)
    title, text = _words(outcome, order, payment, owed)
    now = utc_now()
    return ResultRow(
        outcome=outcome,
        code=order.code,
        number=grouped(order.msisdn),
        amount=vnd(payment.amount if payment else order.total),
        title=title,
        text=text,
        sent_at=vn_time(payment.created_at) if payment else "",
        latest=_latest(order) if held.paused else "",
        until=held.until,
        now=held.now,
        can_retry=held.phase == "open" and outcome in ("failed", "cancelled", "expired"),
        bank_open=bool(payment) and outcome == "pending" and now < payment.expires_at,
        refund_line=_refund_line(owed) if owed else "",
    )


def _latest(order: Order) -> str:
    """The latest moment until which the number waits for the bank."""
    until = order.bank_until
    return say("payments.kept_until", time=vn_time(until)) if until else ""


def _outcome(order: Order, payment: Payment | None, owed: Refund | None) -> str:
    if order.paid_at is not None and order.status.value in ("paid", "activated"):
        return "succeeded"
    if owed is not None:
        return "refund"
    if payment is None:
        return "none"
    if payment.status is PaymentStatus.SUCCEEDED:
        return "succeeded"
    return payment.status.value


def _words(
    outcome: str, order: Order, payment: Payment | None, owed: Refund | None
) -> tuple[str, str]:
    if outcome == "succeeded":
        key = "payments.done_sim" if order.is_physical else "payments.done_note"
        return say("payments.done"), say(key, number=grouped(order.msisdn))
    if outcome == "refund" and owed:
        return say("payments.goes_back"), say(f"payments.refund_reason.{owed.reason.value}")
    if outcome == "failed" and payment:
        return say("payments.failed"), say(rules.failure_text(payment.reason_code))
    if outcome == "none":
        return "", ""
    return say(f"payments.{outcome}"), say(f"payments.{outcome}_note")


def _refund_line(owed: Refund) -> str:
    """`1.365.000 ₫ · Về thẻ hoặc tài khoản đã trả · Lúc 14:32 20/11/2026`."""
    status = say(f"payments.refund.{owed.status.value}")
    when = ""
    if owed.status is RefundStatus.DONE and owed.done_at:
        when = f" {vn_time(owed.done_at)} {vn_date(owed.done_at)}"
    return f"{vnd(owed.amount)}. {status}{when}. {say('payments.refund.way')}."
