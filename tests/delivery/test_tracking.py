"""What carriers tell, in any order, twice, wrongly or not at all."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.core import db
from chonso_app.core.events import DomainEvent
from chonso_app.core.gateways import GatewayUnavailable
from chonso_app.delivery import jobs, rules, shipping, tracking
from chonso_app.delivery.models import CarrierEvent, EventState, ParkedFor, Shipment
from chonso_app.orders.models import Order
from tests.delivery.parcels import (
    FakeCarrier,
    Settled,
    notice,
    placed,
    plug_carrier,
    plug_settling,
    requested,
    taken,
    work,
)

S = ParcelStatus
LIVES = {
    "delivered": (S.CREATED, S.PICKING, S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.DELIVERED),
    "returned": (
        S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.DELIVERY_FAILED, S.RETURNING, S.RETURNED,
    ),
    "lost": (S.CREATED, S.PICKING, S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.LOST),
}  # fmt: skip
ENDS = {
    "delivered": [("delivered", 1_297_000)],
    "returned": [("refused", ""), ("returned", None)],
    "lost": [("lost", False)],
}


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> FakeCarrier:
    return plug_carrier(monkeypatch)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Settled:
    return plug_settling(monkeypatch)


@pytest.fixture
def shipment(session: Session, now: datetime, carrier: FakeCarrier) -> Shipment:
    return taken(session, placed(session, now), carrier, now)


def told(
    session: Session, shipment: Shipment, status: S | None, now: datetime, **raw: Any
) -> CarrierEvent:
    """The notice as the route stores it."""
    event_id = tracking.store_notice(session, "ghn", notice(shipment, status, **raw), now=now)
    assert event_id is not None
    session.commit()
    return session.get_one(CarrierEvent, event_id)


def fresh(session: Session, shipment: Shipment) -> Shipment:
    session.expire_all()
    return session.get_one(Shipment, shipment.key)


def states(session: Session) -> list[tuple[EventState, ParkedFor | None]]:
    session.expire_all()
    kept = session.exec(select(CarrierEvent).order_by(CarrierEvent.id)).all()  # pyright: ignore
    return [(event.state, event.parked_for) for event in kept]


def arrivals(life: str, *, all_of_them: bool) -> list[tuple[S, ...]]:
    every = list(permutations(LIVES[life]))
    return every if all_of_them else random.Random(20261125).sample(every, 24)


@pytest.mark.parametrize(
    ("life", "every"),
    [
        ("delivered", False),
        ("returned", False),
        ("lost", False),
        pytest.param("delivered", True, marks=pytest.mark.full),
        pytest.param("returned", True, marks=pytest.mark.full),
        pytest.param("lost", True, marks=pytest.mark.full),
    ],
)
def test_six_notices_in_all_720_orders_end_the_same(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, life: str,
    every: bool,
) -> None:  # fmt: skip
    """Each twice, `detail` as shuffled. All 720 with --full on SQLite, else a sample."""
    order = placed(session, now)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    orders_of_arrival = arrivals(life, all_of_them=on_sqlite and every)
    ends: set[tuple[S, bool, int]] = set()
    for arrival in orders_of_arrival:
        shipment = taken(session, order, carrier, now)
        settled.calls.clear()
        _arrive(session, carrier, shipment, arrival, now)
        ends.add((shipment.status, shipment.ended_at is not None, shipment.collected))
        assert settled.calls == [(name, order.due_on_receipt if name == "delivered" else what)
                                 for name, what in ENDS[life]]  # fmt: skip
    assert len(ends) == 1
    assert next(iter(ends))[0] is LIVES[life][-1]
    kinds = session.exec(select(CarrierEvent.state).distinct()).all()
    assert list(kinds) == [EventState.DONE]
    tried = len(orders_of_arrival)
    print(f"WEBHOOK_ORDERS {life} tried={tried} notices={tried * 12} ends={len(ends)} bad=0")  # noqa: T201


def _arrive(
    session: Session, carrier: FakeCarrier, shipment: Shipment, arrival: Sequence[S], now: datetime
) -> None:
    assert shipment.carrier_code
    for status in arrival:
        said = notice(shipment, status)
        assert tracking.store_notice(session, "ghn", said, now=now) is not None
        assert tracking.store_notice(session, "ghn", said, now=now) is None
        for _ in range(2):
            state = carrier.put(shipment.carrier_code, status)
            tracking.apply(session, shipment.key, state, now=now)
    session.commit()


def test_a_notice_makes_us_ask_and_the_answer_counts(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment,
    enqueued: list[tuple[str, str, tuple[int, ...]]],
) -> None:  # fmt: skip
    assert shipment.carrier_code
    event = told(session, shipment, S.DELIVERED, db.utc_now())
    assert (shipping.ASK, f"event:{event.key}", (shipment.key, event.key)) in enqueued
    carrier.put(shipment.carrier_code, S.PICKED)
    work(session, jobs._ask, shipment, event.key)
    assert fresh(session, shipment).status is S.PICKED
    assert settled.calls == []  # who can write to our address cannot move money
    assert states(session) == [(EventState.WAITING, None)]
    carrier.put(shipment.carrier_code, S.DELIVERED)
    work(session, jobs._ask, shipment, event.key)
    assert fresh(session, shipment).status is S.DELIVERED
    assert states(session) == [(EventState.DONE, None)]
    assert settled.calls == [("delivered", shipment.cod_amount)]


def test_a_notice_that_is_never_confirmed_goes_to_a_person(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment
) -> None:
    told(session, shipment, S.DELIVERED, db.utc_now() - rules.PARKED_AFTER)
    work(session, jobs._ask, shipment, 1)
    assert states(session) == [(EventState.PARKED, ParkedFor.UNCONFIRMED)]
    assert fresh(session, shipment).status is S.CREATED


@pytest.mark.parametrize(
    ("status", "raw", "why"),
    [
        (None, {}, ParkedFor.UNKNOWN_STATUS),
        (S.PICKED, {"CODAmount": 1}, ParkedFor.AMOUNT),
        (S.RETURNING, {"IsPartialReturn": True}, ParkedFor.PARTIAL_RETURN),
    ],
)
def test_what_does_not_fit_is_parked_with_an_owner(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment,
    status: S | None, raw: dict[str, object], why: ParkedFor,
) -> None:  # fmt: skip
    event = told(session, shipment, status, now, **raw)
    work(session, jobs._ask, shipment, 1)
    assert states(session) == [(EventState.PARKED, why)]
    assert session.get_one(CarrierEvent, event.key).owner_unit_id is not None
    assert settled.calls == []


def test_a_parcel_that_nobody_knows_is_parked_at_head_office(
    session: Session, now: datetime, shipment: Shipment
) -> None:
    stranger = Shipment(
        order_id=0, order_code="", carrier="ghn", client_order_code="ZZ-1", requested_at=now
    )
    told(session, stranger, S.PICKED, now)
    assert states(session) == [(EventState.PARKED, ParkedFor.UNKNOWN_PARCEL)]


def test_an_answer_of_the_carrier_against_what_is_settled_is_parked_once(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment
) -> None:
    assert shipment.carrier_code
    delivered = carrier.put(shipment.carrier_code, S.DELIVERED)
    tracking.apply(session, shipment.key, delivered, now=now)
    for _ in range(2):
        returned = carrier.put(shipment.carrier_code, S.RETURNED)
        tracking.apply(session, shipment.key, returned, now=now)
    session.commit()
    assert shipment.status is S.DELIVERED
    assert states(session) == [(EventState.PARKED, ParkedFor.CONTRADICTION)]
    assert settled.calls == [("delivered", shipment.cod_amount)]


def test_other_money_than_was_due_is_parked_and_still_delivered(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment
) -> None:
    assert shipment.carrier_code
    state = carrier.put(shipment.carrier_code, S.DELIVERED, cod_amount=5_000)
    tracking.apply(session, shipment.key, state, now=now)
    session.commit()
    assert (shipment.status, shipment.collected) == (S.DELIVERED, 5_000)
    assert settled.calls == [("delivered", 5_000)]
    assert states(session) == [(EventState.PARKED, ParkedFor.AMOUNT)]


def test_a_pick_up_that_the_carrier_gives_up_goes_to_a_person(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment
) -> None:
    assert shipment.carrier_code
    state = carrier.put(shipment.carrier_code, S.CANCELLED)
    tracking.apply(session, shipment.key, state, now=now)
    session.commit()
    assert shipment.failure == "cancelled_by_carrier"
    assert states(session) == [(EventState.PARKED, ParkedFor.CANCELLED_BY_CARRIER)]


def test_the_reason_of_a_refusal_comes_from_the_notice_when_detail_gives_none(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment
) -> None:
    assert shipment.carrier_code
    told(session, shipment, S.DELIVERY_FAILED, now, Reason="Khách không nhận hàng")
    carrier.put(shipment.carrier_code, S.RETURNING)
    work(session, jobs._ask, shipment, 1)
    assert settled.calls == [("refused", "Khách không nhận hàng")]


def test_a_notice_that_comes_before_our_own_answer_finds_its_parcel(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled
) -> None:
    shipment = requested(session, placed(session, now), now)
    wanted = shipping.parcel_wanted(session, shipment.key)
    assert wanted
    carrier.create(wanted[1])  # the worker died before it wrote this down
    carrier.put(f"C{shipment.client_order_code}", S.PICKED)
    told(session, shipment, S.PICKED, now)
    work(session, jobs._ask, shipment, 1)
    kept = fresh(session, shipment)
    assert (kept.status, kept.carrier_code) == (S.PICKED, f"C{shipment.client_order_code}")


def test_without_any_notice_the_sweep_asks(
    database: sa.Engine, session: Session, now: datetime, carrier: FakeCarrier, settled: Settled,
    shipment: Shipment, enqueued: list[tuple[str, str, tuple[int, ...]]],
) -> None:  # fmt: skip
    assert shipment.carrier_code
    enqueued.clear()
    session.commit()
    assert jobs.ask_about_silent_parcels(now) == 0
    late = rules.next_check(now)
    session.commit()
    assert jobs.ask_about_silent_parcels(late) == 1
    session.commit()
    assert jobs.ask_about_silent_parcels(late) == 0  # a second worker finds nothing
    assert enqueued == [(shipping.ASK, f"{shipment.key}:1", (shipment.key, 1))]
    carrier.put(shipment.carrier_code, S.DELIVERED)
    work(session, jobs._ask, shipment, 1)
    assert fresh(session, shipment).status is S.DELIVERED
    session.commit()
    assert jobs.ask_about_silent_parcels(late + timedelta(days=30)) == 0


def test_a_request_that_got_lost_is_made_again(
    session: Session, now: datetime, carrier: FakeCarrier,
    enqueued: list[tuple[str, str, tuple[int, ...]]],
) -> None:  # fmt: skip
    shipment = requested(session, placed(session, now), now)
    enqueued.clear()
    session.commit()
    assert jobs.ask_about_silent_parcels(now + rules.ANSWER_LATE) == 1
    work(session, jobs._ask, shipment, 1)
    assert (shipping.CREATE, f"{shipment.key}:1", (shipment.key,)) in enqueued


def test_a_silent_carrier_is_asked_again_soon(
    session: Session, now: datetime, carrier: FakeCarrier, shipment: Shipment
) -> None:
    carrier.says = [GatewayUnavailable("ghn", "timeout")]
    work(session, jobs._ask, shipment, 1)
    kept = fresh(session, shipment)
    assert kept.next_check_at is not None
    assert kept.next_check_at <= db.utc_now() + rules.ASK_SOON


def test_every_move_is_told_once(
    session: Session, now: datetime, carrier: FakeCarrier, settled: Settled, shipment: Shipment
) -> None:
    assert shipment.carrier_code
    for status in LIVES["delivered"] * 2:
        tracking.apply(session, shipment.key, carrier.put(shipment.carrier_code, status), now=now)
    session.commit()
    told = select(DomainEvent).where(DomainEvent.kind == "delivery.parcel")
    moves = session.exec(told.order_by(col(DomainEvent.id))).all()
    assert [move.detail["status"] for move in moves] == [str(one) for one in LIVES["delivered"]]


def test_the_order_alone_stays_where_it_is_when_the_shipper_was_first(
    session: Session, now: datetime, carrier: FakeCarrier, shipment: Shipment
) -> None:
    """S0-F.13.1: the tab is the clerk's to move."""
    assert shipment.carrier_code
    order = session.get_one(Order, shipment.order_id)
    was = order.fulfilment
    tracking.apply(session, shipment.key, carrier.put(shipment.carrier_code, S.PICKED), now=now)
    session.commit()
    session.refresh(order)
    assert order.fulfilment is was
    assert shipment.picked_at == now
