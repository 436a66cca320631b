"""Cancelling an order: the number back to the shelf, what was paid back to the customer (7.4)."""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor, system
from chonso_app.core.permissions import Permission
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order
from chonso_app.payments import notices, refunds
from chonso_app.payments.models import Payment, Refund, RefundReason


def cancel_order(
    session: Session, actor: Actor, code: str, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """Cancel the actor's own order, or for staff one of their unit; what was paid goes back (7.4).

    Raises:
        OrderNotFound, NotAllowed, OrderClosed, TooLateToCancel
    """
    if actor.is_staff:
        need = Permission.ORDERS_CANCEL
        order = orders.order_for_staff_locked(session, actor, code, need=need)
    else:
        order = orders.order_of_locked(session, actor, code)
    return cancel_locked(session, actor, order, reason, now=now)


def cancel_unattended(
    session: Session, order_id: int, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """A deadline has passed (7.1, 7.10). The caller is a sweep."""
    order = orders.lock_order(session, order_id)
    return cancel_locked(session, system("deadline"), order, reason, now=now)


def cancel_locked(
    session: Session, actor: Actor, order: Order, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """The caller has locked the order, and knows that the actor may. Parcels and cards are the
    business of `delivery`, which calls this.
    """
    orders.cancel(session, actor, order, reason, now=now)
    counted = session.exec(
        select(Payment).where(Payment.order_id == order.key, col(Payment.counts))
    ).one_or_none()
    refund = counted and refunds.owe(session, actor, counted, RefundReason.CANCELLED, now=now)
    notices.cancelled(session, order, refund, now=now)
    return refund
