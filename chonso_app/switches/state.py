"""What `/admin/tinh-nang` knows. The service decides; the page shows how each switch stands."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import reflex as rx
from pydantic import BaseModel, field_validator
from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.switches import service
from chonso_app.switches.service import Feature, Setting, Standing
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell

EVERYWHERE = 0
_TONES = {
    Standing.ON: "ok",
    Standing.OFF: "idle",
    Standing.NOT_YET: "now",
    Standing.OVER: "idle",
}


class SwitchForm(BaseModel):
    choice: Literal["on", "off", "follow"]
    starts: date | None = None
    ends: date | None = None

    @field_validator("starts", "ends", mode="before")
    @classmethod
    def empty_is_none(cls, value: object) -> object:
        return value or None


@dataclass(frozen=True)
class SwitchCell:
    feature: str
    unit_id: int  # EVERYWHERE: 0
    text: str
    tone: str
    own: bool  # set for this unit itself


@dataclass(frozen=True)
class SwitchRow:
    feature: str
    title: str
    note: str
    cells: list[SwitchCell]


@dataclass(frozen=True)
class Edited:
    """The switch in the dialog."""

    feature: str = ""
    unit_id: int = EVERYWHERE
    title: str = ""
    note: str = ""
    choice: str = "on"
    starts: str = ""
    ends: str = ""
    changed: str = ""


class SwitchesState(rx.State):
    rows: list[SwitchRow] = []
    unit_names: list[str] = []
    edited: Edited = Edited()
    errors: dict[str, str] = {}

    @rx.event
    @allow(Permission.SWITCHES_MANAGE)
    async def load(self) -> None:
        self.edited, self.errors = Edited(), {}
        await self._show()

    @rx.event
    @allow(Permission.SWITCHES_MANAGE)
    async def edit(self, feature: str, unit_id: int) -> None:
        settings = await in_read(_matrix, actor_of(self))
        found = [one for one in settings if _is(one, feature, unit_id)]
        self.errors, self.edited = {}, _edited(found[0]) if found else Edited()

    @rx.event
    @allow(Permission.SWITCHES_MANAGE)
    async def close(self) -> None:
        self.edited = Edited()

    @rx.event
    @allow(Permission.SWITCHES_MANAGE)
    async def save(self, form: dict) -> None:
        asked, self.errors = parse(SwitchForm, form, texts="switches.field")
        if asked is None or not self.edited.feature:
            return
        feature, unit = Feature(self.edited.feature), self.edited.unit_id or None
        actor, now = actor_of(self), utc_now()
        async with refusals_told(self):
            if asked.choice == "follow":
                await in_transaction(service.clear, actor, feature, unit, now=now)
            else:
                await in_transaction(
                    service.switch, actor, feature, unit, on=asked.choice == "on",
                    starts_on=asked.starts, ends_on=asked.ends, now=now,
                )  # fmt: skip
            self.edited = Edited()
            await self._show()
            await tell(self, say("switches.saved"), "ok")

    async def _show(self) -> None:
        settings, names = await in_read(_page, actor_of(self))
        self.unit_names = [say("switches.everywhere"), *names]
        self.rows = [
            SwitchRow(
                feature.value,
                say(f"switches.feature.{feature}"),
                say(f"switches.note.{feature}"),
                [_cell(one) for one in settings if one.feature is feature],
            )
            for feature in Feature
        ]


def _matrix(session: Session, actor: Actor) -> list[Setting]:
    return service.matrix(session, actor, now=utc_now())


def _page(session: Session, actor: Actor) -> tuple[list[Setting], list[str]]:
    settings = _matrix(session, actor)
    ids = [one.unit_id for one in settings if one.feature is Feature.ESIM and one.unit_id]
    found = [units.unit(session, unit_id) for unit_id in ids]
    return settings, [unit.name for unit in found if unit]


def _is(setting: Setting, feature: str, unit_id: int) -> bool:
    return setting.feature.value == feature and (setting.unit_id or EVERYWHERE) == unit_id


def _cell(setting: Setting) -> SwitchCell:
    switch = setting.switch
    days = {
        "starts": f"{switch.starts_on:%d/%m/%Y}" if switch and switch.starts_on else "",
        "ends": f"{switch.ends_on:%d/%m/%Y}" if switch and switch.ends_on else "",
    }
    standing = setting.standing
    key = standing.value
    if standing is Standing.ON and days["ends"]:
        key = "on_until"
    if standing is Standing.NOT_YET and not switch:  # everywhere's day is shown in its own column
        key = "not_yet_everywhere"
    if standing is Standing.OVER and not switch:
        key = "off"
    return SwitchCell(
        feature=setting.feature.value,
        unit_id=setting.unit_id or EVERYWHERE,
        text=say(f"switches.standing.{key}", **days),
        tone=_TONES[standing],
        own=switch is not None,
    )


def _edited(setting: Setting) -> Edited:
    switch = setting.switch
    return Edited(
        feature=setting.feature.value,
        unit_id=setting.unit_id or EVERYWHERE,
        title=say(f"switches.feature.{setting.feature}"),
        note=say(f"switches.note.{setting.feature}"),
        choice="follow" if switch is None else "on" if switch.on else "off",
        starts=switch.starts_on.isoformat() if switch and switch.starts_on else "",
        ends=switch.ends_on.isoformat() if switch and switch.ends_on else "",
        changed=vn_datetime(switch.changed_at) if switch else "",
    )
