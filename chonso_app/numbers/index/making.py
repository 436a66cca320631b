"""Making a segment out of columns, a block of rows at a time: its planes are all that is big."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers import traits
from chonso_app.numbers.index import bits
from chonso_app.numbers.index.layout import KIND_CODES, Arrays, Bits, Columns
from chonso_app.numbers.index.plan import KIND_PLANES
from chonso_app.numbers.index.planes import Segment, plane_name, plane_names
from chonso_app.numbers.rules import LENGTH, NumberClass

_BLOCK = 1 << 19  # rows; a multiple of 64
_NUMBER_BITS = 30  # 10**9 < 2**30
_PRICE_BITS = 64 - _NUMBER_BITS

Flags = Iterator[tuple[str, NDArray[np.uint8] | NDArray[np.bool_]]]


class Runs(NamedTuple):
    """Each price once, upwards, and the first row that has it."""

    prices: NDArray[np.int64]
    starts: NDArray[np.int64]


def make(columns: Columns) -> Segment:
    """The rows of `columns`, in the order of price and number."""
    size = len(columns.number)
    order, number, runs = _ordered(columns)
    planes = _Planes(size)
    for start in range(0, size, _BLOCK):
        rows = order[start : start + _BLOCK]
        for name, flags in _flags(columns, rows, number[start : start + _BLOCK]):
            planes.put(name, start, flags)
    arrays: Arrays = {
        "number": number,
        "by_number": _by_number(columns.number, order, number),
        "prices": runs.prices,
        "starts": runs.starts,
        "units": np.array(columns.units, np.int64),
        "stores": np.array(columns.stores, "<U16"),
        "shown": planes.taken("shown"),
    }
    arrays |= planes.kept()
    counts = [planes.counts[name] for name in plane_names(arrays)]
    arrays["shares"] = np.array(counts, np.float64) / max(size, 1)
    return Segment(arrays)


class _Planes:
    """Planes as they grow. One that nobody is in is left out; of one with everybody no bits."""

    def __init__(self, size: int) -> None:
        self.counts: dict[str, int] = {}
        self._size = size
        self._bits: dict[str, Bits] = {}

    def put(self, name: str, start: int, flags: NDArray[np.uint8] | NDArray[np.bool_]) -> None:
        octets = np.packbits(flags, bitorder="little")
        plane = self._bits.get(name)
        if plane is None:
            plane = self._bits[name] = np.zeros(bits.words_for(self._size), np.uint64)
        plane.view(np.uint8)[start // 8 : start // 8 + len(octets)] = octets

    def taken(self, name: str) -> Bits:
        return self._bits.pop(name, np.zeros(bits.words_for(self._size), np.uint64))

    def kept(self) -> Arrays:
        kept: Arrays = {}
        for name, plane in self._bits.items():
            count = self.counts[name] = sum(
                bits.count(plane[at : at + _BLOCK]) for at in range(0, len(plane), _BLOCK)
            )
            if count == self._size:
                kept[name] = np.empty(0, np.uint64)
            elif count:
                kept[name] = plane
        return kept


def _ordered(columns: Columns) -> tuple[NDArray[np.int64], NDArray[np.uint32], Runs]:
    """Which entry of the columns each row is, the rows' numbers, and their prices as runs.

    Price and number in one integer are sorted four times as fast as one after the other.
    """
    told, price = None, columns.price
    if price.size and int(price.max()) >> _PRICE_BITS:
        told, price = np.unique(price, return_inverse=True)
    keys = price.astype(np.uint64) << np.uint64(_NUMBER_BITS) | columns.number
    order = np.argsort(keys)
    keys = keys.take(order)
    number = (keys & np.uint64((1 << _NUMBER_BITS) - 1)).astype(np.uint32)
    prices = (keys >> np.uint64(_NUMBER_BITS)).astype(np.int64)
    starts = np.flatnonzero(np.diff(prices, prepend=-1)).astype(np.int64)
    prices = prices[starts]
    return order, number, Runs(prices if told is None else told[prices], starts)


def _by_number(
    given: NDArray[np.uint32], order: NDArray[np.int64], number: NDArray[np.uint32]
) -> NDArray[np.int32]:
    if not bool(np.all(given[1:] > given[:-1])):
        return np.argsort(number).astype(np.int32)  # no two are the same
    by_number = np.empty(len(order), np.int32)
    by_number[order] = np.arange(len(order), dtype=np.int32)
    return by_number


def _flags(columns: Columns, rows: NDArray[np.int64], number: NDArray[np.uint32]) -> Flags:
    yield from _digits(number)
    yield from _bits_of("class", columns.classes.take(rows), len(NumberClass))
    yield from _bits_of("trait", columns.traits.take(rows), traits.COUNT)
    yield from _bits_of("beauty", columns.beauty.take(rows), 8)
    yield from _bits_of("unit", columns.unit.take(rows), len(columns.units).bit_length())
    yield from _bits_of("store", columns.store.take(rows), len(columns.stores).bit_length())
    kind = columns.kind.take(rows)
    for place, other in enumerate(reversed(KIND_PLANES)):
        yield plane_name("kind", place), kind != KIND_CODES[other]
    yield "shown", columns.shown.take(rows)


def _digits(number: NDArray[np.uint32]) -> Flags:
    left = number.copy()
    for place in range(LENGTH - 1, 0, -1):
        tens = left // np.uint32(10)
        digits = (left - tens * np.uint32(10)).astype(np.uint8)
        left = tens
        for digit in range(10):
            yield plane_name("digit", place, digit), digits == digit


def _bits_of(kind: str, values: NDArray[np.integer], width: int) -> Flags:
    """Bit by bit; in octets, for those are an eighth of the work."""
    octets = values.view(np.uint8).reshape(len(values), -1)
    for octet in range(-(-width // 8)):
        column = np.ascontiguousarray(octets[:, octet])
        for bit in range(8 * octet, min(8 * octet + 8, width)):
            yield plane_name(kind, bit), column & np.uint8(1 << bit % 8)
