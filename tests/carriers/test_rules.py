"""Who carries what, and how a parcel's states follow each other."""

from itertools import permutations, product

import pytest

from chonso_app.carriers import ghn, ghtk, rules
from chonso_app.carriers.gateway import FINAL, ParcelStatus
from chonso_app.carriers.models import Carrier
from chonso_app.core.texts import has

S = ParcelStatus
FAST = Carrier(code="fast", name="Fast", rank=0, max_cod=1_000_000, excluded=["96"])
WIDE = Carrier(
    code="wide", name="Wide", rank=1, max_cod=9_000_000, flat_fee=32_000, flat_fees={"01": 22_000}
)


@pytest.mark.parametrize(
    ("province", "cod", "chosen"),
    [
        ("01", 0, "fast"),
        ("01", 1_000_000, "fast"),
        ("01", 1_000_001, "wide"),
        ("96", 0, "wide"),
        ("01", 9_000_001, None),
    ],
)
def test_the_first_that_goes_there_and_may_carry_the_money(
    province: str, cod: int, chosen: str | None
) -> None:
    found = rules.choose([WIDE, FAST], province, cod=cod)
    assert (found and found.code) == chosen


def test_one_that_is_off_or_serves_other_provinces_is_passed_over() -> None:
    off = Carrier(code="a", name="A", is_on=False)
    elsewhere = Carrier(code="b", name="B", provinces=["79"])
    assert rules.choose([off, elsewhere], "01", cod=0) is None
    assert rules.choose([off, elsewhere], "79", cod=0) is elsewhere


def test_a_parcel_too_heavy_is_nobodys() -> None:
    assert rules.choose([FAST, WIDE], "01", cod=0, weight_g=20_001) is None


def test_the_flat_fee_is_the_provinces_else_the_general_one() -> None:
    assert (rules.flat_fee(WIDE, "01"), rules.flat_fee(WIDE, "96")) == (22_000, 32_000)


def test_no_state_is_ever_followed_by_an_earlier_one() -> None:
    for was, to in product(S, S):
        assert not to.follows(was) or to.rank > was.rank


def test_what_is_final_stays() -> None:
    assert not any(to.follows(was) for was in FINAL for to in S)


def test_a_returning_parcel_is_not_delivered_and_a_picked_one_not_cancelled() -> None:
    assert S.DELIVERED.contradicts(S.RETURNING)
    assert S.CANCELLED.contradicts(S.PICKED)
    assert not S.DELIVERED.contradicts(S.DELIVERY_FAILED)
    assert S.RETURNED.contradicts(S.DELIVERED)
    assert not S.DELIVERED.contradicts(S.DELIVERED)


@pytest.mark.parametrize(
    "life",
    [
        (S.CREATED, S.PICKING, S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.DELIVERED),
        (S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.DELIVERY_FAILED, S.RETURNING, S.RETURNED),
        (S.CREATED, S.PICKING, S.PICKED, S.IN_TRANSIT, S.DELIVERING, S.LOST),
    ],
)
def test_six_states_in_any_order_end_in_the_last_of_them(life: tuple[S, ...]) -> None:
    ends = set()
    for arrival in permutations(life):
        status = S.REQUESTED
        for told in arrival:
            status = told if told.follows(status) else status
        ends.add(status)
    assert ends == {life[-1]}


def test_every_word_of_both_carriers_is_one_of_ours_and_has_a_text() -> None:
    used = {*ghn.STATUSES.values(), *ghtk.STATUSES.values()}
    assert used == set(S) - {S.REQUESTED}
    assert all(has(f"carriers.status.{status}") for status in S)
