"""Where the numbers of a run come from, a chunk at a time, from any place on.

A file or a pasted list counts its lines; a selection walks the numbers in their order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.core import db
from chonso_app.numbers import stock_query
from chonso_app.numbers.import_file import Line
from chonso_app.numbers.models import Number
from chonso_app.numbers.stock_query import StockQuery


@dataclass(frozen=True)
class Chunk:
    """`place`: where the next one begins. A selection's lines have nothing but their number."""

    lines: Sequence[Line]
    place: int


class Source(Protocol):
    def take(self, size: int) -> Chunk | None:
        """The next `size` lines; None after the last."""
        ...


class FromLines:
    def __init__(self, lines: Iterator[Line], after: int) -> None:
        self._lines = dropwhile(lambda line: line.number <= after, lines)

    def take(self, size: int) -> Chunk | None:
        lines = list(islice(self._lines, size))
        return Chunk(lines, lines[-1].number) if lines else None


class FromStock:
    """Reads ahead of the write lock: what becomes of each number is decided when it is locked."""

    def __init__(self, query: StockQuery, unit_id: int | None, after: int) -> None:
        self._wanted = stock_query.conditions(query, unit_id)
        self._after = after

    def take(self, size: int) -> Chunk | None:
        found = db.read(self._next, size)
        if not found:
            return None
        self._after = int(found[-1])
        lines = [Line(0, national, national) for national in (f"0{one[2:]}" for one in found)]
        return Chunk(lines, self._after)

    def _next(self, session: Session, size: int) -> list[str]:
        asked = sa.select(col(Number.msisdn)).where(*self._wanted)
        asked = asked.where(col(Number.msisdn) > str(self._after))
        return list(session.execute(asked.order_by(col(Number.msisdn)).limit(size)).scalars())
