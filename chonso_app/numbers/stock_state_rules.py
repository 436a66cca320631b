"""Rules of price on the page: the list, and one open form."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field, field_validator
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import NotAllowed
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.numbers import prices, stock_places
from chonso_app.numbers.prices import Draft
from chonso_app.numbers.stock_models import PriceRule
from chonso_app.numbers.stock_places import Places
from chonso_app.numbers.stock_state import NumberStockState
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell

_NUMBERS = allow(Permission.NUMBERS_MANAGE)


@dataclass(frozen=True)
class RuleLine:
    rule_id: int
    priority: str
    shape: str
    prefix: str
    unit: str
    gives: str
    window: str
    in_force: bool
    own: bool  # the actor may change it


class _Form(BaseModel):
    """As typed: a select gives "", a field that is not mounted gives null."""

    shape: str = Field(default="", max_length=16)
    badge_only: bool = False
    prefix: str = Field(default="", max_length=3)
    unit: int | None = None
    price: int | None = Field(default=None, ge=1)
    percent: int | None = Field(default=None, ge=1, le=1_000)
    priority: int = Field(default=0, ge=0, le=1_000)
    starts_on: date | None = None
    ends_on: date | None = None

    @field_validator("unit", "price", "percent", "starts_on", "ends_on", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return value.replace(".", "") if isinstance(value, str) and value.strip() else None

    @field_validator("shape", "prefix", "priority", "badge_only", mode="before")
    @classmethod
    def _null_is_empty(cls, value: Any, info: Any) -> Any:
        if value in (None, ""):
            return {"priority": 0, "badge_only": False}.get(info.field_name, "")
        return value


class NumberRuleState(NumberStockState):
    rules: list[RuleLine] = []
    rule_id: int = 0
    form: dict[str, str] = {}
    errors: dict[str, str] = {}
    form_serial: int = 0

    @rx.event
    @_NUMBERS
    async def load_rules(self) -> None:
        await self._list()

    async def _list(self) -> None:
        try:
            self.rules = await in_read(_lines, actor_of(self))
        except NotAllowed:
            self.reset()

    @rx.event
    @_NUMBERS
    async def new_rule(self) -> None:
        self._show(0, {"badge_only": "1", "priority": "0"})

    @rx.event
    @_NUMBERS
    async def open_rule(self, rule_id: int) -> None:
        async with refusals_told(self):
            found = await in_read(_form_of, actor_of(self), rule_id)
            self._show(rule_id, found)

    def _show(self, rule_id: int, form: dict[str, str]) -> None:
        self.rule_id, self.form, self.errors = rule_id, form, {}
        self.form_serial += 1
        self.panel = "rule"

    @rx.event
    @_NUMBERS
    async def save_rule(self, form: dict) -> None:
        data, self.errors = parse(_Form, form, texts="numbers.stock.rule_wrong")
        if data is None:
            return
        draft = Draft(
            data.shape, data.badge_only, data.prefix, data.unit, data.price, data.percent,
            data.priority, data.starts_on, data.ends_on,
        )  # fmt: skip
        async with refusals_told(self):
            await in_transaction(prices.save, actor_of(self), self.rule_id, draft, now=utc_now())
            self.panel = ""
            await tell(self, say("numbers.stock.rule_saved"), "ok")
        await self._list()

    @rx.event
    @_NUMBERS
    async def remove_rule(self) -> None:
        async with refusals_told(self):
            await in_transaction(prices.remove, actor_of(self), self.rule_id, now=utc_now())
            self.panel = ""
        await self._list()


def _lines(session: Session, actor: Actor) -> list[RuleLine]:
    places, today = stock_places.of_actor(session, actor), vn_today(utc_now())
    return [_line(rule, actor, places, today) for rule in prices.rules_for(session, actor)]


def _line(rule: PriceRule, actor: Actor, places: Places, today: date) -> RuleLine:
    whole = say("numbers.stock.rule_all")
    shape = say(f"numbers.class.{rule.shape}") if rule.shape else whole
    if rule.shape and not rule.badge_only:
        shape = say("numbers.stock.rule_any", shape=shape)
    percent = say("numbers.stock.rule_percent", percent=rule.percent)
    return RuleLine(
        rule.key, str(rule.priority), shape, rule.prefix or whole,
        places.unit_names.get(rule.unit_id, "") if rule.unit_id else whole,
        percent if rule.price is None else vnd(rule.price), _window(rule),
        (rule.starts_on or today) <= today <= (rule.ends_on or today),
        actor.unit_id in (None, rule.unit_id),
    )  # fmt: skip


def _window(rule: PriceRule) -> str:
    first, last = (f"{day:%d/%m/%Y}" if day else "" for day in (rule.starts_on, rule.ends_on))
    if first and last:
        return say("numbers.stock.rule_between", first=first, last=last)
    if first or last:
        return say(f"numbers.stock.rule_{'from' if first else 'to'}", day=first or last)
    return say("numbers.stock.rule_always")


def _form_of(session: Session, actor: Actor, rule_id: int) -> dict[str, str]:
    """Raises RuleNotFound."""
    rule = next((one for one in prices.rules_for(session, actor) if one.key == rule_id), None)
    if rule is None:
        raise prices.RuleNotFound
    said = {
        "shape": rule.shape, "badge_only": "1" if rule.badge_only else "", "prefix": rule.prefix,
        "unit": rule.unit_id, "price": rule.price, "percent": rule.percent,
        "priority": rule.priority, "starts_on": rule.starts_on, "ends_on": rule.ends_on,
    }  # fmt: skip
    return {name: "" if value is None else str(value) for name, value in said.items()}
