"""Cash on receipt: collected once, of the right amount, given back when the order ends."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import Unit
from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.carriers.models import Carrier
from chonso_app.core.actors import system
from chonso_app.delivery import cash, cash_differences
from chonso_app.delivery.cash_models import (
    CashDifference,
    CashDue,
    CashRefund,
    CashStatus,
    DifferenceKind,
)
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, OrderStatus
from chonso_app.payments import invariants as money
from tests.orders.world import LAN, place, stock, to_home, to_store
from tests.stores.world import STORE, open_stores

CARRIER = system("carrier")


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    session.add(Unit(code="TCT", name="Tổng công ty", head_office=True))
    session.add(Carrier(code="ghn", name="GHN"))
    session.commit()
    return session


def cod_order(session: Session, now: datetime) -> Order:
    return place(session, to_home(session, now, cash=True), now=now)


def parcel(session: Session, order: Order, now: datetime) -> Shipment:
    made = Shipment(
        order_id=order.key, order_code=order.code, carrier="ghn", carrier_code="LTF4W6",
        client_order_code=order.code.replace("-", "") + "-1", cod_amount=order.due_on_receipt,
        status=ParcelStatus.DELIVERING, requested_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def open_differences(session: Session) -> list[DifferenceKind]:
    return [one.kind for one in session.exec(select(CashDifference)) if one.cleared_at is None]


def test_cash_at_the_door_pays_the_order_and_lies_with_the_carrier(
    shop: Session, now: datetime
) -> None:
    order = cod_order(shop, now)
    shipment = parcel(shop, order, now)
    cash.note_expected(shop, order, shipment, by=CARRIER, now=now)
    due = None
    for _ in range(2):  # a notice that comes twice
        due = cash.note_collected(shop, order, shipment, order.total, by=CARRIER, now=now)
    assert due
    assert (due.status, due.carrier, due.told) == (CashStatus.COLLECTED, "ghn", order.total)
    assert order.status is OrderStatus.PAID
    assert len(shop.exec(select(CashDue)).all()) == 1
    assert open_differences(shop) == []
    assert money.rows(shop, now) == []


def test_a_carrier_that_took_less_owes_us_the_rest_and_the_customer_nothing(
    shop: Session, now: datetime
) -> None:
    order = cod_order(shop, now)
    shipment = parcel(shop, order, now)
    cash.note_collected(shop, order, shipment, order.total - 1000, by=CARRIER, now=now)
    assert order.status is OrderStatus.PAID
    assert order.cash_paid == order.total
    assert open_differences(shop) == [DifferenceKind.TOLD]


def test_over_the_counter_the_amount_must_be_right(shop: Session, now: datetime) -> None:
    open_stores(shop)
    order = place(shop, to_store(shop, now, STORE, cash=True), now=now)
    with pytest.raises(orders.WrongAmount):
        cash.note_collected(shop, order, None, order.total - 1, by=LAN, now=now)
    due = cash.note_collected(shop, order, None, order.total, by=LAN, now=now)
    assert due
    assert (due.store_code, due.carrier) == (STORE, "")


def test_a_prepaid_parcel_has_no_cash(shop: Session, now: datetime) -> None:
    order = to_home(shop, now)
    orders.mark_paid(shop, order, order.total, actor=LAN, now=now)
    shipment = parcel(shop, order, now)
    assert cash.note_expected(shop, order, shipment, by=CARRIER, now=now) is None
    assert cash.note_collected(shop, order, shipment, 0, by=CARRIER, now=now) is None
    for _ in range(2):
        cash.note_collected(shop, order, shipment, 5000, by=CARRIER, now=now)
    assert open_differences(shop) == [DifferenceKind.TOLD]


def test_what_is_refused_at_the_door_is_not_expected_any_more(shop: Session, now: datetime) -> None:
    order = cod_order(shop, now)
    cash.note_expected(shop, order, parcel(shop, order, now), by=CARRIER, now=now)
    for _ in range(2):
        cash.note_uncollectable(shop, order, by=CARRIER, now=now)
    assert [due.status for due in shop.exec(select(CashDue))] == [CashStatus.UNCOLLECTABLE]
    assert cash.owe_refund(shop, order, by=CARRIER, now=now) is None


def test_cash_of_a_cancelled_order_goes_back_once(shop: Session, now: datetime) -> None:
    order = cod_order(shop, now)
    cash.note_collected(shop, order, parcel(shop, order, now), order.total, by=CARRIER, now=now)
    orders.cancel(shop, LAN, order, CancelReason.NOT_ACTIVATED, now=now)
    refund = None
    for _ in range(2):
        refund = cash.owe_refund(shop, order, by=CARRIER, now=now)
    assert refund
    assert refund.amount == order.total
    assert cash.refund_of(shop, order) == refund


def test_cash_taken_for_what_was_cancelled_meanwhile_goes_back(
    shop: Session, now: datetime
) -> None:
    order = cod_order(shop, now)
    shipment = parcel(shop, order, now)
    cash.note_expected(shop, order, shipment, by=CARRIER, now=now)
    orders.cancel(shop, LAN, order, CancelReason.CHANGED_MIND, now=now)
    cash.note_uncollectable(shop, order, by=CARRIER, now=now)
    for _ in range(2):
        cash.note_collected(shop, order, shipment, order.total, by=CARRIER, now=now)
    assert order.status is OrderStatus.CANCELLED
    assert [refund.amount for refund in shop.exec(select(CashRefund))] == [order.total]


def test_cash_that_a_carrier_keeps_for_a_week_is_missed(shop: Session, now: datetime) -> None:
    order = cod_order(shop, now)
    cash.note_collected(shop, order, parcel(shop, order, now), order.total, by=CARRIER, now=now)
    assert cash_differences.open_missing(shop, now=now + timedelta(days=6)) == 0
    late = now + timedelta(days=8)
    assert cash_differences.open_missing(shop, now=late) == 1
    assert cash_differences.open_missing(shop, now=late) == 0
