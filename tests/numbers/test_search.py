"""The database's answer is the answer of reading every number, on both databases."""

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from sqlmodel import select

from chonso_app.core.actors import SYSTEM
from chonso_app.numbers import rules, service
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import PAGE_SIZE, Query, Sort
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.seed import rows
from tests.numbers.strategies import queries

_ORDERS = {
    Sort.CHEAPEST: lambda n: (n.price, int(n.national)),
    Sort.DEAREST: lambda n: (-n.price, -int(n.national)),
    Sort.BEST: lambda n: (-n.beauty, -n.price, -int(n.national)),
    Sort.NUMBER: lambda n: int(n.national),
}
_PRICES = (60_000, 60_000, 90_000, 250_000, 1_000_000)  # many are equal on purpose


@pytest.fixture
def shelf(session, now):
    """600 numbers; every tenth is held, sold, paid for or blocked."""
    dice = random.Random(5)
    some = [row | {"price": dice.choice(_PRICES)} for row in rows(600, this_year=now.year)]
    for row in some[::10]:
        row["status"] = dice.choice(list(NumberStatus))
        if row["status"] is NumberStatus.HELD and dice.random() < 0.7:
            row["held_until"] = now + timedelta(minutes=dice.choice((-1, 1)))
    put_on_shelf(session, some)
    session.commit()
    return session


def naive(numbers: list[Number], query: Query) -> list[Number]:
    wanted = [
        n
        for n in numbers
        if (n.status is NumberStatus.AVAILABLE or n.held_until)
        and query.pattern.places(n.national) is not None
        and (not query.classes or set(query.classes) & set(rules.classes_in(n.classes)))
        and (query.price_from is None or n.price >= query.price_from)
        and (query.price_to is None or n.price <= query.price_to)
        and (not query.prefixes or n.prefix in query.prefixes)
    ]
    return sorted(wanted, key=_ORDERS[query.sort])


def test_search_equals_reading_every_number(shelf):
    everything = list(shelf.exec(select(Number)))

    @settings(max_examples=250, deadline=None)
    @given(queries)
    def check(query: Query) -> None:
        wanted = naive(everything, query)
        page = service.search(shelf, query)
        first = (page.page - 1) * PAGE_SIZE
        assert page.total == len(wanted)
        assert page.page == min(query.page, page.pages)
        assert page.numbers == wanted[first : first + PAGE_SIZE]

    check()


@pytest.mark.parametrize("sort", list(Sort))
def test_turning_all_pages_shows_every_number_once(shelf, sort):
    first = service.search(shelf, Query(sort=sort))
    shown = [
        number.msisdn
        for page in range(1, first.pages + 1)
        for number in service.search(shelf, Query(sort=sort, page=page)).numbers
    ]
    assert len(shown) == len(set(shown)) == first.total


def test_a_page_beyond_the_last_is_the_last(shelf):
    last = service.search(shelf, Query(page=10_000))
    assert last.page == last.pages
    assert last.numbers
    nothing = service.search(shelf, Query(parse("*0123456*"), page=3))
    assert (nothing.numbers, nothing.total, nothing.page, nothing.pages) == ([], 0, 1, 1)


def test_a_number_is_found_by_what_people_type(shelf):
    for typed in ("0901236868", "+84 901 23 68 68", "0901.23.6868"):
        assert [n.msisdn for n in service.search(shelf, Query(parse(typed))).numbers] == [
            "84901236868"
        ]
    assert service.msisdn_typed("0901 236 868") == "84901236868"
    with pytest.raises(service.NumberNotFound):
        service.msisdn_typed("lan")


def test_the_classes_on_the_shelf_are_counted_in_one_pass(shelf):
    told = service.classes_on_shelf(shelf)
    for cls in (NumberClass.LOC_PHAT, NumberClass.GANH):
        free = [
            n
            for n in shelf.exec(select(Number).where(Number.status == NumberStatus.AVAILABLE))
            if cls in rules.classes_in(n.classes)
        ]
        assert (told[cls].count, told[cls].from_price) == (len(free), min(n.price for n in free))


def test_a_number_whose_hold_ran_out_is_free_before_anybody_swept(shelf, now):
    number = service.search(shelf, Query()).numbers[0]
    service.take(shelf, SYSTEM, number.msisdn, until=now + timedelta(minutes=1), now=now)
    held = service.number_of(shelf, number.msisdn)
    assert not service.is_free(held, now)
    assert service.is_free(held, now + timedelta(minutes=1))


def test_alternatives_end_alike_and_are_free(shelf, now):
    put_on_shelf(shelf, [new_row("0771236868", 900_000, this_year=now.year)])
    found = service.alternatives(shelf, "84901236868")
    assert found[0].national.endswith("6868")
    assert all(n.status is NumberStatus.AVAILABLE for n in found)
    assert len({n.msisdn for n in found} - {"84901236868"}) == 3
