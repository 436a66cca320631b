"""The clock of a hold (docs/decisions/0022-holds.md). Pure: every moment is passed in.

5 minutes from the press until the phone is proven, then 15. Going to the bank leaves at least 11;
when the bank is still silent at the end the number waits 5 more for our questions to it. From the
press to the release never more than 30.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chonso_app.core.config import settings

BANK_MARGIN = timedelta(minutes=1)  # the bank's own clock ends this much before ours
BANK_SILENCE = timedelta(minutes=5)  # after our end: queries at +1, +3, +5, then release
BANK_SHORTEST = timedelta(minutes=3)  # with less left nobody can pay


@dataclass(frozen=True)
class Clock:
    """`ends_at`: what the countdown shows. `releases_at`: when the number is free again."""

    ends_at: datetime
    releases_at: datetime
    latest_at: datetime  # whatever happens, not later than this


def placed(now: datetime) -> Clock:
    latest = now + timedelta(minutes=settings.hold_hard_limit_minutes)
    return _ending(now + timedelta(minutes=settings.hold_unproven_minutes), latest)


def proven(clock: Clock, now: datetime) -> Clock:
    """The phone was proven now, for the first time. Never shortens."""
    asked = now + timedelta(minutes=settings.hold_proven_minutes)
    return _ending(max(clock.ends_at, asked), clock.latest_at)


def at_bank(clock: Clock, now: datetime) -> Clock:
    """The customer leaves for the bank now."""
    asked = max(clock.ends_at, now + timedelta(minutes=settings.hold_bank_minutes))
    ends = min(asked, clock.latest_at)
    return Clock(ends, min(ends + BANK_SILENCE, clock.latest_at), clock.latest_at)


def back_from_bank(clock: Clock) -> Clock:
    """The bank said no, or the customer came back: nobody has to be waited for."""
    return _ending(clock.ends_at, clock.latest_at)


def bank_deadline(clock: Clock) -> datetime:
    """`vnp_ExpireDate`: the bank stops taking the money before we stop holding the number."""
    return clock.ends_at - BANK_MARGIN


def is_long_enough_for_bank(clock: Clock, now: datetime) -> bool:
    return at_bank(clock, now).ends_at - now >= BANK_SHORTEST


def _ending(asked: datetime, latest: datetime) -> Clock:
    ends = min(asked, latest)
    return Clock(ends, ends, latest)


def pause_after(idle: int, free: int) -> timedelta:
    """How long after the last press the next may come, after `idle` holds without an order.

    Nothing for the first `free`; then a little, and twice as much after each `free` more.
    """
    if free <= 0 or idle < free:
        return timedelta()
    return timedelta(minutes=settings.hold_idle_wait_minutes * 2 ** min(idle // free - 1, 16))
