"""What a carrier's word does to the order, its card, its number and its money."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, select

from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.core.events import of_order
from chonso_app.delivery import cancelling, fulfilment, settling
from chonso_app.delivery.models import Shipment
from chonso_app.holds.models import Hold
from chonso_app.notifications.models import Message
from chonso_app.orders import invariants
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order, OrderStatus
from chonso_app.stores import invariants as stock_invariants
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, SimCard
from tests.delivery import desk
from tests.delivery.desk import CARD
from tests.orders.world import LAN
from tests.stores.world import WAREHOUSE

Settle = Callable[[Session, Shipment, datetime], None]


@pytest.fixture
def order(session: Session, now: datetime) -> Order:
    desk.furnish(session, now)
    return desk.cod(session, now)


def card_status(session: Session) -> CardStatus:
    return session.get_one(SimCard, CARD, populate_existing=True).status


def told(session: Session, order: Order, kind: str) -> int:
    return sum(event.kind == kind for event in of_order(session, order.key))


def faults(session: Session, now: datetime) -> list[str]:
    session.commit()
    return [*invariants.rows(session, now), *stock_invariants.rows(session, now)]


def delivered(session: Session, shipment: Shipment, now: datetime) -> None:
    fulfilment.settle_delivered(session, shipment, collected=shipment.cod_amount, now=now)


def test_cash_at_the_door_pays_and_the_card_is_in_hand(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.handed_over(session, order, now)
    delivered(session, shipment, now)
    assert (order.fulfilment, order.status) == (Fulfilment.DELIVERED, OrderStatus.PAID)
    assert (order.cash_paid, order.due_on_receipt) == (order.total, 0)
    assert card_status(session) is CardStatus.HANDED
    assert faults(session, now) == []


def test_hearing_it_twice_changes_nothing(session: Session, now: datetime, order: Order) -> None:
    shipment = desk.handed_over(session, order, now)
    delivered(session, shipment, now)
    before = len(of_order(session, order.key))
    delivered(session, shipment, now)
    assert len(of_order(session, order.key)) == before
    said = select(Message).where(Message.template == "delivery.delivered")
    assert len({message.channel for message in session.exec(said)}) == len(session.exec(said).all())


def test_a_carrier_quicker_than_the_clerk_walks_through_every_tab(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.packed(session, order, now)
    delivered(session, shipment, now)
    tabs = [e.detail["to"] for e in of_order(session, order.key) if e.kind == "orders.fulfilment"]
    assert tabs == ["pending", "to_pick_up", "delivering", "delivered"]
    assert card_status(session) is CardStatus.HANDED
    assert faults(session, now) == []


def test_paid_online_and_refused_at_the_door_gives_money_number_and_card_back(
    session: Session, now: datetime
) -> None:
    desk.furnish(session, now)
    order = desk.paid(session, now)
    free = stores.free_stock(session, WAREHOUSE)
    shipment = desk.handed_over(session, order, now)
    fulfilment.settle_refused(session, shipment, reason="Khách từ chối nhận", now=now)
    fulfilment.settle_refused(session, shipment, reason="Khách từ chối nhận", now=now)
    assert (order.fulfilment, order.cancel_reason) == (
        Fulfilment.CANCELLED, CancelReason.REFUSED_AT_DOOR,
    )  # fmt: skip
    assert not session.get_one(Hold, order.hold_id).is_live
    assert card_status(session) is CardStatus.SHIPPED  # still with the shipper
    fulfilment.settle_returned(session, shipment, now=now)
    fulfilment.settle_returned(session, shipment, now=now)
    assert stores.free_stock(session, WAREHOUSE) == free
    assert faults(session, now) == []


def test_a_parcel_on_its_way_back_has_left_us_though_nobody_pressed_so(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.packed(session, order, now)
    fulfilment.settle_refused(session, shipment, reason="", now=now)
    assert card_status(session) is CardStatus.SHIPPED
    fulfilment.settle_returned(session, shipment, now=now)
    assert card_status(session) is CardStatus.IN_STOCK
    assert faults(session, now) == []


def test_nobody_at_home_is_not_a_refusal(session: Session, now: datetime, order: Order) -> None:
    shipment = desk.handed_over(session, order, now)
    fulfilment.settle_refused(session, shipment, reason="Không liên lạc được người nhận", now=now)
    assert order.cancel_reason is CancelReason.NOT_REACHED


def test_returned_without_a_word_before_ends_the_order_too(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.handed_over(session, order, now)
    fulfilment.settle_returned(session, shipment, now=now)
    assert order.fulfilment is Fulfilment.CANCELLED
    assert card_status(session) is CardStatus.IN_STOCK
    assert faults(session, now) == []


@pytest.mark.parametrize(
    ("damaged", "reason", "card"),
    [
        (False, CancelReason.LOST, CardStatus.LOST),
        (True, CancelReason.DAMAGED, CardStatus.DAMAGED),
    ],
)
def test_what_is_lost_or_broken_on_the_way_is_written_off(
    session: Session,
    now: datetime,
    order: Order,
    damaged: bool,
    reason: CancelReason,
    card: CardStatus,
) -> None:
    shipment = desk.handed_over(session, order, now)
    for _ in range(2):
        fulfilment.settle_lost(session, shipment, damaged=damaged, now=now)
    assert (order.fulfilment, order.cancel_reason) == (Fulfilment.CANCELLED, reason)
    assert card_status(session) is card
    assert faults(session, now) == []


def test_delivered_although_it_was_cancelled_parks_the_cash_and_writes_the_card_off(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.packed(session, order, now)
    cancelling.cancel_order(session, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    assert card_status(session) is CardStatus.IN_STOCK
    for _ in range(2):
        delivered(session, shipment, now)
    assert order.status is OrderStatus.CANCELLED
    assert told(session, order, settling.CASH_WITHOUT_ORDER) == 1
    assert card_status(session) is CardStatus.LOST
    assert faults(session, now) == []


def test_a_line_that_lives_already_is_not_ended_by_a_carriers_word(
    session: Session, now: datetime
) -> None:
    desk.furnish(session, now)
    order = desk.paid(session, now)
    shipment = desk.handed_over(session, order, now)
    orders.note_approval(session, LAN, order, now=now)
    fulfilment.settle_refused(session, shipment, reason="", now=now)
    assert order.status is OrderStatus.PAID
    assert told(session, order, "delivery.contradicted") == 1


def test_a_pick_up_told_by_the_carrier_first_breaks_nothing(
    session: Session, now: datetime, order: Order
) -> None:
    shipment = desk.packed(session, order, now)
    desk.at_carrier(session, shipment, ParcelStatus.PICKED, now)
    assert order.fulfilment is Fulfilment.TO_PICK_UP
    (outcome,) = fulfilment.hand_over(session, desk.OSP, [order.code], now=now)
    assert outcome.refusal is None
    assert order.fulfilment is Fulfilment.DELIVERING
