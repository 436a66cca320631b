"""What others learn of money: audit and events for us, messages for the customer."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, system
from chonso_app.core.clock import vn_datetime
from chonso_app.core.money import vnd
from chonso_app.orders import lifecycle
from chonso_app.orders import notices as order_notices
from chonso_app.orders.models import CancelReason, Order
from chonso_app.payments.models import Payment, Refund

DEADLINES = (CancelReason.NOT_ACTIVATED, CancelReason.REFUSAL_NOT_FIXED)
BANK = system("vnpay")


def tell(
    session: Session, order: Order, kind: str, *, actor: Actor, now: datetime, **detail: object
) -> None:
    """One audit row, one event, and whoever shows the order looks again."""
    session.flush()
    audit.record(session, actor, kind, f"order:{order.code}", now=now, **detail)
    topic = f"order:{order.code}"
    events.publish(session, kind, topic, actor=actor, order_id=order.key, now=now, **detail)


def paid(session: Session, order: Order, payment: Payment, *, now: datetime) -> None:
    """With the deadline that runs from now, or that the SIM comes first."""
    deadline = lifecycle.unused_deadline(order)
    template = "payments.paid" if deadline else "payments.paid_sim"
    until = {"until": vn_datetime(deadline)} if deadline else {}
    order_notices.send(
        session, order, template, f"payment:{payment.key}", now=now,
        amount=vnd(payment.amount), **until,
    )  # fmt: skip


def money_goes_back(session: Session, order: Order, refund: Refund, *, now: datetime) -> None:
    """Money came that cannot buy the number: why, and that it is on its way back."""
    order_notices.send(
        session, order, f"payments.goes_back.{refund.reason.value}", f"refund-due:{refund.key}",
        now=now, amount=vnd(refund.amount),
    )  # fmt: skip


def refunded(session: Session, order: Order, refund: Refund, *, now: datetime) -> None:
    order_notices.send(
        session, order, "payments.refunded", f"refunded:{refund.key}", now=now,
        amount=vnd(refund.amount),
    )  # fmt: skip


def cancelled(session: Session, order: Order, refund: Refund | None, *, now: datetime) -> None:
    template = "orders.cancelled_refund" if refund else "orders.cancelled"
    if refund and order.cancel_reason in DEADLINES:
        template = "orders.auto_cancelled"
    order_notices.send(
        session, order, template, f"cancelled:{order.key}", now=now,
        amount=vnd(refund.amount if refund else 0),
    )  # fmt: skip
