"""One look at the queue for everybody who asks at the same moment.

A call that is taken moves the place of two hundred people: each asking the database alone would
show them what was so seconds ago.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlmodel import Session

from chonso_app.calls import board_views, queue
from chonso_app.calls.board_views import UnitBoard
from chonso_app.calls.queue_rules import Board
from chonso_app.core.db import in_read, utc_now

T = TypeVar("T")


class Together(Generic[T]):
    """Who asks while an answer is being read gets the next one, with all others who asked then:
    no answer is older than its question."""

    def __init__(self, work: Callable[[Session], T]) -> None:
        self._work = work
        self._running: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    async def ask(self) -> T:
        if self._next is None or self._next.done():
            self._next = asyncio.create_task(self._read_after(self._running))
        return await asyncio.shield(self._next)

    async def _read_after(self, before: asyncio.Task[T] | None) -> T:
        if before is not None and not before.done():
            await asyncio.wait([before])
        self._running, self._next = self._next, None  # who asks from here on wants a later one
        return await in_read(self._work)


def _look(session: Session) -> Board:
    return queue.look(session, utc_now())


def _look_of_unit(session: Session, *, unit_id: int | None) -> UnitBoard:
    return board_views.of_unit(session, unit_id, utc_now())


board = Together(_look)


@functools.cache
def of_unit(unit_id: int | None) -> Together[UnitBoard]:
    """For the consoles of its agents; None is the head office."""
    return Together(functools.partial(_look_of_unit, unit_id=unit_id))
