"""Sweeps of cash: what a carrier has kept too long, and early money whose parcel has arrived."""

from datetime import datetime

from chonso_app.core import db, jobs
from chonso_app.delivery import cash_differences, settlement


@jobs.every(seconds=600)
def look_for_missing_cash(now: datetime) -> int:
    met = db.transact(settlement.meet_late, now=now)
    return met + db.transact(cash_differences.open_missing, now=now)
