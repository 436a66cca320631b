"""What the page of staff and roles knows. The services decide who may manage whom."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field, field_validator

from chonso_app.accounts import rules, staff
from chonso_app.accounts.staff import StaffRow
from chonso_app.core.actors import STAFF_ROLES, Role
from chonso_app.core.clock import vn_date, vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import ROLES, Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ORDER = [role for role in Role if role in STAFF_ROLES]


class NewStaff(BaseModel):
    login: str = Field(pattern=r"^[a-z0-9][a-z0-9.]{1,38}[a-z0-9]$")
    full_name: str = Field(min_length=2, max_length=100)
    email: str = Field(max_length=254)
    role: Role
    unit: int

    @field_validator("login", "full_name", "email", mode="before")
    @classmethod
    def trimmed(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("email")
    @classmethod
    def looks_like_mail(cls, value: str) -> str:
        if not _EMAIL.fullmatch(value):
            raise ValueError
        return value


class Assignment(BaseModel):
    role: Role
    unit: int


@dataclass(frozen=True)
class UnitLine:
    unit_id: int
    name: str
    people: int


@dataclass(frozen=True)
class PersonLine:
    """One line of the table, and the head of the panel beside it."""

    user_id: int = 0
    name: str = ""
    initials: str = ""
    login: str = ""
    since: str = ""
    email: str = ""
    role: str = ""
    role_text: str = ""
    unit_id: str = ""
    second_step: bool = False
    waiting: bool = False
    disabled: bool = False
    seen: str = ""
    status: str = ""
    tone: str = "idle"
    sessions: int = 0
    codes_left: int = 0
    myself: bool = False


class StaffState(rx.State):
    units: list[UnitLine] = []
    unit_choices: list[list[str]] = []
    unit_id: int = 0
    unit_name: str = ""
    people: list[PersonLine] = []
    person: PersonLine = PersonLine()
    may: list[str] = []
    inviting: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def load(self) -> None:
        follow(self, staff.TOPIC)
        await self._refresh()

    async def _refresh(self) -> None:
        """Also called by the live updates: a changed role ends what is shown here."""
        actor = actor_of(self)
        try:
            units = await in_read(staff.list_units, actor)
        except ShopError:
            self.reset()
            return
        self.units = [UnitLine(one.unit_id, one.name, one.people) for one in units]
        self.unit_choices = [[str(one.unit_id), one.name] for one in units]
        if self.unit_id not in {one.unit_id for one in units}:
            self.unit_id = units[0].unit_id if units else 0
        self.unit_name = next((u.name for u in units if u.unit_id == self.unit_id), "")
        rows = await in_read(staff.list_staff, actor, self.unit_id, now=utc_now())
        self.people = [_line(row, actor.user_id) for row in rows]
        if self.person.user_id:
            await self._show(self.person.user_id)

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def pick_unit(self, unit_id: int) -> None:
        self.unit_id, self.person = _whole(unit_id), PersonLine()
        await self._refresh()

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def open_person(self, user_id: int) -> None:
        async with refusals_told(self):
            await self._show(_whole(user_id))

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def close_person(self) -> None:
        self.person = PersonLine()

    async def _show(self, user_id: int) -> None:
        actor = actor_of(self)
        row = await in_read(staff.one, actor, user_id, now=utc_now())
        self.person = _line(row, actor.user_id)
        self._show_rights(row.role)

    def _show_rights(self, role: Role) -> None:
        granted = sorted(ROLES[role], key=list(Permission).index)
        self.may = [say(f"accounts.may.{permission.value}") for permission in granted]

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def preview_role(self, role: str) -> None:
        """What the chosen role could do, before it is saved."""
        if role in set(_ORDER):
            self.person = replace(self.person, role=role)
            self._show_rights(Role(role))

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def open_invite(self) -> None:
        self.inviting, self.errors, self.person = True, {}, PersonLine()

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def close_invite(self) -> None:
        self.inviting = False

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def invite(self, form: dict) -> None:
        data, self.errors = parse(NewStaff, form, texts="accounts.staff.field")
        if data is None:
            return
        given: dict[str, Any] = data.model_dump(exclude={"unit"})
        try:
            user_id = await in_transaction(
                staff.invite, actor_of(self), unit_id=data.unit, **given, now=utc_now()
            )
        except staff.LoginTaken as refusal:
            self.errors = {"login": of_refusal(refusal)}
            return
        except staff.StaffNotFound:
            self.errors = {"role": say("accounts.staff.field.role")}
            return
        self.inviting, self.unit_id = False, data.unit
        await self._refresh()
        await self._show(user_id)
        await tell(self, say("accounts.staff.invited"), "ok")

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def save(self, form: dict) -> None:
        data, self.errors = parse(Assignment, form, texts="accounts.staff.field")
        if data:
            chosen = {"role": data.role, "unit_id": data.unit}
            await self._change(staff.assign, "accounts.staff.saved", **chosen)

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def lock(self) -> None:
        await self._change(staff.disable, "accounts.staff.locked")

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def unlock(self) -> None:
        await self._change(staff.enable, "accounts.staff.unlocked")

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def close_sessions(self) -> None:
        await self._change(staff.close_sessions, "accounts.staff.closed")

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def reset_password(self) -> None:
        await self._change(staff.reset, "accounts.staff.reset_done", lost_phone=False)

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def lost_phone(self) -> None:
        await self._change(staff.reset, "accounts.staff.lost_phone_done", lost_phone=True)

    @rx.event
    @allow(Permission.STAFF_MANAGE)
    async def invite_again(self) -> None:
        await self._change(staff.invite_again, "accounts.staff.invited")

    async def _change(self, service: Callable[..., Any], told: str, **chosen: Any) -> None:
        async with refusals_told(self):
            person = self.person.user_id
            await in_transaction(service, actor_of(self), person, **chosen, now=utc_now())
            await self._refresh()
            await tell(self, say(told), "ok")


ROLE_CHOICES = [(role.value, say(f"accounts.role.{role.value}")) for role in _ORDER]


def _line(row: StaffRow, me: int | None) -> PersonLine:
    status, tone = _status(row)
    return PersonLine(
        user_id=row.user_id,
        name=row.full_name,
        initials=rules.initials(row.full_name),
        login=row.login,
        since=say("accounts.staff.since", login=row.login, date=vn_date(row.created_at)),
        email=row.email,
        role=row.role.value,
        role_text=say(f"accounts.role.{row.role.value}"),
        unit_id=str(row.unit_id or ""),
        second_step=row.second_step,
        waiting=row.waiting,
        disabled=row.disabled,
        seen=vn_short(row.seen_at) if row.seen_at else say("accounts.staff.never"),
        status=say(f"accounts.staff.{status}"),
        tone=tone,
        sessions=row.open_sessions,
        codes_left=row.recovery_left,
        myself=row.user_id == me,
    )


def _status(row: StaffRow) -> tuple[str, str]:
    if row.disabled:
        return "disabled", "bad"
    if row.waiting:
        return "waiting", "now"
    return ("on_duty", "ok") if row.open_sessions else ("off_duty", "idle")


def _whole(value: object) -> int:
    """Ids come from the browser: whatever is no number is nobody's."""
    return value if isinstance(value, int) else 0
