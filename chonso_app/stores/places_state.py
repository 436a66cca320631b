"""What the page of stores knows. `places` decides."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx
from pydantic import BaseModel, Field, field_validator

from chonso_app.accounts import units
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import NotAllowed
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.stores import places, rules, wording
from chonso_app.stores.directory import full_address, hours_of
from chonso_app.stores.models import Store, StoreKind
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told, tell
from chonso_app.ui.live import follow

_STORES = allow(Permission.STORES_MANAGE)
_DAYS = range(rules.WEEK)


class _Form(BaseModel):
    """The form as the browser sends it; `places` checks what it means."""

    code: str = Field(default="", max_length=40)
    name: str = Field(default="", max_length=100)
    kind: StoreKind = StoreKind.STORE
    province_code: str = Field(default="", max_length=8)
    ward: str = Field(default="", max_length=80)
    address: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=200)
    closed_days: str = Field(default="", max_length=400)
    on_sale: str = ""
    system: str = Field(default="", max_length=32)
    pick_up_days: int = 7

    @field_validator("*", mode="before")
    @classmethod
    def trimmed(cls, value: object) -> object:
        """A field that is not on the screen arrives as null."""
        if value is None:
            return ""
        return value.strip() if isinstance(value, str) else value


@dataclass(frozen=True)
class PlaceLine:
    code: str
    name: str
    address: str
    province: str
    hours: str
    open_now: bool
    on_sale: bool
    warehouse: bool


@dataclass(frozen=True)
class DayHours:
    day: int
    word: str
    opens: str
    closes: str
    error: str = ""


@dataclass(frozen=True)
class PlaceForm:
    """`is_open`: the panel is shown; `code` "" there: a new one."""

    is_open: bool = False
    code: str = ""
    name: str = ""
    kind: str = StoreKind.STORE.value
    province_code: str = ""
    ward: str = ""
    address: str = ""
    phone: str = ""
    note: str = ""
    closed_days: str = ""
    on_sale: bool = True
    system: str = ""
    pick_up_days: str = "7"


@dataclass(frozen=True)
class ClerkLine:
    user_id: int
    name: str
    login: str


class PlacesState(rx.State):
    lines: list[PlaceLine] = []
    provinces: list[list[str]] = []
    search: str = ""
    form: PlaceForm = PlaceForm()
    hours: list[DayHours] = []
    errors: dict[str, str] = {}
    here: list[ClerkLine] = []
    others: list[list[str]] = []

    @rx.event
    @_STORES
    async def load(self) -> None:
        follow(self, places.TOPIC)
        found = await in_read(units.provinces)
        self.provinces = [[row.code, row.name] for row in found]
        await self._refresh()

    async def _refresh(self) -> None:
        actor, now = actor_of(self), utc_now()
        try:
            found = await in_read(places.stores, actor, self.search)
            clerks = await in_read(places.clerks, actor)
        except NotAllowed:
            self.reset()
            return
        names = {one[0]: one[1] for one in self.provinces}
        self.lines = [_line(store, names.get(store.province_code, ""), now) for store in found]
        mine = self.form.code
        self.here = [
            ClerkLine(one.user_id, one.name, one.login)
            for one in clerks
            if mine and one.store_code == mine
        ]
        self.others = [
            [str(one.user_id), f"{one.name}, {one.store_code}".rstrip(", ")]
            for one in clerks
            if one.store_code != mine
        ]

    @rx.event
    @limited(60, 60)
    @_STORES
    async def look_for(self, typed: str) -> None:
        self.search = typed[:40] if isinstance(typed, str) else ""
        await self._refresh()

    @rx.event
    @_STORES
    async def open_new(self) -> None:
        self.form, self.errors = PlaceForm(is_open=True), {}
        self.hours = _days({str(day): ["08:00", "20:00"] for day in _DAYS})
        await self._refresh()

    @rx.event
    @_STORES
    async def open(self, code: str) -> None:
        async with refusals_told(self):
            store = await in_read(places.one, actor_of(self), str(code)[:32])
            self.form, self.hours, self.errors = _form(store), _days(store.hours), {}
            await self._refresh()

    @rx.event
    @_STORES
    async def close(self) -> None:
        self.form, self.errors = PlaceForm(), {}

    @rx.event
    @_STORES
    async def save(self, form: dict) -> None:
        data, wrong = parse(_Form, form)
        if data is None:
            self.errors = wrong
            return
        is_new = self.form.code == ""
        asked = places.StoreForm(
            **data.model_dump(exclude={"on_sale", "code"}),
            code=data.code.upper() if is_new else self.form.code,
            on_sale=bool(data.on_sale),
            hours={day: (_time(form, "opens", day), _time(form, "closes", day)) for day in _DAYS},
        )
        async with refusals_told(self):
            try:
                store = await in_transaction(
                    places.save, actor_of(self), asked, is_new=is_new, now=utc_now()
                )
            except places.StoreFormWrong as refusal:
                self._mark(refusal.errors)
                return
            except places.StoreCodeTaken as refusal:
                self.errors = {"code": of_refusal(refusal)}
                return
            self.form, self.hours, self.errors = _form(store), _days(store.hours), {}
            await self._refresh()
            await tell(self, say("stores.places.saved"), "ok")

    def _mark(self, errors: dict[str, str]) -> None:
        self.errors = {name: say(f"stores.places.wrong.{why}") for name, why in errors.items()}
        hours = next((text for name, text in self.errors.items() if name.startswith("hours")), "")
        self.errors["hours"] = hours

    @rx.event
    @_STORES
    async def add_clerk(self, form: dict) -> None:
        await self._staff(str(form.get("user_id", "")), self.form.code)

    @rx.event
    @_STORES
    async def take_out(self, user_id: int) -> None:
        await self._staff(str(user_id), "")

    async def _staff(self, user_id: str, code: str) -> None:
        if not (user_id.isascii() and user_id.isdigit() and len(user_id) < 10):
            return
        async with refusals_told(self):
            await in_transaction(places.staff, actor_of(self), int(user_id), code, now=utc_now())
            await self._refresh()
            await tell(self, say("stores.places.staffed"), "ok")


def _time(form: dict, which: str, day: int) -> str:
    value = form.get(f"{which}_{day}", "")
    return value.strip()[:5] if isinstance(value, str) else ""


def _line(store: Store, province: str, now: datetime) -> PlaceLine:
    opening = rules.opening(hours_of(store), now)
    return PlaceLine(
        store.code, store.name, full_address(store), province, wording.opening(opening, now),
        opening.is_open, store.on_sale, store.kind is StoreKind.WAREHOUSE,
    )  # fmt: skip


def _days(stored: dict) -> list[DayHours]:
    return [
        DayHours(day, say(f"stores.places.day.{day}"), *stored.get(str(day), ("", "")))
        for day in _DAYS
    ]


def _form(store: Store) -> PlaceForm:
    closed = ", ".join("/".join(reversed(day.split("-"))) for day in store.closed_days)
    return PlaceForm(
        is_open=True, code=store.code, name=store.name, kind=store.kind.value,
        province_code=store.province_code, ward=store.ward, address=store.address,
        phone=store.phone, note=store.note, closed_days=closed, on_sale=store.on_sale,
        system=store.system, pick_up_days=str(store.pick_up_days),
    )  # fmt: skip
