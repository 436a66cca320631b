"""This process's view of the index: opened, kept up to date, exchanged for the next generation.

A daemon thread follows the feed; searches read what it has ready and never wait for it. Whatever
is wrong with the index, `answer` says None and the caller asks the database.
"""

import contextlib
import logging
import threading
import time
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from chonso_app.core import db
from chonso_app.core.config import settings
from chonso_app.numbers.index import building, feed, file, pages, presence
from chonso_app.numbers.index.file import Unusable
from chonso_app.numbers.index.following import Following
from chonso_app.numbers.index.layout import Answer
from chonso_app.numbers.query import PAGE_SIZE, Query

POLL_SECONDS = 0.2
_SILENT_SECONDS = 10.0  # the feed was not read for so long: no answers from the past
_FAILURE_SHOWN_SECONDS = 600.0
_SQL_IS_ENOUGH = 300_000  # numbers: while more has changed than is followed, SQL is exact and quick
_LONGEST_BEHIND_SECONDS = 600.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Status:
    """`why`: "" while the index answers, else off, none, opening, corrupt, version, foreign,
    touched, silent or behind. `lag_ms`: the feed was read that long ago. `failures`: of late."""

    why: str
    count: int = 0
    lag_ms: int = 0
    changed: int = 0
    is_behind: bool = False
    failures: int = 0


class Live:
    """One per process. `folder`: where the builder leaves its files."""

    def __init__(self, folder: Path, *, sql_is_enough: int = _SQL_IS_ENOUGH) -> None:
        self._folder = folder
        self._sql_is_enough = sql_is_enough
        self._turn = threading.Lock()  # one follows; searches take no lock
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._following: Following | None = None
        self._why = "none"
        self._refused: tuple[Path, int] | None = None  # a file that is not worth opening again
        self._opening: Path | None = None
        self._read_at = 0.0
        self._behind_since: float | None = None
        self._failed: list[float] = []

    def start(self) -> None:
        """Again is harmless."""
        if not self._threads:
            self._threads.append(threading.Thread(target=self._run, daemon=True))
            self._threads[0].start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def answer(self, query: Query, limit: int = PAGE_SIZE) -> Answer | None:
        following = self._following
        if following is None or self._why_not(following):
            return None
        try:
            return pages.answer(following.segments, query, limit)
        except Exception as error:
            log.error("search index: %s", _told(error))  # noqa: TRY400
            self._failed = [*self._failed[-99:], time.monotonic()]
            return None

    def are_shown(self, numbers: NDArray[np.uint32]) -> NDArray[np.bool_] | None:
        following = self._following
        if following is None or self._why_not(following):
            return None
        return presence.are_shown(following.segments, numbers)

    def catch_up(self) -> None:
        """For a process that has just written: its next search knows of it."""
        with self._turn:
            if self._following:
                self._follow(self._following)

    def status(self) -> Status:
        following = self._following
        since = time.monotonic() - _FAILURE_SHOWN_SECONDS
        failures = sum(at > since for at in self._failed)
        if following is None:
            return Status(self._why, failures=failures)
        return Status(
            why=self._why_not(following),
            count=following.generation.header.count,
            lag_ms=int(1000 * (time.monotonic() - self._read_at)),
            changed=following.changed,
            is_behind=following.is_behind,
            failures=failures,
        )

    def _why_not(self, following: Following) -> str:
        """Why this must not be asked just now; "" if it may."""
        if not following.generation.is_untouched():
            return "touched"
        now = time.monotonic()
        if now - self._read_at > _SILENT_SECONDS:
            return "silent"
        behind_since = self._behind_since
        if following.is_behind and behind_since is not None:
            is_small = following.generation.header.count <= self._sql_is_enough
            if is_small or now - behind_since > _LONGEST_BEHIND_SECONDS:
                return "behind"
        return ""

    def _run(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            try:
                self.turn()
            except Exception as error:
                log.warning("search index: not followed: %s", _told(error))
                self._stop.wait(1)

    def turn(self) -> None:
        """One look: at the folder for a newer file, at the feed for changes."""
        newest = file.newest_in(self._folder)
        with self._turn:
            following = self._following
            if following and not following.generation.is_untouched():
                self._following, self._why = None, "touched"
                following = None  # and opened again, if every byte is still what it was
            if following:
                self._follow(following)
        if newest is None:
            self._why = "none" if following is None else self._why
        elif following is None or newest != following.generation.path:
            self._open_beside(newest)

    def _follow(self, following: Following) -> None:
        db.read(following.catch_up)
        self._read_at = time.monotonic()
        if not following.is_behind:
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = self._read_at

    def _open_beside(self, path: Path) -> None:
        """In a thread of its own: reading all of a file takes longer than the feed may wait."""
        if self._opening == path or (path, _mtime(path)) == self._refused:
            return
        self._opening = path
        if self._following is None and self._why != "touched":
            self._why = "opening"
        threading.Thread(target=self._open, args=(path,), daemon=True).start()

    def _open(self, path: Path) -> None:
        try:
            following = self._opened(path)
            with self._turn:
                self._behind_since = None
                self._follow(following)  # what was noted while it waited for its turn
                self._following = following
        except Unusable as error:
            self._refuse(path, error.why)
        except FileNotFoundError:
            pass  # a newer one took its place: the next look finds that
        except Exception as error:
            log.warning("search index: not opened: %s", _told(error))
            self._stop.wait(1)
        finally:
            self._opening = None

    def _opened(self, path: Path) -> Following:
        generation = file.Generation(path)
        generation.verify()  # before anybody is answered from it
        following = Following(generation)
        if not db.read(_is_ours, following):
            raise Unusable("foreign")
        db.read(following.catch_up)
        return following

    def _refuse(self, path: Path, why: str) -> None:
        log.warning("search index: %s is of no use: %s", path.name, why)
        self._refused = path, _mtime(path)
        if self._following is None or self._following.generation.path == path:
            self._why = why


def _is_ours(session: Session, following: Following) -> bool:
    return feed.is_ours(session, following.generation.header.place)


def _told(error: Exception) -> str:
    """What failed and where, but not with which values: those are what a person looks for."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno})"


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


_off = Status("off")
_live: Live | None = None


def start(folder: Path | None = None) -> Live:
    """In processes that answer people. Until it is called, searches go to the database."""
    global _live  # noqa: PLW0603
    if _live is None:
        _live = Live(folder or building.folder())
    _live.start()
    return _live


def stop() -> None:
    global _live  # noqa: PLW0603
    if _live:
        _live.stop()
    _live = None


def answer(query: Query, limit: int = PAGE_SIZE) -> Answer | None:
    """The first numbers of the list and its total; None: ask the database."""
    return _live.answer(query, limit) if _live else None


def are_shown(numbers: NDArray[np.uint32]) -> NDArray[np.bool_] | None:
    """Which of `numbers` (901236868) are on the shelf; None: ask the database."""
    return _live.are_shown(numbers) if _live else None


def catch_up() -> None:
    if _live:
        _live.catch_up()


def status() -> Status:
    return _live.status() if _live else _off


@contextlib.asynccontextmanager
async def ready() -> AsyncIterator[None]:
    """A lifespan of web processes."""
    if settings.number_index:
        start()
    yield
    stop()
