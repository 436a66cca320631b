"""A parcel asked for, called off, and what the carrier answers to it."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from chonso_app.carriers import gateways
from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.delivery import jobs, rules, shipping, tracking
from chonso_app.delivery.models import CarrierEvent, ParkedFor, Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.delivery.parcels import (
    OSP,
    FakeCarrier,
    Settled,
    placed,
    plug_carrier,
    plug_settling,
    requested,
    taken,
    work,
)

S = ParcelStatus


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> FakeCarrier:
    return plug_carrier(monkeypatch)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> Settled:
    return plug_settling(monkeypatch)


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    return placed(session, now)


def fresh(session: Session, shipment: Shipment) -> Shipment:
    session.expire_all()
    return session.get_one(Shipment, shipment.key)


def call_off(session: Session, order: Order, now: datetime) -> None:
    orders.lock_order(session, order.key)
    shipping.call_off(session, OSP, order, now=now)
    session.commit()


def test_a_request_names_the_receiver_the_cash_and_a_code_of_ours(
    session: Session, now: datetime, order: Order, enqueued: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    shipment = requested(session, order, now)
    assert shipment.client_order_code == order.code.replace("-", "") + "-1"
    assert (shipping.CREATE, str(shipment.key), (shipment.key,)) in enqueued
    wanted = shipping.parcel_wanted(session, shipment.key)
    assert wanted
    code, parcel = wanted
    assert code == "ghn"
    assert parcel.cod_amount == order.due_on_receipt > 0
    assert (parcel.receiver.name, parcel.receiver.phone) == ("Nguyễn Ngọc Lan", "0912345678")
    assert parcel.receiver.province == "TP. Hồ Chí Minh"
    assert order.msisdn[2:] not in parcel.content  # the label tells nobody which number


def test_an_order_has_one_parcel_under_way(session: Session, now: datetime, order: Order) -> None:
    first = requested(session, order, now)
    with pytest.raises(shipping.AlreadyShipping):
        shipping.request(session, OSP, order, pick_up_store="", pick_up_at=None, now=now)
    session.add(
        Shipment(
            order_id=order.key, order_code=order.code, carrier="ghn", client_order_code="X-1",
            requested_at=now,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert shipping.live_shipment(session, order.key) == first


def test_the_carrier_takes_it_once_however_often_it_is_asked(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier
) -> None:
    shipment = requested(session, order, now)
    work(session, jobs._create, shipment)
    work(session, jobs._create, shipment)
    assert carrier.calls == ["create"]
    kept = fresh(session, shipment)
    assert (kept.status, kept.fee) == (S.CREATED, 22_000)
    assert kept.carrier_code == f"C{kept.client_order_code}"


def test_a_step_that_died_before_it_was_written_down_asks_again(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier
) -> None:
    shipment = requested(session, order, now)
    wanted = shipping.parcel_wanted(session, shipment.key)
    assert wanted
    carrier.create(wanted[1])  # and the worker died
    work(session, jobs._create, shipment)
    assert len(carrier.parcels) == 1
    assert fresh(session, shipment).status is S.CREATED


def test_silence_of_the_carrier_is_the_jobs_to_repeat(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier
) -> None:
    shipment = requested(session, order, now)
    carrier.says = [GatewayUnavailable("ghn", "timeout")]
    with pytest.raises(GatewayUnavailable):
        work(session, jobs._create, shipment)
    assert fresh(session, shipment).status is S.REQUESTED


def test_what_the_carrier_will_not_take_can_be_asked_for_anew(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier
) -> None:
    first = requested(session, order, now)
    carrier.says = [GatewayRefused("ghn", "BAD_WARD")]
    work(session, jobs._create, first)
    kept = fresh(session, first)
    assert (kept.status, kept.failure) == (S.CANCELLED, "BAD_WARD")
    again = requested(session, order, now)
    assert again.client_order_code.endswith("-2")


def test_calling_off_before_the_pick_up_cancels_at_the_carrier(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier, settled: Settled
) -> None:
    shipment = taken(session, order, carrier, now)
    call_off(session, order, now)
    call_off(session, order, now)
    work(session, jobs._call_off, shipment)
    work(session, jobs._call_off, shipment)  # a step that is repeated
    kept = fresh(session, shipment)
    assert (kept.status, kept.ended_at is not None) == (S.CANCELLED, True)
    assert settled.calls == []
    assert session.exec(select(CarrierEvent)).all() == []


def test_a_parcel_that_is_picked_up_cannot_be_called_off(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier, settled: Settled
) -> None:
    shipment = taken(session, order, carrier, now)
    assert shipment.carrier_code
    state = carrier.put(shipment.carrier_code, S.PICKED)
    tracking.apply(session, shipment.key, state, now=now)
    session.commit()
    with pytest.raises(shipping.ParcelPickedUp):
        call_off(session, order, now)


@pytest.mark.parametrize("may_recall", [True, False])
def test_a_shipper_who_was_faster_brings_it_back_or_somebody_must_phone(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier, settled: Settled,
    may_recall: bool,
) -> None:  # fmt: skip
    shipment = taken(session, order, carrier, now)
    call_off(session, order, now)
    assert shipment.carrier_code
    carrier.may_recall = may_recall
    carrier.put(shipment.carrier_code, S.PICKED)
    work(session, jobs._call_off, shipment)
    work(session, jobs._call_off, shipment)
    kept = fresh(session, shipment)
    assert kept.status is (S.RETURNING if may_recall else S.PICKED)
    parked = [event.parked_for for event in session.exec(select(CarrierEvent))]
    assert parked == ([] if may_recall else [ParkedFor.TOO_LATE])


def test_called_off_before_the_carrier_answered_it_never_comes(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier
) -> None:
    shipment = requested(session, order, now)
    call_off(session, order, now)
    work(session, jobs._create, shipment)
    work(session, jobs._call_off, shipment)
    assert carrier.parcels == {}
    assert fresh(session, shipment).status is S.CANCELLED


def test_called_off_while_the_carrier_was_taking_it_it_is_cancelled_there_too(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier, settled: Settled,
    enqueued: list[tuple[str, str, tuple[int, ...]]],
) -> None:  # fmt: skip
    shipment = requested(session, order, now)
    wanted = shipping.parcel_wanted(session, shipment.key)
    assert wanted
    call_off(session, order, now)
    work(session, jobs._call_off, shipment)  # the carrier has not heard of it yet
    made = carrier.create(wanted[1])  # and now it has
    shipping.settle_created(session, shipment.key, made, now=now)
    assert (shipping.CANCEL, f"{shipment.key}:taken", (shipment.key,)) in enqueued
    work(session, jobs._call_off, shipment)
    assert carrier.parcels[made.carrier_code].status is S.CANCELLED
    kept = fresh(session, shipment)
    assert (kept.status, kept.carrier_code) == (S.CANCELLED, made.carrier_code)


def test_the_handing_over_is_noted_once_and_moves_no_parcel(
    session: Session, now: datetime, order: Order, carrier: FakeCarrier
) -> None:
    shipment = taken(session, order, carrier, now)
    shipping.note_handed_over(session, OSP, shipment, now=now)
    shipping.note_handed_over(session, OSP, shipment, now=now + rules.ASK_SOON)
    assert (shipment.handed_over_at, shipment.status) == (now, S.CREATED)


def test_every_carrier_of_the_table_has_an_adapter(database: sa.Engine, order: Order) -> None:
    with Session(database) as session:
        codes = set(session.exec(sa.text("select code from carrier")).scalars())  # pyright: ignore
    assert codes <= set(gateways.ADAPTERS)
