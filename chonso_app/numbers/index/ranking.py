"""The orders that rows do not lie in: by beauty and by number."""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.bits import NO_ROWS, WORD, Rows, Words
from chonso_app.numbers.index.layout import Bits
from chonso_app.numbers.index.planes import Segment

FEW = 5_000  # of so many the keys are fetched and compared
_FIRST_STEP = 1 << 12  # places of `by_number`
_LONGEST_STEP = 1 << 18
_ROW_BITS = 32
_AFTER_PREFIX = 10**7
_TRIED = 3 * _FIRST_STEP


def best(segment: Segment, hits: Bits, wanted: int) -> Rows:
    """The last rows of the highest beauty, then of the next one.

    Beauty is kept as planes of its binary digits. Those who have the highest digit are above all
    others: when they are enough, the rest is forgotten; when they are not, they are taken and the
    search goes on among the rest.
    """
    found: list[Rows] = []
    left, words = hits, np.arange(0)
    is_picked = False  # then `left` has only the words at the places `words`
    for plane in reversed(segment.slices("beauty")):
        if not len(plane.bits):  # everybody's digit is the same
            continue
        ahead = left & (plane.bits[words] if is_picked else plane.bits)
        count = bits.count(ahead)
        if count > max(FEW, wanted):
            filled = np.flatnonzero(ahead != 0)
            left, words = ahead[filled], words[filled] if is_picked else filled
            is_picked = True
            continue
        rows = bits.rows_of(ahead)
        rows = best_of(segment, _placed(rows, words) if is_picked else rows, wanted)
        found.append(rows)
        wanted -= len(rows)
        if wanted == 0:
            return np.concatenate(found)
        left = left ^ ahead
    rows = bits.last(left, wanted)
    return np.concatenate([*found, _placed(rows, words) if is_picked else rows])


def _placed(rows: Rows, words: Words) -> Rows:
    """Rows of picked words as rows of the segment."""
    return words[rows // WORD] * WORD + rows % WORD


def best_of(
    segment: Segment, rows: Rows, wanted: int, below: tuple[int, int] | None = None
) -> Rows:
    """The same of few rows. `below`: a beauty and a row, only what comes after them."""
    keys = (segment.beauty_of(rows).astype(np.int64) << _ROW_BITS) | rows
    if below is not None:
        beyond = keys < (below[0] << _ROW_BITS) + below[1]
        keys, rows = keys[beyond], rows[beyond]
    return _lowest(-keys, rows, wanted)


def worse(segment: Segment, hits: Bits, beauty: int, row: int) -> Bits:
    """The hits below `beauty`, and of those that have it the ones before `row`."""
    same, below = hits.copy(), np.zeros_like(hits)
    planes = segment.slices("beauty")
    if beauty >> len(planes):
        return hits
    for bit, plane in reversed(list(enumerate(planes))):
        ahead = np.zeros_like(same) if plane.share == 0.0 else same.copy()
        if len(plane.bits):
            np.bitwise_and(same, plane.bits, out=ahead)
        if beauty >> bit & 1:
            below |= same ^ ahead
            same = ahead
        else:
            same ^= ahead
    bits.cut(same, 0, row)
    return below | same


def by_number(segment: Segment, hits: Bits, wanted: int, start: int) -> Rows:
    """The rows of the lowest numbers, from the place `start` of `by_number` on."""
    found: list[Rows] = []
    for low, high in _stretches(segment, hits, start):
        for rows in _walked(segment, hits, low, high):
            found.append(rows[:wanted])
            wanted -= len(found[-1])
            if wanted == 0:
                return np.concatenate(found)
    return np.concatenate(found) if found else NO_ROWS


def lowest_of(segment: Segment, rows: Rows, wanted: int, above: int) -> Rows:
    """Of few rows those of the lowest numbers that are above `above`."""
    numbers = segment.number[rows].astype(np.int64)
    beyond = numbers > above
    return _lowest(numbers[beyond], rows[beyond], wanted)


def _lowest(keys: NDArray[np.integer], rows: Rows, wanted: int) -> Rows:
    if len(keys) > wanted:
        some = np.argpartition(keys, wanted)[:wanted]
        keys, rows = keys[some], rows[some]
    return rows[np.argsort(keys)]


def _stretches(segment: Segment, hits: Bits, start: int) -> Iterator[tuple[int, int]]:
    """Places of `by_number` to walk over: a first bit, and then no prefix that has no hits."""
    tried = min(start + _TRIED, segment.size)
    yield start, tried
    for second, third in itertools.product(range(10), repeat=2):
        planes = segment.digit(1, second), segment.digit(2, third)
        if any(plane.share == 0.0 for plane in planes):
            continue
        prefix = (second * 10 + third) * _AFTER_PREFIX
        low, high = segment.place_of(prefix), segment.place_of(prefix + _AFTER_PREFIX)
        if high <= tried:
            continue
        among = hits
        for plane in planes:
            among = among & plane.bits if len(plane.bits) else among
        if among.any():
            yield max(low, tried), high


def _walked(segment: Segment, hits: Bits, low: int, high: int) -> Iterator[Rows]:
    step = _FIRST_STEP
    while low < high:
        rows = segment.by_number[low : min(low + step, high)]
        yield rows[bits.has(hits, rows)].astype(np.int64)
        low, step = low + step, min(step * 2, _LONGEST_STEP)
