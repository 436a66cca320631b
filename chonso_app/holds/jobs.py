"""Holds whose time is over go back to the shelf, even if nobody asks."""

from datetime import datetime

from chonso_app.core import db, jobs
from chonso_app.core.actors import system
from chonso_app.holds import service


@jobs.every(seconds=5)
def put_back_what_is_due(now: datetime) -> int:
    """A short transaction for each. How many there were."""
    due = db.read(service.due, now=now)
    return sum(db.transact(service.expire, system("holds"), hold_id, now=now) for hold_id in due)
