"""The chart of calls over time, measured for drawing: a box of 820 × 160 units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chonso_app.core.clock import vn
from chonso_app.core.config import settings
from chonso_app.supervision.rules import DAY, QUARTER, Period, Talk, periods

WIDTH, FLOOR, CEILING = 780, 140, 12  # the area of the bars; axis words stand around it
LEFT = 26
_MOST_BARS = 24
_FEWEST_BARS = 8
_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class Bar:
    x: int
    width: int
    taken_y: int
    taken_height: int
    lost_y: int
    lost_height: int
    label: str  # under the axis; "" where there is no room
    label_x: int


@dataclass(frozen=True)
class Mark:
    """A line of the grid and its word."""

    y: int
    word: str


@dataclass(frozen=True)
class Chart:
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    service: str = ""  # an SVG path; "" when nothing is known
    target_y: int = 0
    empty: bool = True


def chart_of(talks: Sequence[Talk], starts: datetime, *, week: bool, now: datetime) -> Chart:
    """Quarters of an hour from the first call on, at most the last six hours; or the seven days."""
    within = timedelta(minutes=settings.call_service_minutes)
    step = DAY if week else QUARTER
    count = (now - starts) // step + 1
    found = periods(talks, starts, step, count, within, now)
    if not week:
        found = _worth_showing(found)
    top = next((one for one in _STEPS if one >= max((p.all for p in found), default=0)), _STEPS[-1])
    room = WIDTH / max(1, len(found))
    every = max(1, len(found) // 6)
    return Chart(
        bars=[
            _bar(one, place, room, top, labelled=week or place % every == 0, week=week)
            for place, one in enumerate(found)
        ],
        marks=[Mark(FLOOR - _height(part, 2), str(round(top * part / 2))) for part in (0, 1, 2)],
        service=_line(found, room),
        target_y=_percent_y(settings.call_service_percent),
        empty=not any(one.all for one in found),
    )


def _worth_showing(found: list[Period]) -> list[Period]:
    first = next((place for place, one in enumerate(found) if one.all), len(found) - _FEWEST_BARS)
    first = min(first, max(0, len(found) - _FEWEST_BARS))
    return found[first:][-_MOST_BARS:]


def _bar(one: Period, place: int, room: float, top: int, *, labelled: bool, week: bool) -> Bar:
    taken, lost = (_height(count, top) for count in (one.taken, one.abandoned))
    local = vn(one.starts)
    word = local.strftime("%d/%m" if week else "%H:%M")
    width = round(min(28.0, room * 0.6))
    middle = round(LEFT + (place + 0.5) * room)
    return Bar(
        middle - width // 2, width, FLOOR - taken, taken, FLOOR - taken - lost, lost,
        word if labelled else "", middle,
    )  # fmt: skip


def _height(count: int, top: int) -> int:
    return round((FLOOR - CEILING) * min(count, top) / top)


def _percent_y(percent: int) -> int:
    return FLOOR - _height(percent, 100)


def _line(found: list[Period], room: float) -> str:
    points = [
        f"{LEFT + (place + 0.5) * room:.1f} {_percent_y(one.service)}"
        for place, one in enumerate(found)
        if one.service is not None
    ]
    return "M" + "L".join(points) if len(points) > 1 else ""
