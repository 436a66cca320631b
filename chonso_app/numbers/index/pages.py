"""The page and the exact count of a query, over one segment or several.

Rows lie in the order of price and number: the first bits are the first page, and a range of prices
is a range of rows.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chonso_app.numbers.fengshui.elements import tiers
from chonso_app.numbers.index import bits, ranking
from chonso_app.numbers.index.bits import NO_ROWS, Rows
from chonso_app.numbers.index.layout import Answer, Bits, Key
from chonso_app.numbers.index.planes import Segment, contained
from chonso_app.numbers.index.scan import Scan, scan_for
from chonso_app.numbers.query import PAGE_SIZE, Query, Sort
from chonso_app.numbers.rules import LENGTH
from chonso_app.numbers.traits import ELEMENT

_DOWNWARDS = (Sort.DEAREST, Sort.BEST)


def answer(segments: Sequence[Segment], query: Query, limit: int = PAGE_SIZE) -> Answer:
    """The first `limit` numbers after `query.after`; the total counts the whole list."""
    if query.sort is Sort.ELEMENT and query.element is None:  # for nobody all tiers are alike
        query = replace(query, sort=Sort.CHEAPEST)
    total = 0
    found: list[tuple[Segment, Rows]] = []
    for segment in segments:
        scan = scan_for(segment, query)
        if scan.is_empty:
            continue
        count, rows = _ORDERS[query.sort](segment, scan, query, limit + 1)
        total += count
        if len(rows):
            found.append((segment, rows))
    keys = _merged(found, query)
    return Answer([key[-1] for key in keys[:limit]], total, len(keys) > limit, keys[:limit])


def _merged(found: list[tuple[Segment, Rows]], query: Query) -> list[Key]:
    keys = [key for segment, rows in found for key in _keys(segment, rows, query)]
    return keys if len(found) == 1 else sorted(keys, reverse=query.sort in _DOWNWARDS)


def _keys(segment: Segment, rows: Rows, query: Query) -> list[Key]:
    match query.sort:
        case Sort.CHEAPEST | Sort.DEAREST:
            keys = [segment.prices_of(rows)]
        case Sort.BEST:
            keys = [segment.beauty_of(rows), segment.prices_of(rows)]
        case Sort.NUMBER:
            keys = []
        case Sort.ELEMENT:
            keys = [_tiers_of(segment, rows, query), segment.prices_of(rows)]
    return list(zip(*[key.tolist() for key in (*keys, segment.number[rows])], strict=True))


def _cheapest(segment: Segment, scan: Scan, query: Query, wanted: int) -> tuple[int, Rows]:
    start = _row_after(segment, query)
    total, found = 0, [NO_ROWS]
    for block in scan.blocks():
        total += block.count()
        if wanted:
            found.append(block.within(start, segment.size).first(wanted))
            wanted -= len(found[-1])
    return total, np.concatenate(found)


def _dearest(segment: Segment, scan: Scan, query: Query, wanted: int) -> tuple[int, Rows]:
    end = _row_of_place(segment, query)
    total, found = 0, [NO_ROWS]
    for block in scan.blocks(backwards=True):
        total += block.count()
        if wanted:
            found.append(block.within(0, end).last(wanted))
            wanted -= len(found[-1])
    return total, np.concatenate(found)


def _element(segment: Segment, scan: Scan, query: Query, wanted: int) -> tuple[int, Rows]:
    assert query.element is not None
    planes = [segment.plane("trait", ELEMENT + one) for one in tiers(query.element)[:-1]]
    place = query.after.tier if query.after else -1
    start = _row_after(segment, query)
    total = 0
    found: list[list[Rows]] = [[NO_ROWS] for _ in range(len(planes) + 1)]
    lacking = [wanted] * len(found)  # of each tier, when those before it have what they have
    for block in scan.blocks():
        total += block.count()
        left = block
        for tier in range(len(found)):
            if lacking[tier] == 0:
                break
            ours, left = left.parted(planes[tier]) if tier < len(planes) else (left, left)
            if tier < place:
                continue
            ours = ours.within(start, segment.size) if tier == place else ours
            rows = ours.first(lacking[tier])
            found[tier].append(rows)
            for behind in range(tier, len(found)):
                lacking[behind] = max(lacking[behind] - len(rows), 0)
    return total, np.concatenate([rows for tier in found for rows in tier])[:wanted]


def _best(segment: Segment, scan: Scan, query: Query, wanted: int) -> tuple[int, Rows]:
    hits, total, few = _kept(segment, scan)
    below = (query.after.beauty, _row_of_place(segment, query)) if query.after else None
    if few is not None:
        return total, ranking.best_of(segment, few, wanted, below)
    if below:
        hits = ranking.worse(segment, hits, *below)
    return total, ranking.best(segment, hits, wanted)


def _number(segment: Segment, scan: Scan, query: Query, wanted: int) -> tuple[int, Rows]:
    hits, total, few = _kept(segment, scan)
    above = int(query.after.national) if query.after else -1
    if few is not None:
        return total, ranking.lowest_of(segment, few, wanted, above)
    start = segment.place_of(max(above + 1, _lowest_number(query)))
    return total, ranking.by_number(segment, hits, wanted, start)


def _kept(segment: Segment, scan: Scan) -> tuple[Bits, int, Rows | None]:
    """All hits, how many they are, and which rows while they are few."""
    hits = np.empty(len(segment.shown), np.uint64)
    hits[: scan.low // bits.WORD] = 0
    hits[bits.words_for(scan.high) :] = 0
    total = 0
    few: list[Rows] | None = [NO_ROWS]
    for block in scan.blocks(hits):
        count = block.count()
        total += count
        if total > ranking.FEW:
            few = None
        elif count and few is not None:
            few.append(block.rows())
    return hits, total, None if few is None else np.concatenate(few)


def _row_after(segment: Segment, query: Query) -> int:
    """The first row behind the cursor, by price and number."""
    place = query.after
    return segment.row_at(place.price, int(place.national) + 1) if place else 0


def _row_of_place(segment: Segment, query: Query) -> int:
    """The first row that is not before the cursor."""
    place = query.after
    return segment.row_at(place.price, int(place.national)) if place else segment.size


def _lowest_number(query: Query) -> int:
    """No hit can be below it."""
    heads = [pattern.head for pattern in query.patterns] or [""]
    lowest = min(int(head.ljust(LENGTH, "0")) for head in heads)
    prefixes = [int(prefix.ljust(LENGTH, "0")) for prefix in query.prefixes] or [0]
    return max(lowest, min(prefixes))


def _tiers_of(segment: Segment, rows: Rows, query: Query) -> Rows:
    assert query.element is not None
    best_first = tiers(query.element)
    found = np.full(len(rows), len(best_first) - 1, np.int64)
    for tier, element in reversed(list(enumerate(best_first))):
        found[contained(segment.plane("trait", ELEMENT + element), rows)] = tier
    return found


_ORDERS = {
    Sort.CHEAPEST: _cheapest,
    Sort.DEAREST: _dearest,
    Sort.BEST: _best,
    Sort.NUMBER: _number,
    Sort.ELEMENT: _element,
}
