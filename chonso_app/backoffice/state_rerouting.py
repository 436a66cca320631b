"""Beside an opened order: which company has it and why; a supervisor sends it elsewhere."""

from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field
from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.backoffice import rerouting
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.dispatch.words import sentences
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell


class RerouteForm(BaseModel):
    unit: int
    reason: str = Field(min_length=1, max_length=300)


@dataclass(frozen=True)
class Why:
    """The decision that holds."""

    unit: str = ""
    shopcode: str = ""
    reason: str = ""
    at: str = ""


class RerouteState(rx.State):
    code: str = ""
    why: Why = Why()
    steps: list[str] = []
    choices: list[list[str]] = []
    may_reroute: bool = False
    asking: bool = False  # the dialog is open
    errors: dict[str, str] = {}

    @rx.event
    @allow(Permission.DISPATCH_REROUTE)
    async def ask(self) -> None:
        self.asking, self.errors = True, {}

    @rx.event
    @allow(Permission.DISPATCH_REROUTE)
    async def close(self) -> None:
        self.asking = False

    @rx.event
    @allow(Permission.DISPATCH_REROUTE)
    async def reroute(self, form: dict) -> None:
        data, self.errors = parse(RerouteForm, form, texts="dispatch.field.reroute")
        if data is None:
            return
        async with refusals_told(self):
            done = await in_transaction(
                rerouting.reroute, actor_of(self), self.code, data.unit, data.reason, now=utc_now()
            )
            told = "dispatch.rerouted_stayed" if done.stayed else "dispatch.rerouted"
            await tell(self, say(told, code=self.code), "ok")
            await self._show(self.code)

    async def _show(self, code: str) -> None:
        """Called when an order is opened. Another unit's order shows nothing."""
        self.reset()
        actor = actor_of(self)
        async with refusals_told(self):
            self.why, self.steps, self.choices = await in_read(_seen, actor, code)
            self.code = code
            self.may_reroute = permits(actor, Permission.DISPATCH_REROUTE)


def _seen(session: Session, actor: Actor, code: str) -> tuple[Why, list[str], list[list[str]]]:
    decisions = rerouting.why(session, actor, code)
    companies = {unit.row_id: unit for unit in units.companies(session)}
    choices = [[str(key), unit.name] for key, unit in companies.items()]
    if not decisions:
        return Why(), [], choices
    holds = decisions[0]
    unit = companies.get(holds.unit_id)
    why = Why(
        unit=unit.name if unit else "",
        shopcode=unit.shopcode if unit else "",
        reason=holds.reason,
        at=vn_datetime(holds.at),
    )
    steps = sentences([step for step in holds.steps if step["code"] != "shopcode"])
    return why, steps, choices
