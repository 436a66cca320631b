"""Sweeps over SIMs that wait in stores: reminders, and the end when nobody came. Worker only."""

from datetime import datetime

from chonso_app.core import db, jobs
from chonso_app.delivery import pickup


@jobs.every(seconds=60)
def tend_pickups(now: datetime) -> int:
    """Each in a transaction of its own, looked at again under its order's lock."""
    for order_id in db.read(pickup.to_remind, now=now):
        db.transact(pickup.remind, order_id, now=now)
    late = db.read(pickup.overdue, now=now)
    for order_id in late:
        db.transact(pickup.end_no_show, order_id, now=now)
    return len(late)
