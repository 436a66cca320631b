"""Giữ cả cặp: both numbers with an order each, or neither."""

import asyncio

import pytest
from sqlmodel import Session, select

from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.holds import service as holds
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pairs import NotAPair
from chonso_app.numbers.service import NumberTaken
from chonso_app.orders.models import Order
from chonso_app.orders.pairing import press_pair

ME = Actor.anonymous(visitor="a" * 64, address="203.0.113.7")
OTHER = Actor.anonymous(visitor="b" * 64, address="203.0.113.8")
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
