"""Is everything that must run running? For people, and for whatever watches the servers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from chonso_app.core import jobs, media
from chonso_app.core.config import settings
from chonso_app.core.events import Change
from chonso_app.core.texts import say
from chonso_app.notifications.models import Message, MessageStatus
from chonso_app.numbers.index import building, live
from chonso_app.numbers.index.building import Report
from chonso_app.numbers.index.live import Status

_WORKER_SILENT = timedelta(seconds=4 * jobs.HEARTBEAT_SECONDS)
_MESSAGE_LATE = timedelta(minutes=15)
_LEAST_FREE_BYTES = 512 * 1024 * 1024
_INDEX = "backoffice.health.index"
_NEEDS_NO_NEW_SERVER = ("messages", "index")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `name` is a text key's tail; `figure` is for people."""

    name: str
    ok: bool
    figure: str = ""


def findings(session: Session, *, now: datetime) -> list[Finding]:
    """Database, worker, disk, messages, search: each with its figure."""
    index = index_finding(live.status(), building.last_report(building.folder()))
    return [_database(session), _worker(session, now), _disk(), _messages(session, now), index]


def is_ready(session: Session, *, now: datetime) -> bool:
    """May this instance take customers: late messages and search by SQL need no new server."""
    found = findings(session, now=now)
    return all(one.ok for one in found if one.name not in _NEEDS_NO_NEW_SERVER)


def index_finding(status: Status, built: Report | None) -> Finding:
    """Whether this process searches by its index, and else why not."""
    count = f"{status.count:,}".replace(",", ".")
    if status.why:
        figure = say(f"{_INDEX}.sql", why=say(f"{_INDEX}.why.{status.why}"))
    elif status.is_behind:
        figure = say(f"{_INDEX}.late", count=count)
    else:
        figure = say(f"{_INDEX}.good", count=count, lag=status.lag_ms)
    if status.failures:
        figure = say(f"{_INDEX}.failures", figure=figure, failures=status.failures)
    failed = built.failed if built else ""
    if failed:
        words = say(f"{_INDEX}.disk") if failed == "disk" else failed
        figure = say(f"{_INDEX}.not_built", figure=figure, failed=words)
    is_good = not (status.why or status.failures or failed)
    return Finding("index", is_good or not settings.number_index, figure)


def _database(session: Session) -> Finding:
    if settings.is_sqlite:
        mode = str(session.execute(sa.text("PRAGMA journal_mode")).scalar())
        return Finding("database", mode == "wal", f"SQLite, {mode.upper()}")
    version = str(session.execute(sa.text("SHOW server_version")).scalar())
    return Finding("database", ok=True, figure=f"PostgreSQL {version.partition(' ')[0]}")


def _worker(session: Session, now: datetime) -> Finding:
    beats = select(func.max(col(Change.at))).where(col(Change.topic).startswith("worker:"))
    last = session.exec(beats).one()
    if last is None:
        return Finding("worker", ok=False)
    seconds = max(0, int((now - last).total_seconds()))
    return Finding("worker", now - last < _WORKER_SILENT, f"{seconds} s")


def _disk() -> Finding:
    free = media.free_bytes()
    if free is None:
        return Finding("disk", ok=True, figure="S3")
    return Finding("disk", free > _LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB")


def _messages(session: Session, now: datetime) -> Finding:
    late = select(func.count()).select_from(Message)
    late = late.where(
        Message.status == MessageStatus.QUEUED, col(Message.created_at) < now - _MESSAGE_LATE
    )
    count = session.exec(late).one()
    return Finding("messages", count == 0, str(count))
