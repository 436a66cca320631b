"""What the roster's tab knows: who is there when, by company and team."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import reflex as rx
from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.dispatch import duty
from chonso_app.dispatch.forms import ShiftForm
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.dispatch.rules import clock
from chonso_app.dispatch.state import NEED
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class TeamCell:
    unit_id: int
    team: str
    lines: list[str]
    now: str  # in words
    tone: str


@dataclass(frozen=True)
class RosterRow:
    unit_id: int
    unit: str
    teams: list[TeamCell]


@dataclass(frozen=True)
class ShiftEdited:
    unit_id: int = 0
    team: str = ""
    title: str = ""


class RosterState(rx.State):
    rows: list[RosterRow] = []
    edited: ShiftEdited = ShiftEdited()
    errors: dict[str, str] = {}

    @rx.event
    @allow(NEED)
    async def load(self) -> None:
        follow(self, duty.TOPIC)
        self.edited, self.errors = ShiftEdited(), {}
        await self._refresh()

    @rx.event
    @allow(NEED)
    async def edit(self, unit_id: int, team: str) -> None:
        row = next((one for one in self.rows if one.unit_id == unit_id), None)
        self.errors = {}
        if row and team in set(Team):
            title = say("dispatch.shift_of", unit=row.unit, team=say(f"dispatch.team.{team}"))
            self.edited = ShiftEdited(row.unit_id, team, title)

    @rx.event
    @allow(NEED)
    async def close(self) -> None:
        self.edited = ShiftEdited()

    @rx.event
    @allow(NEED)
    async def save(self, form: dict) -> None:
        data, self.errors = parse(ShiftForm, form, texts="dispatch.field")
        if data is None or not self.edited.team:
            return
        unit_id, team = self.edited.unit_id, Team(self.edited.team)
        actor, now = actor_of(self), utc_now()
        async with refusals_told(self):
            if data.mode == "no_roster":
                await in_transaction(duty.forget_roster, actor, unit_id, team, now=now)
            else:
                there = data.mode == "shift"
                await in_transaction(
                    duty.set_shifts, actor, unit_id, team, data.days(form),
                    starts=(data.starts or 0) if there else None,
                    ends=(data.ends or 0) if there else None, people=data.people, now=now,
                )  # fmt: skip
            self.edited = ShiftEdited()
            await self._refresh()
            await tell(self, say("dispatch.roster_saved"), "ok")

    async def _refresh(self) -> None:
        async with refusals_told(self):
            self.rows = await in_read(_rows, actor_of(self), utc_now())


def _rows(session: Session, actor: Actor, now: datetime) -> list[RosterRow]:
    shifts: dict[tuple[int, Team], list[DutyShift]] = defaultdict(list)
    for row in duty.roster(session, actor):
        shifts[row.unit_id, row.team].append(row)
    there = {team: duty.on_duty(session, team, now=now) for team in Team}
    return [
        RosterRow(
            unit.row_id,
            unit.name,
            [
                _cell(unit.row_id, team, shifts[unit.row_id, team], there[team].get(unit.row_id))
                for team in Team
            ],
        )
        for unit in units.companies(session)
    ]


def _cell(unit_id: int, team: Team, shifts: list[DutyShift], there: duty.Duty | None) -> TeamCell:
    if there is None:
        return TeamCell(unit_id, team.value, [], say("dispatch.no_roster"), "idle")
    key, tone = ("dispatch.there", "ok") if there.on else ("dispatch.away", "warn")
    return TeamCell(unit_id, team.value, summary(shifts), say(key), tone)


def summary(shifts: list[DutyShift]) -> list[str]:
    """`T2–T6 08:00–20:00, 3 người`: days in a row with the same hours in one line."""
    by_day: dict[int, tuple[tuple[int, int, int], ...]] = {}
    for day in range(7):
        here = [(one.starts, one.ends, one.people) for one in shifts if one.weekday == day]
        by_day[day] = tuple(here)
    lines, first = list[str](), 0
    for day, after in [*pairwise(range(7)), (6, 7)]:
        if after < 7 and by_day[after] == by_day[day]:
            continue
        lines += [_line(first, day, *one) for one in by_day[first]]
        first = after
    return lines


def _line(first: int, last: int, starts: int, ends: int, people: int) -> str:
    begins, end = (say(f"dispatch.day.{day}") for day in (first, last))
    days = begins if first == last else f"{begins}–{end}"
    return say("dispatch.shift", days=days, starts=clock(starts), ends=clock(ends), people=people)
