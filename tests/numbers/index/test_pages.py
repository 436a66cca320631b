"""The index answers what looking at every number answers: pages, totals, cursors, in all orders."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chonso_app.numbers.index import making, scan
from chonso_app.numbers.index.layout import Answer
from chonso_app.numbers.index.pages import answer
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import Cursor, Query, Sort
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.traits import Element
from tests.numbers.index import oracle
from tests.numbers.strategies import cursors, queries

COLUMNS = oracle.stock(oracle.numbers(2_500))
EVERYTHING = oracle.rows(COLUMNS)
ONE = [making.make(COLUMNS)]
THREE = [  # a base and deltas, one of them empty
    making.make(oracle.part(COLUMNS, some))
    for some in (slice(0, 2_000), slice(2_000, 2_500), slice(0, 0))
]
_places = cursors | st.sampled_from(EVERYTHING)


def _asked(query: Query, after: Cursor | oracle.Row | None) -> Query:
    if isinstance(after, oracle.Row):
        after = oracle.cursor(after, query)
    return replace(query, after=after)


@settings(max_examples=400, deadline=None)
@given(queries, st.none() | _places, st.booleans())
def test_an_answer_is_that_of_looking_at_every_number(query, after, always_picks):
    asked = _asked(query, after)
    with oracle.tiny_steps(), pytest.MonkeyPatch.context() as patched:
        if always_picks:
            patched.setattr(scan, "_cheapest", lambda planes, nodes: 1)
        wanted = oracle.answer(EVERYTHING, asked)
        assert answer(ONE, asked) == wanted
        assert answer(THREE, asked) == wanted


_FEW = oracle.part(COLUMNS, slice(0, 25))
_ALONE = [making.make(oracle.part(_FEW, slice(at, at + 1))) for at in range(25)]


@settings(max_examples=150, deadline=None)
@given(queries, st.none() | st.sampled_from(EVERYTHING[:25]))
def test_a_segment_of_a_single_number_answers_like_any_other(query, after):
    asked = _asked(query, after)
    assert answer(_ALONE, asked) == oracle.answer(EVERYTHING[:25], asked)


def test_pieces_that_stand_everywhere_still_stand_in_their_order():
    """Where every number has a digit no plane is looked at, but the order of pieces is."""
    columns = replace(oracle.stock([901_234_567]), shown=np.array([True]))
    for typed, total in ((("*3*2*", "*3*1*"), 0), (("*3*2*", "*1*2*"), 1), (("*3*2*", "*9"), 0)):
        query = Query(patterns=tuple(map(parse, typed)))
        assert answer([making.make(columns)], query).total == total


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("element", [None, Element.KIM, Element.MOC])
@pytest.mark.parametrize("segments", [ONE, THREE], ids=["one", "three"])
def test_turning_all_pages_shows_every_number_once_in_order(sort, element, segments):
    query = Query(without="4", sort=sort, element=element)
    wanted = oracle.answer(EVERYTHING, query, 2_500)
    by_number = {int(row.national): row for row in EVERYTHING}
    shown: list[int] = []
    with oracle.tiny_steps():
        while True:
            page = answer(segments, query, 90)
            shown += page.numbers
            if not page.more:
                break
            query = replace(query, after=oracle.cursor(by_number[shown[-1]], query))
    assert shown == wanted.numbers


@pytest.mark.parametrize("sort", list(Sort))
def test_a_place_is_found_again_though_its_number_is_gone_or_has_another_price(sort):
    segment = making.make(COLUMNS)
    query = Query(sort=sort, element=Element.HOA)
    first = answer([segment], query)
    number = first.numbers[9]
    row = next(row for row in EVERYTHING if int(row.national) == number)
    following = replace(query, after=oracle.cursor(row, query))
    at = segment.row_of(number)
    assert at is not None
    segment.show(at, False)
    assert answer([segment], following, 10).numbers == first.numbers[10:]
    dearer = replace(
        oracle.part(COLUMNS, np.flatnonzero(COLUMNS.number == number)),
        price=np.array([row.price + 1_000_000]),
    )
    others = [one for one in EVERYTHING if one is not row]
    wanted = oracle.answer([*others, *oracle.rows(dearer)], following)
    assert answer([segment, making.make(dearer)], following) == wanted


@pytest.mark.parametrize(
    "typed", ["*0?6*8*", "*6*8*6*", "*??6*?0*", "0?6*8?*", "*66*66*66*", "0*0*", "*9?9?9*", "?7*"]
)
def test_pieces_float_in_their_order_and_never_overlap(typed):
    query = Query(patterns=(parse(typed),))
    with oracle.tiny_steps():
        assert answer(ONE, query) == oracle.answer(EVERYTHING, query)


def test_one_number_is_found_by_its_digits_and_only_with_what_else_is_asked():
    row = next(row for row in EVERYTHING if row.shown and row.kind is SubscriptionKind.PREPAID)
    whole = Query(patterns=(parse(row.national),))
    assert answer(THREE, whole) == oracle.answer([row], whole)
    for other in (
        replace(whole, kind=SubscriptionKind.POSTPAID),
        replace(whole, price_from=row.price + 1),
        replace(whole, after=oracle.cursor(row, whole)),
        Query(patterns=(parse("0709999999"),)),
    ):
        assert answer(THREE, other).numbers == []
    two = replace(whole, patterns=(parse(row.national), parse("0709999999")))
    assert answer(THREE, two) == answer(THREE, whole)


def test_what_nobody_can_match_is_known_without_looking(monkeypatch):
    monkeypatch.setattr(scan.Scan, "blocks", None)
    for query in (
        Query(patterns=(parse("0123*"),)),
        Query(patterns=(parse("1*"),)),
        Query(price_from=90_001, price_to=249_999),
        Query(price_from=10**18),
        Query(units=(99,)),
        Query(store="CH99"),
        Query(traits=(0,)),
        Query(traits=(1 << 60,)),
    ):
        assert answer(ONE, query) == Answer([], 0, more=False)


def test_nothing_is_in_an_empty_index():
    nothing = making.make(oracle.part(COLUMNS, slice(0, 0)))
    for sort in Sort:
        asked = Query(sort=sort, element=Element.KIM, classes=(NumberClass.GANH,))
        assert answer([nothing], asked) == answer([], asked) == Answer([], 0, more=False)


def test_a_number_is_shown_again_and_its_neighbours_stay_as_they_were():
    segment = making.make(COLUMNS)
    before = segment.shown.copy()
    row = segment.row_of(int(EVERYTHING[0].national))
    assert row is not None
    for on in (False, True, True, False):
        segment.show(row, on)
        is_there = answer([segment], Query(patterns=(parse(EVERYTHING[0].national),))).total
        assert bool(is_there) is on
    segment.show(row, EVERYTHING[0].shown)
    assert np.array_equal(segment.shown, before)
