"""What the stand-ins remember: documents, switches and timers, in one SQLite file.

Everything is written before it is answered, what belongs together in one `transaction`, so
`kill -9` loses nothing, and a timer that was due meanwhile fires at the next start.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chonso_app.core.config import settings

_SCHEMA = """
CREATE TABLE IF NOT EXISTS doc (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT, key TEXT, at REAL, body TEXT,
    UNIQUE (kind, key));
CREATE TABLE IF NOT EXISTS switch (system TEXT, name TEXT, value TEXT, PRIMARY KEY (system, name));
CREATE TABLE IF NOT EXISTS timer (
    id INTEGER PRIMARY KEY AUTOINCREMENT, due REAL, kind TEXT, body TEXT);
"""
Doc = dict[str, Any]
TIMERS: dict[str, Callable[[Doc], None]] = {}  # kind → what to do, registered by the stand-ins


@dataclass(frozen=True)
class Kept:
    key: str
    at: float  # Unix seconds
    body: Doc


class Store:
    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._lock = threading.RLock()
        self._run("PRAGMA journal_mode=WAL")
        self._db.executescript(_SCHEMA)

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Requests, timers and the mail server run in different threads."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; one inside another is part of it. Never around a call to somebody
        else: it stops every thread."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def put(self, kind: str, key: str, body: Doc) -> None:
        """Insert, or replace the body and keep the time."""
        self._run(
            "INSERT INTO doc (kind, key, at, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, key, time.time(), json.dumps(body, ensure_ascii=False)),
        )

    def add(self, kind: str, key: str, body: Doc) -> bool:
        """False when it is there already: the caller's idempotency."""
        made = self._run(
            "INSERT OR IGNORE INTO doc (kind, key, at, body) VALUES (?, ?, ?, ?) RETURNING seq",
            (kind, key, time.time(), json.dumps(body, ensure_ascii=False)),
        )
        return bool(made)

    def get(self, kind: str, key: str) -> Doc | None:
        rows = self._run("SELECT body FROM doc WHERE kind = ? AND key = ?", (kind, key))
        return json.loads(rows[0][0]) if rows else None

    def place(self, kind: str, key: str) -> int:
        """A number of its own for every document."""
        return self._run("SELECT seq FROM doc WHERE kind = ? AND key = ?", (kind, key))[0][0]

    def newest(self, kind: str, limit: int = 200) -> Iterator[Kept]:
        rows = self._run(
            "SELECT key, at, body FROM doc WHERE kind = ? ORDER BY seq DESC LIMIT ?", (kind, limit)
        )
        return (Kept(key, at, json.loads(body)) for key, at, body in rows)

    def count(self, kind: str) -> int:
        return self._run("SELECT count(*) FROM doc WHERE kind = ?", (kind,))[0][0]

    def set_switch(self, system: str, name: str, value: str) -> None:
        self._run("INSERT OR REPLACE INTO switch VALUES (?, ?, ?)", (system, name, value))

    def switch(self, system: str, name: str, default: str = "") -> str:
        rows = self._run("SELECT value FROM switch WHERE system = ? AND name = ?", (system, name))
        return rows[0][0] if rows else default

    def reset_switches(self) -> None:
        self._run("DELETE FROM switch")

    def later(self, seconds: float, kind: str, body: Doc) -> None:
        """Fire `TIMERS[kind](body)` after `seconds` of the sandbox's own time."""
        due = time.time() + seconds / settings.sandbox_speed
        self._run(
            "INSERT INTO timer (due, kind, body) VALUES (?, ?, ?)", (due, kind, json.dumps(body))
        )

    def fire_due(self) -> int:
        """Run what is due and forget it afterwards: a crash in between repeats it."""
        rows = self._run(
            "SELECT id, kind, body FROM timer WHERE due <= ? ORDER BY due, id LIMIT 50",
            (time.time(),),
        )
        for row_id, kind, body in rows:
            TIMERS[kind](json.loads(body))
            self._run("DELETE FROM timer WHERE id = ?", (row_id,))
        return len(rows)


store = Store(settings.var_dir / "sandbox.db")
