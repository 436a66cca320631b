"""The life of all rooms of this process, told to the database once a second in one go.

Each socket on its own would write every five seconds: 2,000 of them, 400 times a second. What the
browsers report of an unbroken talk waits for the same beat; a process that is killed loses a second
of it.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import exc

from chonso_app.calls.room import continuity
from chonso_app.calls.room import service as room
from chonso_app.calls.room.hub import ENDED, Chair, Hub
from chonso_app.core.db import in_read, in_transaction, utc_now

_EVERY = 5  # seconds for each chair; sweeps call 25 silent
_TICK = 1
log = logging.getLogger(__name__)


@dataclass
class Pulse:
    """Runs while somebody sits, and sends away who lost the chair."""

    hub: Hub
    _words: list[continuity.Word] = field(default_factory=list)
    _told: dict[Chair, float] = field(default_factory=dict)
    _running: "asyncio.Task[None] | None" = None

    def start(self) -> None:
        """After every sitting down; does nothing while it runs."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())

    def hear(self, word: continuity.Word) -> None:
        self._words.append(word)

    async def _run(self) -> None:
        while (chairs := self.hub.chairs()) or self._words:
            try:
                await self._beat(self._due(chairs))
                await self._write_down()
            except Exception:
                log.exception("call pulse: one beat failed")
            await asyncio.sleep(_TICK)
        self._told.clear()

    def _due(self, chairs: Iterable[Chair]) -> list[Chair]:
        now = asyncio.get_running_loop().time()
        told = {chair: self._told.get(chair, 0.0) for chair in chairs}
        due = [chair for chair, at in told.items() if now - at >= _EVERY]
        self._told = told | dict.fromkeys(due, now)  # who left is forgotten
        return due

    async def _beat(self, chairs: list[Chair]) -> None:
        if not chairs:
            return
        seats = {chair.seat: chair for chair in chairs}
        held = await in_read(room.still_held, seats)
        for seat in seats.keys() - held:
            await seats[seat].say(t="bye", why="over")
            await seats[seat].dismiss(ENDED)
        await in_transaction(room.heartbeats, held, now=utc_now())

    async def _write_down(self) -> None:
        """Words wait for a database that is away; those that it will not have are dropped."""
        words, self._words = self._words, []
        if not words:
            return
        try:
            await in_transaction(continuity.keep, words)
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
            self._words = words + self._words
            raise
