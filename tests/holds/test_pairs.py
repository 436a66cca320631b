"""Sim đôi: both or neither, and one press for all who count."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from chonso_app.core.actors import Actor
from chonso_app.holds import desk, invariants, service
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.pressing import Press
from chonso_app.numbers import service as numbers
from chonso_app.numbers.models import NumberStatus
from tests.holds.conftest import NUMBERS

ONE, TWO = sorted(NUMBERS[:2])
THIRD, FOURTH = NUMBERS[2:]


def pair(session, actor, now, *msisdns) -> list[Hold]:
    return service.place_press(session, Press(actor, msisdns or (ONE, TWO)), now=now)


def test_two_holds_of_one_code_count_as_one(shelf, lan, now):
    first, second = pair(shelf, lan, now)
    assert (first.msisdn, second.msisdn) == (ONE, TWO)
    assert first.pair_code == second.pair_code is not None
    assert [hold.id for hold in pair(shelf, lan, now)] == [first.id, second.id], "again"
    assert service.place(shelf, lan, TWO, now=now) is second
    with pytest.raises(service.AlreadyHolding):
        service.place(shelf, lan, THIRD, now=now)


def test_one_phone_is_proven_for_both(shelf, lan, now):
    for hold in pair(shelf, lan, now):
        service.prove_phone(shelf, lan, hold.id, phone="84912345678", customer_id=3, now=now)
        assert hold.expires_at == now + timedelta(minutes=15)


def test_the_taken_one_is_named_and_the_other_stays_free(shelf, lan, minh, now):
    service.place(shelf, minh, TWO, now=now)
    with pytest.raises(service.NumberTaken) as refused:
        pair(shelf, lan, now)
    assert refused.value.params["number"] == "0909 87 6868"
    assert numbers.number_of(shelf, ONE).status is NumberStatus.AVAILABLE
    assert service.running_of(shelf, lan, now=now) == []


def test_who_holds_a_number_does_not_get_a_pair_beside_it(shelf, lan, now):
    service.place(shelf, lan, ONE, now=now)
    with pytest.raises(service.AlreadyHolding):
        pair(shelf, lan, now)


def test_each_of_the_pair_is_given_back_by_itself(shelf, lan, minh, now):
    first, second = pair(shelf, lan, now)
    service.release(shelf, lan, first.id, now=now)
    assert second.status is HoldStatus.ACTIVE
    assert service.place(shelf, minh, ONE, now=now).is_live


def test_pairs_and_single_presses_at_one_moment_leave_no_half_pair(shelf, now):
    presses = [(ONE,), (ONE, TWO), (TWO, THIRD), (FOURTH,), (THIRD, FOURTH), (TWO,)] * 8

    async def all_of_them():
        asked = []
        for nth, wanted in enumerate(presses):
            who = Actor.anonymous(visitor=f"v{nth}", address=f"203.0.113.{nth}")
            if len(wanted) == 1:
                asked.append(desk.press(who, wanted[0], now=now))
            else:
                asked.append(desk.press_pair(who, wanted, now=now))
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(all_of_them())
    desk._desk.close()
    assert all(isinstance(one, int | tuple | service.NumberTaken) for one in answers)
    holds = shelf.exec(select(Hold)).all()
    codes = [hold.pair_code for hold in holds if hold.pair_code]
    assert all(codes.count(code) == 2 for code in codes)
    assert len({hold.msisdn for hold in holds}) == len(holds)
    assert list(invariants.disagreements(shelf)) == []
