"""Building the file, in a process of its own: the numbers are read, made into planes, written.

One builder at a time holds the lock; when it is killed the lock is free and what it wrote so far
has a name that nobody opens. The lock file also keeps how the last building ended.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from chonso_app.core import db
from chonso_app.core.config import settings
from chonso_app.numbers import changes
from chonso_app.numbers.index import feed, file
from chonso_app.numbers.index.columns import all_columns
from chonso_app.numbers.index.following import MOST_CHANGED
from chonso_app.numbers.index.making import make
from chonso_app.numbers.models import NumberChange

_NICE = 10
_REPORT_LENGTH = 512  # always as long, and so on a full disk too: it needs no new block
_SETTLED = 3.0  # seconds without another mark to build anew
_AT_LATEST = 60.0  # seconds after the first one; and no file is built sooner for many changes


class AlreadyBuilding(Exception):
    """Another process has the lock."""


@dataclass(frozen=True)
class Report:
    """`failed`: "" or why, as a short word: "disk" or the name of the exception."""

    ended: str
    failed: str = ""
    count: int = 0
    cpu_s: float = 0.0
    wall_s: float = 0.0


def folder() -> Path:
    return settings.var_dir / "index"


def build(where: Path, now: datetime) -> Report:
    """Raises AlreadyBuilding. A failure is reported, and the file of before stays."""
    began = time.process_time(), time.monotonic()
    with _only_one(where) as lock:
        try:
            count, failed = _built(where, now), ""
        except OSError:
            count, failed = 0, "disk"
        except Exception as error:  # whatever it is: told on the health page
            count, failed = 0, type(error).__name__
        cpu, wall = time.process_time() - began[0], time.monotonic() - began[1]
        report = Report(db.utc_now().isoformat(), failed, count, round(cpu, 3), round(wall, 3))
        with suppress(OSError):
            _write(lock, report)
        return report


def last_report(where: Path) -> Report | None:
    """How the last building ended; None while there was none."""
    try:
        return Report(**json.loads((where / "build.lock").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def build_told(where: Path, now: datetime) -> tuple[str, bool]:
    """For the command line: JSON, and whether all is well. The shop goes first."""
    with suppress(OSError):
        os.nice(_NICE)
    report = build(where, now)
    return json.dumps(asdict(report)), not report.failed


def status_told(where: Path, now: datetime) -> tuple[str, bool]:
    """The newest file read through, how far the feed is beyond it, and the last building."""
    why = db.read(why_build, where, now)
    told: dict[str, Any] = {"build": why, "last": None}
    if report := last_report(where):
        told["last"] = asdict(report)
    with suppress(file.Unusable):
        path = file.newest_in(where) or where / "none"
        header = _verified(path)
        beyond = db.read(changes.last) - header.place.seq
        size = path.stat().st_size
        told |= {"file": path.name, "count": header.count, "made": header.made, "bytes": size}
        told |= {"bytes_per_number": round(size / max(header.count, 1), 2), "beyond": beyond}
    return json.dumps(told), why is None


def why_build(session: Session, where: Path, now: datetime) -> str | None:
    """none, corrupt, version, foreign, asked or many; None: the file is good."""
    newest = file.newest_in(where)
    if newest is None:
        return "none"
    try:
        generation = _verified(newest)
    except file.Unusable as error:
        return error.why
    place = generation.place
    if not feed.is_ours(session, place):
        return "foreign"
    if _is_asked(session, place, now):
        return "asked"
    many = changes.last(session) - place.seq > MOST_CHANGED
    is_old = (now - datetime.fromisoformat(generation.made)).total_seconds() > _AT_LATEST
    return "many" if many and is_old else None


def _is_asked(session: Session, place: feed.Place, now: datetime) -> bool:
    """A mark says so, and either no more of them come or we have waited long enough."""
    marks = select(func.min(NumberChange.at), func.max(NumberChange.at)).where(
        col(NumberChange.msisdn).is_(None)
    )
    times: list[datetime] = []
    for unread in (col(NumberChange.seq) > place.seq, *feed.within(place.gaps)):
        times += [at for at in session.exec(marks.where(unread)).one() if at is not None]
    if not times:
        return False
    settled = (now - max(times)).total_seconds() > _SETTLED
    return settled or (now - min(times)).total_seconds() > _AT_LATEST


_seen: dict[tuple[Path, int, int], file.Header | str] = {}


def _verified(path: Path) -> file.Header:
    """All of the file is read, once for each time that it changed. Raises file.Unusable."""
    try:
        told = path.stat()
        key = path, told.st_size, told.st_mtime_ns
        if key not in _seen:
            _seen.clear()
            _seen[key] = _read_through(path)
    except FileNotFoundError as error:
        raise file.Unusable("none") from error
    found = _seen[key]
    if isinstance(found, str):
        raise file.Unusable(found)
    return found


def _read_through(path: Path) -> file.Header | str:
    try:
        generation = file.Generation(path)
        generation.verify()
    except file.Unusable as error:
        return error.why
    return generation.header


def _built(where: Path, now: datetime) -> int:
    place = db.read(feed.here)  # before the numbers: what changes meanwhile comes after it
    segment = make(db.read(all_columns))
    file.write(where, segment.arrays, count=segment.size, place=place, made=now.isoformat())
    return segment.size


@contextmanager
def _only_one(where: Path) -> Iterator[int]:
    where.mkdir(parents=True, exist_ok=True)
    lock = os.open(where / "build.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield lock
    except BlockingIOError as error:
        raise AlreadyBuilding from error
    finally:
        os.close(lock)


def _write(lock: int, report: Report) -> None:
    os.pwrite(lock, json.dumps(asdict(report)).ljust(_REPORT_LENGTH).encode(), 0)
