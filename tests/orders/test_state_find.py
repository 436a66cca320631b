"""The page of one number as its visitor drives it: every cost, plans, the press of Giữ số."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session, select

from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.orders import state_find
from chonso_app.orders.models import Order
from chonso_app.orders.state_find import OfferState, PlansState
from chonso_app.plans import seed
from chonso_app.ui.edge import act_as
from chonso_app.ui.notice import NoticeState

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LAN, MINH = (Actor.anonymous(visitor=letter * 64, address="203.0.113.7") for letter in "ab")
Visit = Callable[..., Any]


@pytest.fixture
def shop(session: Session) -> Session:
    now = utc_now()
    put_on_shelf(session, [new_row("0901236868", 1_250_000, this_year=now.year)])
    seed.seed(session, now)
    session.commit()
    return session


@pytest.fixture
def visit(shop: Session, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """`visit(LAN, OfferState.pick, "D90")` in Lan's tab: its state, and what the handler sent."""
    monkeypatch.setattr(state_find, "route_arg", lambda *_: "0901236868")
    tabs: dict[str, rx.State] = {}

    def run(actor: Actor, handler: Any, *args: object) -> Any:
        root = tabs.setdefault(actor.visitor, rx.State(_reflex_internal_init=True))  # pyright: ignore[reportCallIssue]
        kind = PlansState if handler.fn.__qualname__.startswith("PlansState") else OfferState
        state: Any = root.get_substate(kind.get_full_name().split("."))

        async def work() -> Any:
            act_as(actor)
            answer = handler.fn(state, *args)
            if inspect.isasyncgen(answer):
                return [sent async for sent in answer if sent is not None]
            return await answer

        return state, asyncio.run(work())

    return run


def notice_of(state: Any) -> str:
    return state._get_root_state().get_substate(NoticeState.get_full_name().split(".")).text


def test_every_cost_is_said_before_anything_is_held(visit):
    bill = visit(LAN, OfferState.load)[0].bill
    assert bill.number.startswith("1.250.000")
    assert bill.plan_price.startswith("0")
    assert bill.total == bill.number  # the eSIM costs nothing today


def test_a_plan_that_is_ticked_is_in_the_total(visit):
    visit(LAN, OfferState.load)
    bill = visit(LAN, OfferState.pick, "D90")[0].bill
    assert bill.total.startswith("1.340.000")
    assert "D90" in bill.plan


def test_a_plan_that_does_not_exist_is_no_plan(visit):
    visit(LAN, OfferState.load)
    assert visit(LAN, OfferState.pick, "FREE")[0].chosen == ""


def test_the_press_takes_the_number_with_its_plan_and_leads_to_the_form(visit, shop):
    visit(LAN, OfferState.load)
    visit(LAN, OfferState.pick, "D90")
    _, sent = visit(LAN, OfferState.hold)
    order = shop.exec(select(Order)).one()
    assert f"/dang-ky-so/{order.code}" in str(sent)
    assert (order.plan_code, order.total) == ("D90", 1_340_000)


def test_who_holds_the_number_is_led_back_to_the_phieu(visit, shop):
    visit(LAN, OfferState.load)
    visit(LAN, OfferState.hold)
    code = shop.exec(select(Order)).one().code
    assert visit(LAN, OfferState.load)[0].own_path == f"/dang-ky-so/{code}"
    assert visit(MINH, OfferState.load)[0].own_path == ""


def test_who_comes_second_is_told_and_stays_on_the_page(visit, shop):
    visit(LAN, OfferState.hold)
    state, sent = visit(MINH, OfferState.hold)
    assert (sent, state.busy) == ([], False)
    assert "0901 23 6868" in notice_of(state)
    assert len(shop.exec(select(Order)).all()) == 1


def test_the_front_page_shows_the_plans(visit):
    assert "D90" in {plan.code for plan in visit(LAN, PlansState.load)[0].rows}
