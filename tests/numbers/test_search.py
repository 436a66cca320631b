"""The database's answer is the answer of reading every number, on both databases."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from chonso_app.core.actors import SYSTEM
from chonso_app.numbers import finding, rules, search, service
from chonso_app.numbers.fengshui.elements import tiers
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus, SubscriptionKind
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import PAGE_SIZE, Cursor, Query, Sort
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.traits import Element, element_in
from tests.numbers.index.stock import some_rows
from tests.numbers.strategies import cursors, queries

_DOWNWARDS = (Sort.DEAREST, Sort.BEST)


@pytest.fixture
def shelf(session, now):
    """600 numbers; every tenth is held, sold, paid for or blocked."""
    put_on_shelf(session, some_rows(600, now))
    session.commit()
    return session


def _key(place: Cursor, sort: Sort) -> tuple[int | str, ...]:
    return {
        Sort.CHEAPEST: (place.price, place.national),
        Sort.DEAREST: (place.price, place.national),
        Sort.BEST: (place.beauty, place.price, place.national),
        Sort.NUMBER: (place.national,),
        Sort.ELEMENT: (place.tier, place.price, place.national),
    }[sort]


def _place(number: Number, query: Query) -> Cursor:
    best_first = tiers(query.element) if query.element is not None else ()
    tier = best_first.index(element_in(number.traits)) if best_first else 0
    return Cursor(number.national, number.price, number.beauty, tier)


def _fits(number: Number, query: Query) -> bool:
    patterns, kind = query.patterns, query.kind
    return (
        (number.status is NumberStatus.AVAILABLE or number.held_until is not None)
        and (not patterns or any(one.places(number.national) is not None for one in patterns))
        and not set(query.without) & set(number.national[1:])
        and (not query.classes or bool(set(query.classes) & set(rules.classes_in(number.classes))))
        and (query.price_from is None or number.price >= query.price_from)
        and (query.price_to is None or number.price <= query.price_to)
        and (not query.prefixes or number.prefix in query.prefixes)
        and (not query.units or number.unit_id in query.units)
        and (not query.store or number.store_code == query.store)
        and (kind is None or number.kind in (kind, SubscriptionKind.EITHER))
        and all(number.traits & mask for mask in query.traits)
    )


def naive(numbers: list[Number], query: Query) -> tuple[int, list[Number]]:
    """How many there are, and those after the cursor."""
    downwards = query.sort in _DOWNWARDS
    places = [(_key(_place(n, query), query.sort), n) for n in numbers if _fits(n, query)]
    places.sort(key=lambda place: place[0], reverse=downwards)
    after = _key(query.after, query.sort) if query.after else None
    return len(places), [
        n for key, n in places if after is None or (key < after if downwards else key > after)
    ]


def test_search_equals_reading_every_number(shelf):
    everything = list(shelf.exec(select(Number)))

    @settings(max_examples=120, deadline=None)
    @given(queries, st.none() | cursors)
    def check(query: Query, after: Cursor | None) -> None:
        asked = query.but(after=after)
        total, following = naive(everything, asked)
        assert search.total_of(shelf, asked) == total
        assert search.page_of(shelf, asked, PAGE_SIZE) == following[:PAGE_SIZE]

    check()


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("element", [None, Element.HOA])
def test_turning_all_pages_shows_every_number_once(shelf, sort, element):
    asked, shown = Query(sort=sort, element=element), []
    while True:
        page = finding.search(shelf, asked)
        shown += [number.msisdn for number in page.numbers]
        if page.following is None:
            break
        asked = asked.but(after=page.following)
    assert len(shown) == len(set(shown)) == page.total


def test_a_number_is_found_by_what_people_type(shelf):
    for typed in ("0901236868", "+84 901 23 68 68", "0901.23.6868"):
        found = finding.search(shelf, Query(patterns=(parse(typed),)))
        assert [n.msisdn for n in found.numbers] == ["84901236868"]
    assert service.msisdn_typed("0901 236 868") == "84901236868"
    with pytest.raises(service.NumberNotFound):
        service.msisdn_typed("lan")


def _plan(session: Session, query: Query) -> str:
    """Of a page. There are few numbers: PostgreSQL must be kept from reading them all."""
    compiled = search.ordered(select(Number.msisdn), query).limit(20).compile(
        session.connection(), compile_kwargs={"literal_binds": True}
    )  # fmt: skip
    is_sqlite = session.connection().dialect.name == "sqlite"
    if not is_sqlite:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        session.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
    asked = f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{compiled}"
    rows = session.connection().exec_driver_sql(asked.replace("%", "%%" if not is_sqlite else "%"))
    return "\n".join(" ".join(map(str, row)) for row in rows)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Query(), "ix_number_price"),
        (Query(sort=Sort.DEAREST), "ix_number_price"),
        (Query(sort=Sort.BEST), "ix_number_beauty"),
        (Query(sort=Sort.NUMBER), "national|autoindex_number_2"),
        (Query(patterns=(parse("*6868"),)), "reversed"),
        (Query(patterns=(parse("*6868"),), sort=Sort.NUMBER), "reversed"),
        (Query(patterns=(parse("090123*"),), sort=Sort.BEST), "national"),
        (Query(classes=(NumberClass.NGU_QUY,)), "ix_number_rare"),
        (Query(classes=(NumberClass.NGU_QUY,), sort=Sort.BEST), "ix_number_rare"),
        (Query(classes=(NumberClass.LOC_PHAT,)), "ix_number_price"),
    ],
)
def test_a_page_is_found_by_the_index_that_looks_at_the_fewest_rows(shelf, query, index):
    shelf.execute(sa.text("ANALYZE"))
    plan = _plan(shelf, query)
    assert re.search(index, plan), plan


@pytest.mark.parametrize("sort", [Sort.CHEAPEST, Sort.DEAREST, Sort.BEST, Sort.NUMBER])
def test_the_next_page_begins_inside_the_index(shelf, sort):
    plan = _plan(shelf, Query(sort=sort, after=Cursor("0901236868", 250_000, 40)))
    assert "Index Cond" in plan or "SEARCH" in plan, plan


def test_a_hold_changes_no_index():
    table = Number.metadata.tables["number"]
    indexed = {column.name for index in table.indexes for column in index.columns}
    assert not indexed & {"status", "held_until"}
    assert not [one for one in table.indexes if "status" in str(one.dialect_options)]


def test_the_classes_on_the_shelf_are_counted_in_one_pass(shelf):
    told = finding.classes_on_shelf(shelf)
    shown = [number for number in shelf.exec(select(Number)) if _fits(number, Query())]
    for cls in (NumberClass.LOC_PHAT, NumberClass.GANH):
        some = [number for number in shown if cls in rules.classes_in(number.classes)]
        assert (told[cls].count, told[cls].from_price) == (len(some), min(n.price for n in some))


def test_a_number_whose_hold_ran_out_is_free_before_anybody_swept(shelf, now):
    number = next(
        n for n in finding.search(shelf, Query()).numbers if n.status is NumberStatus.AVAILABLE
    )
    service.take(shelf, SYSTEM, number.msisdn, until=now + timedelta(minutes=1), now=now)
    held = service.number_of(shelf, number.msisdn)
    assert not service.is_free(held, now)
    assert service.is_free(held, now + timedelta(minutes=1))


def test_alternatives_end_alike_and_are_free(shelf, now):
    put_on_shelf(shelf, [new_row("0771236868", 900_000, this_year=now.year)])
    found = finding.alternatives(shelf, "84901236868")
    assert found[0].national.endswith("6868")
    assert all(n.status is NumberStatus.AVAILABLE for n in found)
    assert len({n.msisdn for n in found} - {"84901236868"}) == 3
