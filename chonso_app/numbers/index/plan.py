"""A Query as a tree over planes: what to AND, what to OR, and where pieces of a pattern may float.

`where` says which words a node looks at: a slice of a block, or, once few words are left that have
any bit, just those. The same steps serve both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.layout import Bits
from chonso_app.numbers.index.planes import EVERYTHING, NOTHING, Plane, Segment
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import LENGTH, NumberClass

Where = slice | NDArray[np.intp]
_CLASS_BITS = {cls: bit for bit, cls in enumerate(NumberClass)}


class Scratch:
    """Buffers of a block's size, used over and over: what is touched again is still in the cache.

    Taken and given back like plates from a stack.
    """

    def __init__(self, words: int) -> None:
        self._words = words
        self._plates: list[Bits] = []
        self._used = 0

    def take(self, words: int) -> Bits:
        if self._used == len(self._plates):
            self._plates.append(np.empty(self._words, np.uint64))
        self._used += 1
        return self._plates[self._used - 1][:words]

    def give_back(self, plates: int = 1) -> None:
        self._used -= plates


class Node(Protocol):
    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        """Writes the node's bits into `out`."""
        ...


@dataclass(frozen=True)
class All:
    """Every plane and every node; at least one of them."""

    planes: tuple[Bits, ...] = ()
    nodes: tuple[Node, ...] = ()

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        if not self.planes:
            self.nodes[0].fill(out, where, scratch)
        elif len(self.planes) == 1:
            np.copyto(out, self.planes[0][where])
        else:
            np.bitwise_and(self.planes[0][where], self.planes[1][where], out=out)
        for plane in self.planes[2:]:
            np.bitwise_and(out, plane[where], out=out)
        for node in self.nodes if self.planes else self.nodes[1:]:
            both(out, node, where, scratch)


@dataclass(frozen=True)
class AnyOf:
    """A plane or a node at least; there are two or more in all."""

    planes: tuple[Bits, ...]
    nodes: tuple[Node, ...]

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        out[:] = 0
        for plane in self.planes:
            np.bitwise_or(out, plane[where], out=out)
        for node in self.nodes:
            found = scratch.take(len(out))
            node.fill(found, where, scratch)
            np.bitwise_or(out, found, out=out)
            scratch.give_back()


@dataclass(frozen=True)
class Code:
    """The rows whose code, kept as planes of its binary digits, is exactly `code`."""

    slices: tuple[Plane, ...]
    code: int

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        out[:] = bits.ALL_ONES
        for place, plane in enumerate(self.slices):
            if not len(plane.bits):  # a digit that nobody has, or everybody
                continue
            if self.code >> place & 1:
                np.bitwise_and(out, plane.bits[where], out=out)
            else:
                others = scratch.take(len(out))
                np.invert(plane.bits[where], out=others)
                np.bitwise_and(out, others, out=out)
                scratch.give_back()

    @property
    def is_possible(self) -> bool:
        wanted = [bool(self.code >> place & 1) for place in range(len(self.slices))]
        if self.code >> len(self.slices):
            return False
        return all(
            0.0 < plane.share < 1.0 or (plane.share == 1.0) is bit
            for plane, bit in zip(self.slices, wanted, strict=True)
        )


@dataclass(frozen=True)
class Floating:
    """Pieces of a pattern in their order, anywhere between its head and its tail.

    `pieces[j][e]`: the planes of piece j when it ends before place e; None where it cannot stand.
    The recurrence: the first j pieces fit before place e when they fit before e - 1, or piece j
    ends exactly there and the others fit before its start.
    """

    pieces: tuple[tuple[tuple[Bits, ...] | None, ...], ...]
    lengths: tuple[int, ...]
    start: int  # the first place after the head

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        taken = 0
        before: list[Bits | None] = [None] * (LENGTH + 1)  # None: nothing fits, see `earliest`
        earliest = self.start
        for number, (piece, length) in enumerate(zip(self.pieces, self.lengths, strict=True)):
            fits: list[Bits | None] = [None] * (LENGTH + 1)
            for end in range(earliest + length, LENGTH + 1):
                planes, base = piece[end], before[end - length]
                if planes is None or (number and base is None):
                    fits[end] = fits[end - 1]
                    continue
                found = scratch.take(len(out))
                taken += 1
                _and_all(found, [p[where] for p in planes] + ([] if base is None else [base]))
                earlier = fits[end - 1]
                if earlier is not None:
                    np.bitwise_or(found, earlier, out=found)
                fits[end] = found
            before, earliest = fits, earliest + length
        last = before[LENGTH]
        np.copyto(out, 0 if last is None else last)
        scratch.give_back(taken)


def both(out: Bits, node: Node, where: Where, scratch: Scratch) -> None:
    """`out` keeps what is in `node` too."""
    found = scratch.take(len(out))
    node.fill(found, where, scratch)
    np.bitwise_and(out, found, out=out)
    scratch.give_back()


def _and_all(out: Bits, some: Sequence[Bits]) -> None:
    if not some:
        out[:] = bits.ALL_ONES
    elif len(some) == 1:
        np.copyto(out, some[0])
    else:
        np.bitwise_and(some[0], some[1], out=out)
        for one in some[2:]:
            np.bitwise_and(out, one, out=out)


@dataclass(frozen=True)
class Wish:
    """A condition being gathered: planes and nodes that must all hold."""

    planes: tuple[Plane, ...] = ()
    nodes: tuple[Node, ...] = ()

    @property
    def is_impossible(self) -> bool:
        return any(plane.share == 0.0 for plane in self.planes)

    @property
    def is_everything(self) -> bool:
        return not self.nodes and all(plane.share == 1.0 for plane in self.planes)

    def node(self) -> All:
        """The rarest first."""
        ordered = sorted(self.planes, key=lambda plane: plane.share)
        return All(tuple(p.bits for p in ordered if p.share < 1.0), self.nodes)


NEVER = Wish((NOTHING,))


def wish_for(segment: Segment, query: Query) -> Wish:
    """All conditions of `query` but the prices, which are a range of rows."""
    wishes = [*_wishes(segment, query)]
    planes = tuple(plane for wish in wishes for plane in wish.planes)
    return Wish(planes, tuple(node for wish in wishes for node in wish.nodes))


def _wishes(segment: Segment, query: Query) -> Iterator[Wish]:
    if query.patterns:
        yield _any_of([_matching(segment, pattern) for pattern in query.patterns])
    if query.classes:
        planes = [segment.plane("class", _CLASS_BITS[cls]) for cls in query.classes]
        yield _any_of([Wish((plane,)) for plane in planes])
    if query.prefixes:
        yield _any_of([_matching(segment, Pattern(f"{head}*")) for head in query.prefixes])
    for mask in query.masks:
        planes = [
            segment.plane("trait", bit) for bit in range(mask.bit_length()) if mask >> bit & 1
        ]
        yield _any_of([Wish((plane,)) for plane in planes])
    if query.units:
        codes = [segment.units.get(unit) for unit in query.units]
        yield _any_of([_coded(segment, "unit", code) for code in codes])
    if query.store:
        yield _coded(segment, "store", segment.stores.get(query.store))
    if query.kind is not SubscriptionKind.POSTPAID and query.kind:
        yield Wish((segment.plane("kind", 0),))
    if query.kind is not SubscriptionKind.PREPAID and query.kind:
        yield Wish((segment.plane("kind", 1),))


def _any_of(wishes: Sequence[Wish]) -> Wish:
    possible = [wish for wish in wishes if not wish.is_impossible]
    if not possible:
        return NEVER
    if any(wish.is_everything for wish in possible):
        return Wish()
    if len(possible) == 1:
        return possible[0]
    alls = [wish.node() for wish in possible]
    single = tuple(one.planes[0] for one in alls if len(one.planes) == 1 and not one.nodes)
    others = tuple(one for one in alls if len(one.planes) != 1 or one.nodes)
    return Wish(nodes=(AnyOf(single, others),))


def _coded(segment: Segment, kind: str, code: int | None) -> Wish:
    if code is None:
        return NEVER
    node = Code(tuple(segment.slices(kind)), code)
    if not node.is_possible:
        return NEVER
    return Wish(nodes=(node,))


def _matching(segment: Segment, pattern: Pattern) -> Wish:
    head, *pieces = pattern.text.split("*")
    if not pieces:  # ten places, each with its digit or `?`
        return Wish(tuple(_planes(segment, head, 0))) if len(head) in (0, LENGTH) else NEVER
    tail = pieces.pop()
    fixed = (*_planes(segment, head, 0), *_planes(segment, tail, LENGTH - len(tail)))
    pieces = [piece for piece in pieces if piece]
    room = LENGTH - len(head) - len(tail)
    if sum(map(len, pieces)) > room:
        return NEVER
    if not any(piece.strip("?") for piece in pieces):
        return Wish(fixed)
    floating = _floating(segment, pieces, len(head), LENGTH - len(tail))
    return Wish(fixed, (floating,)) if floating else NEVER


def _planes(segment: Segment, piece: str, start: int) -> Iterator[Plane]:
    for place, digit in enumerate(piece, start):
        if digit != "?":
            yield segment.digit(place, int(digit))


def _floating(segment: Segment, pieces: list[str], start: int, end: int) -> Floating | None:
    """None: some piece can stand nowhere."""
    spread: list[tuple[tuple[Bits, ...] | None, ...]] = []
    for piece in pieces:
        ends: list[tuple[Bits, ...] | None] = [None] * (LENGTH + 1)
        for stop in range(start + len(piece), end + 1):
            wish = Wish(tuple(_planes(segment, piece, stop - len(piece))))
            ends[stop] = None if wish.is_impossible else wish.node().planes
        if not any(planes is not None for planes in ends):
            return None
        spread.append(tuple(ends))
    return Floating(tuple(spread), tuple(map(len, pieces)), start)
