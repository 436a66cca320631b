"""What a stock keeper may ask for: a run begun, let go on, stopped, looked at.

The worker does the work (`stock_jobs`, `stock_engine`); every run is checked before it writes.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events, jobs
from chonso_app.core.actors import Actor, system
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.numbers import changes
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun
from chonso_app.numbers.stock_rules import DOES

CHECK, RUN = "numbers.check_run", "numbers.run"
NOTED_ONE_BY_ONE = 5_000  # a run over more than these tells the index to be built anew
PAGE = 30
_NO_ID = 2**31  # no column holds it, nor anything above
S = RunStatus


class RunNotFound(ShopError):
    """No such run, or another unit's."""


class NothingToDo(ShopError):
    """Of all these numbers not one would change."""


def topic(run_id: int) -> str:
    return f"number-run:{run_id}"


def list_topic(unit_id: int | None) -> str:
    return f"number-runs:{unit_id or 'all'}"


def begin(
    session: Session, actor: Actor, kind: RunKind, *, now: datetime, file_name: str = "",
    file_size: int = 0, media: str = "", **asked: Any,
) -> StockRun:  # fmt: skip
    """Have it checked. Nothing is changed yet."""
    require(actor, Permission.NUMBERS_MANAGE)
    row = made(session, actor, kind, now=now, file_name=file_name, file_size=file_size,
               media=media, **asked)  # fmt: skip
    jobs.enqueue(session, CHECK, str(row.key), row.key)
    return row


def made(
    session: Session, actor: Actor, kind: RunKind, *, now: datetime, file_name: str = "",
    file_size: int = 0, media: str = "", **asked: Any,
) -> StockRun:  # fmt: skip
    """The row of a run, for callers that execute it themselves."""
    row = StockRun(
        kind=kind, asked=asked, file_name=file_name[:120], file_size=file_size, media=media,
        user_id=actor.user_id, unit_id=actor.unit_id, actor=actor.label, created_at=now,
        changed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(session, actor, "numbers.run_asked", topic(row.key), now=now, kind=kind.value)
    events.touch(session, list_topic(row.unit_id))
    return row


def confirm(session: Session, actor: Actor, run_id: int, *, now: datetime, **more: Any) -> None:
    """Go on. `more` joins what was asked: `prices=True` lets a file change prices.

    Raises:
        RunNotFound, NothingToDo
        ForbiddenMove: not checked, or already on its way.
    """
    start(session, actor, _mine(session, actor, run_id), now=now, **more)
    jobs.enqueue(session, RUN, str(run_id), run_id)


def start(session: Session, actor: Actor, row: StockRun, *, now: datetime, **more: Any) -> None:
    """As `confirm`, for callers that execute it themselves. Raises NothingToDo, ForbiddenMove."""
    row.move_to(S.RUNNING)
    row.asked = {**row.asked, **more}
    if not would_do(row):
        raise NothingToDo
    row.changed_at = now
    session.add(row)
    audit.record(
        session, actor, "numbers.run_begun", topic(row.key), now=now, kind=row.kind.value,
        will=would_do(row),
    )  # fmt: skip
    _tell(session, row)


def would_do(row: StockRun) -> int:
    """How many numbers it would make or change."""
    wanted = [*DOES, "priced"] if row.asked.get("prices") else DOES
    return sum(row.counts.get(one, 0) for one in wanted)


def stop(session: Session, actor: Actor, run_id: int, *, now: datetime) -> str:
    """What has been written stays. The name of the file, which the caller deletes.

    Raises:
        RunNotFound, ForbiddenMove
    """
    row = _mine(session, actor, run_id)
    media = row.media
    row.move_to(S.STOPPED)
    end(session, actor, row, now=now)
    return media


def forget(session: Session, run_id: int, *, now: datetime) -> str:
    """End an abandoned run; its file, which the caller deletes."""
    row = locked(session, run_id)
    if row is None or row.status not in (S.CHECKED, S.CHECKING):
        return ""
    media = row.media
    row.move_to(S.STOPPED)
    end(session, system("stock-run"), row, now=now)
    return media


def forget_wrong_lines(session: Session, run_id: int) -> str:
    """The name of their file, which the caller deletes."""
    row = session.get_one(StockRun, run_id)
    media, row.wrong_media = row.wrong_media, ""
    session.add(row)
    return media


def runs(session: Session, actor: Actor, *, before: int = 0) -> list[StockRun]:
    """Newest first. A unit's staff see their unit's, head office sees all."""
    require(actor, Permission.NUMBERS_MANAGE)
    wanted = select(StockRun).where(*_visible(actor)).order_by(col(StockRun.id).desc())
    if before:
        wanted = wanted.where(col(StockRun.id) < before)
    return list(session.exec(wanted.limit(PAGE)))


def run_of(session: Session, actor: Actor, run_id: int) -> StockRun:
    """Raises RunNotFound."""
    require(actor, Permission.NUMBERS_MANAGE)
    wanted = select(StockRun).where(StockRun.id == run_id, *_visible(actor))
    row = session.exec(wanted).one_or_none() if 0 < run_id < _NO_ID else None
    if row is None:
        raise RunNotFound
    return row


def _visible(actor: Actor) -> list[sa.ColumnElement[bool]]:
    return [] if actor.unit_id is None else [col(StockRun.unit_id) == actor.unit_id]


def _mine(session: Session, actor: Actor, run_id: int) -> StockRun:
    require(actor, Permission.NUMBERS_MANAGE)
    row = locked(session, run_id)
    if row is None or (actor.unit_id is not None and row.unit_id != actor.unit_id):
        raise RunNotFound
    return row


def locked(session: Session, run_id: int) -> StockRun | None:
    wanted = select(StockRun).where(StockRun.id == run_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def end(session: Session, actor: Actor, row: StockRun, *, now: datetime) -> None:
    """It is over; the caller has moved it. Whoever deletes the file has read its name before."""
    row.media, row.changed_at = "", now
    session.add(row)
    done = sum(row.results.get(one, 0) for one in DOES)
    if done and not noted_one_by_one(row):
        changes.rebuild(session, now)
    audit.record(
        session, actor, "numbers.run_over", topic(row.key), now=now, kind=row.kind.value,
        status=row.status.value, done=done,
    )  # fmt: skip
    _tell(session, row)


def noted_one_by_one(row: StockRun) -> bool:
    return row.lines <= NOTED_ONE_BY_ONE


def _tell(session: Session, row: StockRun) -> None:
    events.touch(session, topic(row.key), list_topic(row.unit_id))
