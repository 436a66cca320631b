"""The pages of plans: what is sold has one, what is not says so."""

import asyncio
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session

from chonso_app.core.db import utc_now
from chonso_app.orders import state_plans
from chonso_app.orders.state_plans import PlanListState, PlanPageState
from chonso_app.plans import seed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def load(kind: Any) -> Any:
    root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    state = root.get_substate(kind.get_full_name().split("."))
    asyncio.run(kind.load.fn(state))
    return state


@pytest.fixture(autouse=True)
def _plans(session: Session) -> None:
    seed.seed(session, utc_now())
    session.commit()


def test_every_plan_on_sale_is_listed() -> None:
    assert len(load(PlanListState).rows) == 12


def test_a_plan_tells_what_it_is_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_plans, "route_arg", lambda *_: "d90")
    plan = load(PlanPageState).plan
    assert (plan.phase, plan.code) == ("shown", "D90")
    assert plan.price == "90.000\N{NO-BREAK SPACE}₫ cho 30 ngày"
    assert ("Dữ liệu mỗi ngày", "2\N{NO-BREAK SPACE}GB") in [(f.term, f.value) for f in plan.facts]
    assert plan.introduction
    assert plan.terms
    assert len(plan.steps) == 3


def test_a_plan_that_is_not_sold_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_plans, "route_arg", lambda *_: "KHONG-CO")
    assert load(PlanPageState).plan.phase == "missing"
