"""What /goi-cuoc and the page of one plan know."""

from dataclasses import dataclass

import reflex as rx

from chonso_app.core.db import in_read
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.orders.state_find import PlanRow, row_of_plan
from chonso_app.plans import service as plans
from chonso_app.plans.models import Plan
from chonso_app.plans.rules import PlanOffer, gigabytes
from chonso_app.ui.edge import public, route_arg


@dataclass(frozen=True)
class FactRow:
    term: str
    value: str


@dataclass(frozen=True)
class PlanPage:
    """`phase`: loading, shown, missing."""

    phase: str = "loading"
    code: str = ""
    name: str = ""
    summary: str = ""
    price: str = ""  # "90.000 ₫ cho 30 ngày"
    introduction: tuple[str, ...] = ()
    facts: tuple[FactRow, ...] = ()
    terms: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


class PlanListState(rx.State):
    """/goi-cuoc."""

    rows: list[PlanRow] = []

    @rx.event
    @public
    async def load(self) -> None:
        self.rows = [row_of_plan(PlanOffer.of(one)) for one in await in_read(plans.plans_on_sale)]


class PlanPageState(rx.State):
    """/goi-cuoc/[code]."""

    plan: PlanPage = PlanPage()

    @rx.event
    @public
    async def load(self) -> None:
        self.plan = PlanPage()
        try:
            found = await in_read(plans.plan_page, route_arg(self, "code").upper()[:16])
        except plans.PlanNotFound:
            self.plan = PlanPage(phase="missing")
            return
        self.plan = _page_of(found)


def _page_of(plan: Plan) -> PlanPage:
    return PlanPage(
        phase="shown",
        code=plan.code,
        name=plan.name,
        summary=plan.summary,
        price=say("ordering.plans.price_for", price=vnd(plan.price), days=plan.cycle_days),
        introduction=_lines(plan.introduction),
        facts=_facts(plan),
        terms=tuple(plan.terms),
        steps=_lines(plan.how_to_register),
    )


def _facts(plan: Plan) -> tuple[FactRow, ...]:
    """What the plan has none of is left out."""
    told = [
        ("data_day", gigabytes(plan.data_mb_per_day), plan.data_mb_per_day),
        ("data_cycle", gigabytes(plan.data_mb_per_cycle), plan.data_mb_per_cycle),
        ("on_net", _minutes(plan.minutes_on_net), plan.minutes_on_net),
        ("off_net", _minutes(plan.minutes_off_net), plan.minutes_off_net),
        ("cycle", say("ordering.plans.days", days=plan.cycle_days), plan.cycle_days),
    ]
    return tuple(FactRow(say(f"ordering.plans.{key}"), text) for key, text, has in told if has)


def _minutes(count: int) -> str:
    return say("ordering.plans.minutes", minutes=f"{count:,}".replace(",", "."))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
