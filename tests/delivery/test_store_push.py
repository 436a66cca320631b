"""Orders that are worked in a store's own system."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.delivery import cancelling, pickup, store_jobs, store_push
from chonso_app.delivery.pickup_models import PushState, Receiver, StorePickup, StorePush
from chonso_app.delivery.store_gateway import StoreAnswer, StoreOrder, StoreState
from chonso_app.orders.models import CancelReason, Fulfilment, OrderStatus
from chonso_app.stores import invariants as stock_invariants
from chonso_app.stores import service as stores
from tests.delivery.test_pickup import cod, code_of
from tests.delivery.test_pickup import shop as shop  # noqa: PLC0414  the fixture
from tests.orders.world import LAN
from tests.stores.world import CLERK, STORE, iccid


@dataclass
class Theirs:
    """The store's system, which answers what it is told to."""

    answer: StoreAnswer = field(default_factory=lambda: StoreAnswer(StoreState.WAITING))
    trouble: Exception | None = None
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def _do(self, *call: Any) -> None:
        self.calls.append(call)
        if self.trouble:
            raise self.trouble

    def push(self, order: StoreOrder, *, key: str) -> str:
        self._do("push", order, key)
        return "ST-1"

    def look(self, order: str) -> StoreAnswer:
        self._do("look", order)
        return self.answer

    def cancel(self, order: str, reason: str, *, key: str) -> None:
        self._do("cancel", order, reason)


@pytest.fixture
def theirs(monkeypatch, now) -> Theirs:
    system = Theirs()
    monkeypatch.setattr(store_jobs, "gateway", lambda: system)
    monkeypatch.setattr(store_jobs.db, "utc_now", lambda: now)
    return system


@pytest.fixture
def order(shop, now):
    store = stores.store_of(shop, STORE)
    store.system = "doi-tac"
    shop.add(store)
    placed = cod(shop, now)
    shop.commit()
    return placed


def row_of(session, order) -> StorePush:
    session.refresh(order)
    row = session.get_one(StorePush, order.key, populate_existing=True)
    session.commit()
    return row


def pushed(session, order, now) -> None:
    store_jobs.tend_store_orders(now)
    store_jobs.push(order.key)


def seen(session, order, theirs, answer: StoreAnswer) -> StorePush:
    theirs.answer = answer
    store_jobs.look(order.key)
    return row_of(session, order)


def test_from_the_push_to_the_hand_over(shop, now, order, theirs, enqueued):
    store_jobs.tend_store_orders(now)
    store_jobs.tend_store_orders(now)
    assert [job for job in enqueued if job[0] == store_push.PUSH] == [
        (store_push.PUSH, str(order.key), (order.key,))
    ]
    store_jobs.push(order.key)
    kind, told, key = theirs.calls[0]
    assert (kind, key) == ("push", f"push-{order.code}")
    assert (told.cash, told.phone_tail, told.store) == (order.total, "678", STORE)
    assert row_of(shop, order).reference == "ST-1"
    with pytest.raises(pickup.WorkedBySystem):
        pickup.set_aside(shop, CLERK, order.code, iccid(1), now=now)
    shop.rollback()
    row_of(shop, order)
    seen(shop, order, theirs, StoreAnswer(StoreState.WAITING))
    assert order.fulfilment is Fulfilment.PENDING
    ready = StoreAnswer(StoreState.READY, iccid(1))
    assert seen(shop, order, theirs, ready).state is PushState.READY
    assert order.fulfilment is Fulfilment.TO_PICK_UP
    pin = code_of(shop)
    assert store_push.check_code(shop, order.key, "x", now=now) is not None
    assert store_push.check_code(shop, order.key, pin, now=now) is None
    shop.commit()
    row = seen(shop, order, theirs, StoreAnswer(StoreState.HANDED_OVER, iccid(1), "other"))
    assert (row.state, row.failure) == (PushState.HANDED, "")
    assert (order.status, order.fulfilment) == (OrderStatus.PAID, Fulfilment.DELIVERED)
    assert shop.get_one(StorePickup, order.key).receiver is Receiver.OTHER
    assert stock_invariants.rows(shop, now) == []


def test_handed_over_at_once_and_told_twice_is_one_hand_over(shop, now, order, theirs):
    pushed(shop, order, now)
    over = StoreAnswer(StoreState.HANDED_OVER, iccid(1), "self")
    row = seen(shop, order, theirs, over)
    assert (row.state, row.failure) == (PushState.HANDED, "without_code")
    assert order.fulfilment is Fulfilment.DELIVERED
    seen(shop, order, theirs, over)
    assert stock_invariants.rows(shop, now) == []


@pytest.mark.parametrize(
    ("serial", "failure"),
    [
        (iccid(999), "serial_unknown"),
        (iccid(101), "serial_of_another_store"),
        ("123", "not_an_iccid"),
    ],
)
def test_a_serial_that_is_not_theirs_waits_for_a_person(shop, now, order, theirs, serial, failure):
    pushed(shop, order, now)
    row = seen(shop, order, theirs, StoreAnswer(StoreState.READY, serial))
    assert (row.state, row.failure) == (PushState.PUSHED, failure)
    assert order.fulfilment is Fulfilment.PENDING
    row = seen(shop, order, theirs, StoreAnswer(StoreState.READY, iccid(1)))
    assert (row.state, row.failure) == (PushState.READY, "")


def test_cancelled_with_us_it_is_cancelled_there(shop, now, order, theirs, enqueued):
    pushed(shop, order, now)
    cancelling.cancel_order(shop, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    shop.commit()
    store_jobs.tend_store_orders(now)
    assert (store_push.CANCEL, str(order.key), (order.key,)) in enqueued
    store_jobs.cancel(order.key)
    assert theirs.calls[-1] == ("cancel", order.code, "changed_mind")
    assert row_of(shop, order).state is PushState.CANCELLED


def test_cancelled_before_the_push_nothing_is_pushed(shop, now, order, theirs):
    store_jobs.tend_store_orders(now)
    cancelling.cancel_order(shop, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    shop.commit()
    store_jobs.push(order.key)
    assert theirs.calls == []
    assert row_of(shop, order).state is PushState.CANCELLED


def test_handed_over_after_the_cancellation_is_a_difference_for_a_person(shop, now, order, theirs):
    pushed(shop, order, now)
    cancelling.cancel_order(shop, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    shop.commit()
    theirs.trouble = GatewayRefused("store", "handed_over")
    store_jobs.cancel(order.key)
    theirs.trouble = None
    row = seen(shop, order, theirs, StoreAnswer(StoreState.HANDED_OVER, iccid(1), "self"))
    assert (row.state, row.failure) == (PushState.PUSHED, "handed_after_cancel")
    assert order.status is OrderStatus.CANCELLED


def test_a_clear_no_is_kept_and_silence_is_asked_again(shop, now, order, theirs):
    store_jobs.tend_store_orders(now)
    theirs.trouble = GatewayUnavailable("store", "500")
    with pytest.raises(GatewayUnavailable):
        store_jobs.push(order.key)
    assert row_of(shop, order).state is PushState.WANTED
    theirs.trouble = GatewayRefused("store", "unknown_store")
    store_jobs.push(order.key)
    row = row_of(shop, order)
    assert (row.state, row.failure) == (PushState.REFUSED, "unknown_store")


def test_many_calls_are_a_look_each_and_silence_is_broken_by_us(shop, now, order, theirs, enqueued):
    pushed(shop, order, now)
    store_push.ask(shop, order.key, now=now)
    shop.commit()
    looks = [job for job in enqueued if job[0] == store_push.LOOK]
    assert looks == [(store_push.LOOK, f"{order.key}:1", (order.key,))]
    store_jobs.tend_store_orders(now + store_push.LOOK_EVERY * 2)
    assert len([job for job in enqueued if job[0] == store_push.LOOK]) == 2
    assert store_push.order_coded(shop, order.code) == order.key
    assert store_push.order_coded(shop, "GS-NOBODY") is None
