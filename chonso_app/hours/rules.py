"""Opening hours as such: shifts of a day, a week of them, exceptions. Vietnam's clock, no database.

A shift over midnight is two: until 24:00 and from 00:00; they are taken for one opening.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from chonso_app.core.clock import VN, vn_today

Span = tuple[int, int]  # minutes since midnight
Day = tuple[Span, ...]  # in order, apart from each other; empty: closed
WHOLE_DAY: Day = ((0, 1440),)
MOST_SPANS = 6
LOOK_AHEAD = 60  # days: longer than any holiday
_WEEK_AHEAD = 8
_SPAN = re.compile(r"(\d{1,2})[:h](\d{2})\s*(?:-|–|—|đến)\s*(\d{1,2})[:h](\d{2})")


class BadHours(ValueError):
    """Not a list of shifts such as `08:00–11:30, 13:00–20:00`."""


@dataclass(frozen=True)
class Opening:
    """From when to when, aware UTC. `ends` None: it never closes."""

    starts: datetime
    ends: datetime | None


def _never(_day: date) -> bool:
    return False


@dataclass(frozen=True)
class Schedule:
    """When one team answers. `closed_on`: public holidays, which `days` may overrule.

    `roster`: when somebody is there at all, by weekday; None: no roster is kept.
    """

    week: Mapping[int, Day]
    days: Mapping[date, Day] = field(default_factory=dict)
    closed_on: Callable[[date], bool] = _never
    always: bool = False
    roster: Mapping[int, Day] | None = None

    def on(self, day: date) -> Day:
        said = self._said(day)
        return said if self.roster is None else both(said, self.roster.get(day.weekday(), ()))

    def _said(self, day: date) -> Day:
        if day in self.days:
            return self.days[day]
        if self.always:
            return WHOLE_DAY
        return () if self.closed_on(day) else self.week.get(day.weekday(), ())

    def opening(self, now: datetime) -> Opening | None:
        """The one that is running; open for a week on end counts as never closing."""
        first = next(self.openings(now, _WEEK_AHEAD), None)
        return first if first and first.starts <= now else None

    def is_open(self, now: datetime) -> bool:
        return self.opening(now) is not None

    def next_opening(self, now: datetime) -> datetime | None:
        """The first one after `now`; None: not within two months."""
        return next((one.starts for one in self.openings(now) if one.starts > now), None)

    def openings(self, since: datetime, days: int = LOOK_AHEAD) -> Iterator[Opening]:
        """Those that end after `since`, in order; what joins at midnight is one."""
        first = vn_today(since)
        open_from: datetime | None = None
        until: datetime | None = None
        for ahead in range(days):
            day = first + timedelta(days=ahead)
            for starts, ends in self.on(day):
                began, over = at(day, starts), at(day, ends)
                if until is not None and began == until:
                    until = over
                    continue
                if open_from and until and until > since:
                    yield Opening(open_from, until)
                open_from, until = began, over
        if open_from and until and until > since:
            endless = until == at(first + timedelta(days=days), 0)
            yield Opening(open_from, None if endless else until)


def both(first: Day, second: Day) -> Day:
    """When the one and the other are open."""
    common = ((max(one[0], other[0]), min(one[1], other[1])) for one in first for other in second)
    return tuple((starts, ends) for starts, ends in common if starts < ends)


def merged(spans: Sequence[Span]) -> Day:
    """Shifts of several people, which may overlap, as one day."""
    day: list[Span] = []
    for starts, ends in sorted(spans):
        if day and starts <= day[-1][1]:
            day[-1] = (day[-1][0], max(day[-1][1], ends))
        else:
            day.append((starts, ends))
    return tuple(day)


def at(day: date, minute: int) -> datetime:
    """That minute of a Vietnamese day, aware UTC."""
    return (datetime.combine(day, time(), VN) + timedelta(minutes=minute)).astimezone(UTC)


def read_day(text: str) -> Day:
    """`08:00–11:30, 13:00–20:00` → shifts; nothing: closed. Raises BadHours."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    return checked([_read_span(part) for part in parts])


def _read_span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise BadHours(text)
    opens, past, closes, then = map(int, found.groups())
    if past > 59 or then > 59:
        raise BadHours(text)
    return opens * 60 + past, closes * 60 + then


def checked(spans: Sequence[Sequence[int]]) -> Day:
    """In order. Raises BadHours when one ends before it begins, or two overlap."""
    day = tuple(sorted((starts, ends) for starts, ends in spans))
    if len(day) > MOST_SPANS or any(not 0 <= a < b <= 1440 for a, b in day):
        raise BadHours
    if any(first[1] > then[0] for first, then in pairwise(day)):
        raise BadHours
    return day


def written(day: Day) -> str:
    """As `read_day` reads it."""
    return ", ".join(f"{clock(starts)}–{clock(ends)}" for starts, ends in day)


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def week_of(stored: Mapping[str, Any]) -> dict[int, Day]:
    """From the JSON column."""
    return {int(day): checked(spans) for day, spans in stored.items()}


def stored_week(week: Mapping[int, Day]) -> dict[str, list[list[int]]]:
    return {str(day): [list(span) for span in spans] for day, spans in sorted(week.items())}


def daily(opens: str, closes: str) -> dict[int, Day]:
    """The same hours on every weekday, from settings such as `08:00`."""
    return dict.fromkeys(range(7), read_day(f"{opens}–{closes}"))
