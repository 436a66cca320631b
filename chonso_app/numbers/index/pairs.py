"""Sim đôi and look-alikes: numbers on the shelf that go with another one.

A pair is told by its lower number: the question is about that one, the other needs only to be on
the shelf. Pairs stand in the order of the lower number's price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.layout import Bits
from chonso_app.numbers.index.pages import answer
from chonso_app.numbers.index.planes import Segment
from chonso_app.numbers.index.scan import scan_for
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import PAGE_SIZE, Cursor, Query, Sort
from chonso_app.numbers.rules import LENGTH, PREFIXES

Numbers = NDArray[np.uint32]
_TAIL = 7  # digits behind the prefix
_IN_PREFIX = 10**_TAIL
_WALKED = 500  # numbers at once, while a page fills
_SWEPT = 1 << 20  # places of `by_number` at once, when all pairs are counted
_LOOK_UP = 60  # costs as much as sweeping so many places
_LIKENESSES = 500  # of one tail, the cheapest


@dataclass(frozen=True)
class Pairs:
    """The lower and the higher number of each, and how many there are in all."""

    pairs: list[tuple[int, int]]
    total: int
    more: bool


def consecutive(segments: Sequence[Segment], query: Query, limit: int = PAGE_SIZE) -> Pairs:
    """n and n + 1, where n matches `query`; the first `limit` whose n comes after `query.after`.

    The exact total costs the more the more numbers match: a fifth of a second for ten million.
    """
    query = replace(query, sort=Sort.CHEAPEST)
    total = _total(segments, query)
    lower = list(islice(_lower_ones(segments, query), limit + 1)) if total else []
    return Pairs([(n, n + 1) for n in lower[:limit]], total, len(lower) > limit)


def neighbours_of(segments: Sequence[Segment], number: int) -> list[int]:
    """Those on the shelf that differ from it in one digit behind the prefix, upwards."""
    candidates = [
        number + (digit - number // step % 10) * step
        for step in (10**place for place in range(_TAIL))
        for digit in range(10)
    ]
    return _shown_of(segments, sorted(set(candidates) - {number}))


def twins_of(segments: Sequence[Segment], number: int) -> list[int]:
    """Those on the shelf with the same seven last digits and another prefix, upwards."""
    candidates = {int(prefix) * _IN_PREFIX + number % _IN_PREFIX for prefix in PREFIXES}
    return _shown_of(segments, sorted(candidates - {number}))


def similar(segments: Sequence[Segment], number: int, limit: int) -> list[int]:
    """Those on the shelf most like it: the longest common end, then the fewest other digits."""
    digits = f"{number:0{LENGTH}d}"
    found: list[int] = []
    for length in range(_TAIL, 0, -1):
        query = Query(patterns=(Pattern(f"*{digits[-length:]}"),))
        found = [n for n in answer(segments, query, _LIKENESSES).numbers if n != number]
        if len(found) >= limit:
            break
    # Sorting is stable: among equals the cheaper one stays before.
    return sorted(found, key=lambda one: _unlikeness(digits, f"{one:0{LENGTH}d}"))[:limit]


def _unlikeness(digits: str, other: str) -> tuple[int, int]:
    differing = [place for place in range(LENGTH) if digits[place] != other[place]]
    return max(differing), len(differing)


def _lower_ones(segments: Sequence[Segment], query: Query) -> Iterator[int]:
    """n of each pair, along the list of `query`."""
    while True:
        found = answer(segments, query, _WALKED)
        numbers = np.array(found.numbers, np.uint32)
        yield from numbers[_have_partner(segments, numbers)].tolist()
        if not found.more:
            return
        last = found.numbers[-1]
        query = replace(query, after=Cursor(f"{last:0{LENGTH}d}", _price_of(segments, last)))


def _have_partner(segments: Sequence[Segment], numbers: Numbers) -> NDArray[np.bool_]:
    return are_shown(segments, numbers + np.uint32(1)) & _has_next(numbers)


def _has_next(numbers: Numbers) -> NDArray[np.bool_]:
    return numbers % np.uint32(_IN_PREFIX) != np.uint32(_IN_PREFIX - 1)


def _shown_of(segments: Sequence[Segment], candidates: Sequence[int]) -> list[int]:
    numbers = np.array(candidates, np.uint32)
    return numbers[are_shown(segments, numbers)].tolist()


def are_shown(segments: Sequence[Segment], numbers: Numbers) -> NDArray[np.bool_]:
    """Which of `numbers` are on the shelf."""
    shown = np.zeros(len(numbers), bool)
    for segment in segments:
        shown |= _are_in(segment, segment.shown, numbers)
    return shown


def _are_in(segment: Segment, some: Bits, numbers: Numbers) -> NDArray[np.bool_]:
    """Which of `numbers` the segment has among the rows of `some`."""
    rows = segment.rows_of(numbers)
    inside = rows >= 0
    inside[inside] = bits.has(some, rows[inside])
    return inside


def _price_of(segments: Sequence[Segment], number: int) -> int:
    for segment in segments:
        row = segment.row_of(number)
        if row is not None and bits.has(segment.shown, np.array([row])).all():
            return int(segment.prices_of(np.array([row]))[0])
    raise LookupError(number)


def _total(segments: Sequence[Segment], query: Query) -> int:
    total = 0
    for segment in segments:
        hits = np.zeros(len(segment.shown), np.uint64)
        scan = scan_for(segment, query)
        count = 0 if scan.is_empty else sum(block.count() for block in scan.blocks(hits))
        if count * _LOOK_UP <= segment.size:
            lower = segment.number[bits.rows_of(hits)]
            total += int(_have_partner(segments, lower).sum())
            continue
        total += sum(_counted_along(segment, hits))
        for other in segments:
            if other is not segment:
                total += _counted_across(segment, hits, other)
    return total


def _counted_along(segment: Segment, hits: Bits) -> Iterator[int]:
    """Pairs within a segment, in the order of its numbers."""
    for start in range(0, segment.size, _SWEPT):
        rows = segment.by_number[start : start + _SWEPT + 1]
        numbers = segment.number[rows]
        follows = (np.diff(numbers) == 1) & _has_next(numbers[:-1])
        is_pair = bits.has(hits, rows[:-1]) & bits.has(segment.shown, rows[1:]) & follows
        yield int(np.count_nonzero(is_pair))


def _counted_across(segment: Segment, hits: Bits, other: Segment) -> int:
    """Pairs whose lower number is a hit here and whose higher one is in the other segment."""
    if other.size <= segment.size:
        higher = other.number[bits.rows_of(other.shown)]
        lower = higher - np.uint32(1)
        return int(np.count_nonzero(_are_in(segment, hits, lower) & _has_next(lower)))
    lower = segment.number[bits.rows_of(hits)]
    partners = _are_in(other, other.shown, lower + np.uint32(1))
    return int(np.count_nonzero(partners & _has_next(lower)))
