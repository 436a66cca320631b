"""When a booked call may be, and what counts as being in time. No database."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chonso_app.core.config import settings
from chonso_app.hours.rules import Schedule

AHEAD_DAYS = 7
SOONEST = timedelta(minutes=10)
EARLY = timedelta(minutes=5)
LATE = timedelta(minutes=5)  # after the end of the slot


def slot_length() -> timedelta:
    return timedelta(minutes=settings.call_slot_minutes)


def remind_before() -> timedelta:
    return timedelta(minutes=settings.call_remind_minutes)


def slots(plan: Schedule, now: datetime, talk: timedelta) -> Iterator[datetime]:
    """Beginnings of slots in the next days, each with time for a call before the team closes."""
    length, last = slot_length(), now + timedelta(days=AHEAD_DAYS)
    for opening in plan.openings(now, AHEAD_DAYS + 1):
        slot = opening.starts
        while slot < last and (opening.ends is None or slot + max(length, talk) <= opening.ends):
            if slot >= now + SOONEST:
                yield slot
            slot += length


def is_in_time(slot_at: datetime, now: datetime) -> bool:
    return slot_at - EARLY <= now < missed_at(slot_at)


def missed_at(slot_at: datetime) -> datetime:
    return slot_at + slot_length() + LATE


def seats(people: int, talk: timedelta) -> int:
    """How many may book one slot: a share of what the team can do in it, the rest for who comes."""
    if people < 1:
        return 0
    return max(1, int(people * (slot_length() / talk) * settings.call_slot_share))
