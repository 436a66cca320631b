"""When a store is open. Pure: the moment is passed in, hours are wall-clock times in Vietnam."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chonso_app.core.clock import VN, vn

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LOOK_AHEAD_DAYS = 30
WEEK = 7


class BadHours(ValueError):
    """`weekday`: which line of the form is wrong (0 is Monday)."""

    def __init__(self, weekday: int) -> None:
        self.weekday = weekday
        super().__init__(f"hours of weekday {weekday}")


@dataclass(frozen=True)
class Hours:
    """Weekday (0 is Monday) → opening and closing time; a weekday that is missing is closed."""

    week: Mapping[int, tuple[time, time]]
    closed: frozenset[date] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Sequence[str]], closed: Collection[str] = ()) -> "Hours":
        """Raises BadHours."""
        week = {int(day): _span(int(day), span) for day, span in stored.items()}
        return cls(week, frozenset(date.fromisoformat(day) for day in closed))

    def stored(self) -> dict[str, list[str]]:
        """As the JSON column keeps it: `{"0": ["08:00", "20:00"], …}`."""
        return {str(day): [_written(t) for t in span] for day, span in sorted(self.week.items())}

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of that day, aware UTC; None when it stays closed."""
        span = None if day in self.closed else self.week.get(day.weekday())
        if span is None:
            return None
        opens, closes = (datetime.combine(day, t, VN).astimezone(UTC) for t in span)
        return opens, closes


@dataclass(frozen=True)
class Opening:
    """`until` when it is open, `next_at` when it is not (None: not within a month)."""

    until: datetime | None = None
    next_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.until is not None


def opening(hours: Hours, now: datetime) -> Opening:
    today = vn(now).date()
    for ahead in range(_LOOK_AHEAD_DAYS):
        span = hours.on(today + timedelta(days=ahead))
        if span and span[0] <= now < span[1]:
            return Opening(until=span[1])
        if span and now < span[0]:
            return Opening(next_at=span[0])
    return Opening()


def last_moment(hours: Hours, since: datetime, days: int) -> datetime:
    """Until when a SIM set aside at `since` waits: the closing of the last of `days` open days.

    Days on which the store is closed do not count against the customer.
    """
    day, left = vn(since).date(), days
    for ahead in range(1, _LOOK_AHEAD_DAYS + days * WEEK):
        span = hours.on(day + timedelta(days=ahead))
        left -= span is not None
        if span and left == 0:
            return span[1]
    return since + timedelta(days=days)


def _span(weekday: int, span: Sequence[str]) -> tuple[time, time]:
    if len(span) != 2 or not all(_TIME.fullmatch(text) for text in span):
        raise BadHours(weekday)
    opens, closes = (time.fromisoformat(text) for text in span)
    if not 0 <= weekday < WEEK or opens >= closes:
        raise BadHours(weekday)
    return opens, closes


def _written(moment: time) -> str:
    return moment.strftime("%H:%M")
