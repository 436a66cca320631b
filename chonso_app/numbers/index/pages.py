"""The page and the exact count of a query, over one segment or several.

Rows are in the order of price and number: the first bits are the first page, and a range of prices
is a range of rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.bits import WORD, Rows
from chonso_app.numbers.index.layout import Answer, Bits
from chonso_app.numbers.index.plan import All, Scratch, wish_for
from chonso_app.numbers.index.planes import Segment, contained
from chonso_app.numbers.query import PAGE_SIZE, Cursor, Query, Sort
from chonso_app.numbers.traits import ELEMENT, tiers

_BLOCK = 1 << 14  # words


def answer(segments: Sequence[Segment], query: Query, limit: int = PAGE_SIZE) -> Answer:
    """The first `limit` numbers after `query.after`; the total counts the whole list."""
    if query.sort is Sort.ELEMENT and query.element is None:
        query = replace(query, sort=Sort.CHEAPEST)
    total, found = 0, []
    for segment in segments:
        count, rows = _search(segment, query, limit + 1)
        total += count
        found += _keyed(segment, query, rows)
    found.sort()
    numbers = [number for *_, number in found[: limit + 1]]
    return Answer([abs(number) for number in numbers[:limit]], total, len(numbers) > limit)


def _keyed(segment: Segment, query: Query, rows: Rows) -> list[tuple[int, ...]]:
    numbers = segment.number[rows].astype(np.int64)
    prices = segment.prices_of(rows)
    match query.sort:
        case Sort.CHEAPEST:
            keys = [prices, numbers]
        case Sort.DEAREST:
            keys = [-prices, -numbers]
        case Sort.BEST:
            keys = [-segment.beauty_of(rows).astype(np.int64), -prices, -numbers]
        case Sort.NUMBER:
            keys = [numbers]
        case Sort.ELEMENT:
            keys = [_tiers_of(segment, query, rows), prices, numbers]
    return list(zip(*[key.tolist() for key in keys], strict=True))


def _tiers_of(segment: Segment, query: Query, rows: Rows) -> Rows:
    assert query.element is not None
    best_first = tiers(query.element)
    found = np.full(len(rows), len(best_first) - 1, np.int64)
    for tier, element in reversed(list(enumerate(best_first))):
        found[contained(segment.plane("trait", ELEMENT + element), rows)] = tier
    return found


def _search(segment: Segment, query: Query, wanted: int) -> tuple[int, Rows]:
    low, high = _range(segment, query)
    hits = hits_of(segment, query, low, high)
    if hits is None:
        return 0, np.empty(0, np.int64)
    rows = bits.rows_of(hits)
    total = len(rows)
    keys = _keyed(segment, query, rows)
    if query.after:
        place = _place(query, query.after)
        keep = [i for i, key in enumerate(keys) if key > place]
    else:
        keep = range(len(keys))
    order = sorted(keep, key=keys.__getitem__)[:wanted]
    return total, rows[order]


def _place(query: Query, after: Cursor) -> tuple[int, ...]:
    number = int(after.national)
    return {
        Sort.CHEAPEST: (after.price, number),
        Sort.DEAREST: (-after.price, -number),
        Sort.BEST: (-after.beauty, -after.price, -number),
        Sort.NUMBER: (number,),
        Sort.ELEMENT: (after.tier, after.price, number),
    }[query.sort]


def _range(segment: Segment, query: Query) -> tuple[int, int]:
    low = 0 if query.price_from is None else segment.row_at(query.price_from)
    high = segment.size if query.price_to is None else segment.row_at(query.price_to + 1)
    return low, high


def hits_of(segment: Segment, query: Query, low: int, high: int) -> Bits | None:
    """Bits of all rows; None: there is nothing."""
    wish = wish_for(segment, query)
    if low >= high or wish.is_impossible:
        return None
    node = wish.node()
    node = All((segment.shown, *node.planes), node.nodes)
    hits = np.zeros(len(segment.shown), np.uint64)
    scratch = Scratch(_BLOCK)
    for start, end in _blocks(low // WORD, bits.words_for(high)):
        node.fill(hits[start:end], slice(start, end), scratch)
    bits.cut(hits, low, high)
    return hits


def _blocks(start: int, end: int) -> Iterator[tuple[int, int]]:
    for at in range(start, end, _BLOCK):
        yield at, min(at + _BLOCK, end)
