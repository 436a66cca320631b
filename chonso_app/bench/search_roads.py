"""Which index SQL had best take for a question, by the rows that each would have to look at.

Neither database knows how many numbers end in 6868; we do, so we choose, and force our choice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from chonso_app.numbers import rules
from chonso_app.numbers.index.layout import Columns
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import PAGE_SIZE, Query, Sort
from chonso_app.numbers.rules import LENGTH, PREFIXES, NumberClass

_RARE = 0.01
_WITHOUT_ONE = 0.39  # 0.9 ** 9
_SORTED, _LOOKED_UP, _LISTED = 1.2, 6.0, 0.3  # cost of a row, in rows walked along an index


class Road(Enum):
    ORDER = auto()  # along the index of the order, until the page is full
    HEAD = auto()  # a range of numbers, then sorted
    TAIL = auto()  # a range of reversed numbers, then sorted
    CLASS = auto()  # the partial index of one rare class
    TEXT = auto()  # trigrams


@dataclass(frozen=True)
class Facts:
    """What an application would know of its stock."""

    on_shelf: int
    class_shares: dict[NumberClass, float]
    price_steps: tuple[int, ...]  # a thousand quantiles

    def price_share(self, query: Query) -> float:
        low, high = query.price_from or 0, query.price_to
        first = np.searchsorted(self.price_steps, low)
        last = np.searchsorted(self.price_steps, high, "right") if high is not None else 1000
        return max(int(last - first), 1) / 1000

    @property
    def rare(self) -> tuple[NumberClass, ...]:
        return tuple(cls for cls, share in self.class_shares.items() if 0 < share < _RARE)


def facts_of(shelf: Columns) -> Facts:
    classes = shelf.classes[shelf.shown]
    shares = {
        cls: float(np.mean(classes & rules.mask_of((cls,)) != 0)) for cls in NumberClass
    }  # fmt: skip
    steps = np.quantile(shelf.price[shelf.shown], np.linspace(0, 1, 1000))
    return Facts(len(classes), shares, tuple(int(step) for step in steps))


def road_to_page(facts: Facts, query: Query) -> Road:
    walked = dict(_roads(facts, query))
    walked[Road.ORDER] = _walked(facts, query)
    return min(walked, key=walked.__getitem__)


def road_to_count(facts: Facts, query: Query) -> Road:
    walked = dict(_roads(facts, query))
    walked[Road.ORDER] = facts.on_shelf * facts.price_share(query)
    return min(walked, key=walked.__getitem__)


def trigrams_of(pattern: Pattern) -> list[str]:
    """Of the digits that stand together; ends are marked as in the text that is searched."""
    text = pattern.text
    text = text if text.startswith("*") else f"^{text}"
    text = text if text.endswith("*") else f"{text}$"
    pieces = text.replace("?", "*").split("*")
    return [piece[at : at + 3] for piece in pieces for at in range(len(piece) - 2)]


def _roads(facts: Facts, query: Query) -> Iterator[tuple[Road, float]]:
    """Every road but the order's, with its cost."""
    head, tail = query.pattern.head, query.pattern.tail
    if tail:
        yield Road.TAIL, _SORTED * facts.on_shelf * 0.1 ** len(tail)
    if len(head) > 1:
        yield Road.HEAD, _SORTED * facts.on_shelf * _head_share(head)
    if len(query.classes) == 1 and query.classes[0] in facts.rare:
        yield Road.CLASS, facts.on_shelf * facts.class_shares[query.classes[0]]
    if trigrams := trigrams_of(query.pattern):
        listed = facts.on_shelf * len(trigrams) * (LENGTH - 2) / 1000
        found = facts.on_shelf * _pattern_share(query.pattern)
        yield Road.TEXT, _LISTED * listed + _LOOKED_UP * found


def _walked(facts: Facts, query: Query) -> float:
    """Until a page is full, or to the end of the part of the order that may have it."""
    share = _pattern_share(query.pattern) * _others_share(facts, query)
    part = 1.0
    if query.sort is Sort.CHEAPEST:
        part = facts.price_share(query)
    elif query.sort is Sort.NUMBER:
        part = _head_share(query.pattern.head)
    share = share if query.sort is Sort.CHEAPEST else share * facts.price_share(query)
    if query.sort is Sort.NUMBER:
        share /= part
    return min(facts.on_shelf * part, PAGE_SIZE / max(share, 1e-12))


def _others_share(facts: Facts, query: Query) -> float:
    share = _WITHOUT_ONE ** len(query.without)
    if query.classes:
        share *= min(sum(facts.class_shares[cls] for cls in query.classes), 1.0)
    if query.prefixes:
        share *= len(query.prefixes) / len(PREFIXES)
    return share


def _head_share(head: str) -> float:
    possible = sum(prefix.startswith(head[:3]) for prefix in PREFIXES) / len(PREFIXES)
    return possible * 0.1 ** max(len(head) - 3, 0)


def _pattern_share(pattern: Pattern) -> float:
    pieces = pattern.text.split("*")
    share = 1.0
    for piece in pieces[1:-1]:  # floats: as many chances as places
        places = LENGTH - sum(len(each) for each in pieces) + 1
        share *= min(0.1 ** sum(c != "?" for c in piece) * max(places, 0), 1.0)
    head = pieces[0] if len(pieces[0]) < LENGTH else pattern.head
    rest = pieces[0][len(pattern.head) :] + (pieces[-1] if len(pieces) > 1 else "")
    return share * _head_share(head[: len(pattern.head)]) * 0.1 ** sum(c.isdigit() for c in rest)
