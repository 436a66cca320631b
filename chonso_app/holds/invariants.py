"""What must be true of numbers and holds at any moment (I2, I3, I4); `rows` says what is not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.models import Number, NumberStatus

_SWEEP_MAY_TAKE = timedelta(minutes=2)  # longer than that and nobody sweeps
_LIVE = (HoldStatus.ACTIVE, HoldStatus.ORDERED)


def rows(session: Session, now: datetime) -> list[str]:
    return [*disagreements(session), *overdue(session, now)]


def disagreements(session: Session) -> Iterator[str]:
    """Two owners of one number, or a number that says another thing than its hold."""
    live: dict[str, Hold] = {}
    for hold in session.exec(select(Hold).where(col(Hold.status).in_(_LIVE))):
        if hold.msisdn in live:
            yield f"number {hold.msisdn} has two live holds"
        live[hold.msisdn] = hold
        number = session.get_one(Number, hold.msisdn)
        yield from _between(number, hold)
    taken = select(Number).where(col(Number.status).in_((NumberStatus.HELD, NumberStatus.SOLD)))
    for number in session.exec(taken):
        if number.msisdn not in live:
            yield f"number {number.msisdn} is {number.status} by nobody"


def overdue(session: Session, now: datetime) -> Iterator[str]:
    """Holds that the sweep should have ended long ago (I4)."""
    late = select(Hold).where(
        Hold.status == HoldStatus.ACTIVE, Hold.releases_at < now - _SWEEP_MAY_TAKE
    )
    for hold in session.exec(late):
        yield f"hold {hold.id} is over since {hold.releases_at.isoformat()} and nobody swept"


def _between(number: Number, hold: Hold) -> Iterator[str]:
    if number.status is NumberStatus.SOLD and hold.status is HoldStatus.ORDERED:
        return
    if number.status is not NumberStatus.HELD:
        yield f"hold {hold.id} is {hold.status} but its number is {number.status}"
    wanted = hold.releases_at if hold.status is HoldStatus.ACTIVE else None
    if number.held_until != wanted:
        yield f"hold {hold.id} and its number show different clocks"
    if hold.releases_at > hold.hard_limit_at:
        yield f"hold {hold.id} runs beyond its hard limit"
