"""An eSIM whose phone is unable becomes a physical SIM: nothing paid is lost, the rest is due."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.core.actors import SYSTEM
from chonso_app.core.config import settings
from chonso_app.core.errors import ChangedMeanwhile
from chonso_app.orders import changing, invariants, receiving
from chonso_app.orders import service as orders
from chonso_app.orders.changing import Swap
from chonso_app.orders.models import Fulfilment, Order, OrderStatus, ReceiveBy, SimKind
from chonso_app.payments import invariants as money
from chonso_app.payments import service as payments
from tests.orders.world import FEE, LAN, MINH, RECEIVER, stock, to_home
from tests.payments.world import answer, at_bank
from tests.stores.world import STORE, open_stores


@pytest.fixture
def paid(session: Session, now: datetime) -> Order:
    stock(session)
    open_stores(session)
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment), now=now)
    session.commit()
    return order


def home() -> Swap:
    receiver, errors = receiving.check(RECEIVER, {"79"})
    assert errors == {}
    return Swap(ReceiveBy.HOME, receiver=receiver, fee=FEE, quoted={"carrier": "ghn"})


def test_the_difference_is_due_on_receipt_and_the_total_adds_up(
    session: Session, now: datetime, paid: Order
) -> None:
    was, due = paid.total, changing.difference(paid, FEE)
    assert due == settings.sim_fee - settings.esim_fee + FEE
    changing.change_to_sim(session, LAN, paid.code, home(), due=due, now=now)
    assert (paid.sim_kind, paid.fulfilment) == (SimKind.SIM, Fulfilment.PENDING)
    assert (paid.total, paid.due_on_receipt) == (was + due, due)
    assert paid.to_address == RECEIVER["to_address"]
    session.commit()
    assert invariants.rows(session, now) == []
    assert money.rows(session, now) == []
    orders.mark_cash_paid(session, SYSTEM, paid, due, now=now)
    assert (paid.status, paid.due_on_receipt) == (OrderStatus.PAID, 0)
    session.commit()
    assert money.rows(session, now) == []


def test_fetched_at_a_store_only_the_sim_is_due(
    session: Session, now: datetime, paid: Order
) -> None:
    due = changing.difference(paid, 0)
    changing.change_to_sim(session, LAN, paid.code, Swap(ReceiveBy.STORE, STORE), due=due, now=now)
    assert (paid.store_code, paid.delivery_fee, paid.due_on_receipt) == (STORE, 0, due)


def test_a_sim_that_costs_less_is_never_negative(
    session: Session, now: datetime, paid: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid.sim_fee, paid.total = 90_000, paid.total + 90_000
    changing.change_to_sim(session, LAN, paid.code, home(), due=0, now=now)
    assert (paid.due_on_receipt, paid.sim_fee + paid.delivery_fee) == (0, 90_000)
    session.commit()


def test_pressing_twice_changes_it_once(session: Session, now: datetime, paid: Order) -> None:
    due = changing.difference(paid, FEE)
    for _ in range(2):
        changing.change_to_sim(session, LAN, paid.code, home(), due=due, now=now)
    assert paid.due_on_receipt == due


def test_another_amount_than_was_shown_is_not_taken(
    session: Session, now: datetime, paid: Order
) -> None:
    with pytest.raises(ChangedMeanwhile):
        changing.change_to_sim(session, LAN, paid.code, home(), due=1, now=now)
    assert paid.sim_kind is SimKind.ESIM


def test_without_a_fee_or_a_store_there_is_no_way(
    session: Session, now: datetime, paid: Order
) -> None:
    with pytest.raises(orders.NoQuote):
        changing.change_to_sim(session, LAN, paid.code, Swap(ReceiveBy.HOME), due=0, now=now)
    with pytest.raises(orders.NotOffered):
        changing.change_to_sim(session, LAN, paid.code, Swap(ReceiveBy.EMAIL), due=0, now=now)


def test_what_lies_with_the_clerks_is_not_changed(
    session: Session, now: datetime, paid: Order
) -> None:
    orders.note_submission(session, LAN, paid, now=now)
    with pytest.raises(orders.DossierUnderReview):
        changing.change_to_sim(session, LAN, paid.code, home(), due=0, now=now)
    with pytest.raises(orders.OrderNotFound):
        changing.change_to_sim(session, MINH, paid.code, home(), due=0, now=now)


def test_a_physical_order_stays_as_it_is(session: Session, now: datetime) -> None:
    stock(session)
    open_stores(session)
    order = to_home(session, now)
    fee = order.delivery_fee
    assert changing.change_to_sim(session, LAN, order.code, home(), due=0, now=now) is order
    assert order.delivery_fee == fee
