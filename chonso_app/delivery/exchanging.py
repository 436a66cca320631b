"""Đổi SIM: the customer has a wrong or broken card; another one comes, free, on the same phiếu.

[Đã giao] → [Chờ xử lý], order PAID as before. For whoever works the tabs nothing is new: confirm,
pack another card, hand over; `fulfilment.confirm` takes the purpose of the parcel from here, and
the console shows the badge "Đổi SIM" for `open_of`. A parcel of an exchange that is refused or
lost ends no order: it goes back to [Chờ xử lý]. From a store it is fetched like the first one.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.delivery.exchange_models import ExchangeReason, SimExchange
from chonso_app.delivery.models import Purpose
from chonso_app.delivery.pickup_models import StorePickup
from chonso_app.orders import notices
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, OrderStatus
from chonso_app.orders.rules import one_line
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus

MOST_EXCHANGES = 2  # of one order: then people must look at it
_NOTE_LENGTH = 200


class NothingToExchange(ShopError):
    """No SIM is with the customer, or a line lives on it already."""


class NoMoreExchanges(ShopError):
    """`hotline`: whom to call."""


def may_ask(order: Order) -> bool:
    """A SIM is in hand, and nothing about it lies with Tổ đấu nối."""
    in_hand = order.is_physical and order.fulfilment is Fulfilment.DELIVERED
    return in_hand and order.status is OrderStatus.PAID and order.submitted_at is None


def ask(
    session: Session,
    actor: Actor,
    code: str,
    reason: ExchangeReason,
    note: str = "",
    *,
    now: datetime,
) -> SimExchange:
    """Đổi SIM miễn phí. Asking twice is asking once.

    Raises:
        OrderNotFound, DossierUnderReview, NothingToExchange, NoMoreExchanges
    """
    order = orders.order_of_locked(session, actor, code)
    if running := open_of(session, [order.key]).get(order.key):
        return running
    if order.submitted_at is not None and order.status is OrderStatus.PAID:
        raise orders.DossierUnderReview
    if not may_ask(order):
        raise NothingToExchange
    if _how_many(session, order) >= MOST_EXCHANGES:
        raise NoMoreExchanges(hotline=settings.hotline)
    return _begin(session, actor, order, reason, note, now)


def _begin(
    session: Session, actor: Actor, order: Order, reason: ExchangeReason, note: str, now: datetime
) -> SimExchange:
    gone = CardStatus.LOST if reason is ExchangeReason.MISSING else CardStatus.DAMAGED
    card = stores.release_card(session, actor, order.code, gone, now=now, note=reason.value)
    exchange = SimExchange(
        order_id=order.key, order_code=order.code, reason=reason,
        note=one_line(note)[:_NOTE_LENGTH], old_iccid=card.iccid if card else "",
        asked_at=now, asked_by=actor.label,
    )  # fmt: skip
    session.add(exchange)
    _forget_pickup(session, actor, order, now)
    orders.move_fulfilment(
        session, actor, order, Fulfilment.PENDING, now=now, exchange=reason.value
    )
    notices.send(session, order, "delivery.exchange", f"exchange:{exchange.id}", now=now)
    return exchange


def _forget_pickup(session: Session, actor: Actor, order: Order, now: datetime) -> None:
    """The counter's row is for one SIM at a time; who took the first one stays in the audit."""
    if pickup := session.get(StorePickup, order.key):
        audit.record(
            session, actor, "delivery.pickup_reopened", f"order:{order.code}", now=now,
            handed_at=pickup.handed_at.isoformat() if pickup.handed_at else "",
            handed_by=pickup.handed_by,
        )  # fmt: skip
        session.delete(pickup)
        session.flush()


def settle(session: Session, order: Order, *, now: datetime) -> None:
    """The new SIM is in hand, or the order has ended. The order is locked."""
    if exchange := open_of(session, [order.key]).get(order.key):
        exchange.settled_at = now
        session.add(exchange)
        session.flush()


def purpose_of(session: Session, order: Order) -> Purpose:
    """Of the next parcel."""
    return Purpose.EXCHANGE if open_of(session, [order.key]) else Purpose.FIRST


def open_of(session: Session, order_ids: Iterable[int]) -> dict[int, SimExchange]:
    """Which of these orders wait for another SIM, and why."""
    found = select(SimExchange).where(
        col(SimExchange.order_id).in_(list(order_ids)), col(SimExchange.settled_at).is_(None)
    )
    return {one.order_id: one for one in session.exec(found)}


def _how_many(session: Session, order: Order) -> int:
    counted = select(sa.func.count()).where(SimExchange.order_id == order.key)
    return session.exec(counted).one()
