"""Asking when a team is open, and setting it. The caller owns the transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.core.config import settings
from chonso_app.core.errors import ChangedMeanwhile, ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.hours import rules
from chonso_app.hours.holidays import is_holiday
from chonso_app.hours.models import OpenDay, OpenWeek
from chonso_app.hours.rules import BadHours, Day, Schedule

TOPIC = "hours"
_DAYS_AHEAD = 400
_EVERYWHERE = None


class UnknownUnit(ShopError):
    """No such regional company, or head office, which answers nobody."""


class OtherUnitsHours(ShopError):
    """Whoever belongs to a unit sets the hours of that unit only."""


class NotHours(ShopError):
    """It ends before it begins, or two shifts overlap."""


class PastDay(ShopError):
    """The day is over, or more than a year away."""


@dataclass(frozen=True)
class Timetable:
    """The schedules of one team in every unit, read at once."""

    weeks: Mapping[int | None, OpenWeek]
    days: Mapping[int | None, Mapping[date, Day]]
    rosters: Mapping[int, Mapping[int, Day]]  # of units that keep one

    def of(self, unit_id: int | None) -> Schedule:
        """Its hours, while somebody is on the roster."""
        roster = None if unit_id is None else self.rosters.get(unit_id)
        return replace(self.hours_of(unit_id), roster=roster)

    def hours_of(self, unit_id: int | None) -> Schedule:
        """The unit's own week, else everyone's, else the settings'; in the demo always open."""
        set_here = self.weeks.get(unit_id) or self.weeks.get(_EVERYWHERE)
        days = {**self.days.get(_EVERYWHERE, {}), **self.days.get(unit_id, {})}
        if set_here is None:
            week = rules.daily(settings.call_opens, settings.call_closes)
            return Schedule(week, days, is_holiday, always=settings.demo)
        week = rules.week_of(set_here.week)
        return Schedule(week, days) if set_here.holidays else Schedule(week, days, is_holiday)

    def is_own(self, unit_id: int | None) -> bool:
        return unit_id in self.weeks

    def closed(self, units: Iterable[int], now: datetime) -> frozenset[int]:
        """Those of `units` whose team is not open now."""
        return frozenset(unit for unit in units if not self.of(unit).is_open(now))


def timetable(session: Session, team: Team, *, now: datetime) -> Timetable:
    weeks = session.exec(select(OpenWeek).where(OpenWeek.team == team)).all()
    coming = select(OpenDay).where(
        OpenDay.team == team, col(OpenDay.day) >= vn_today(now) - timedelta(days=1)
    )
    days: dict[int | None, dict[date, Day]] = {}
    for row in session.exec(coming):
        days.setdefault(row.unit_id, {})[row.day] = rules.checked(row.spans)
    return Timetable({row.unit_id: row for row in weeks}, days, _rosters(session, team))


def _rosters(session: Session, team: Team) -> dict[int, dict[int, Day]]:
    shifts: dict[int, dict[int, list[rules.Span]]] = {}
    for row in session.exec(select(DutyShift).where(DutyShift.team == team)):
        by_day = shifts.setdefault(row.unit_id, {})
        by_day.setdefault(row.weekday, []).append((row.starts, row.ends))
    return {
        unit: {day: rules.merged(spans) for day, spans in by_day.items()}
        for unit, by_day in shifts.items()
    }


def schedule(session: Session, unit_id: int | None, team: Team, *, now: datetime) -> Schedule:
    return timetable(session, team, now=now).of(unit_id)


# -- the console ---------------------------------------------------------------------------------


def exceptions(session: Session, actor: Actor, *, now: datetime) -> list[OpenDay]:
    """From today on, by day.

    Raises:
        NotAllowed
    """
    require(actor, Permission.HOURS_MANAGE)
    coming = select(OpenDay).where(col(OpenDay.day) >= vn_today(now))
    order = (OpenDay.day, OpenDay.unit_id, OpenDay.team)
    return list(session.exec(coming.order_by(*(col(one) for one in order))))


def set_week(
    session: Session,
    actor: Actor,
    unit_id: int | None,
    team: Team,
    week: Mapping[int, Sequence[Sequence[int]]],
    *,
    holidays: bool,
    now: datetime,
) -> None:
    """A team's whole week, of one unit or with None of every unit that has none of its own.

    Raises:
        NotAllowed, UnknownUnit, OtherUnitsHours, NotHours
        ChangedMeanwhile: somebody set the same one in this instant.
    """
    _may_set(session, actor, unit_id)
    try:
        kept = {day: rules.checked(spans) for day, spans in week.items() if 0 <= day <= 6}
    except BadHours as error:
        raise NotHours from error
    row = _week(session, unit_id, team) or OpenWeek(unit_id=unit_id, team=team, changed_at=now)
    row.week, row.holidays, row.changed_at = rules.stored_week(kept), holidays, now
    _store(session, row)
    _told(session, actor, "hours.week", unit_id, team, now, week=row.week, holidays=holidays)


def forget_week(
    session: Session, actor: Actor, unit_id: int | None, team: Team, *, now: datetime
) -> None:
    """The team follows everywhere's week again, everywhere the settings.

    Raises:
        NotAllowed, UnknownUnit, OtherUnitsHours
    """
    _may_set(session, actor, unit_id)
    if row := _week(session, unit_id, team):
        session.delete(row)
        _told(session, actor, "hours.week_forgotten", unit_id, team, now)


def set_day(
    session: Session,
    actor: Actor,
    unit_id: int | None,
    team: Team,
    day: date,
    spans: Sequence[Sequence[int]],
    *,
    note: str = "",
    now: datetime,
) -> None:
    """One day unlike the others; no spans: closed. Setting it again replaces it.

    Raises:
        NotAllowed, UnknownUnit, OtherUnitsHours, NotHours, PastDay, ChangedMeanwhile
    """
    _may_set(session, actor, unit_id)
    today = vn_today(now)
    if not today <= day <= today + timedelta(days=_DAYS_AHEAD):
        raise PastDay
    try:
        kept = rules.checked(spans)
    except BadHours as error:
        raise NotHours from error
    row = _day(session, unit_id, team, day) or OpenDay(unit_id=unit_id, team=team, day=day)
    row.spans, row.note = [list(span) for span in kept], " ".join(note.split())[:120]
    _store(session, row)
    _told(session, actor, "hours.day", unit_id, team, now, day=day.isoformat(), spans=row.spans)


def forget_day(session: Session, actor: Actor, row_id: int, *, now: datetime) -> None:
    """That day is as the week and the holidays say again. Forgetting twice is once.

    Raises:
        NotAllowed, OtherUnitsHours
    """
    require(actor, Permission.HOURS_MANAGE)
    row = session.get(OpenDay, row_id)
    if row is None:
        return
    if actor.unit_id not in (None, row.unit_id):
        raise OtherUnitsHours
    session.delete(row)
    day = row.day.isoformat()
    _told(session, actor, "hours.day_forgotten", row.unit_id, row.team, now, day=day)


def _may_set(session: Session, actor: Actor, unit_id: int | None) -> None:
    require(actor, Permission.HOURS_MANAGE)
    if actor.unit_id not in (None, unit_id):
        raise OtherUnitsHours
    if unit_id is not None:
        unit = session.get(Unit, unit_id)
        if unit is None or unit.head_office:
            raise UnknownUnit


def _week(session: Session, unit_id: int | None, team: Team) -> OpenWeek | None:
    here = col(OpenWeek.unit_id).is_(None) if unit_id is None else OpenWeek.unit_id == unit_id
    wanted = select(OpenWeek).where(OpenWeek.team == team, here)
    return session.exec(wanted.with_for_update()).one_or_none()


def _day(session: Session, unit_id: int | None, team: Team, day: date) -> OpenDay | None:
    here = col(OpenDay.unit_id).is_(None) if unit_id is None else OpenDay.unit_id == unit_id
    wanted = select(OpenDay).where(OpenDay.team == team, OpenDay.day == day, here)
    return session.exec(wanted.with_for_update()).one_or_none()


def _store(session: Session, row: OpenWeek | OpenDay) -> None:
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _told(
    session: Session, actor: Actor, kind: str, unit_id: int | None, team: Team, now: datetime,
    **detail: object,
) -> None:  # fmt: skip
    audit.record(session, actor, kind, f"hours:{team.value}", now=now, unit=unit_id, **detail)
    events.touch(session, TOPIC)
