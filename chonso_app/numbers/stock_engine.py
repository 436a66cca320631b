"""How a run is done: checked without writing, then written in short transactions.

Every chunk commits together with the place it brought the run to. Who finds that place changed
stops: the run was stopped, or another worker has taken it over.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlmodel import Session

from chonso_app.core import db, events
from chonso_app.core.actors import system
from chonso_app.core.db import utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import of_refusal
from chonso_app.numbers import changes, stock_runs, stock_writer
from chonso_app.numbers.import_file import Line
from chonso_app.numbers.stock_models import RunStatus, StockRun
from chonso_app.numbers.stock_pace import Pace
from chonso_app.numbers.stock_problems import Problems
from chonso_app.numbers.stock_rules import Change, Outcome, Standing
from chonso_app.numbers.stock_runs import locked, topic
from chonso_app.numbers.stock_sources import Chunk, Source

CHECKED_AT_ONCE = 5_000
_TELL_EVERY = timedelta(minutes=1)  # a big run: what it has written must be found meanwhile
_WORKER = system("stock-run")
S = RunStatus


@dataclass
class Plan:
    """What a chunk comes to."""

    outcomes: list[Outcome] = field(default_factory=list)  # one per line
    fresh: list[tuple[Any, ...]] = field(default_factory=list)  # rows, msisdn first
    changed: list[Change] = field(default_factory=list)


class Work(Protocol):
    """One kind of run, opened for one row."""

    source: Source

    @property
    def columns(self) -> Sequence[str]:
        """Of the rows it makes."""
        ...

    def prepare(self, lines: Sequence[Line], *, writing: bool) -> Any:
        """What can be known without the database and outside the lock."""
        ...

    def plan(self, lines: Sequence[Line], here: dict[str, Standing], prepared: Any) -> Plan: ...


def check(run: StockRun, work: Work) -> Problems | None:
    """Go through all of it and count. None: it was stopped meanwhile.

    Raises:
        ShopError: the file is no such file.
    """
    counts: Counter[str] = Counter()
    problems, lines = Problems(), 0
    while chunk := work.source.take(CHECKED_AT_ONCE):
        here = db.read(stock_writer.standing, _msisdns(chunk))
        plan = work.plan(chunk.lines, here, work.prepare(chunk.lines, writing=False))
        counts.update(plan.outcomes)
        lines += len(chunk.lines)
        problems.note(chunk.lines, plan.outcomes)
        if not db.transact(_note_checked, run.key, lines, dict(counts), now=utc_now()):
            return None
    if not lines and not db.transact(_note_checked, run.key, 0, {}, now=utc_now()):
        return None
    return problems


def end_check(run_id: int, problems: Problems, wrong_media: str) -> bool:
    """False: it was stopped; the caller deletes `wrong_media`."""
    return db.transact(_end_check, run_id, problems.first, wrong_media, now=utc_now())


def write(run: StockRun, work: Work) -> None:
    """From where it stands to its end, or until somebody stops it."""
    pace, place, told_at = Pace(), run.place, None
    while chunk := work.source.take(pace.size):
        prepared, now = work.prepare(chunk.lines, writing=True), utc_now()
        tell = told_at is None or now - told_at >= _TELL_EVERY
        given = (run.key, place, chunk, work, prepared, int(pace.longest_ms), tell)
        if not pace.transact(_write, *given, now=now):
            return
        place, told_at = chunk.place, now if tell else told_at
        pace.rest()
    db.transact(_end, run.key, int(pace.longest_ms), now=utc_now())


def refuse(run_id: int, refusal: ShopError) -> None:
    db.transact(_refuse, run_id, refusal, now=utc_now())


def _write(
    session: Session, run_id: int, place: int, chunk: Chunk, work: Work, prepared: Any,
    longest_ms: int, tell: bool, *, now: datetime,
) -> bool:  # fmt: skip
    """One chunk. `tell`: a big run lets the index know by now. False: the run is no longer where
    this worker left it."""
    row = locked(session, run_id)
    if row is None or row.status is not S.RUNNING or row.place != place:
        return False
    here = stock_writer.standing(session, _msisdns(chunk), lock=True)
    plan = work.plan(chunk.lines, here, prepared)
    stock_writer.put_in(session, work.columns, plan.fresh)
    stock_writer.change(session, row.kind, plan.changed)
    stock_writer.note_steps(session, run_id, plan.changed, now)
    if stock_runs.noted_one_by_one(row):
        moved = [row[0] for row in plan.fresh] + [one.msisdn for one in plan.changed]
        changes.note(session, moved, now)
    elif tell:
        changes.rebuild(session, now)
    row.place, row.passed = chunk.place, row.passed + len(chunk.lines)
    row.results = _added(row.results, plan.outcomes)
    row.longest_lock_ms = max(row.longest_lock_ms, longest_ms)
    _progress(session, row, now)
    return True


def _note_checked(
    session: Session, run_id: int, lines: int, counts: dict[str, int], *, now: datetime
) -> bool:
    row = locked(session, run_id)
    if row is None or row.status is not S.CHECKING:
        return False
    row.lines, row.counts = lines, counts
    _progress(session, row, now)
    return True


def _end_check(
    session: Session, run_id: int, first: list[list[str]], wrong_media: str, *, now: datetime
) -> bool:
    row = locked(session, run_id)
    if row is None or row.status is not S.CHECKING:
        return False
    row.move_to(S.CHECKED)
    row.problems, row.wrong_media = first, wrong_media
    _progress(session, row, now)
    events.touch(session, stock_runs.list_topic(row.unit_id))
    return True


def _end(session: Session, run_id: int, longest_ms: int, *, now: datetime) -> None:
    row = locked(session, run_id)
    if row and row.status is S.RUNNING:
        row.move_to(S.DONE)
        row.longest_lock_ms = max(row.longest_lock_ms, longest_ms)
        stock_runs.end(session, _WORKER, row, now=now)


def _refuse(session: Session, run_id: int, refusal: ShopError, *, now: datetime) -> None:
    row = locked(session, run_id)
    if row and row.status is S.CHECKING:
        row.move_to(S.REFUSED)
        row.refusal = of_refusal(refusal)[:200]
        stock_runs.end(session, _WORKER, row, now=now)


def _msisdns(chunk: Chunk) -> list[str]:
    return [f"84{line.national[1:]}" for line in chunk.lines if line.national]


def _added(results: dict[str, int], outcomes: Sequence[Outcome]) -> dict[str, int]:
    return dict(Counter(results) + Counter(one.value for one in outcomes))


def _progress(session: Session, row: StockRun, now: datetime) -> None:
    row.changed_at = now
    session.add(row)
    events.touch(session, topic(row.key))
