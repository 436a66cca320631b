"""From a Query to what must be done to planes. What nobody can match is known before any work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chonso_app.numbers.index.layout import Bits
from chonso_app.numbers.index.nodes import All, AnyOf, Code, Floating, Node, Piece
from chonso_app.numbers.index.planes import NOTHING, Plane, Segment
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import LENGTH, NumberClass

_CLASS_BITS = {cls: bit for bit, cls in enumerate(NumberClass)}
KIND_PLANES = (SubscriptionKind.PREPAID, SubscriptionKind.POSTPAID)  # may be activated as


@dataclass(frozen=True)
class Wish:
    """Planes and nodes that must all hold; none: everything is wished."""

    planes: tuple[Plane, ...] = ()
    nodes: tuple[Node, ...] = ()

    @property
    def is_impossible(self) -> bool:
        return any(plane.share == 0.0 for plane in self.planes)

    @property
    def is_everything(self) -> bool:
        return not self.nodes and all(plane.share == 1.0 for plane in self.planes)

    def telling(self) -> list[Plane]:
        """The planes that leave something out, those that leave most out first."""
        return sorted((p for p in self.planes if p.share < 1.0), key=lambda plane: plane.share)

    def without(self, planes: Sequence[Plane]) -> "Wish":
        left_out = {id(plane.bits) for plane in planes}
        return Wish(tuple(p for p in self.planes if id(p.bits) not in left_out), self.nodes)

    @property
    def of_planes(self) -> frozenset[int]:
        """Tells its planes from others."""
        return frozenset(id(plane.bits) for plane in self.planes if plane.share < 1.0)

    def node(self) -> All:
        return All(tuple(plane.bits for plane in self.telling()), self.nodes)


NEVER = Wish((NOTHING,))


def wish_for(segment: Segment, query: Query) -> Wish:
    """All that `query` asks but its prices, which are a range of rows."""
    return _all_of(_wishes(segment, query))


def _wishes(segment: Segment, query: Query) -> Iterator[Wish]:
    if query.patterns:
        yield _any_of([_matching(segment, pattern.text) for pattern in query.patterns])
    if query.classes:
        yield _any_plane([segment.plane("class", _CLASS_BITS[cls]) for cls in query.classes])
    if query.prefixes:
        yield _any_of([_matching(segment, f"{prefix}*") for prefix in query.prefixes])
    for mask in query.masks:
        bits = (bit for bit in range(mask.bit_length()) if mask >> bit & 1)
        yield _any_plane([segment.plane("trait", bit) for bit in bits])
    if query.units:
        codes = [segment.units.get(unit) for unit in query.units]
        yield _any_of([_coded(segment, "unit", code) for code in codes])
    if query.store:
        yield _coded(segment, "store", segment.stores.get(query.store))
    if query.kind:
        asked = [kind for kind in KIND_PLANES if query.kind in (kind, SubscriptionKind.EITHER)]
        yield Wish(tuple(segment.plane("kind", KIND_PLANES.index(kind)) for kind in asked))


def _all_of(wishes: Iterable[Wish]) -> Wish:
    planes: list[Plane] = []
    nodes: list[Node] = []
    for wish in wishes:
        planes += wish.planes
        nodes += wish.nodes
    return Wish(tuple(planes), tuple(nodes))


def _any_plane(planes: Sequence[Plane]) -> Wish:
    return _any_of([Wish((plane,)) for plane in planes])


def _any_of(wishes: Sequence[Wish]) -> Wish:
    possible = _telling([wish for wish in wishes if not wish.is_impossible])
    if not possible:
        return NEVER
    if len(possible) == 1:
        return possible[0]
    if any(wish.is_everything for wish in possible):
        return Wish()
    shared = _shared(possible)
    rest = [wish.without(shared) for wish in possible]
    if any(wish.is_everything for wish in rest):  # what all share is all that one of them asks
        return Wish(shared)
    alls = [wish.node() for wish in rest]
    single = tuple(one.planes[0] for one in alls if len(one.planes) == 1 and not one.nodes)
    others = tuple(one for one in alls if len(one.planes) != 1 or one.nodes)
    return Wish(shared, (AnyOf(single, others),))


def _telling(wishes: Sequence[Wish]) -> list[Wish]:
    """Without those that another one covers: `*15081990` is found by `*1990` too."""
    kept: list[Wish] = []
    for wish in sorted(wishes, key=lambda wish: len(wish.planes)):
        planes = wish.of_planes
        if not any(not other.nodes and other.of_planes <= planes for other in kept):
            kept.append(wish)
    return kept


def _shared(wishes: Sequence[Wish]) -> tuple[Plane, ...]:
    """Planes that each of them asks for: `*0490` and `*1490` both end in 490."""
    first, *others = wishes
    asked = frozenset.intersection(*[wish.of_planes for wish in others])
    return tuple(plane for plane in first.telling() if id(plane.bits) in asked)


def _coded(segment: Segment, kind: str, code: int | None) -> Wish:
    """A code's binary digits; None: a code that nobody here has."""
    planes = segment.slices(kind)
    if code is None or code >> len(planes):
        return NEVER
    ones = Wish(tuple(plane for bit, plane in enumerate(planes) if code >> bit & 1))
    zeros = [plane for bit, plane in enumerate(planes) if not code >> bit & 1 and plane.share]
    if ones.is_impossible or any(plane.share == 1.0 for plane in zeros):
        return NEVER
    node = Code(ones.node().planes, tuple(plane.bits for plane in zeros))
    return Wish(nodes=(node,)) if node.cost else Wish()


def _matching(segment: Segment, text: str) -> Wish:
    """`text` as `Pattern.text`."""
    head, *pieces = text.split("*")
    if not pieces:  # ten places, each with its digit or `?`
        return Wish(tuple(_planes(segment, head, 0))) if len(head) in (0, LENGTH) else NEVER
    tail = pieces.pop()
    end = LENGTH - len(tail)
    if len(head) + sum(map(len, pieces)) > end:
        return NEVER
    fixed = Wish((*_planes(segment, head, 0), *_planes(segment, tail, end)))
    pieces = [piece for piece in pieces if piece]
    if not any(piece.strip("?") for piece in pieces):
        return fixed
    return _all_of((fixed, _floating(segment, pieces, len(head), end)))


def _planes(segment: Segment, piece: str, start: int) -> Iterator[Plane]:
    for place, digit in enumerate(piece, start):
        if digit != "?":
            yield segment.digit(place, int(digit))


def _floating(segment: Segment, texts: Sequence[str], start: int, end: int) -> Wish:
    """`texts` in their order between the places `start` and `end`."""
    pieces: list[Piece] = []
    room = end - start - sum(map(len, texts))  # by so much each of them may move
    for text in texts:
        ends: list[tuple[Bits, ...] | None] = [None] * (LENGTH + 1)
        for at in range(start, start + room + 1):
            wish = Wish(tuple(_planes(segment, text, at)))
            if not wish.is_impossible:
                ends[at + len(text)] = wish.node().planes
        if not any(planes is not None for planes in ends):
            return NEVER
        pieces.append(Piece(len(text), tuple(ends)))
        start += len(text)
    return Wish(nodes=(Floating(tuple(pieces)),))


def of_one_number(query: Query) -> int | None:
    """The only number that `query` can find, if it names one."""
    patterns: tuple[Pattern, ...] = query.patterns
    if len(patterns) != 1 or not patterns[0].is_whole:
        return None
    return int(patterns[0].text)
