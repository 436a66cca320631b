"""What must always be true of money. Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.orders.models import Order, OrderStatus
from chonso_app.payments.models import Payment, PaymentStatus, Refund, RefundStatus

SWEEP_PATIENCE = timedelta(minutes=2)
_PAID = (OrderStatus.PAID, OrderStatus.ACTIVATED)


def rows(session: Session, now: datetime) -> list[str]:
    return [
        *_all_money_is_somewhere(session),
        *_refunds_fit(session),
        *_nothing_forgotten(session, now),
    ]


def _all_money_is_somewhere(session: Session) -> Iterator[str]:
    """I1: what the bank gave us bought a number, is going back, or lies on somebody's desk."""
    refunded = {refund.payment_id: refund for refund in session.exec(select(Refund))}
    counted: dict[int, Payment] = {}
    got = select(Payment, Order).join(Order, col(Order.id) == col(Payment.order_id))
    for payment, order in session.exec(got):
        if payment.status is PaymentStatus.ON_HOLD and not payment.owner:
            yield f"I4 payment {payment.id}: on hold without an owner"
        if payment.status is not PaymentStatus.SUCCEEDED:
            continue
        if payment.counts:
            counted[payment.order_id] = payment
        bought = payment.counts and order.status in _PAID
        if bought == (payment.id in refunded):
            how = "both spent and" if bought else "neither spent nor"
            yield f"I1 payment {payment.id}: {how} refunded"
    for order in session.exec(select(Order).where(col(Order.status).in_(_PAID))):
        online = counted[order.key].amount if order.key in counted else 0
        if online + order.cash_paid + order.due_on_receipt != order.total:
            yield (
                f"I1 order {order.code}: costs {order.total}, was paid {online} online and "
                f"{order.cash_paid} in cash, {order.due_on_receipt} due"
            )


def _refunds_fit(session: Session) -> Iterator[str]:
    """I17: no more goes back than came."""
    joined = select(Refund, Payment).join(Payment, col(Payment.id) == col(Refund.payment_id))
    for refund, payment in session.exec(joined):
        if payment.status is not PaymentStatus.SUCCEEDED:
            yield f"I17 refund {refund.id}: of a payment that did not succeed"
        if refund.amount > payment.amount:
            yield f"I17 refund {refund.id}: more than was paid"


def _nothing_forgotten(session: Session, now: datetime) -> Iterator[str]:
    """I4: whatever is undecided will be asked about."""
    late = now - SWEEP_PATIENCE
    for payment in session.exec(select(Payment).where(col(Payment.next_check_at) < late)):
        yield f"I4 payment {payment.id}: should have been asked about at {payment.next_check_at}"
    owed = (RefundStatus.DUE, RefundStatus.REQUESTED, RefundStatus.ACCEPTED)
    for refund in session.exec(select(Refund).where(col(Refund.status).in_(owed))):
        if refund.next_check_at is None or refund.next_check_at < late:
            yield f"I4 refund {refund.id}: owed, and nobody asks"
