"""What this order may choose today: features of its unit, and stores that can really serve it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.errors import ShopError
from chonso_app.orders.models import (
    Fulfilment,
    Order,
    PaymentMethod,
    ReceiveBy,
    SimKind,
)
from chonso_app.stores import directory
from chonso_app.stores import service as stores
from chonso_app.switches import service as switches
from chonso_app.switches.service import Feature

WAYS = {
    SimKind.SIM: (ReceiveBy.HOME, ReceiveBy.STORE),
    SimKind.ESIM: (ReceiveBy.PAGE, ReceiveBy.EMAIL),
}
FEATURES = {
    SimKind.SIM: Feature.PHYSICAL_SIM,
    SimKind.ESIM: Feature.ESIM,
    ReceiveBy.HOME: Feature.HOME_DELIVERY,
    ReceiveBy.STORE: Feature.STORE_PICKUP,
    PaymentMethod.COD: Feature.CASH_ON_DELIVERY,
}


class NotOffered(ShopError):
    """A SIM kind, plan, or way of receiving or paying that cannot be had for this order."""


class StoreOutOfStock(ShopError):
    """Every blank SIM of the store is spoken for. `store`: its name."""


Option = SimKind | ReceiveBy | PaymentMethod


def is_offered(session: Session, option: Option, unit_id: int | None, *, now: datetime) -> bool:
    """Whether the unit has it today. What nobody can switch is always offered."""
    feature = FEATURES.get(option)
    return feature is None or switches.is_on(session, feature, unit_id, now=now)


def offered(session: Session, unit_id: int | None, *, now: datetime) -> list[Option]:
    """Everything that can be chosen in this unit today."""
    options: list[Option] = [*SimKind, *ReceiveBy, *PaymentMethod]
    return [one for one in options if is_offered(session, one, unit_id, now=now)]


def refuse_unless_offered(
    session: Session,
    unit_id: int | None,
    kind: SimKind,
    way: ReceiveBy,
    method: PaymentMethod,
    *,
    now: datetime,
) -> None:
    """Raises NotOffered, also for what never goes together (an eSIM paid on receipt, E.6)."""
    if way not in WAYS[kind]:
        raise NotOffered
    if kind is SimKind.ESIM and method is not PaymentMethod.ONLINE:
        raise NotOffered
    if not all(is_offered(session, one, unit_id, now=now) for one in (kind, way, method)):
        raise NotOffered


def refuse_unless_served(session: Session, order: Order, store_code: str) -> None:
    """The store takes orders, and has a blank SIM for this one.

    Raises:
        StoreNotFound, StoreClosed, StoreOutOfStock
    """
    store = stores.store_on_sale(session, store_code)
    if spare_in(session, [store_code], without=order.code)[store_code] < 1:
        raise StoreOutOfStock(store=store.name)


def spare_in(session: Session, codes: list[str], *, without: str = "") -> dict[str, int]:
    """Blank SIMs that no order waits for yet; every store of `codes` is in the answer."""
    waiting = (
        select(Order.store_code, sa.func.count())
        .where(
            col(Order.store_code).in_(codes),
            Order.receive_by == ReceiveBy.STORE,
            Order.fulfilment == Fulfilment.PENDING,  # from the next tab on a card is set aside
            Order.code != without,
        )
        .group_by(col(Order.store_code))
    )
    taken = dict(session.exec(waiting).all())
    free = directory.free_in(session, codes)
    return {code: max(0, free.get(code, 0) - taken.get(code, 0)) for code in codes}
