"""Going through the words of a segment block by block, each small enough to stay in the cache."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.bits import WORD, Rows, Words
from chonso_app.numbers.index.layout import Bits
from chonso_app.numbers.index.nodes import Node, Scratch, all_of, narrow
from chonso_app.numbers.index.plan import of_one_number, wish_for
from chonso_app.numbers.index.planes import Plane, Segment
from chonso_app.numbers.query import Query

_BLOCK = 1 << 15  # words: 256 KiB of a plane
# What a step costs, measured, in the time that a word of a plane takes:
_GATHERED = 6.0  # a word picked out by its place
_PICKING = 1.6  # a word looked at for being empty
_COUNTED = 2.0  # a word whose bits are counted
_SHOWN_SHARE = 0.9


@dataclass(frozen=True)
class Block:
    """The hits among the rows from `start * WORD` on. `words`: where they all lie, if few."""

    start: int
    bits: Bits
    words: Words | None

    def count(self) -> int:
        return bits.count(self.bits if self.words is None else self.bits[self.words])

    def rows(self) -> Rows:
        return bits.rows_of(self.bits, self.words) + self.start * WORD

    def first(self, wanted: int) -> Rows:
        return bits.first(self.bits, wanted, self.words) + self.start * WORD

    def last(self, wanted: int) -> Rows:
        """The last one first."""
        return bits.last(self.bits, wanted) + self.start * WORD

    def within(self, low: int, high: int) -> "Block":
        """Only the rows low ≤ row < high."""
        low, high = low - self.start * WORD, high - self.start * WORD
        if low <= 0 and high >= len(self.bits) * WORD:
            return self
        kept = self.bits.copy()
        bits.cut(kept, low, high)
        return Block(self.start, kept, self.words)

    def parted(self, plane: Plane) -> tuple["Block", "Block"]:
        """What is in `plane`, and what is not."""
        if not len(plane.bits):
            nothing = Block(self.start, np.zeros_like(self.bits), None)
            return (self, nothing) if plane.share else (nothing, self)
        inside = self.bits & plane.bits[self.start : self.start + len(self.bits)]
        outside = self.bits ^ inside
        return Block(self.start, inside, self.words), Block(self.start, outside, self.words)


@dataclass(frozen=True)
class Scan:
    """How a query is put to a segment. The rows low ≤ row < high are looked at."""

    low: int
    high: int
    planes: tuple[Bits, ...] = ()  # all must hold, as must the nodes
    nodes: tuple[Node, ...] = ()
    picks_after: int = 0  # so many planes the words that still have bits are picked out; 0: never

    @property
    def is_empty(self) -> bool:
        return self.low >= self.high

    def blocks(self, into: Bits | None = None, *, backwards: bool = False) -> Iterator[Block]:
        """Block by block. Each is gone with the next one, unless it lies in `into`."""
        scratch = Scratch(_BLOCK)
        own = scratch.take(_BLOCK)
        first, end = self.low // WORD, bits.words_for(self.high)
        starts = range(first, end, _BLOCK)
        for start in reversed(starts) if backwards else starts:
            stop = min(start + _BLOCK, end)
            out = own[: stop - start] if into is None else into[start:stop]
            yield Block(start, out, self._fill(out, start, stop, scratch))

    def _fill(self, out: Bits, start: int, stop: int, scratch: Scratch) -> Words | None:
        where = slice(start, stop)
        picks_after = self.picks_after or len(self.planes)
        all_of(out, [plane[where] for plane in self.planes[:picks_after]])
        if self.low > start * WORD or self.high < stop * WORD:
            bits.cut(out, self.low - start * WORD, self.high - start * WORD)
        if not self.picks_after:
            for node in self.nodes:
                narrow(out, node, where, scratch)
            return None
        words = np.flatnonzero(out != 0)
        if len(words) and (self.planes[picks_after:] or self.nodes):
            left, places = out[words], words + start
            for plane in self.planes[picks_after:]:
                left &= plane[places]
            for node in self.nodes:
                narrow(left, node, places, scratch)
            out[words] = left
        return words


NO_SCAN = Scan(0, 0)


def scan_for(segment: Segment, query: Query) -> Scan:
    """What nothing can match is an empty scan."""
    low = 0 if query.price_from is None else segment.row_at(query.price_from)
    high = segment.size if query.price_to is None else segment.row_at(query.price_to + 1)
    number = of_one_number(query)
    if number is not None:
        row = segment.row_of(number)
        low, high = (0, 0) if row is None else (max(low, row), min(high, row + 1))
    wish = wish_for(segment, query)
    if low >= high or wish.is_impossible:
        return NO_SCAN
    planes = [*wish.telling(), Plane(segment.shown, _SHOWN_SHARE)]
    planes.sort(key=lambda plane: plane.share)
    return Scan(low, high, tuple(p.bits for p in planes), wish.nodes, _cheapest(planes, wish.nodes))


def _cheapest(planes: list[Plane], nodes: tuple[Node, ...]) -> int:
    """After how many planes picking the words that are left pays; 0: never."""
    rest = sum(node.cost for node in nodes) + _COUNTED
    best, cost = 0, len(planes) + rest
    share = 1.0
    for used, plane in enumerate(planes, start=1):
        share *= plane.share
        some = 1.0 - (1.0 - share) ** WORD  # words that have any bit
        asked = used + _PICKING + some * _GATHERED * (len(planes) - used + rest)
        if asked < cost:
            best, cost = used, asked
    return best
