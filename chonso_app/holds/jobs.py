"""Holds whose time is over go back to the shelf, even if nobody asks."""

import logging
from datetime import datetime

from chonso_app.core import db, jobs
from chonso_app.core.actors import system
from chonso_app.core.errors import ForbiddenMove, ShopError
from chonso_app.holds import service, waiting

log = logging.getLogger(__name__)
_AT_ONCE = 500  # in one transaction: those who press wait for it


@jobs.every(seconds=5)
def put_back_what_is_due(now: datetime) -> int:
    """How many there were. After a big sale thousands are due in the same minute."""
    swept, who = 0, system("holds")
    try:
        while done := db.transact(service.expire_due, who, now=now, limit=_AT_ONCE):
            swept += done
    except ShopError:
        swept += _one_by_one(now)
    return swept


@jobs.every(seconds=600)
def forget_who_waits_for_nothing(now: datetime) -> int:
    """How many there were."""
    return db.transact(waiting.forget_what_is_over, now=now)


def _one_by_one(now: datetime) -> int:
    """One hold that contradicts its number must not keep the others."""
    swept = 0
    for hold_id in db.read(service.due, now=now, limit=_AT_ONCE):
        try:
            swept += db.transact(service.expire, system("holds"), hold_id, now=now)
        except ForbiddenMove:
            log.exception("hold %s cannot be ended", hold_id)
    return swept
