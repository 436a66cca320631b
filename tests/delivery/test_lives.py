"""Whole lives of a parcel, told in shuffled order, with everything that hangs on it for real."""

import random
from datetime import datetime
from itertools import permutations

import pytest
from sqlmodel import Session, select

from chonso_app.carriers.gateway import ParcelState, ParcelStatus
from chonso_app.delivery import tracking
from chonso_app.delivery.models import CarrierEvent, EventState, Shipment
from chonso_app.orders.models import CancelReason, Fulfilment, Order, OrderStatus
from chonso_app.payments.models import Refund
from chonso_app.stores.models import CardStatus, SimCard
from chonso_app.wiring import modules
from tests.delivery import desk
from tests.delivery.parcels import notice

S = ParcelStatus
BACK = (S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.DELIVERY_FAILED, S.RETURNING, S.RETURNED)
THERE = (S.CREATED, S.PICKING, S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.DELIVERED)
LOST = (S.CREATED, S.PICKING, S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.LOST)


def shuffled(life: tuple[S, ...], seed: int) -> tuple[S, ...]:
    return random.Random(seed).choice(list(permutations(life)))


def tell(session: Session, shipment: Shipment, arrival: tuple[S, ...], now: datetime) -> None:
    """Each notice twice, and `detail` says no more than the notice."""
    for status in arrival:
        said = notice(shipment, status)
        for _ in range(2):
            tracking.store_notice(session, "ghn", said, now=now)
            state = ParcelState(
                carrier_code=shipment.carrier_code or "",
                client_order_code=shipment.client_order_code,
                status=status,
                raw_status=status.value,
                cod_amount=shipment.cod_amount,
            )
            tracking.apply(session, shipment.key, state, now=now)
            session.commit()
    session.expire_all()


def faults(session: Session, now: datetime) -> list[str]:
    session.commit()
    session.expire_all()
    return [row for module in modules("invariants") for row in module.rows(session, now)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("handed", [True, False])
def test_cash_on_delivery_ends_delivered_and_paid(
    session: Session, now: datetime, seed: int, handed: bool
) -> None:
    desk.furnish(session, now)
    order = desk.cod(session, now)
    sent = desk.handed_over if handed else desk.packed
    shipment = sent(session, order, now)
    tell(session, shipment, shuffled(THERE, seed), now)
    kept = session.get_one(Order, order.key)
    assert (kept.status, kept.fulfilment) == (OrderStatus.PAID, Fulfilment.DELIVERED)
    assert (kept.due_on_receipt, kept.cash_paid) == (0, shipment.collected)
    assert session.get_one(SimCard, desk.CARD).status is CardStatus.HANDED
    assert faults(session, now) == []


@pytest.mark.parametrize("seed", range(6))
def test_refused_at_the_door_ends_cancelled_and_restocked(
    session: Session, now: datetime, seed: int
) -> None:
    desk.furnish(session, now)
    order = desk.cod(session, now)
    shipment = desk.handed_over(session, order, now)
    tell(session, shipment, shuffled(BACK, seed), now)
    kept = session.get_one(Order, order.key)
    assert (kept.status, kept.fulfilment) == (OrderStatus.CANCELLED, Fulfilment.CANCELLED)
    assert kept.cancel_reason is CancelReason.REFUSED_AT_DOOR
    assert session.get_one(SimCard, desk.CARD).status is CardStatus.IN_STOCK
    assert session.exec(select(Refund)).all() == []  # nothing had been paid
    states = set(session.exec(select(CarrierEvent.state)))
    assert states == {EventState.DONE}
    assert faults(session, now) == []


@pytest.mark.parametrize("seed", range(3))
def test_lost_on_the_way_ends_cancelled_and_the_card_written_off(
    session: Session, now: datetime, seed: int
) -> None:
    desk.furnish(session, now)
    order = desk.cod(session, now)
    shipment = desk.handed_over(session, order, now)
    tell(session, shipment, shuffled(LOST, seed), now)
    kept = session.get_one(Order, order.key)
    assert (kept.status, kept.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.LOST)
    assert session.get_one(SimCard, desk.CARD).status is CardStatus.LOST
    assert faults(session, now) == []
