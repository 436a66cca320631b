"""What the page of carriers knows. The service decides which rules may stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field, field_validator
from sqlmodel import Session

from chonso_app.accounts.units import ProvinceRow, provinces
from chonso_app.carriers import rules, service
from chonso_app.carriers.models import Carrier
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

_NEED = Permission.CARRIERS_MANAGE
_MOST = 100_000_000


class RulesForm(BaseModel):
    is_on: bool = False
    max_cod: int = Field(ge=0, le=_MOST)
    flat_fee: int = Field(ge=0, le=_MOST)

    @field_validator("max_cod", "flat_fee", mode="before")
    @classmethod
    def digits(cls, value: object) -> object:
        return _digits(value)


@dataclass(frozen=True)
class CarrierLine:
    code: str = ""
    name: str = ""
    is_on: bool = False
    place: int = 0
    serves: str = ""
    max_cod: str = ""
    flat_fee: str = ""
    max_cod_typed: str = ""
    flat_fee_typed: str = ""


@dataclass(frozen=True)
class ProvinceLine:
    """One province of the carrier that is open; `fee` "" where the general one holds."""

    code: str
    name: str
    is_served: bool
    fee: str


class CarriersState(rx.State):
    """`/admin/van-chuyen`"""

    rows: list[CarrierLine] = []
    chosen: CarrierLine = CarrierLine()
    provinces: list[ProvinceLine] = []
    errors: dict[str, str] = {"max_cod": "", "flat_fee": "", "fees": ""}

    @rx.event
    @allow(_NEED)
    async def load(self) -> None:
        self._close()
        await self._refresh()
        follow(self, service.TOPIC)

    @rx.event
    @allow(_NEED)
    async def open(self, code: str) -> None:
        async with refusals_told(self):
            self._clear()
            self.chosen, self.provinces = await in_read(_one, actor_of(self), str(code))

    @rx.event
    @allow(_NEED)
    async def close(self) -> None:
        self._close()

    @rx.event
    @allow(_NEED)
    async def move_up(self, code: str) -> None:
        async with refusals_told(self):
            await in_transaction(service.move_up, actor_of(self), str(code), now=utc_now())
            await self._refresh()

    @rx.event
    @allow(_NEED)
    async def save(self, form: dict[str, Any]) -> None:
        self._clear()
        told, wrong = parse(RulesForm, form, texts="carriers.admin.wrong")
        fees, bad_fee = _fees(form)
        if told is None or bad_fee:
            self.errors |= wrong | {"fees": say("carriers.admin.wrong.fees") if bad_fee else ""}
            return
        async with refusals_told(self):
            served = {name.removeprefix("serves_") for name in form if _is_ticked(form, name)}
            await in_transaction(_save, actor_of(self), self.chosen.code, told, served, fees)
            await self._refresh()
            await tell(self, say("carriers.admin.saved"), "ok")

    async def _refresh(self) -> None:
        async with refusals_told(self):
            self.rows = await in_read(_all, actor_of(self))

    def _close(self) -> None:
        self.chosen, self.provinces = CarrierLine(), []
        self._clear()

    def _clear(self) -> None:
        self.errors = {"max_cod": "", "flat_fee": "", "fees": ""}


def _all(session: Session, actor: Actor) -> list[CarrierLine]:
    require(actor, _NEED)
    how_many = len(provinces(session))
    carriers = service.all_carriers(session)
    return [_line(carrier, place, how_many) for place, carrier in enumerate(carriers, 1)]


def _one(session: Session, actor: Actor, code: str) -> tuple[CarrierLine, list[ProvinceLine]]:
    require(actor, _NEED)
    carrier, known = service.carrier_of(session, code), provinces(session)
    return _line(carrier, 0, len(known)), [_province(carrier, row) for row in known]


def _save(
    session: Session, actor: Actor, code: str, told: RulesForm, served: set[str],
    fees: dict[str, int],
) -> None:  # fmt: skip
    """Everywhere but where it is not ticked: a province that is new is served."""
    excluded = [row.code for row in provinces(session) if row.code not in served]
    wanted = service.CarrierRules(
        is_on=told.is_on, provinces=[], excluded=excluded, max_cod=told.max_cod,
        flat_fee=told.flat_fee, flat_fees=fees,
    )  # fmt: skip
    service.change(session, actor, code, wanted, now=utc_now())


def _line(carrier: Carrier, place: int, how_many: int) -> CarrierLine:
    only = len(carrier.provinces) or how_many
    served = only - len(carrier.excluded)
    everywhere = served == how_many
    return CarrierLine(
        code=carrier.code,
        name=carrier.name,
        is_on=carrier.is_on,
        place=place,
        serves=say(
            "carriers.admin.everywhere" if everywhere else "carriers.admin.some",
            served=served,
            all=how_many,
        ),
        max_cod=vnd(carrier.max_cod),
        flat_fee=vnd(carrier.flat_fee),
        max_cod_typed=_dotted(carrier.max_cod),
        flat_fee_typed=_dotted(carrier.flat_fee),
    )


def _province(carrier: Carrier, row: ProvinceRow) -> ProvinceLine:
    goes_there = (
        not carrier.provinces or row.code in carrier.provinces
    ) and row.code not in carrier.excluded
    own = row.code in carrier.flat_fees
    fee = _dotted(rules.flat_fee(carrier, row.code)) if own else ""
    return ProvinceLine(row.code, row.name, goes_there, fee)


def _is_ticked(form: Mapping[str, Any], name: str) -> bool:
    return name.startswith("serves_") and form[name] in (True, "1", "on")


def _fees(form: Mapping[str, Any]) -> tuple[dict[str, int], bool]:
    """Province → ₫ of what was filled in, and whether something in it is no amount."""
    fees, bad = {}, False
    for name, value in form.items():
        typed = str(value).strip()
        if not name.startswith("fee_") or not typed:
            continue
        digits = str(_digits(typed))
        if digits.isascii() and digits.isdigit() and int(digits[:12]) <= _MOST:
            fees[name.removeprefix("fee_")[:8]] = int(digits)
        else:
            bad = True
    return fees, bad


def _dotted(amount: int) -> str:
    """`25000` → `25.000`, as it is typed."""
    return f"{amount:,}".replace(",", ".")


def _digits(value: object) -> object:
    """`25.000 ₫` → `25000`."""
    return re.sub(r"[\s.,₫đ]", "", value) if isinstance(value, str) else value
