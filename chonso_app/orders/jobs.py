"""What happens to orders even if nobody asks. Importing registers the sweeps."""

from datetime import datetime

from chonso_app.core import db, jobs
from chonso_app.core.actors import system
from chonso_app.orders import lifecycle, reminders


@jobs.every(seconds=5)
def expire_what_is_over(now: datetime) -> int:
    """Open orders whose hold has ended: a short transaction for each. How many there were."""
    over = db.read(lifecycle.ids_to_expire, now=now)
    who = system("orders")
    return sum(db.transact(lifecycle.expire_if_over, who, one, now=now) for one in over)


@jobs.every(seconds=300)
def send_reminders(now: datetime) -> int:
    """Days 3, 7, 14 after payment; days 2 and 5 after a refusal."""
    due = db.read(reminders.ids_to_remind, now=now)
    return sum(bool(db.transact(reminders.remind, one, now=now)) for one in due)
