"""Sim đôi in the index: pairs, neighbours, twins and look-alikes of what is on the shelf."""

from dataclasses import replace

import numpy as np
import pytest

from chonso_app.numbers.index import making, pairs
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import Query
from tests.numbers.index import oracle

_TOLD = (901_236_868, 901_236_869, 901_236_870, 909_999_999, 910_000_000, 931_236_868, 771_236_868)
_NEAR = (901_236_888, 901_236_968, 901_246_868, 701_236_868, 789_999_999, 790_000_000)
_THIRDS = [number for number in range(780_000_000, 780_002_000) if number % 3]
NUMBERS = list(dict.fromkeys([*_TOLD, *_NEAR, *_THIRDS, *oracle.numbers(500)]))
COLUMNS = replace(oracle.stock(NUMBERS), shown=np.ones(len(NUMBERS), bool))
_KNOWN = np.isin(COLUMNS.number, [901_236_870, 931_236_868])
_HIDDEN = replace(COLUMNS, shown=~_KNOWN)


def _segments(columns=COLUMNS):
    """A base and a delta that has half of some pairs."""
    order = np.argsort(columns.number % 5 == 0, kind="stable")
    return [
        making.make(oracle.part(columns, some)) for some in np.split(order, [len(order) * 4 // 5])
    ]


def _wanted(columns, query):
    rows = oracle.rows(columns)
    shown = {int(row.national) for row in rows if row.shown}
    lower = [row for row in rows if int(row.national) + 1 in shown and oracle.fits(row, query)]
    lower.sort(key=lambda row: oracle.key(row, query))
    return [(n, n + 1) for n in (int(r.national) for r in lower) if n % 10**7 != 10**7 - 1]


@pytest.mark.parametrize("columns", [COLUMNS, _HIDDEN], ids=["all", "some hidden"])
@pytest.mark.parametrize(
    "query", [Query(), Query(price_to=60_000), Query(patterns=(parse("*6*"),))]
)
@pytest.mark.parametrize("look_up", [0, 10**9])
def test_numbers_one_apart_are_told_by_the_lower_one_in_the_order_of_prices(
    columns, query, look_up, monkeypatch
):
    monkeypatch.setattr(pairs, "_LOOK_UP", look_up)
    monkeypatch.setattr(pairs, "_WALKED", 7)
    monkeypatch.setattr(pairs, "_SWEPT", 100)
    wanted = _wanted(columns, query)
    for segments in (_segments(columns), [making.make(columns)]):
        assert pairs.consecutive(segments, query, 1_000) == pairs.Pairs(
            wanted, len(wanted), more=False
        )
        first = pairs.consecutive(segments, query, 3)
        assert (first.pairs, first.total, first.more) == (wanted[:3], len(wanted), len(wanted) > 3)
        row = next(r for r in oracle.rows(columns) if int(r.national) == wanted[2][0])
        rest = pairs.consecutive(segments, replace(query, after=oracle.cursor(row, query)), 1_000)
        assert rest.pairs == wanted[3:]


def test_a_pair_is_gone_with_either_of_its_numbers_and_never_spans_two_prefixes():
    one = Query(patterns=(parse("0901236868"),))
    assert pairs.consecutive(_segments(), one).pairs == [(901_236_868, 901_236_869)]
    two = Query(patterns=(parse("0901236869"),))
    assert pairs.consecutive(_segments(), two).total == 1
    assert pairs.consecutive(_segments(_HIDDEN), two).total == 0
    border = Query(patterns=(parse("0789999999"),))
    assert pairs.consecutive(_segments(), border).pairs == []


def test_neighbours_differ_in_one_digit_behind_the_prefix():
    found = pairs.neighbours_of(_segments(), 901_236_868)
    assert set(found) >= {901_236_869, 901_236_888, 901_236_968, 901_246_868}
    assert 931_236_868 not in found
    for number in found:
        assert sum(a != b for a, b in zip(str(number), "901236868", strict=True)) == 1
    assert 901_236_868 in pairs.neighbours_of(_segments(), 901_236_866)  # itself not on the shelf


def test_twins_have_the_same_tail_and_another_prefix():
    assert pairs.twins_of(_segments(), 901_236_868) == [701_236_868, 771_236_868, 931_236_868]
    assert pairs.twins_of(_segments(_HIDDEN), 901_236_868) == [701_236_868, 771_236_868]


def test_the_most_similar_ones_have_the_longest_common_end_then_the_fewest_other_digits():
    found = pairs.similar(_segments(), 901_236_868, 5)
    assert set(found[:3]) == {701_236_868, 771_236_868, 931_236_868}
    assert found[3] == 901_246_868
    assert 901_236_868 not in found
    assert len(pairs.similar(_segments(), 901_236_868, 30)) == 30
