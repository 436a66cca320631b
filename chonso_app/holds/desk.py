"""Where the presses of a web process are decided: together, by one thread, in a few statements.

`service.place` decides the same way, one press inside somebody's own transaction.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError, OperationalError

from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.desk import Desk
from chonso_app.holds import pressing
from chonso_app.holds.pressing import Answer, Press

log = logging.getLogger(__name__)
_TRIES = 3  # PostgreSQL ends one of two transactions that wait for each other


@dataclass(frozen=True)
class _Asked:
    press: Press
    now: datetime


async def press(actor: Actor, msisdn: str, *, now: datetime) -> int:
    """The press of `Giữ số` in a transaction of its own. The id of the hold, once it is durable.

    Raises:
        what `service.place` refuses with.
    """
    return (await _desk.ask(_Asked(Press(actor, (msisdn,)), now)))[0]


async def press_pair(actor: Actor, msisdns: tuple[str, str], *, now: datetime) -> tuple[int, ...]:
    """Two numbers together or not at all; the ids in the order of the numbers.

    Raises:
        what `service.place_press` refuses with.
    """
    return await _desk.ask(_Asked(Press(actor, tuple(sorted(msisdns))), now))


@contextlib.asynccontextmanager
async def staffed() -> AsyncIterator[None]:
    """A lifespan of web processes: who stands at the desk when it closes is still answered."""
    yield
    await asyncio.to_thread(_desk.close)


def _decide(asked: Sequence[_Asked]) -> list[tuple[int, ...] | Exception]:
    """The clock of a batch is the latest of its presses: they are milliseconds apart."""
    now = max(one.now for one in asked)
    presses = [one.press for one in asked]
    told: list[Answer | Exception | None] = [*db.read(pressing.glance, presses, now=now)]
    open_ = [place for place, answer in enumerate(told) if answer is None]
    if open_:
        decided = _together([presses[place] for place in open_], now)
        for place, answer in zip(open_, decided, strict=True):
            told[place] = answer
    return [answer for answer in told if answer is not None]


def _together(presses: list[Press], now: datetime) -> Sequence[Answer | Exception]:
    """In one transaction; each in its own when that one fails, so that nobody pays for another.

    Not when the database itself is out of reach: to be told so once is enough.
    """
    try:
        return _tried(presses, now)
    except Exception as error:
        unreachable = isinstance(error, OperationalError) and not db.may_try_again(error)
        if unreachable or len(presses) == 1:
            return [error] * len(presses)
        log.warning("a batch of %s presses goes one by one: %s", len(presses), type(error).__name__)
        return [_together([one], now)[0] for one in presses]


def _tried(presses: list[Press], now: datetime) -> list[Answer]:
    for tries_left in range(_TRIES, 0, -1):
        try:
            return db.transact(pressing.place_all, presses, now=now)
        except DBAPIError as error:
            if tries_left == 1 or not db.may_try_again(error):
                raise
    raise AssertionError("a try returns or raises")


_desk: Desk[_Asked, tuple[int, ...]] = Desk(_decide)
