"""A generation kept up to date: the file's numbers, and over them what has changed since.

Three layers: the file, the changed numbers, and the ones that changed just now. A number is shown
in one of them: in the uppermost whose facts are the database's. So a change costs a few bits, or
making a segment of at most `_FRESH` numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from chonso_app.numbers import traits
from chonso_app.numbers.index.columns import Row, columns_of, some_rows
from chonso_app.numbers.index.feed import Feed
from chonso_app.numbers.index.file import Generation
from chonso_app.numbers.index.layout import KIND_CODES, Columns
from chonso_app.numbers.index.making import make
from chonso_app.numbers.index.planes import Segment, contained
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.rules import NumberClass

MOST_CHANGED = 50_000  # beyond it the file is built anew and other facts are not followed
_FRESH = 2_000
_NO_CODE = -1


@dataclass
class _Layer:
    rows: dict[int, Row] = field(default_factory=dict)
    segment: Segment | None = None


class Following:
    """Not for two threads at once, but for `segments`: searches read those at any moment."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.is_behind = False  # more has changed than is followed: the next generation has it
        self.segments: tuple[Segment, ...] = (Segment.of(generation.arrays),)
        self._feed = Feed(generation.header.place)
        self._fresh, self._changed = _Layer(), _Layer()

    @property
    def changed(self) -> int:
        """How many numbers are not as in the file."""
        return len(self._fresh.rows) + len(self._changed.rows)

    def catch_up(self, session: Session) -> bool:
        """Everything noted so far is in afterwards. False: nothing was new."""
        is_new = False
        while True:
            with self._feed.reading(session) as news:
                self.is_behind |= news.rebuild
                if news.msisdns:
                    is_new = True
                    self._apply(news.msisdns, some_rows(session, news.msisdns))
            if not news.more:
                return is_new

    def _apply(self, msisdns: Sequence[str], rows: Sequence[Row]) -> None:
        gone = {int(msisdn[2:]) for msisdn in msisdns} - {row.number for row in rows}
        for number in gone:
            self._leave_layers(number)
        self._hide(gone)
        left = [row for row in rows if not self._is_in_layer(row)]
        if not left:
            return
        other: list[Row] = []
        for row, place in zip(left, _same_facts(self.segments[0], left).tolist(), strict=True):
            if place < 0:
                other.append(row)
            else:
                self._leave_layers(row.number)
                self.segments[0].show(place, row.shown)
        if other:
            self._put(other)

    def _is_in_layer(self, row: Row) -> bool:
        """With these very facts: then only its bit may change."""
        for layer in (self._fresh, self._changed):
            old = layer.rows.get(row.number)
            if old and layer.segment:
                if old.facts != row.facts:
                    return False
                layer.rows[row.number] = row
                _show(layer.segment, row.number, on=row.shown)
                return True
        return False

    def _leave_layers(self, number: int) -> None:
        for layer in (self._fresh, self._changed):
            if layer.rows.pop(number, None) and layer.segment:
                _show(layer.segment, number, on=False)

    def _put(self, rows: Sequence[Row]) -> None:
        if self.changed + len(rows) > MOST_CHANGED:
            self.is_behind = True
            return
        fresh = self._fresh.rows | {row.number: row for row in rows}
        changed = {number: row for number, row in self._changed.rows.items() if number not in fresh}
        if len(fresh) > _FRESH:
            self._changed, self._fresh = _layer(changed | fresh), _Layer()
        else:
            self._changed.rows, self._fresh = changed, _layer(fresh)
        self._hide(row.number for row in rows)  # last: making took the time
        layers = (self._changed.segment, self._fresh.segment)
        self.segments = (self.segments[0], *[one for one in layers if one])

    def _hide(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            for segment in self.segments:
                _show(segment, number, on=False)


def _layer(rows: dict[int, Row]) -> _Layer:
    return _Layer(rows, make(columns_of(list(rows.values()))) if rows else None)


def _show(segment: Segment, number: int, *, on: bool) -> None:
    row = segment.row_of(number)
    if row is not None:
        segment.show(row, on)


def _same_facts(segment: Segment, rows: Sequence[Row]) -> NDArray[np.int64]:
    """The place in `segment` of each that is there with the same facts, else -1."""
    asked = columns_of(rows)
    places = segment.rows_of(asked.number)
    is_same = places >= 0
    at = np.maximum(places, 0)
    if segment.size:
        for mine, theirs in _facts(segment, at, asked):
            is_same &= mine == theirs
    return np.where(is_same, places, -1)


def _facts(
    segment: Segment, at: NDArray[np.int64], asked: Columns
) -> list[tuple[NDArray[np.generic], NDArray[np.generic]]]:
    kinds = (SubscriptionKind.PREPAID, SubscriptionKind.POSTPAID)
    return [
        (segment.prices_of(at), asked.price),
        (_value(segment, "class", len(NumberClass), at), asked.classes),
        (_value(segment, "trait", traits.COUNT, at), asked.traits),
        (segment.beauty_of(at), asked.beauty),
        (_value(segment, "unit", 8, at), _codes(asked.unit, asked.units, segment.units)),
        (_value(segment, "store", 16, at), _codes(asked.store, asked.stores, segment.stores)),
        *[
            (contained(segment.plane("kind", code), at), asked.kind != KIND_CODES[kinds[1 - code]])
            for code in (0, 1)
        ],
    ]


def _value(segment: Segment, kind: str, width: int, at: NDArray[np.int64]) -> NDArray[np.int64]:
    value = np.zeros(len(at), np.int64)
    for bit in range(width):
        value |= contained(segment.plane(kind, bit), at).astype(np.int64) << bit
    return value


def _codes(
    codes: NDArray[np.integer], values: Sequence[Any], known: Mapping[Any, int]
) -> NDArray[np.int64]:
    """The same values in the codes of another segment."""
    table = np.array([0, *[known.get(value, _NO_CODE) for value in values]], np.int64)
    return table[codes]
