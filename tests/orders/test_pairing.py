"""Giữ cả cặp: both numbers with an order each, or neither."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts import service as accounts
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.holds import service as holds
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.pressing import Press
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pairs import NotAPair
from chonso_app.numbers.service import NumberTaken
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order
from chonso_app.orders.pairing import press_pair, start_both
from tests.orders.world import FORM, PHONE, customer, stock

ME = Actor.anonymous(visitor="a" * 64, address="203.0.113.7")
OTHER = Actor.anonymous(visitor="b" * 64, address="203.0.113.8")
OTHER_NUMBER = "84901239999"
ONE, TWO, FAR = "84901236868", "84901236869", "84931112222"


@pytest.fixture
def shelf(session: Session) -> Session:
    year = utc_now().year
    rows = [new_row(f"0{one[2:]}", 60_000, this_year=year) for one in (ONE, TWO, FAR)]
    put_on_shelf(session, rows)
    session.commit()
    return session


def held(session: Session) -> set[str]:
    session.expire_all()
    return set(session.exec(select(Hold.msisdn).where(Hold.status == HoldStatus.ACTIVE)))


def test_a_pair_is_two_holds_with_an_order_each(shelf):
    first, second = asyncio.run(press_pair(ME, ONE, TWO))
    assert (first.msisdn, second.msisdn) == (ONE, TWO)
    assert held(shelf) == {ONE, TWO}


def test_pressing_again_gives_the_same_orders(shelf):
    before = [one.code for one in asyncio.run(press_pair(ME, ONE, TWO))]
    assert [one.code for one in asyncio.run(press_pair(ME, TWO, ONE))] == before[::-1]


def test_one_of_them_taken_is_named_and_the_other_stays_free(shelf):
    holds.place(shelf, OTHER, TWO, now=utc_now())
    shelf.commit()
    with pytest.raises(NumberTaken) as refusal:
        asyncio.run(press_pair(ME, ONE, TWO))
    assert refusal.value.params["number"] == "0901 23 6869"
    assert held(shelf) == {TWO}
    assert shelf.get_one(Number, ONE).status is NumberStatus.AVAILABLE
    assert shelf.exec(select(Order)).all() == []


def test_any_two_numbers_are_no_pair(shelf):
    with pytest.raises(NotAPair):
        asyncio.run(press_pair(ME, ONE, FAR))
    assert held(shelf) == set()


def both(session: Session, now: datetime) -> tuple[Order, Order]:
    stock(session, OTHER_NUMBER)
    holds.place_press(session, Press(ME, (ONE, TWO)), now=now)
    orders_ = start_both(session, ME, ONE, TWO, now=now)
    session.commit()
    return orders_


def test_one_code_proves_the_phone_for_both_and_the_form_is_typed_once(shelf, now):
    first, second = both(shelf, now)
    user = customer(shelf, now)
    orders.prove_phone(shelf, first, PHONE, user.row_id, actor=ME, now=now)
    orders.fill_subscriber(shelf, ME, first.code, FORM, now=now)
    shelf.commit()
    shelf.expire_all()
    other = shelf.get_one(Order, second.id)
    assert (other.contact_phone, other.full_name) == (PHONE, "")
    ends = {hold.expires_at for hold in shelf.exec(select(Hold))}
    assert ends == {now + timedelta(minutes=15)}
    assert orders.typed_of(other)["full_name"] == FORM["full_name"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_code_waits_for_the_tab_of_the_other_number_and_proves_both(shelf, now, monkeypatch):
    first, second = both(shelf, now)
    opened = accounts.Opened(user_id=customer(shelf, now).row_id)
    codes = first.code, second.code
    shelf.commit()
    monkeypatch.setattr(accounts, "open_account_by_otp", lambda *_, **__: opened)
    with ThreadPoolExecutor(1) as pool:
        orders.save_typed(shelf, ME, codes[1], {"full_name": "Lan"}, now=now)
        shelf.flush()
        code = (ME, codes[0], PHONE, "123456")
        answered = pool.submit(db.transact, orders.check_code, *code, now=now)
        time.sleep(0.3)
        shelf.commit()
        answered.result(timeout=10)
    shelf.expire_all()
    proven = {one.code for one in shelf.exec(select(Order)) if one.phone_proven_at}
    assert proven == set(codes)


def test_the_other_order_is_left_alone_once_it_is_over(shelf, now):
    first, second = both(shelf, now)
    orders.cancel(shelf, ME, second, CancelReason.CHANGED_MIND, now=now)
    user = customer(shelf, now)
    orders.prove_phone(shelf, first, PHONE, user.row_id, actor=ME, now=now)
    shelf.flush()
    assert shelf.get_one(Order, second.id).phone_proven_at is None
