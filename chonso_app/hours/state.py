"""What `/admin/gio-truc` knows: every team's week, and the days unlike it."""

from datetime import date
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field, field_validator

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.dispatch.models import Team
from chonso_app.hours import rules, service, views
from chonso_app.hours.rules import Day
from chonso_app.hours.views import EVERYWHERE, DayRow, HoursRow, WeekEdited
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

NEED = Permission.HOURS_MANAGE
_LARGEST = 2**31 - 1  # that fits into the column


def _hours(text: object) -> Day:
    return rules.read_day(str(text or "")[:200])  # BadHours is a ValueError: pydantic's word for no


class WeekForm(BaseModel):
    day_0: Day = ()
    day_1: Day = ()
    day_2: Day = ()
    day_3: Day = ()
    day_4: Day = ()
    day_5: Day = ()
    day_6: Day = ()
    holidays: bool = False

    @field_validator("day_0", "day_1", "day_2", "day_3", "day_4", "day_5", "day_6", mode="before")
    @classmethod
    def typed(cls, value: object) -> Day:
        return _hours(value)

    @field_validator("holidays", mode="before")
    @classmethod
    def ticked(cls, value: object) -> bool:
        return bool(value)

    def week(self) -> dict[int, Day]:
        return {day: getattr(self, f"day_{day}") for day in range(7)}


class _Chosen(BaseModel):
    unit: int
    team: Team


class DayForm(BaseModel):
    unit: int = Field(default=EVERYWHERE, ge=EVERYWHERE, le=_LARGEST)
    team: Team = Team.VIDEO
    day: date
    spans: Day = ()
    note: str = Field(default="", max_length=120)

    @field_validator("spans", mode="before")
    @classmethod
    def typed(cls, value: object) -> Day:
        return _hours(value)


class HoursState(rx.State):
    rows: list[HoursRow] = []
    days: list[DayRow] = []
    unit_names: list[tuple[str, str]] = []  # (id, name), for the dialog
    edited: WeekEdited = WeekEdited()
    adding: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @allow(NEED)
    async def load(self) -> None:
        follow(self, service.TOPIC)
        self.edited, self.adding, self.errors = WeekEdited(), False, {}
        await self._refresh()

    @rx.event
    @allow(NEED)
    async def edit(self, unit_id: int, team: str) -> None:
        self.errors = {}
        asked, _ = parse(_Chosen, {"unit": unit_id, "team": team})
        if asked and any(row.unit_id == asked.unit for row in self.rows):
            self.edited = await in_read(views.edited, asked.unit, asked.team, utc_now())

    @rx.event
    @allow(NEED)
    async def close(self) -> None:
        self.edited, self.adding, self.errors = WeekEdited(), False, {}

    @rx.event
    @allow(NEED)
    async def save(self, form: dict) -> None:
        asked, self.errors = parse(WeekForm, form, texts="hours.field")
        if asked is None or not self.edited.team:
            return
        unit, team = self.edited.unit_id or None, Team(self.edited.team)
        await self._do(
            "hours.week_saved", service.set_week, unit, team, asked.week(),
            holidays=asked.holidays,
        )  # fmt: skip

    @rx.event
    @allow(NEED)
    async def follow_others(self) -> None:
        if self.edited.team:
            unit, team = self.edited.unit_id or None, Team(self.edited.team)
            await self._do("hours.week_followed", service.forget_week, unit, team)

    @rx.event
    @allow(NEED)
    async def add_day(self) -> None:
        self.errors, self.adding = {}, True

    @rx.event
    @allow(NEED)
    async def save_day(self, form: dict) -> None:
        asked, self.errors = parse(DayForm, form, texts="hours.field")
        if asked:
            await self._do(
                "hours.days.saved", service.set_day, asked.unit or None, asked.team, asked.day,
                asked.spans, note=asked.note,
            )  # fmt: skip

    @rx.event
    @allow(NEED)
    async def forget_day(self, row_id: int) -> None:
        if any(row.row_id == row_id for row in self.days):
            await self._do("hours.days.forgotten", service.forget_day, row_id)

    async def _do(self, told: str, act: Any, *args: object, **more: object) -> None:
        async with refusals_told(self):
            await in_transaction(act, actor_of(self), *args, now=utc_now(), **more)
            self.edited, self.adding = WeekEdited(), False
            await self._refresh()
            await tell(self, say(told), "ok")

    async def _refresh(self) -> None:
        if permits(actor_of(self), NEED):
            self.rows, self.days = await in_read(views.page, actor_of(self), utc_now())
            self.unit_names = [(str(row.unit_id), row.unit) for row in self.rows]
