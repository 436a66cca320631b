"""Whoever waits for a number is told of it, even if nobody asks. Importing registers the sweeps."""

from datetime import datetime

from chonso_app.core import db, jobs
from chonso_app.numbers import alerting, alerts

_STRETCHES = 50  # of the feed, in one go


@jobs.every(seconds=60)
def tell_who_waits(now: datetime) -> int:
    """How many were told."""
    for _ in range(_STRETCHES):
        looked = db.read(alerting.look, now=now)
        if looked is None or not db.transact(alerting.settle, looked, now=now):
            break
    due = db.read(alerting.ids_to_tell, now=now)
    return sum(db.transact(alerting.tell, one, now=now) for one in due)


@jobs.every(seconds=3600)
def forget_alerts(now: datetime) -> int:
    return db.transact(alerts.forget_what_is_over, now=now)
