"""Who is on duty: the roster read, and changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.dispatch.rules import clock

TOPIC = "dispatch"
_DAY = 1440  # minutes
_WEEK = 7 * _DAY
MOST_PEOPLE = 500


class UnknownUnit(ShopError):
    """No such regional company, or not one that works cases."""


class OtherUnitsRoster(ShopError):
    """Whoever belongs to a unit keeps the roster of that unit only."""


class BadShift(ShopError):
    """It ends before it begins, or names no weekday."""


class NobodyAllWeek(ShopError):
    """A roster without a single shift would read as no roster, that is as always there."""


@dataclass(frozen=True)
class Duty:
    on: bool
    shift: str  # "08:00–20:00": the running one, else the day's; "" without a roster
    ended: datetime | None = None  # the last one of today or yesterday; None while one runs


class _Span(NamedTuple):
    weekday: int
    starts: int
    ends: int


def on_duty(session: Session, team: Team, *, now: datetime) -> Mapping[int, Duty]:
    """By unit. A unit that keeps no roster for this team is not in it."""
    local = vn(now)
    minute = local.hour * 60 + local.minute
    every = (
        select(DutyShift.unit_id, DutyShift.weekday, DutyShift.starts, DutyShift.ends)
        .where(col(DutyShift.team) == team)
        .order_by(col(DutyShift.starts))
    )  # columns only: every console asks whenever the queue moves
    by_unit: dict[int, list[_Span]] = defaultdict(list)
    for unit_id, weekday, starts, ends in session.exec(every):
        by_unit[unit_id].append(_Span(weekday, starts, ends))
    return {unit: _duty(shifts, local.weekday(), minute, now) for unit, shifts in by_unit.items()}


def _duty(shifts: list[_Span], weekday: int, minute: int, now: datetime) -> Duty:
    today = [row for row in shifts if row.weekday == weekday]
    running = [row for row in today if row.starts <= minute < row.ends]
    shown = running or today
    span = f"{clock(shown[0].starts)}–{clock(shown[0].ends)}" if shown else "–"
    if running:
        return Duty(True, span)
    over = [minute - row.ends for row in today if row.ends <= minute]
    over += [minute + _DAY - row.ends for row in shifts if row.weekday == (weekday - 1) % 7]
    whole = now.replace(second=0, microsecond=0)
    return Duty(False, span, whole - timedelta(minutes=min(over)) if over else None)


@dataclass(frozen=True)
class Shift:
    """Of one team of one unit. `hours`: of the running shift, else of the next or last today."""

    on: bool
    hours: str = ""  # "" when the unit keeps no roster, "–" when nobody is on today
    ends: datetime | None = None  # shifts that follow without a gap counted in; None: not in sight


ALWAYS = Shift(on=True)


def shift_of(session: Session, team: Team, unit_id: int, *, now: datetime) -> Shift:
    mine = select(DutyShift).where(DutyShift.team == team, DutyShift.unit_id == unit_id)
    rows = session.exec(mine.order_by(col(DutyShift.starts))).all()
    if not rows:
        return ALWAYS
    local = vn(now)
    minute = local.hour * 60 + local.minute
    today = [row for row in rows if row.weekday == local.weekday()]
    running = next((row for row in today if row.starts <= minute < row.ends), None)
    shown = running or next((row for row in today if row.starts > minute), None)
    shown = shown or next(reversed(today), None)
    hours = f"{clock(shown.starts)}–{clock(shown.ends)}" if shown else "–"
    if running is None:
        return Shift(on=False, hours=hours)
    left = _until_gap(rows, running) - local.weekday() * _DAY - minute
    whole = local.replace(second=0, microsecond=0)
    ends = whole + timedelta(minutes=left) if left < _WEEK else None
    return Shift(on=True, hours=hours, ends=ends)


def _until_gap(rows: Iterable[DutyShift], running: DutyShift) -> int:
    """The minute of the week (or of the next one) at which nobody takes over."""
    next_of = {row.weekday * _DAY + row.starts: row.ends - row.starts for row in rows}
    end = ends = running.weekday * _DAY + running.ends
    while (length := next_of.get(end % _WEEK)) and end < ends + _WEEK:
        end += length
    return end


def roster(session: Session, actor: Actor) -> list[DutyShift]:
    """Every shift, by unit, team, day.

    Raises:
        NotAllowed
    """
    require(actor, Permission.DISPATCH_RULES)
    order = (DutyShift.unit_id, DutyShift.team, DutyShift.weekday, DutyShift.starts)
    return list(session.exec(select(DutyShift).order_by(*(col(one) for one in order))))


def set_shifts(
    session: Session,
    actor: Actor,
    unit_id: int,
    team: Team,
    weekdays: Iterable[int],
    *,
    starts: int | None,
    ends: int | None,
    people: int = 1,
    now: datetime,
) -> None:
    """One shift for each of these days, instead of what stood there; `starts` None: nobody.

    Raises:
        NotAllowed, UnknownUnit, OtherUnitsRoster, BadShift
        NobodyAllWeek: no day would be left with a shift.
    """
    require(actor, Permission.DISPATCH_RULES)
    if actor.unit_id not in (None, unit_id):
        raise OtherUnitsRoster
    unit = session.get(Unit, unit_id)
    if unit is None or unit.head_office:
        raise UnknownUnit
    days = sorted(set(weekdays))
    bad_days = not days or not all(0 <= day <= 6 for day in days)
    if bad_days or not 0 < people <= MOST_PEOPLE or not _runs(starts, ends):
        raise BadShift
    session.execute(
        sa.delete(DutyShift).where(
            col(DutyShift.unit_id) == unit_id,
            col(DutyShift.team) == team,
            col(DutyShift.weekday).in_(days),
        )
    )
    if starts is not None and ends is not None:
        session.add_all(
            DutyShift(
                unit_id=unit_id, team=team, weekday=day, starts=starts, ends=ends, people=people
            )
            for day in days
        )
    session.flush()
    left = select(DutyShift.id).where(DutyShift.unit_id == unit_id, DutyShift.team == team)
    if session.exec(left).first() is None:
        raise NobodyAllWeek
    audit.record(
        session, actor, "dispatch.roster", f"unit:{unit.code}", now=now, team=team.value,
        days=days, starts=starts, ends=ends, people=people,
    )  # fmt: skip
    events.touch(session, TOPIC)


def forget_roster(
    session: Session, actor: Actor, unit_id: int, team: Team, *, now: datetime
) -> None:
    """The team keeps no roster any more: it counts as there.

    Raises:
        NotAllowed, OtherUnitsRoster
    """
    require(actor, Permission.DISPATCH_RULES)
    if actor.unit_id not in (None, unit_id):
        raise OtherUnitsRoster
    mine = sa.delete(DutyShift).where(
        col(DutyShift.unit_id) == unit_id, col(DutyShift.team) == team
    )
    session.execute(mine)
    audit.record(
        session, actor, "dispatch.roster_forgotten", f"unit:{unit_id}", now=now, team=team.value
    )
    events.touch(session, TOPIC)


def _runs(starts: int | None, ends: int | None) -> bool:
    if starts is None or ends is None:
        return starts is None and ends is None
    return 0 <= starts < ends <= 1440
