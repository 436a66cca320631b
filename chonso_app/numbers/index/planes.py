"""A segment of the index: numbers in the order of their prices, and a plane of bits for each thing
that can be asked about them.

`number`, `by_number` (rows in the order of numbers) and the prices as runs are all that is kept of
a row besides its bits; about 28 bytes a number. The arrays may lie in a file that every process
maps; only `shown` is each segment's own, for it changes.
"""

import bisect
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.bits import Rows
from chonso_app.numbers.index.layout import Arrays, Bits
from chonso_app.numbers.rules import LENGTH

_NOT_PLANES = {"number", "by_number", "prices", "starts", "units", "stores", "shares", "shown"}
_HIGHEST = 2**62


class Plane(NamedTuple):
    """`share`: of all rows, those in it. Planes of nothing (0.0) and of all (1.0) have no bits."""

    bits: Bits
    share: float


NOTHING = Plane(np.empty(0, np.uint64), 0.0)
EVERYTHING = Plane(np.empty(0, np.uint64), 1.0)


def plane_names(arrays: Arrays) -> list[str]:
    """In the order of `shares`."""
    return sorted(arrays.keys() - _NOT_PLANES)


class Segment:
    """Frozen arrays and one set of bits that changes: who is on the shelf."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.number: NDArray[np.uint32] = arrays["number"]
        self.by_number: NDArray[np.int32] = arrays["by_number"]
        self.prices: NDArray[np.int64] = arrays["prices"]  # each once, upwards
        self.starts: NDArray[np.int64] = arrays["starts"]  # the first row of each price
        self.units = {int(unit): code for code, unit in enumerate(arrays["units"], 1)}
        self.stores = {str(store): code for code, store in enumerate(arrays["stores"], 1)}
        self.shown: Bits = arrays["shown"].copy()
        names = plane_names(arrays)
        shares = zip(names, arrays["shares"].tolist(), strict=True)
        self._planes = {name: Plane(arrays[name], share) for name, share in shares}
        self._digits = [[EVERYTHING, *[NOTHING] * 9]]  # all begin with 0
        for place in range(1, LENGTH):
            self._digits.append([self.plane("digit", place, digit) for digit in range(10)])

    @classmethod
    def of(cls, arrays: Arrays) -> "Segment":
        """Nothing is copied but `shown`."""
        return cls(arrays)

    @property
    def size(self) -> int:
        return len(self.number)

    @property
    def nbytes(self) -> int:
        """What all processes share, and one copy of what they do not."""
        return sum(array.nbytes for array in self.arrays.values())

    def plane(self, kind: str, *place: int) -> Plane:
        """`plane("digit", 9, 8)`: the numbers that end in 8. A plane nobody is in is not kept."""
        return self._planes.get(plane_name(kind, *place), NOTHING)

    def digit(self, place: int, digit: int) -> Plane:
        return self._digits[place][digit]

    def slices(self, kind: str) -> list[Plane]:
        """The planes of a code's binary digits, the lowest first."""
        width = 8 if kind == "beauty" else 16
        planes = [self.plane(kind, bit) for bit in range(width)]
        while planes and planes[-1] is NOTHING:
            planes.pop()
        return planes

    def row_of(self, number: int) -> int | None:
        place = self.place_of(number)
        if place == self.size:
            return None
        row = int(self.by_number[place])
        return row if int(self.number[row]) == number else None

    def place_of(self, number: int) -> int:
        """The first place in `by_number` whose number is not below `number`."""

        def number_at(place: int) -> int:
            return int(self.number[self.by_number[place]])

        return bisect.bisect_left(range(self.size), number, key=number_at)

    def rows_of(self, numbers: NDArray[np.uint32]) -> Rows:
        """The row of each, -1 for those that are not here."""
        if not self.size:
            return np.full(len(numbers), -1, np.int64)
        low = np.zeros(len(numbers), np.int64)
        step = 1 << (self.size.bit_length() - 1)
        while step:  # `low` is how many of ours are surely below
            ahead = np.minimum(low + step, self.size)
            is_below = self.number[self.by_number[ahead - 1]] < numbers
            low = np.where(is_below, ahead, low)
            step >>= 1
        rows = self.by_number[np.minimum(low, self.size - 1)].astype(np.int64)
        return np.where(self.number[rows] == numbers, rows, -1)

    def show(self, row: int, on: bool) -> None:
        """On the shelf from now on, or off it."""
        bits.put(self.shown, row, on=on)

    def row_at(self, price: int, number: int = 0) -> int:
        """The first row that is not before (price, number), whether that is here or not."""
        run = int(np.searchsorted(self.prices, min(price, _HIGHEST)))
        if run == len(self.prices):
            return self.size
        start = int(self.starts[run])
        if int(self.prices[run]) != price:
            return start
        end = int(self.starts[run + 1]) if run + 1 < len(self.starts) else self.size
        # The key has the array's own type: with another numpy converts the whole array first.
        return start + int(np.searchsorted(self.number[start:end], np.uint32(number)))

    def prices_of(self, rows: Rows) -> NDArray[np.int64]:
        return self.prices[np.searchsorted(self.starts, rows, side="right") - 1]

    def beauty_of(self, rows: Rows) -> NDArray[np.uint8]:
        beauty = np.zeros(len(rows), np.uint8)
        for bit, plane in enumerate(self.slices("beauty")):
            if plane is not NOTHING:
                beauty |= contained(plane, rows).astype(np.uint8) << np.uint8(bit)
        return beauty


def plane_name(kind: str, *place: int) -> str:
    return ".".join([kind, *map(str, place)])


def contained(plane: Plane, rows: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    if not len(plane.bits):
        return np.full(len(rows), plane.share == 1.0)
    return bits.has(plane.bits, rows)
