"""What the page of hours shows, worded. Reads only."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time, vn_today
from chonso_app.core.texts import say
from chonso_app.dispatch.models import Team
from chonso_app.hours import holidays, rules, service
from chonso_app.hours.models import OpenDay
from chonso_app.hours.rules import Day, Schedule
from chonso_app.hours.service import Timetable

EVERYWHERE = 0
_SHOWN_AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class TeamHours:
    unit_id: int  # EVERYWHERE: 0
    team: str
    lines: list[str]
    now: str  # in words
    tone: str
    own: bool  # set for this unit itself


@dataclass(frozen=True)
class HoursRow:
    unit_id: int
    unit: str
    teams: list[TeamHours]


@dataclass(frozen=True)
class DayRow:
    row_id: int  # 0: a public holiday
    date: str
    weekday: str
    title: str
    what: str
    warning: str = ""


@dataclass(frozen=True)
class WeekEdited:
    unit_id: int = EVERYWHERE
    team: str = ""
    title: str = ""
    own: bool = False
    holidays: bool = False
    days: list[str] = field(default_factory=lambda: [""] * 7)


def page(session: Session, actor: Actor, now: datetime) -> tuple[list[HoursRow], list[DayRow]]:
    """Whoever belongs to a unit sees everybody's hours and may change their own."""
    tables = {team: service.timetable(session, team, now=now) for team in Team}
    names = {EVERYWHERE: say("hours.everywhere")}
    names |= {unit.row_id: unit.name for unit in units.companies(session)}
    rows = [
        HoursRow(unit, name, [_cell(tables[team], unit, team, now) for team in Team])
        for unit, name in names.items()
    ]
    return rows, _days(session, actor, names, tables, now)


def _cell(table: Timetable, unit_id: int, team: Team, now: datetime) -> TeamHours:
    plan = table.hours_of(unit_id or None)
    opening = table.of(unit_id or None).opening(now)  # as customers find it
    if opening is None and plan.is_open(now):
        word, tone = say("hours.nobody"), "warn"
    elif opening is None:
        word, tone = say("hours.closed"), "idle"
    elif opening.ends is None:
        word, tone = say("hours.always"), "ok"
    else:
        word, tone = say("hours.open_until", time=vn_time(opening.ends)), "ok"
    lines = [] if plan.always else summary(plan)
    return TeamHours(unit_id, team.value, lines, word, tone, table.is_own(unit_id or None))


def summary(plan: Schedule) -> list[str]:
    """`T2–T6 08:00–11:30, 13:00–20:00`: days in a row with the same hours in one line."""
    lines, first = list[str](), 0
    for day, after in [*pairwise(range(7)), (6, 7)]:
        spans = plan.week.get(first, ())
        if after < 7 and plan.week.get(after, ()) == spans:
            continue
        if spans:
            lines.append(say("hours.line", days=_span_of_days(first, day), spans=_text(spans)))
        first = after
    return lines or [say("hours.no_day")]


def _span_of_days(first: int, last: int) -> str:
    begins, ends = (say(f"dispatch.day.{day}") for day in (first, last))
    return begins if first == last else f"{begins}–{ends}"


def _text(spans: Day) -> str:
    return rules.written(spans) or say("hours.days.closed")


def _days(
    session: Session, actor: Actor, names: dict[int, str], tables: dict[Team, Timetable],
    now: datetime,
) -> list[DayRow]:  # fmt: skip
    today = vn_today(now)
    public = [
        (day, 0, DayRow(0, f"{day:%d/%m/%Y}", _weekday(day), name, say("hours.days.holiday")))
        for day, name in holidays.between(today, today + _SHOWN_AHEAD)
    ]
    own = [
        (row.day, row.id or 0, _exception(row, names, tables[row.team]))
        for row in service.exceptions(session, actor, now=now)
    ]
    return [row for _, _, row in sorted([*public, *own], key=lambda one: one[:2])]


def _exception(row: OpenDay, names: dict[int, str], table: Timetable) -> DayRow:
    whose = say(
        "hours.days.whose", team=say(f"dispatch.team.{row.team}"),
        unit=names.get(row.unit_id or EVERYWHERE, ""), what=_text(rules.checked(row.spans)),
    )  # fmt: skip
    units_asked = [row.unit_id] if row.unit_id else [one for one in names if one != EVERYWHERE]
    nobody = [names.get(one, "") for one in units_asked if _lacks_people(table, one, row.day)]
    warning = say("hours.days.nobody", units=", ".join(nobody)) if nobody else ""
    shown = f"{row.day:%d/%m/%Y}"
    return DayRow(row.id or 0, shown, _weekday(row.day), row.note, whose, warning)


def _lacks_people(table: Timetable, unit_id: int, day: date) -> bool:
    """Open by its hours, but nobody is on its roster then: customers find it closed."""
    return bool(table.hours_of(unit_id).on(day)) and not table.of(unit_id).on(day)


def _weekday(day: date) -> str:
    return say(f"hours.day.{day.weekday()}")


def edited(session: Session, unit_id: int, team: Team, now: datetime) -> WeekEdited:
    table = service.timetable(session, team, now=now)
    plan, unit = table.hours_of(unit_id or None), units.unit(session, unit_id) if unit_id else None
    row = table.weeks.get(unit_id or None) or table.weeks.get(None)
    name = unit.name if unit else say("hours.everywhere")
    return WeekEdited(
        unit_id, team.value,
        say("hours.week_of", team=say(f"dispatch.team.{team}"), unit=name),
        own=table.is_own(unit_id or None), holidays=bool(row and row.holidays),
        days=[rules.written(plan.week.get(day, ())) for day in range(7)],
    )  # fmt: skip
