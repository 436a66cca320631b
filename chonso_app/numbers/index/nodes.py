"""What a search does to the words of planes: AND them, OR them, let pieces of a pattern float.

`where` says which words: a slice of a block, or, once few words are left that have any bit, the
places of just those. The same steps serve both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chonso_app.numbers.index import bits
from chonso_app.numbers.index.bits import Words
from chonso_app.numbers.index.layout import Bits
from chonso_app.numbers.rules import LENGTH

Where = slice | Words


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
    @property
    def cost(self) -> int:
        """How many planes are read, about."""
        ...

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        """Write the node's bits into `out`."""
        ...


@dataclass(frozen=True)
class All:
    """What is in every plane and every node; there is at least one of either."""

    planes: tuple[Bits, ...] = ()
    nodes: tuple[Node, ...] = ()

    @property
    def cost(self) -> int:
        return len(self.planes) + sum(node.cost for node in self.nodes)

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        nodes = self.nodes
        if self.planes:
            all_of(out, [plane[where] for plane in self.planes])
        else:
            nodes[0].fill(out, where, scratch)
            nodes = nodes[1:]
        for node in nodes:
            narrow(out, node, where, scratch)


@dataclass(frozen=True)
class AnyOf:
    """What is in a plane or a node at least."""

    planes: tuple[Bits, ...]
    nodes: tuple[Node, ...]

    @property
    def cost(self) -> int:
        return len(self.planes) + sum(node.cost for node in self.nodes)

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
    """What is in all of `ones` and in none of `zeros`: the binary digits of a code."""

    ones: tuple[Bits, ...]
    zeros: tuple[Bits, ...]

    @property
    def cost(self) -> int:
        return len(self.ones) + 2 * len(self.zeros)

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        all_of(out, [plane[where] for plane in self.ones])
        others = scratch.take(len(out))
        for plane in self.zeros:
            np.invert(plane[where], out=others)
            np.bitwise_and(out, others, out=out)
        scratch.give_back()


@dataclass(frozen=True)
class Piece:
    """A floating piece of a pattern. `ends[e]`: its planes when it ends before place e; None where
    it cannot stand."""

    length: int
    ends: tuple[tuple[Bits, ...] | None, ...]

    def at(self, end: int, before: list[Bits | None], where: Where) -> list[Bits] | None:
        """What must hold for it to end there after the pieces `before` it; None: it cannot."""
        planes = self.ends[end]
        if planes is None:
            return None
        some = [plane[where] for plane in planes]
        if before:
            base = before[end - self.length]
            if base is None:
                return None
            some.append(base)
        return some


@dataclass(frozen=True)
class Floating:
    """Pieces in their order, anywhere between a pattern's head and its tail.

    The first j pieces fit before place e when they fit before e - 1 already, or when piece j ends
    exactly there and the others fit before its start.
    """

    pieces: tuple[Piece, ...]

    @property
    def cost(self) -> int:
        return sum(len(planes) + 1 for piece in self.pieces for planes in piece.ends if planes)

    def fill(self, out: Bits, where: Where, scratch: Scratch) -> None:
        *others, last = self.pieces
        taken = 0
        before: list[Bits | None] = []  # by the place where they end; none of the first piece
        for piece in others:
            fits: list[Bits | None] = [None] * (LENGTH + 1)
            for end in range(piece.length, LENGTH + 1):
                earlier = fits[end] = fits[end - 1]
                some = piece.at(end, before, where)
                if some is None:
                    continue
                found = fits[end] = scratch.take(len(out))
                taken += 1
                all_of(found, some)
                if earlier is not None:
                    np.bitwise_or(found, earlier, out=found)
            before = fits
        found = scratch.take(len(out))
        out[:] = 0
        for end in range(last.length, LENGTH + 1):
            some = last.at(end, before, where)
            if some is not None:
                all_of(found, some)
                np.bitwise_or(out, found, out=out)
        scratch.give_back(taken + 1)


def all_of(out: Bits, some: Sequence[Bits]) -> None:
    """The rows that are in each of them; of none, every row."""
    if not some:
        out[:] = bits.ALL_ONES
    elif len(some) == 1:
        np.copyto(out, some[0])
    else:
        np.bitwise_and(some[0], some[1], out=out)
        for one in some[2:]:
            np.bitwise_and(out, one, out=out)


def narrow(out: Bits, node: Node, where: Where, scratch: Scratch) -> None:
    """`out` keeps what is in `node` too."""
    found = scratch.take(len(out))
    node.fill(found, where, scratch)
    np.bitwise_and(out, found, out=out)
    scratch.give_back()
