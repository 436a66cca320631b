"""What a number costs with everything that goes with it, and the press of Giữ số on its page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session, select

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.holds import service as holds
from chonso_app.numbers import service as numbers
from chonso_app.numbers.compared import numbers_of, wanted_in
from chonso_app.orders.models import Order
from chonso_app.orders.press import press
from chonso_app.orders.state import WishState
from chonso_app.plans import service as plans
from chonso_app.plans.models import SimKind
from chonso_app.plans.rules import PlanOffer
from chonso_app.plans.service import Offers
from chonso_app.ui.edge import actor_of, limited, public, query_arg, refusals_told, route_arg


@dataclass(frozen=True)
class PlanRow:
    """A plan to choose. `code` "" is no plan."""

    code: str
    name: str
    summary: str
    price: str
    days: str
    recommended: bool = False


@dataclass(frozen=True)
class Bill:
    """Everything to pay, for the plan that is ticked."""

    number: str = ""
    sim: str = ""
    plan: str = ""  # what the line says
    plan_price: str = ""
    total: str = ""
    note: str = ""


class PlansState(rx.State):
    """The plans that the front page shows."""

    rows: list[PlanRow] = []

    @rx.event
    @public
    async def load(self) -> None:
        offers = await in_read(plans.offers, SimKind.ESIM, now=utc_now())
        self.rows = [row_of_plan(plan) for plan in offers.plans]


class OfferState(rx.State):
    rows: list[PlanRow] = []
    chosen: str = ""
    bill: Bill = Bill()
    busy: bool = False
    own_path: str = ""  # where the visitor's own hold of this number goes on

    @rx.event
    @public
    async def load(self) -> None:
        wish = await self.get_state(WishState)
        self.chosen, self.busy = wish._plan, False
        await self._show()

    @rx.event
    @public
    async def pick(self, plan_code: str) -> None:
        self.chosen = str(plan_code)[:20]
        await self._show()

    @rx.event
    @limited(20, 60)
    @public
    async def hold(self) -> AsyncIterator[rx.event.EventSpec | None]:
        """The number of the page, with the plan that is ticked."""
        self.busy = True
        yield None
        async with refusals_told(self):
            msisdn = numbers.msisdn_typed(route_arg(self, "msisdn"))
            order = await press(actor_of(self), msisdn, self.chosen)
            yield rx.redirect(f"/dang-ky-so/{order.code}")
        self.busy = False

    async def _show(self) -> None:
        typed = route_arg(self, "msisdn")
        try:
            price, offers, own = await in_read(_look, actor_of(self), typed)
        except numbers.NumberNotFound:
            self.rows, self.bill, self.own_path = [], Bill(), ""
            return
        self.rows = [row_of_plan(plan) for plan in offers.plans]
        if own:
            self.chosen = own.plan_code or ""
        plan = next((one for one in offers.plans if one.code == self.chosen), None)
        self.chosen = plan.code if plan else ""
        self.bill = _bill(price, offers.sim_fee, plan)
        self.own_path = f"/dang-ky-so/{own.code}" if own else ""


class TotalsState(rx.State):
    """What each number of a comparison costs with an eSIM and no plan, in the page's order."""

    totals: list[str] = []

    @rx.event
    @limited(240, 60)
    @public
    async def load(self) -> None:
        self.totals = await in_read(_totals, wanted_in(query_arg(self, "so")))


def _totals(session: Session, wanted: list[str]) -> list[str]:
    """ "" for a number that the shop does not have."""
    fee = plans.offers(session, SimKind.ESIM, now=utc_now()).sim_fee
    found = numbers_of(session, wanted)
    return [vnd(found[one].price + fee) if one in found else "" for one in wanted]


def _look(session: Session, actor: Actor, typed: str) -> tuple[int, Offers, Order | None]:
    """Price, what goes with it, and the visitor's own order if it holds the number."""
    now = utc_now()
    number = numbers.number_of(session, numbers.msisdn_typed(typed))
    offers = plans.offers(session, SimKind.ESIM, now=now)
    held = [h for h in holds.running_of(session, actor, now=now) if h.msisdn == number.msisdn]
    if not held:
        return number.price, offers, None
    order = session.exec(select(Order).where(Order.hold_id == held[0].id)).one_or_none()
    return number.price, offers, order


def row_of_plan(plan: PlanOffer) -> PlanRow:
    days = say("find.plan.days", days=plan.cycle_days)
    return PlanRow(plan.code, plan.name, plan.summary, vnd(plan.price), days, plan.recommended)


def _bill(price: int, sim_fee: int, plan: PlanOffer | None) -> Bill:
    line, note = say("find.number.no_plan_cost"), say("find.number.vat")
    if plan:
        line = say("find.number.plan", name=plan.name, days=plan.cycle_days)
        note = say("find.number.later", price=vnd(plan.price), name=plan.name)
    plan_price = plan.price if plan else 0
    return Bill(
        number=vnd(price),
        sim=vnd(sim_fee),
        plan=line,
        plan_price=vnd(plan_price),
        total=vnd(price + sim_fee + plan_price),
        note=note,
    )
