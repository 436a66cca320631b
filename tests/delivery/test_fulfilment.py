"""Confirm, pack, hand over: who may, when, and that each can be pressed twice."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.core.iccid import NotAnIccid, SerialMistyped
from chonso_app.delivery import fulfilment, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus
from chonso_app.switches import service as switches
from chonso_app.switches.models import Feature
from tests.delivery import desk
from tests.delivery.desk import CARD, CARD_ELSEWHERE, NEXT_CARD, OSP, SOON
from tests.orders.world import LAN, MINH, MSISDN, OTHER, place, to_store
from tests.stores.world import BOSS, STORE, WAREHOUSE, iccid


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    desk.furnish(session, now)
    return desk.cod(session, now)


def confirm(
    session: Session, order: Order, now: datetime, at: datetime | None = None
) -> ShopError | None:
    (outcome,) = fulfilment.confirm(
        session, OSP, [order.code], WAREHOUSE, at or now + SOON, now=now
    )
    return outcome.refusal


# -- confirming ----------------------------------------------------------------------------------


def test_a_confirmed_order_waits_for_the_shipper_and_a_parcel_is_asked_for(
    session: Session, now: datetime, order: Order, enqueued: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    assert confirm(session, order, now) is None
    shipment = shipping.live_shipment(session, order.key)
    assert shipment
    assert order.fulfilment is Fulfilment.TO_PICK_UP
    assert (shipment.pick_up_store, shipment.pick_up_at) == (WAREHOUSE, now + SOON)
    assert shipment.cod_amount == order.total
    assert shipping.CREATE in {workflow for workflow, *_ in enqueued}


def test_confirming_twice_asks_for_one_parcel(
    session: Session, now: datetime, order: Order
) -> None:
    assert confirm(session, order, now) is None
    assert confirm(session, order, now) is None
    assert len(shipping.shipments_of(session, order.key)) == 1


def test_an_order_that_the_carrier_refused_is_confirmed_again(
    session: Session, now: datetime, order: Order
) -> None:
    confirm(session, order, now)
    first = shipping.live_shipment(session, order.key)
    assert first
    shipping.settle_create_refused(session, first.key, "ADDRESS", now=now)
    assert confirm(session, order, now) is None
    assert [one.client_order_code[-2:] for one in shipping.shipments_of(session, order.key)] == [
        "-1", "-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (timedelta(0), fulfilment.PastPickUpTime),
        (-timedelta(minutes=1), fulfilment.PastPickUpTime),
        (timedelta(days=15), fulfilment.PastPickUpTime),
        (timedelta(hours=9), fulfilment.OutsidePickUpHours),  # 21:00
        (timedelta(days=4), fulfilment.ClosedOnPickUpDay),  # a Sunday
    ],
)
def test_a_pick_up_that_nobody_could_keep_is_refused_and_loses_nothing(
    session: Session, now: datetime, order: Order, ahead: timedelta, refusal: type[ShopError]
) -> None:
    with pytest.raises(refusal):
        confirm(session, order, now, now + ahead)
    assert order.fulfilment is Fulfilment.PENDING


def test_one_refused_order_stops_none_of_the_others(session: Session, now: datetime) -> None:
    desk.furnish(session, now)
    good = desk.cod(session, now)
    at_store = place(
        session,
        to_store(session, now, STORE, cash=True, actor=MINH, msisdn=OTHER, phone="84912000777"),
        now=now,
        actor=MINH,
    )
    codes = [good.code, at_store.code, "GS-NOSUCH"]
    outcomes = {
        one.code: one.refusal
        for one in fulfilment.confirm(session, OSP, codes, WAREHOUSE, now + SOON, now=now)
    }
    assert outcomes[good.code] is None
    assert isinstance(outcomes[at_store.code], fulfilment.WorkedByStore)
    assert isinstance(outcomes["GS-NOSUCH"], orders.OrderNotFound)
    assert good.fulfilment is Fulfilment.TO_PICK_UP


def test_another_units_order_answers_like_none(
    session: Session, now: datetime, order: Order
) -> None:
    (outcome,) = fulfilment.confirm(
        session, desk.OTHER_UNIT, [order.code], WAREHOUSE, now + SOON, now=now
    )
    assert isinstance(outcome.refusal, orders.OrderNotFound)
    with pytest.raises(orders.OrderNotFound):
        fulfilment.pack(session, desk.OTHER_UNIT, order.code, CARD, now=now)


def test_whoever_may_not_fulfil_is_refused(session: Session, now: datetime, order: Order) -> None:
    for attempt in (
        lambda: fulfilment.confirm(session, LAN, [order.code], WAREHOUSE, now + SOON, now=now),
        lambda: fulfilment.pack(session, LAN, order.code, CARD, now=now),
        lambda: fulfilment.unpack(session, LAN, order.code, now=now),
        lambda: fulfilment.hand_over(session, LAN, [order.code], now=now),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_shipper_is_not_sent_to_a_place_that_is_no_warehouse(
    session: Session, now: datetime, order: Order
) -> None:
    with pytest.raises(stores.StoreNotFound):
        fulfilment.confirm(session, OSP, [order.code], STORE, now + SOON, now=now)


def test_too_many_orders_at_once_are_refused(session: Session, now: datetime, order: Order) -> None:
    codes = [f"GS-{n:06d}" for n in range(fulfilment.MOST_AT_ONCE + 1)]
    with pytest.raises(fulfilment.TooManyAtOnce):
        fulfilment.confirm(session, OSP, codes, WAREHOUSE, now + SOON, now=now)


def test_where_identity_comes_first_nothing_is_shipped_before_it(
    session: Session, now: datetime, order: Order
) -> None:
    switches.switch(session, BOSS, Feature.IDENTIFY_FIRST, None, on=True, now=now)
    assert isinstance(confirm(session, order, now), fulfilment.NotIdentifiedYet)
    orders.note_identified(session, LAN, order, now=now)
    assert confirm(session, order, now) is None


# -- packing -------------------------------------------------------------------------------------


def test_a_scanned_card_belongs_to_one_order(session: Session, now: datetime) -> None:
    desk.furnish(session, now)
    first, second = desk.many(session, now, [MSISDN, OTHER])
    fulfilment.pack(session, OSP, first.code, CARD, now=now)
    fulfilment.pack(session, OSP, first.code, CARD, now=now)
    with pytest.raises(stores.SerialOfAnotherOrder):
        fulfilment.pack(session, OSP, second.code, CARD, now=now)
    with pytest.raises(stores.OrderHasCard):
        fulfilment.pack(session, OSP, first.code, NEXT_CARD, now=now)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", NotAnIccid),
        ("0901236868", NotAnIccid),
        (CARD[:-1] + str((int(CARD[-1]) + 1) % 10), SerialMistyped),
        (iccid(999), stores.SerialUnknown),
        (CARD_ELSEWHERE, stores.SerialOfAnotherStore),
    ],
)
def test_a_wrong_serial_is_refused_and_nothing_is_bound(
    session: Session, now: datetime, order: Order, typed: str, refusal: type[ShopError]
) -> None:
    with pytest.raises(refusal):
        fulfilment.pack(session, OSP, order.code, typed, now=now)
    assert stores.card_of_order(session, order.code) is None


def test_a_used_serial_is_refused(session: Session, now: datetime) -> None:
    desk.furnish(session, now)
    first, second = desk.many(session, now, [MSISDN, OTHER])
    fulfilment.pack(session, OSP, first.code, CARD, now=now)
    stores.mark(session, OSP, first.code, CardStatus.HANDED, now=now)
    with pytest.raises(stores.SerialUsed):
        fulfilment.pack(session, OSP, second.code, CARD, now=now)


def test_an_unpacked_card_is_free_again(session: Session, now: datetime, order: Order) -> None:
    fulfilment.pack(session, OSP, order.code, CARD, now=now)
    before = stores.free_stock(session, WAREHOUSE)
    fulfilment.unpack(session, OSP, order.code, now=now)
    assert fulfilment.unpack(session, OSP, order.code, now=now) is None
    assert stores.free_stock(session, WAREHOUSE) == before + 1
    fulfilment.pack(session, OSP, order.code, NEXT_CARD, now=now)


def test_what_the_shipper_has_cannot_be_repacked(
    session: Session, now: datetime, order: Order
) -> None:
    desk.handed_over(session, order, now)
    with pytest.raises(fulfilment.AlreadyHandedOver):
        fulfilment.unpack(session, OSP, order.code, now=now)


# -- handing over --------------------------------------------------------------------------------


def hand_over(session: Session, order: Order, now: datetime) -> ShopError | None:
    (outcome,) = fulfilment.hand_over(session, OSP, [order.code], now=now)
    return outcome.refusal


def test_nothing_is_handed_over_unpacked_or_before_the_carrier_took_it(
    session: Session, now: datetime, order: Order
) -> None:
    assert isinstance(hand_over(session, order, now), fulfilment.NotInThisTab)
    confirm(session, order, now)
    assert isinstance(hand_over(session, order, now), fulfilment.NotPackedYet)
    fulfilment.pack(session, OSP, order.code, CARD, now=now)
    assert isinstance(hand_over(session, order, now), fulfilment.CarrierNotReady)
    assert order.fulfilment is Fulfilment.TO_PICK_UP


def test_handing_over_twice_is_one_move(session: Session, now: datetime, order: Order) -> None:
    shipment: Shipment = desk.packed(session, order, now)
    assert hand_over(session, order, now) is None
    assert hand_over(session, order, now + SOON) is None
    card = stores.card_of_order(session, order.code)
    assert card
    assert (order.fulfilment, card.status) == (Fulfilment.DELIVERING, CardStatus.SHIPPED)
    assert shipment.handed_over_at == now


def test_a_serial_is_noted_late_when_the_shipper_was_quicker_than_the_scan(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.confirmed(session, order, now)
    desk.at_carrier(session, shipment, ParcelStatus.PICKED, now)
    fulfilment.pack(session, OSP, order.code, CARD, now=now)
    with pytest.raises(fulfilment.AlreadyHandedOver):
        fulfilment.unpack(session, OSP, order.code, now=now)
    assert hand_over(session, order, now) is None
    assert order.fulfilment is Fulfilment.DELIVERING
