"""Reading the feed of changes: what is new since a place in it, and nothing lost in between.

PostgreSQL gives a row its place when it is inserted but shows it when its transaction commits:
101 may be there before 100. A place that is missing is asked for again for ten minutes.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.numbers.models import NumberChange

GAP_LASTS = 600.0  # seconds: longer than any transaction of ours
_AT_ONCE = 10_000
_WINDOW = 100_000  # how far back a builder looks for places that are still missing
_BEFORE = 1_000  # places before the first that is there: they may come yet, or were removed
_MOST_GAPS = 200  # in one question

Gap = tuple[int, int]  # first and last missing place


@dataclass(frozen=True)
class Place:
    """Everything up to `seq` but `gaps` was seen. `at`: when row `seq` was noted, "" for none.

    By `at` an index knows the feed as its own: another database has another row there.
    """

    seq: int = 0
    at: str = ""
    gaps: tuple[Gap, ...] = ()

    @property
    def seen(self) -> list[Gap]:
        """The stretches before `seq` that have no gap."""
        starts = [0, *[last + 1 for _, last in self.gaps]]
        ends = [*[first - 1 for first, _ in self.gaps], self.seq - 1]
        return [(low, high) for low, high in zip(starts, ends, strict=True) if low <= high]


@dataclass(frozen=True)
class News:
    msisdns: list[str]  # each once
    rebuild: bool  # very many changed besides
    more: bool  # ask again at once


def here(session: Session) -> Place:
    """The feed's end as this session sees it. What is read of the numbers later is as new."""
    newest = select(NumberChange.seq, NumberChange.at).order_by(col(NumberChange.seq).desc())
    rows = session.exec(newest.limit(_WINDOW)).all()
    if not rows:
        return Place()
    seqs = [seq for seq, _ in reversed(rows)]
    return Place(seqs[-1], _told(rows[0][1]), tuple(_missing(max(seqs[0] - 1 - _BEFORE, 0), seqs)))


def is_ours(session: Session, place: Place) -> bool:
    """False: another database's feed, or one from which rows after `place` were removed."""
    if place.seq == 0:
        oldest = session.exec(select(sa.func.min(NumberChange.seq))).one()
        return oldest is None or oldest == 1
    at = session.exec(select(NumberChange.at).where(NumberChange.seq == place.seq)).first()
    return at is not None and _told(at) == place.at


def within(stretches: Sequence[Gap]) -> Iterator[sa.ColumnElement[bool]]:
    """Conditions that rows in any of `stretches` meet, one for each question to be asked."""
    for start in range(0, len(stretches), _MOST_GAPS):
        some = stretches[start : start + _MOST_GAPS]
        yield sa.or_(*[col(NumberChange.seq).between(*one) for one in some])


class Feed:
    """One reader. Reading the same change twice is possible and must do no harm."""

    def __init__(self, place: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self._seq = place.seq
        self._clock = clock
        self._gaps: dict[Gap, float] = dict.fromkeys(place.gaps, clock())

    @property
    def seq(self) -> int:
        return self._seq

    @contextmanager
    def reading(self, session: Session) -> Iterator[News]:
        """As `read`; if what is done with it fails, the next reading has it again."""
        seq, gaps = self._seq, dict(self._gaps)
        try:
            yield self.read(session)
        except BaseException:
            self._seq, self._gaps = seq, gaps
            raise

    def read(self, session: Session) -> News:
        late = self._late(session)
        rows = session.exec(
            select(NumberChange.seq, NumberChange.msisdn)
            .where(col(NumberChange.seq) > self._seq)
            .order_by(col(NumberChange.seq))
            .limit(_AT_ONCE)
        ).all()
        if rows:
            missing = _missing(self._seq, [seq for seq, _ in rows])
            self._gaps |= dict.fromkeys(missing, self._clock())
            self._seq = rows[-1][0]
        msisdns = [msisdn for _, msisdn in (*late, *rows)]
        told = dict.fromkeys(msisdn for msisdn in msisdns if msisdn is not None)
        return News(list(told), rebuild=None in msisdns, more=len(rows) == _AT_ONCE)

    def _late(self, session: Session) -> list[tuple[int, str | None]]:
        """Rows that have come into our gaps."""
        end = self._clock() - GAP_LASTS
        self._gaps = {gap: since for gap, since in self._gaps.items() if since > end}
        found: list[tuple[int, str | None]] = []
        for inside in within(list(self._gaps)):
            found += session.exec(
                select(NumberChange.seq, NumberChange.msisdn)
                .where(inside)
                .order_by(col(NumberChange.seq))
            ).all()
        if found:
            self._narrow(sorted(seq for seq, _ in found))
        return found

    def _narrow(self, found: list[int]) -> None:
        for low, high in list(self._gaps):
            inside = found[bisect_left(found, low) : bisect_right(found, high)]
            if inside:
                since = self._gaps.pop((low, high))
                self._gaps |= dict.fromkeys(_missing(low - 1, [*inside, high + 1]), since)


def _missing(after: int, seqs: list[int]) -> list[Gap]:
    """What is not there between `after` and the last of `seqs`, which go upwards."""
    pairs = zip([after, *seqs], seqs, strict=False)
    return [(low + 1, high - 1) for low, high in pairs if high - low > 1]


def _told(at: datetime) -> str:
    return at.isoformat()
