"""A physical SIM: to the door or to a store, paid now or on receipt."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.core.errors import ForbiddenMove
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.orders import invariants, lifecycle, receiving, reminders
from chonso_app.orders import service as orders
from chonso_app.orders.models import (
    CancelReason,
    Fulfilment,
    Order,
    OrderStatus,
    PaymentMethod,
    ReceiveBy,
    SimKind,
)
from tests.orders.world import FEE, LAN, RECEIVER, filled, place, stock, to_home, to_store


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    return session


def delivered(session: Session, order: Order, now: datetime) -> None:
    for to in (Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING, Fulfilment.DELIVERED):
        orders.move_fulfilment(session, LAN, order, to, now=now)


def test_every_cost_is_in_the_total(shop: Session, now: datetime) -> None:
    order = to_home(shop, now)
    assert order.total == order.number_price + order.sim_fee + FEE
    assert orders.price_of(order).total == order.total


def test_another_address_voids_the_quote_and_the_agreement(shop: Session, now: datetime) -> None:
    order = to_home(shop, now)
    elsewhere = RECEIVER | {"to_address": "1 Đồng Khởi"}
    orders.deliver_to(shop, LAN, order.code, elsewhere, now=now)
    assert order.status is OrderStatus.DRAFT
    assert order.delivery is None
    with pytest.raises(orders.NoQuote):
        orders.confirm(shop, LAN, order.code, terms_accepted=True, now=now)


def test_the_name_of_the_receiver_may_change_without_a_new_quote(
    shop: Session, now: datetime
) -> None:
    order = to_home(shop, now)
    orders.deliver_to(shop, LAN, order.code, RECEIVER | {"to_name": "Trần Minh"}, now=now)
    assert order.status is OrderStatus.AWAITING_PAYMENT
    assert order.to_name == "Trần Minh"


@pytest.mark.parametrize(
    "field", [f for f in receiving.FIELDS if f not in ("to_district", "to_note")]
)
def test_an_address_with_a_gap_says_which(shop: Session, now: datetime, field: str) -> None:
    order = filled(shop, now)
    choice = orders.Choice(SimKind.SIM, "", ReceiveBy.HOME)
    orders.choose(shop, LAN, order.code, choice, now=now)
    with pytest.raises(orders.FieldsRefused) as refused:
        orders.deliver_to(shop, LAN, order.code, RECEIVER | {field: ""}, now=now)
    assert set(refused.value.fields) == {field}


def test_without_a_store_nothing_is_confirmed(shop: Session, now: datetime) -> None:
    with pytest.raises(orders.NotReady):
        to_store(shop, now, "")


@pytest.mark.parametrize(
    ("kind", "way"), [(SimKind.ESIM, ReceiveBy.HOME), (SimKind.SIM, ReceiveBy.EMAIL)]
)
def test_a_way_that_does_not_fit_the_sim_is_not_offered(
    shop: Session, now: datetime, kind: SimKind, way: ReceiveBy
) -> None:
    order = filled(shop, now)
    with pytest.raises(orders.NotOffered):
        orders.choose(shop, LAN, order.code, orders.Choice(kind, "", way), now=now)


def test_an_esim_is_paid_online_only(shop: Session, now: datetime) -> None:
    order = filled(shop, now)
    choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE, payment_method=PaymentMethod.COD)
    with pytest.raises(orders.NotOffered):
        orders.choose(shop, LAN, order.code, choice, now=now)


def test_an_order_paid_on_receipt_keeps_the_number_without_a_clock(
    shop: Session, now: datetime
) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    assert order.status is OrderStatus.PLACED
    assert order.fulfilment is Fulfilment.PENDING
    assert order.due_on_receipt == order.total
    assert shop.get_one(Hold, order.hold_id).status is HoldStatus.ORDERED
    assert invariants.rows(shop, now + timedelta(days=3)) == []


def test_a_wrong_code_places_nothing(shop: Session, now: datetime) -> None:
    order = to_home(shop, now, cash=True)
    orders.ask_cash_code(shop, LAN, order.code, now=now)
    assert orders.place(shop, LAN, order.code, "12ab56", now=now).refusal
    assert order.status is OrderStatus.AWAITING_PAYMENT


def test_an_online_order_cannot_be_placed_for_cash(shop: Session, now: datetime) -> None:
    order = to_home(shop, now)
    with pytest.raises(orders.NotOffered):
        orders.ask_cash_code(shop, LAN, order.code, now=now)


def test_cash_at_the_door_pays_the_order_once(shop: Session, now: datetime) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    with pytest.raises(orders.WrongAmount):
        orders.mark_cash_paid(shop, LAN, order, order.total - 1, now=now)
    orders.mark_cash_paid(shop, LAN, order, order.total, now=now)
    orders.mark_cash_paid(shop, LAN, order, order.total, now=now)
    assert (order.status, order.cash_paid, order.due_on_receipt) == (
        OrderStatus.PAID, order.total, 0
    )  # fmt: skip


def test_the_tabs_are_walked_in_their_order_only(shop: Session, now: datetime) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    with pytest.raises(ForbiddenMove):
        orders.move_fulfilment(shop, LAN, order, Fulfilment.DELIVERED, now=now)


def test_what_has_left_us_cannot_be_cancelled_by_wish(shop: Session, now: datetime) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    orders.move_fulfilment(shop, LAN, order, Fulfilment.TO_PICK_UP, now=now)
    orders.move_fulfilment(shop, LAN, order, Fulfilment.DELIVERING, now=now)
    with pytest.raises(orders.AlreadyOnItsWay):
        orders.cancel(shop, LAN, order, CancelReason.CHANGED_MIND, now=now)
    orders.cancel(shop, LAN, order, CancelReason.REFUSED_AT_DOOR, now=now)
    assert order.fulfilment is Fulfilment.CANCELLED
    shop.commit()
    assert invariants.rows(shop, now) == []


def test_the_thirty_days_begin_when_the_sim_is_in_hand(shop: Session, now: datetime) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    orders.mark_cash_paid(shop, LAN, order, order.total, now=now)
    assert lifecycle.unused_deadline(order) is None
    assert reminders.ids_to_remind(shop, now=now + timedelta(days=8)) == []
    later = now + timedelta(days=10)
    delivered(shop, order, later)
    deadline = lifecycle.unused_deadline(order)
    assert deadline is not None
    assert (deadline - later).days in (30, 29)
    assert reminders.overdue(shop, now=now + timedelta(days=33)) == []
    assert reminders.overdue(shop, now=later + timedelta(days=33)) == [
        (order.key, CancelReason.NOT_ACTIVATED)
    ]


def test_the_identity_steps_wait_for_the_sim(shop: Session, now: datetime) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    assert not orders.may_identify(shop, order, now=now)
    orders.mark_cash_paid(shop, LAN, order, order.total, now=now)
    delivered(shop, order, now)
    assert orders.may_identify(shop, order, now=now)


def test_before_delivery_the_refusal_says_the_sim_is_on_its_way(
    shop: Session, now: datetime
) -> None:
    order = place(shop, to_home(shop, now, cash=True), now=now)
    with pytest.raises(orders.SimNotInHand):
        orders.refuse_unless_identifiable(shop, order, now=now)
    delivered(shop, order, now)
    orders.mark_cash_paid(shop, LAN, order, order.total, now=now)
    orders.refuse_unless_identifiable(shop, order, now=now)
