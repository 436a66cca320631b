"""What must always be true of delivery: parcels, cash, tabs. Every line is a fault.

A part of delivery that has something to say adds its `rows` here.
"""

from datetime import datetime

from sqlmodel import Session

from chonso_app.delivery import cash_invariants, parcel_invariants, pickup_invariants


def rows(session: Session, now: datetime) -> list[str]:
    return [
        *parcel_invariants.rows(session, now),
        *cash_invariants.rows(session),
        *pickup_invariants.rows(session, now),
    ]
