"""Cancelling an order with everything that hangs on it: parcel, card, cash, number, money (F.3,
F.10, F.11). Whatever cancels an order beyond `payments` calls this.

The order's row is locked first, also by whoever hears of a pick-up: of the two, one is second and
is told that it came too late.
"""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor, system
from chonso_app.core.permissions import Permission
from chonso_app.delivery import cash, exchanging, shipping
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order
from chonso_app.payments import cancelling as money
from chonso_app.payments.models import Refund
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus


def cancel_order(
    session: Session, actor: Actor, code: str, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """Cancel the actor's own order, or for staff one of their unit; what was paid goes back (7.4).

    Raises:
        OrderNotFound, NotAllowed, OrderClosed, TooLateToCancel
        ParcelPickedUp, AlreadyOnItsWay: it can be refused at the door.
    """
    if actor.is_staff:
        need = Permission.ORDERS_CANCEL
        order = orders.order_for_staff_locked(session, actor, code, need=need)
    else:
        order = orders.order_of_locked(session, actor, code)
    return _cancel(session, actor, order, reason, now=now)


def cancel_unattended(
    session: Session, order_id: int, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """A deadline has passed (7.1, 7.5, 7.10). The caller is a sweep."""
    order = orders.lock_order(session, order_id)
    return _cancel(session, system("deadline"), order, reason, now=now)


def end(
    session: Session, actor: Actor, order: Order, reason: CancelReason, *, now: datetime
) -> Refund | None:
    """Number and money, without parcel and card: those are on their way, or have been seen to."""
    refund = money.cancel_locked(session, actor, order, reason, now=now)
    cash.note_uncollectable(session, order, by=actor, now=now)
    cash.owe_refund(session, order, by=actor, now=now)
    exchanging.settle(session, order, now=now)
    return refund


def _cancel(
    session: Session, actor: Actor, order: Order, reason: CancelReason, *, now: datetime
) -> Refund | None:
    if order.fulfilment in (Fulfilment.PENDING, Fulfilment.TO_PICK_UP):
        shipping.call_off(session, actor, order, now=now)
    refund = end(session, actor, order, reason, now=now)
    card = stores.card_of_order(session, order.code)
    if card and card.status is not CardStatus.SHIPPED:  # that one comes back with its parcel
        stores.release_card(session, actor, order.code, now=now)
    return refund
