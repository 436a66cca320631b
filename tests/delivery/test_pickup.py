"""Fetched from a store: set aside, the counter, nobody came."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, select

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role, system
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.delivery import cancelling, pickup, pickup_code, pickup_invariants
from chonso_app.delivery.pickup_models import Receiver, StorePickup
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, OrderStatus
from chonso_app.payments.models import Refund
from chonso_app.stores import invariants as stock_invariants
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus
from tests.orders.world import LAN, place, stock, to_store
from tests.stores.world import CLERK, OTHER_STORE, STORE, iccid, open_stores

STRANGER = Actor(user_id=17, role=Role.STORE_CLERK, unit_id=1, store=OTHER_STORE)
CARD = iccid(1)


@pytest.fixture
def shop(session, now):
    stock(session)
    session.add(Unit(code="TCT", name="Tổng Công ty", head_office=True))
    open_stores(session)
    session.commit()
    return session


def cod(session, now):
    return place(session, to_store(session, now, STORE, cash=True), now=now)


def paid(session, now):
    order = orders.lock_order(session, to_store(session, now, STORE).key)
    orders.mark_paid(session, order, order.total, actor=system("vnpay"), now=now)
    session.commit()
    return order


def ready(session, now, order):
    pickup.set_aside(session, CLERK, order.code, CARD, now=now)
    session.commit()
    return session.get_one(StorePickup, order.key)


def code_of(session) -> str:
    session.flush()
    newest = select(Message).where(Message.template == "delivery.pickup_code")
    message = session.exec(newest.order_by(col(Message.id).desc()).limit(1)).one()
    return str(json.loads(message.params or "{}")["pin"])


def handing(**other) -> pickup.Handing:
    told = {"receiver": Receiver.SELF, "name_seen": True, "id_tail": "1234", "serial": CARD}
    return pickup.Handing(**(told | other))


def test_paid_on_receipt_goes_from_the_shelf_to_the_customer(shop, now):
    order = cod(shop, now)
    assert (order.status, order.fulfilment) == (OrderStatus.PLACED, Fulfilment.PENDING)
    waits = ready(shop, now, order)
    assert order.fulfilment is Fulfilment.TO_PICK_UP
    assert waits.due_at > now + timedelta(days=7)
    assert pickup.prove_code(shop, CLERK, order.code, code_of(shop), now=now) is None
    with pytest.raises(pickup.CashNotTaken):
        pickup.hand_over(shop, CLERK, order.code, handing(), now=now)
    pickup.hand_over(shop, CLERK, order.code, handing(cash_taken=True), now=now)
    assert (order.status, order.fulfilment) == (OrderStatus.PAID, Fulfilment.DELIVERED)
    assert order.delivered_at == now
    assert waits.cash == order.total
    card = stores.card_of_order(shop, order.code)
    assert card is not None
    assert card.status is CardStatus.HANDED
    assert stock_invariants.rows(shop, now) == []
    assert pickup_invariants.rows(shop, now) == []
    with pytest.raises(pickup.NotWaitingHere):
        pickup.hand_over(shop, CLERK, order.code, handing(cash_taken=True), now=now)


def test_setting_aside_twice_tells_the_customer_once(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    pickup.set_aside(shop, CLERK, order.code, CARD, now=now + timedelta(minutes=5))
    codes = select(Message).where(Message.template == "delivery.pickup_code")
    assert len(shop.exec(codes).all()) == 1
    assert code_of(shop) not in shop.get_one(StorePickup, order.key).code_hmac


def test_another_stores_clerk_finds_no_such_order(shop, now):
    order = paid(shop, now)
    for actor, refusal in (
        (STRANGER, orders.OrderNotFound),
        (Actor(user_id=8, role=Role.STORE_CLERK), pickup.NoStore),
        (Actor(user_id=8, role=Role.STORE_CLERK, store="CH-00-00"), pickup.NoStore),
        (Actor(user_id=8, role=Role.ORDER_CLERK, store=STORE), NotAllowed),
        (LAN, NotAllowed),
    ):
        with pytest.raises(refusal):
            pickup.set_aside(shop, actor, order.code, CARD, now=now)
    with pytest.raises(stores.SerialOfAnotherStore):
        pickup.set_aside(shop, CLERK, order.code, iccid(101), now=now)


def test_a_wrong_code_is_counted_closed_and_in_the_end_dead(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    wrong = "000000" if code_of(shop) != "000000" else "000001"

    def tried(at, typed=wrong) -> ShopError | None:
        return pickup.prove_code(shop, CLERK, order.code, typed, now=at)

    for left in (4, 3, 2, 1):
        answer = tried(now)
        assert isinstance(answer, pickup_code.CodeWrong)
        assert answer.params == {"left": left}
    assert isinstance(tried(now), pickup_code.CodeLocked)
    assert isinstance(tried(now, code_of(shop)), pickup_code.CodeLocked)
    for window in (1, 2):
        for _ in range(5):
            tried(now + window * pickup_code.LOCKED)
    late = now + 3 * pickup_code.LOCKED
    assert isinstance(tried(late, code_of(shop)), pickup_code.CodeDead)
    pickup.send_code(shop, CLERK, order.code, now=late)
    assert tried(late, code_of(shop)) is None


def test_a_code_is_sent_again_with_patience_and_the_old_one_dies(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    first = code_of(shop)
    with pytest.raises(pickup_code.CodeTooSoon):
        pickup.send_code(shop, CLERK, order.code, now=now)
    at = now
    for _ in range(pickup_code.MOST_SENT - 1):
        at += pickup_code.AGAIN_AFTER
        pickup.send_code(shop, CLERK, order.code, now=at)
    if code_of(shop) != first:
        assert pickup.prove_code(shop, CLERK, order.code, first, now=at) is not None
    with pytest.raises(pickup_code.CodeTooMany):
        pickup.send_code(shop, CLERK, order.code, now=at + pickup_code.AGAIN_AFTER)


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"name_seen": False}, pickup.IdNotChecked),
        ({"id_tail": "12"}, pickup.IdNotChecked),
        ({"id_tail": "9999"}, pickup.IdDiffers),
        ({"receiver": Receiver.OTHER}, pickup.ReceiverMissing),
        ({"serial": iccid(2)}, stores.SerialNotOfOrder),
    ],
)
def test_the_wrong_person_or_card_is_refused(shop, now, other, refusal):
    order = paid(shop, now)
    ready(shop, now, order)
    order.id_number = "079098001234"
    shop.add(order)
    with pytest.raises(pickup.CodeNotProven):
        pickup.hand_over(shop, CLERK, order.code, handing(), now=now)
    pickup.prove_code(shop, CLERK, order.code, code_of(shop), now=now)
    with pytest.raises(refusal):
        pickup.hand_over(shop, CLERK, order.code, handing(**other), now=now)
    with pytest.raises(pickup.CodeNotProven):
        pickup.hand_over(shop, CLERK, order.code, handing(), now=now + timedelta(minutes=16))
    pickup.hand_over(shop, CLERK, order.code, handing(), now=now)
    assert order.fulfilment is Fulfilment.DELIVERED


def test_somebody_else_may_fetch_it_with_a_paper_of_their_own(shop, now):
    order = paid(shop, now)
    waits = ready(shop, now, order)
    pickup.prove_code(shop, CLERK, order.code, code_of(shop), now=now)
    told = handing(receiver=Receiver.OTHER, other_name="Tống Duy Anh", id_tail="77ab")
    pickup.hand_over(shop, CLERK, order.code, told, now=now)
    assert (waits.receiver, waits.received_by) == (Receiver.OTHER, "Tống Duy Anh")


def test_a_customer_who_says_no_at_the_counter_gets_the_money_back(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    pickup.refuse(shop, CLERK, order.code, now=now)
    assert (order.status, order.fulfilment) == (OrderStatus.CANCELLED, Fulfilment.CANCELLED)
    assert stores.free_stock(shop, STORE) == 3
    assert stock_invariants.rows(shop, now) == []


def test_nobody_came_a_reminder_then_the_end(shop, now):
    order = cod(shop, now)
    waits = ready(shop, now, order)
    shop.commit()
    assert pickup.to_remind(shop, now=now + timedelta(days=1)) == []
    soon = waits.due_at - timedelta(days=1)
    assert pickup.to_remind(shop, now=soon) == [order.key]
    pickup.remind(shop, order.key, now=soon)
    assert pickup.to_remind(shop, now=soon) == []
    assert pickup.overdue(shop, now=soon) == []
    late = waits.due_at + timedelta(minutes=1)
    assert pickup.overdue(shop, now=late) == [order.key]
    assert pickup_invariants.rows(shop, late) == []
    assert "nobody ended it" in pickup_invariants.rows(shop, late + timedelta(hours=1))[0]
    assert pickup.end_no_show(shop, order.key, now=late)
    assert not pickup.end_no_show(shop, order.key, now=late)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.NO_SHOW)
    assert stores.free_stock(shop, STORE) == 3
    assert shop.exec(select(Refund)).all() == []


def test_cancelled_while_it_waits_the_counter_is_told_and_the_card_is_back(shop, now):
    order = cod(shop, now)
    ready(shop, now, order)
    cancelling.cancel_order(shop, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    with pytest.raises(pickup.NotWaitingHere):
        pickup.prove_code(shop, CLERK, order.code, "123456", now=now)
    assert stores.free_stock(shop, STORE) == 3
