"""Cancelling: what comes back, until when, and that a race with the shipper ends one way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.core import db
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.delivery import cancelling, fulfilment, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.holds.models import Hold
from chonso_app.orders import invariants
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order, OrderStatus
from chonso_app.stores import invariants as stock_invariants
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, SimCard
from tests.delivery import desk
from tests.delivery.desk import CARD, OSP
from tests.orders.world import LAN, MINH
from tests.stores.world import CLERK, WAREHOUSE

WISH = CancelReason.CHANGED_MIND


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    desk.furnish(session, now)
    return desk.cod(session, now)


def cancel(session: Session, order: Order, now: datetime) -> None:
    cancelling.cancel_order(session, LAN, order.code, WISH, now=now)


def test_in_cho_xu_ly_number_and_card_come_back(
    session: Session, now: datetime, order: Order
) -> None:
    fulfilment.pack(session, OSP, order.code, CARD, now=now)
    cancel(session, order, now)
    assert (order.fulfilment, order.status) == (Fulfilment.CANCELLED, OrderStatus.CANCELLED)
    assert not session.get_one(Hold, order.hold_id).is_live
    assert stores.free_stock(session, WAREHOUSE) == 3
    session.commit()
    assert [*invariants.rows(session, now), *stock_invariants.rows(session, now)] == []


def test_in_cho_lay_hang_the_carrier_is_told_too(
    session: Session, now: datetime, order: Order, enqueued: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    shipment = desk.packed(session, order, now)
    cancel(session, order, now)
    assert shipment.cancel_asked_at == now
    assert shipping.CANCEL in {workflow for workflow, *_ in enqueued}
    assert order.fulfilment is Fulfilment.CANCELLED
    assert stores.card_of_order(session, order.code) is None


def test_what_the_shipper_has_is_not_cancelled_whoever_says_so_first(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.packed(session, order, now)
    desk.at_carrier(session, shipment, ParcelStatus.PICKED, now)
    with pytest.raises(shipping.ParcelPickedUp):
        cancel(session, order, now)
    session.rollback()
    fulfilment.hand_over(session, OSP, [order.code], now=now)
    with pytest.raises(orders.AlreadyOnItsWay):
        cancel(session, order, now)


def test_only_the_owner_and_staff_who_may_cancel(
    session: Session, now: datetime, order: Order
) -> None:
    with pytest.raises(orders.OrderNotFound):
        cancelling.cancel_order(session, MINH, order.code, WISH, now=now)
    with pytest.raises(orders.OrderNotFound):
        cancelling.cancel_order(session, desk.OTHER_UNIT, order.code, WISH, now=now)
    with pytest.raises(NotAllowed):
        cancelling.cancel_order(session, CLERK, order.code, WISH, now=now)
    cancelling.cancel_order(session, OSP, order.code, CancelReason.STAFF, now=now)


def test_thirty_days_unused_after_delivery_writes_the_card_off(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.handed_over(session, order, now)
    fulfilment.settle_delivered(session, shipment, collected=shipment.cod_amount, now=now)
    late = now + timedelta(days=31)
    cancelling.cancel_unattended(session, order.key, CancelReason.NOT_ACTIVATED, now=late)
    card = session.get_one(SimCard, CARD, populate_existing=True)
    assert (order.fulfilment, card.status) == (Fulfilment.CANCELLED, CardStatus.LOST)
    session.commit()
    assert [*invariants.rows(session, late), *stock_invariants.rows(session, late)] == []


# -- races -----------------------------------------------------------------------------------------


def _picked(session: Session, shipment_id: int, now: datetime) -> bool:
    shipment = shipping.locked(session, shipment_id)
    return shipping.move(session, shipment, ParcelStatus.PICKED, now=now)


def _hand_over(session: Session, code: str, now: datetime) -> ShopError | None:
    return fulfilment.hand_over(session, OSP, [code], now=now)[0].refusal


@pytest.mark.parametrize("attempt", range(6))
def test_cancel_against_hand_over_ends_one_way(
    database: sa.Engine, session: Session, now: datetime, order: Order, attempt: int
) -> None:
    desk.packed(session, order, now)
    cancelled, refusal = _at_once(
        lambda: db.transact(cancelling.cancel_order, LAN, order.code, WISH, now=now),
        lambda: db.transact(_hand_over, order.code, now),
    )
    fresh, card = _fresh(database, order)
    if refusal is None:
        assert isinstance(cancelled, orders.AlreadyOnItsWay)
        assert (fresh.fulfilment, card) == (Fulfilment.DELIVERING, CardStatus.SHIPPED)
    else:
        assert isinstance(refusal, fulfilment.NotInThisTab)
        assert (fresh.fulfilment, card) == (Fulfilment.CANCELLED, CardStatus.IN_STOCK)
    _agree(database, now)


@pytest.mark.parametrize("attempt", range(6))
def test_cancel_against_pick_up_ends_one_way(
    database: sa.Engine, session: Session, now: datetime, order: Order, attempt: int
) -> None:
    shipment = desk.packed(session, order, now)
    cancelled, _ = _at_once(
        lambda: db.transact(cancelling.cancel_order, LAN, order.code, WISH, now=now),
        lambda: db.transact(_picked, shipment.key, now),
    )
    fresh, _ = _fresh(database, order)
    with Session(database) as after:
        parcel = after.get_one(Shipment, shipment.key)
    if isinstance(cancelled, ShopError):
        assert isinstance(cancelled, shipping.ParcelPickedUp)
        assert (fresh.fulfilment, parcel.cancel_asked_at) == (Fulfilment.TO_PICK_UP, None)
    else:  # the carrier hears of it, and brings the parcel back
        assert (fresh.fulfilment, parcel.cancel_asked_at) == (Fulfilment.CANCELLED, now)
    _agree(database, now)


@pytest.mark.parametrize("attempt", range(3))
def test_clerks_with_overlapping_lists_wait_for_each_other(
    database: sa.Engine, session: Session, now: datetime, attempt: int
) -> None:
    numbers = [f"8490123{n:04d}" for n in range(6)]
    desk.furnish(session, now, *numbers)
    codes = [order.code for order in desk.many(session, now, numbers)]
    at = now + desk.SOON

    def confirm(some: list[str]) -> list[fulfilment.Outcome]:
        return db.transact(fulfilment.confirm, OSP, some, WAREHOUSE, at, now=now)

    first, second = _at_once(lambda: confirm(codes), lambda: confirm(codes[::-1]))
    assert [one.refusal for one in (*first, *second)] == [None] * 12
    with Session(database) as after:
        assert len(after.exec(sa.select(Shipment.id)).all()) == 6  # pyright: ignore


def _at_once(*works: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(works), timeout=60)

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except ShopError as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def _fresh(database: sa.Engine, order: Order) -> tuple[Order, CardStatus]:
    with Session(database) as after:
        return after.get_one(Order, order.key), after.get_one(SimCard, CARD).status


def _agree(database: sa.Engine, now: datetime) -> None:
    with Session(database) as after:
        assert [*invariants.rows(after, now), *stock_invariants.rows(after, now)] == []
