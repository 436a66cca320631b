"""What must be true of SIMs that wait in stores. Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.delivery import pickup, store_push
from chonso_app.delivery.pickup_models import StorePickup
from chonso_app.orders.models import Fulfilment, Order, ReceiveBy
from chonso_app.stores import service as stores

_SWEEPS_TAKE = timedelta(minutes=15)
_WITH_US = (Fulfilment.PENDING, Fulfilment.TO_PICK_UP)


def rows(session: Session, now: datetime) -> list[str]:
    return [*_told_apart(session), *_overdue(session, now)]


def _told_apart(session: Session) -> Iterator[str]:
    """The tab, the row and the card tell one story."""
    both = select(Order, StorePickup).join(StorePickup, col(StorePickup.order_id) == col(Order.id))
    for order, waits in session.exec(both):
        if waits.store_code != order.store_code or order.receive_by is not ReceiveBy.STORE:
            yield f"pick-up of {order.code}: the order goes somewhere else"
        if waits.handed_at and order.fulfilment in _WITH_US:
            yield f"pick-up of {order.code}: handed over, but its tab is {order.fulfilment}"
        card = stores.card_of_order(session, order.code)
        if (
            order.fulfilment is Fulfilment.TO_PICK_UP
            and card
            and card.store_code != order.store_code
        ):
            yield f"pick-up of {order.code}: its card lies in {card.store_code}"
    lost = (
        select(Order.code)
        .outerjoin(StorePickup, col(StorePickup.order_id) == col(Order.id))
        .where(
            col(Order.receive_by) == ReceiveBy.STORE,
            col(Order.fulfilment) == Fulfilment.TO_PICK_UP,
            col(StorePickup.order_id).is_(None),
        )
    )
    for code in session.exec(lost):
        yield f"I4 order {code}: waits in a store, and no clock runs"


def _overdue(session: Session, now: datetime) -> Iterator[str]:
    """I4: no timer is overdue."""
    for order_id in pickup.overdue(session, now=now - _SWEEPS_TAKE):
        yield f"I4 order #{order_id}: nobody came, and nobody ended it"
    for order_id in store_push.to_look_at(session, now=now - store_push.LOOK_EVERY):
        yield f"I4 order #{order_id}: its store's system was not asked"
