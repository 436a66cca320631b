"""Sweeps of the queue: whose unit can do nothing for them is sent on; booked calls come due."""

from datetime import datetime

from sqlmodel import Session, select

from chonso_app.calls.booking import service as booking
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import PLACES
from chonso_app.calls.queue import entry as queue_entry
from chonso_app.core import events
from chonso_app.core.actors import system
from chonso_app.core.db import read, transact
from chonso_app.core.jobs import every

_SWEEP = system("calls")
_MOST = 50  # calls sent on in one go: the others a moment later


@every(5)
def overflow(now: datetime) -> None:
    """Each in a transaction of its own, on a row looked at again under its lock."""
    for call_id in read(queue_entry.stranded, now)[:_MOST]:
        transact(queue_entry.send_on, call_id, now)


@every(10)
def tend_bookings(now: datetime) -> None:
    for booking_id in read(booking.due, now):
        transact(booking.tend, booking_id, _SWEEP, now)


@every(10)
def freshen_places(now: datetime) -> None:
    """Who went silent counts no more, and time passes: the estimates of the others change."""
    if read(_is_anybody_waiting):
        transact(events.touch, PLACES)


def _is_anybody_waiting(session: Session) -> bool:
    return session.exec(select(Call.id).where(Call.state == CallState.WAITING)).first() is not None
