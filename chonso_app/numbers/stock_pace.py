"""How large a chunk may be: the write lock is everybody's, and holds wait behind it.

SQLite has one writer. Whoever finds it busy asks again after 25 ms at the latest while it has
waited for less than about 130 ms: so a chunk keeps the lock for less than that, and the pause
after it is longer than a waiter's sleep. The log is written back to the file in a pause, once a
second: pages that many chunks change are written once, and never in the commit itself.
"""

import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from chonso_app.core import db

SMALLEST, FIRST, LARGEST = 100, 500, 5_000
WANTED_MS = 80
PAUSE_SECONDS = 0.03
WRITE_BACK_SECONDS = 1.0
LONG_LOG = 8_000  # pages: 32 MB
_PATIENCE_MS = 40
P = ParamSpec("P")
T = TypeVar("T")


class Pace:
    """Times every transaction from the moment it has the lock, and sizes the next one by it."""

    def __init__(self) -> None:
        self.size = FIRST
        self.longest_ms = 0.0
        self._written_back = time.monotonic()

    def transact(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        taken = 0.0

        def timed(session: Session) -> T:
            nonlocal taken
            connection = session.connection()  # BEGIN IMMEDIATE: waits here for its turn
            taken = time.monotonic()
            if connection.dialect.name == "sqlite":
                # not in this commit: `rest` does it, and whoever else writes
                connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
            return work(session, *args, **kwargs)

        result = db.transact(timed)
        self.note(1_000 * (time.monotonic() - taken))
        return result

    def note(self, took_ms: float) -> None:
        """Halve at once when a chunk took too long, grow by a quarter when there was room."""
        self.longest_ms = max(self.longest_ms, took_ms)
        if took_ms > WANTED_MS:
            self.size = max(SMALLEST, min(self.size // 2, int(self.size * WANTED_MS / took_ms)))
        elif took_ms < WANTED_MS * 0.7:
            self.size = min(LARGEST, self.size * 5 // 4)

    def rest(self) -> None:
        if db.engine.dialect.name != "sqlite":
            return
        if time.monotonic() - self._written_back > WRITE_BACK_SECONDS:
            _write_back()
            self._written_back = time.monotonic()
        time.sleep(PAUSE_SECONDS)


def _write_back() -> None:
    """PASSIVE stands in nobody's way, but beside busy writers it never comes to the log's end. When
    the log has grown long, what is left is written with the lock (little, after PASSIVE) and the
    log begins anew; not if a reader would have to be waited for."""
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        _, frames, _ = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if frames > LONG_LOG:
            (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            cursor.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={patience}")
    finally:
        raw.close()
