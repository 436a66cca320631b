"""Pairs: the same as looking at every two free numbers, on both databases."""

import random
from itertools import combinations

import pytest
from sqlmodel import Session, col, select

from chonso_app.core.db import utc_now
from chonso_app.numbers import pairs, query, rules
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pairs import Pair, PairKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query
from tests.numbers.index.stock import built, followed, ready

X = "0901236868"


def stock(session: Session, prices: dict[str, int]) -> Session:
    year = utc_now().year
    put_on_shelf(session, [new_row(n, price, this_year=year) for n, price in prices.items()])
    return session


def crowded(seed: int, count: int = 200) -> dict[str, int]:
    """Many numbers in little room, so that every kind of pair is there."""
    dice = random.Random(seed)
    heads = ("070112", "076112", "090112", "090122")
    numbers = {f"{dice.choice(heads)}{6800 + dice.randrange(100)}" for _ in range(count)}
    return {n: dice.choice((50_000, 60_000, 90_000)) for n in sorted(numbers)}


def go_together(kind: PairKind, one: str, other: str) -> bool:
    if kind is PairKind.CONSECUTIVE:
        return abs(int(one) - int(other)) == 1 and one[:3] == other[:3]
    if kind is PairKind.SAME_TAIL:
        return one[3:] == other[3:]
    return one[:3] == other[:3] and len(pairs.differing(one, other)) == 1


def names(found: list[Pair]) -> list[tuple[str, str]]:
    return [(pair.first.national, pair.second.national) for pair in found if pair.first]


def walked_through(session: Session, kind: PairKind, asked: Query) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for _ in range(200):
        page = pairs.find(session, kind, asked, limit=25)
        found += names(page.pairs)
        if page.following is None:
            return found
        asked = asked.but(after=page.following)
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("kind", PairKind)
@pytest.mark.parametrize("url", ["q=*8", "gia=55000-70000"])
def test_every_pair_comes_once_cheapest_first(session, kind, url):
    prices = crowded(seed=len(url))
    stock(session, prices)
    session.flush()
    asked = query.from_url(url)
    found = walked_through(session, kind, asked)
    matching = {n.national for n in session.exec(select(Number)) if _matches(asked, n)}
    wanted = {
        frozenset(two)
        for two in combinations(prices, 2)
        if go_together(kind, *two) and matching & set(two)
    }
    assert wanted
    assert {frozenset(two) for two in found} == wanted
    assert len(found) == len(wanted)
    places = [(prices[first], first) for first, _ in found]
    assert places == sorted(places)
    assert {first for first, _ in found} <= matching


def _matches(asked: Query, number: Number) -> bool:
    low, high = asked.price_from or 0, asked.price_to or 10**12
    fits = asked.pattern.places(number.national) is not None if asked.pattern else True
    return fits and low <= number.price <= high


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_number_that_is_held_sold_or_blocked_makes_no_pair(session):
    stock(session, {X: 60_000, "0901236869": 60_000, "0901236867": 60_000})
    taken = session.exec(select(Number).where(col(Number.national) == "0901236869")).one()
    taken.status = NumberStatus.BLOCKED
    session.flush()
    asked = query.from_url("q=*6868")
    assert names(pairs.find(session, PairKind.CONSECUTIVE, asked).pairs) == [(X, "0901236867")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_partners_of_a_number_that_is_somebodys_already_come_alone(session):
    stock(session, {"0901236888": 90_000, "0901236878": 60_000, "0931236868": 60_000})
    page = pairs.find(session, PairKind.ONE_DIGIT, query.from_url(f"q={X}"))
    assert [(pair.first, pair.second.national) for pair in page.pairs] == [
        (None, "0901236878"), (None, "0901236888"),
    ]  # fmt: skip


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_number_that_cannot_exist_has_no_partners(session):
    put_on_shelf(session, [new_row("0901236868", 1, this_year=2026)])
    one = Query(patterns=(Pattern("1901236867"),))
    assert pairs.find(session, PairKind.CONSECUTIVE, one).pairs == []


def test_filters_beside_a_whole_number_are_about_its_partners(session):
    stock(session, {X: 5_000_000, "0901236888": 90_000, "0901236878": 60_000})
    asked = query.from_url(f"q={X}&gia=-80000")
    found = pairs.find(session, PairKind.ONE_DIGIT, asked).pairs
    assert names(found) == [(X, "0901236878")]


def test_a_prefix_ends_a_run_of_numbers():
    assert pairs.candidates(PairKind.CONSECUTIVE, "0769999999") == ["0769999998"]
    assert pairs.candidates(PairKind.CONSECUTIVE, "0770000000") == ["0770000001"]


def test_how_many_numbers_may_be_partners():
    assert len(pairs.candidates(PairKind.ONE_DIGIT, X)) == 63
    assert len(pairs.candidates(PairKind.SAME_TAIL, X)) == len(rules.PREFIXES) - 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_walk_that_finds_little_says_where_to_go_on(session, monkeypatch):
    monkeypatch.setattr(pairs, "_LOOKED_UP", 4)
    monkeypatch.setattr(pairs, "_LONGEST_WALK", 2)
    lonely = {f"09012{place}0000": 60_000 for place in range(10)}
    stock(session, lonely | {X: 70_000, "0901236869": 70_000})
    session.flush()
    page = pairs.find(session, PairKind.CONSECUTIVE, Query())
    assert (page.pairs, page.walked, page.following) == ([], 4, page.following)
    assert page.following is not None
    assert walked_through(session, PairKind.CONSECUTIVE, Query()) == [(X, "0901236869")]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_partners_of_one_number_are_counted_by_kind(session):
    stock(session, {"0901236869": 60_000, "0901236888": 60_000, "0931236868": 60_000})
    assert pairs.partners_of(session, X) == {
        PairKind.CONSECUTIVE: 1, PairKind.ONE_DIGIT: 2, PairKind.SAME_TAIL: 1,
    }  # fmt: skip
    assert pairs.partners_of(session, "0789999999") == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_index_finds_the_same_pairs(session, tmp_path, now):
    stock(session, crowded(seed=3))
    session.commit()
    held = session.get_one(Number, f"84{min(crowded(seed=3))[1:]}")
    held.status, held.held_until = NumberStatus.HELD, now
    session.commit()
    questions = [(kind, url) for kind in PairKind for url in ("", "q=*8", "q=*68*&gia=55000-")]

    def answers() -> list[list[tuple[str, str]]]:
        return [walked_through(session, kind, query.from_url(url)) for kind, url in questions]

    by_sql = answers()
    built(tmp_path / "index", now)
    with followed(tmp_path / "index") as index:
        ready(index)
        assert answers() == by_sql
    assert all(by_sql[0::3])
