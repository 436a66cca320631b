"""Đổi SIM: another card, free, on the same phiếu; the parcel of an exchange ends no order (7.6)."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.activation import serials
from chonso_app.carriers.models import Carrier
from chonso_app.core.actors import SYSTEM
from chonso_app.delivery import cancelling, exchanging, pickup, settling, shipping
from chonso_app.delivery.exchange_models import ExchangeReason, SimExchange
from chonso_app.delivery.models import Purpose, Shipment
from chonso_app.orders import invariants as order_invariants
from chonso_app.orders import lifecycle
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order, OrderStatus
from chonso_app.stores import invariants as store_invariants
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, SimCard
from tests.activation import sims
from tests.orders.world import LAN, MINH, place, stock, to_store
from tests.stores.world import STORE, open_stores

BROKEN = ExchangeReason.BROKEN


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    stock(session)
    open_stores(session)
    session.add(Carrier(code="ghn", name="GHN"))
    session.commit()
    return sims.delivered(session, now)


def faults(session: Session, now: datetime) -> list[str]:
    session.commit()
    return [*order_invariants.rows(session, now), *store_invariants.rows(session, now)]


def parcel(session: Session, order: Order, now: datetime) -> Shipment:
    purpose = exchanging.purpose_of(session, order)
    row = Shipment(
        order_id=order.key, order_code=order.code, purpose=purpose, carrier="ghn",
        client_order_code=f"{order.code}-9", requested_at=now, next_check_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_the_order_waits_for_another_card_and_stays_paid(
    session: Session, now: datetime, order: Order
) -> None:
    asked = exchanging.ask(session, LAN, order.code, BROKEN, " gãy  đôi ", now=now)
    assert (order.status, order.fulfilment) == (OrderStatus.PAID, Fulfilment.PENDING)
    assert (asked.old_iccid, asked.note) == (sims.SERIAL, "gãy đôi")
    assert session.get_one(SimCard, sims.SERIAL).status is CardStatus.DAMAGED
    assert stores.card_of_order(session, order.code) is None
    assert lifecycle.unused_deadline(order) is None
    assert exchanging.purpose_of(session, order) is Purpose.EXCHANGE
    assert faults(session, now) == []


def test_asking_twice_is_asking_once(session: Session, now: datetime, order: Order) -> None:
    first = exchanging.ask(session, LAN, order.code, BROKEN, now=now)
    assert exchanging.ask(session, LAN, order.code, BROKEN, now=now).id == first.id
    assert len(session.exec(select(SimExchange)).all()) == 1


def test_an_empty_envelope_writes_the_card_off_as_lost(
    session: Session, now: datetime, order: Order
) -> None:
    exchanging.ask(session, LAN, order.code, ExchangeReason.MISSING, now=now)
    assert session.get_one(SimCard, sims.SERIAL).status is CardStatus.LOST


def test_the_new_card_arrives_and_only_it_counts(
    session: Session, now: datetime, order: Order
) -> None:
    sims.show(session, order, now)
    exchanging.ask(session, LAN, order.code, BROKEN, now=now)
    assert not serials.is_shown(session, order)
    later = now + timedelta(days=2)
    stores.bind(session, SYSTEM, sims.FREE, order.code, now=later)
    settling.settle_delivered(session, parcel(session, order, later), collected=0, now=later)
    assert (order.fulfilment, order.delivered_at) == (Fulfilment.DELIVERED, later)
    assert exchanging.open_of(session, [order.key]) == {}
    serials.give_serial(session, LAN, order.code, sims.FREE, now=later)
    assert not serials.is_shown(session, order)  # the photo was of the old card
    sims.show(session, order, later, sims.FREE)
    assert serials.is_shown(session, order)


def test_a_refused_exchange_parcel_ends_no_order(
    session: Session, now: datetime, order: Order
) -> None:
    exchanging.ask(session, LAN, order.code, BROKEN, now=now)
    stores.bind(session, SYSTEM, sims.FREE, order.code, now=now)
    row = parcel(session, order, now)
    orders.move_fulfilment(session, SYSTEM, order, Fulfilment.TO_PICK_UP, now=now)
    orders.move_fulfilment(session, SYSTEM, order, Fulfilment.DELIVERING, now=now)
    stores.mark(session, SYSTEM, order.code, CardStatus.SHIPPED, now=now)
    settling.settle_refused(session, row, reason="khách hẹn lại", now=now)
    settling.settle_returned(session, row, now=now)
    assert (order.status, order.fulfilment) == (OrderStatus.PAID, Fulfilment.PENDING)
    assert session.get_one(SimCard, sims.FREE).status is CardStatus.IN_STOCK
    assert exchanging.purpose_of(session, order) is Purpose.EXCHANGE


def test_a_third_time_people_must_look(session: Session, now: datetime, order: Order) -> None:
    for serial in (sims.FREE, sims.STRANGERS):
        exchanging.ask(session, LAN, order.code, BROKEN, now=now)
        stores.bind(session, SYSTEM, serial, order.code, now=now)
        sims.arrive(session, order, now)
        exchanging.settle(session, order, now=now)
    with pytest.raises(exchanging.NoMoreExchanges):
        exchanging.ask(session, LAN, order.code, BROKEN, now=now)


def test_what_is_not_in_hand_or_already_sent_in_is_not_exchanged(
    session: Session, now: datetime, order: Order
) -> None:
    with pytest.raises(orders.OrderNotFound):
        exchanging.ask(session, MINH, order.code, BROKEN, now=now)
    orders.note_submission(session, LAN, order, now=now)
    with pytest.raises(orders.DossierUnderReview):
        exchanging.ask(session, LAN, order.code, BROKEN, now=now)
    order.status, order.submitted_at = OrderStatus.ACTIVATED, now
    with pytest.raises(exchanging.NothingToExchange):
        exchanging.ask(session, LAN, order.code, BROKEN, now=now)


def test_a_cancelled_order_waits_for_no_card(session: Session, now: datetime, order: Order) -> None:
    exchanging.ask(session, LAN, order.code, BROKEN, now=now)
    cancelling.cancel_order(session, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    assert exchanging.open_of(session, [order.key]) == {}
    assert order.fulfilment is Fulfilment.CANCELLED


def test_at_a_store_the_counter_begins_anew(session: Session, now: datetime) -> None:
    stock(session)
    open_stores(session)
    order = place(session, to_store(session, now, STORE, cash=True), now=now)
    pickup.make_ready(session, SYSTEM, order, sims.SERIAL, now=now)
    row = pickup.pickup_of(session, order.key)
    assert row is not None
    orders.mark_cash_paid(session, SYSTEM, order, order.total, now=now)
    stores.mark(session, SYSTEM, order.code, CardStatus.HANDED, now=now)
    orders.move_fulfilment(session, SYSTEM, order, Fulfilment.DELIVERED, now=now)
    exchanging.ask(session, LAN, order.code, BROKEN, now=now)
    assert pickup.pickup_of(session, order.key) is None
    pickup.make_ready(session, SYSTEM, order, sims.FREE, now=now + timedelta(days=1))
    assert order.fulfilment is Fulfilment.TO_PICK_UP
    assert shipping.live_shipment(session, order.key) is None
