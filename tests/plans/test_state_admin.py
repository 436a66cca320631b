"""/admin/goi-cuoc: the form, the preview before saving, and who may."""

from typing import Any

import pytest
import sqlalchemy as sa

from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.clock import vn_today
from chonso_app.plans import seed
from chonso_app.plans.models import Plan
from chonso_app.plans.state_admin import PlansAdminState
from tests import tabs
from tests.plans.test_managing import PLAN, PROMOTION

KDO = Actor(user_id=3, role=Role.MARKETING)
S = PlansAdminState


class Tab(tabs.Tab):
    @property
    def page(self) -> Any:
        return self.state(S)


@pytest.fixture
def tab(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Tab:
    db.transact(seed.seed, db.utc_now())
    monkeypatch.setattr("chonso_app.plans.state_admin.follow", lambda *_: None)
    tab = Tab(KDO)
    tab.do(S.load)
    return tab


def plan(code: str) -> Plan | None:
    return db.read(lambda session: session.get(Plan, code))


def test_a_plan_is_seen_before_it_is_saved(tab: Tab) -> None:
    tab.do(S.new_plan)
    tab.do(S.look, PLAN)
    assert tab.page.preview.title == "D90X"
    assert plan("D90X") is None
    tab.do(S.save)
    assert plan("D90X")
    assert "D90X" in [line.code for line in tab.page.plans]
    assert tab.page.editing == ""


def test_a_wrong_field_is_said_and_nothing_can_be_saved(tab: Tab) -> None:
    tab.do(S.new_plan)
    tab.do(S.look, PLAN | {"price": "chín"})
    assert set(tab.page.errors) == {"price"}
    tab.do(S.save)
    assert plan("D90X") is None


def test_an_open_plan_keeps_its_code_whatever_the_browser_sends(tab: Tab) -> None:
    tab.do(S.open_plan, "D90")
    assert tab.page.form["price"] == "90000"
    tab.do(S.look, PLAN | {"code": "D120", "price": "95000"})
    tab.do(S.save)
    changed, other = plan("D90"), plan("D120")
    assert changed
    assert other
    assert (changed.price, other.price) == (95_000, 120_000)


def test_an_overlapping_window_is_warned_of_and_may_be_saved(tab: Tab) -> None:
    tab.do(S.pick_tab, "promotions")
    running = next(line for line in tab.page.promotions if line.tone == "ok")
    tab.do(S.open_promotion, running.promotion_id)
    assert tab.page.form["code"] == "TN4G"
    tab.do(S.new_promotion)
    today = vn_today(db.utc_now()).isoformat()
    tab.do(S.look, PROMOTION | {"starts_on": today, "ends_on": today})
    assert "TN4G" in tab.page.preview.warning
    tab.do(S.save)
    assert "TET" in [line.code for line in tab.page.promotions]


def test_off_sale_and_order(tab: Tab) -> None:
    tab.do(S.stop, "D90")
    assert plan("D90").on_sale is False  # pyright: ignore
    tab.do(S.resume, "D90")
    second = [line.code for line in tab.page.plans][1]
    tab.do(S.move_up, second)
    assert tab.page.plans[0].code == second


@pytest.mark.parametrize("nonsense", [None, 5, "x", ["code"], {"code": {}}])
def test_nonsense_changes_nothing(tab: Tab, nonsense: Any) -> None:
    tab.do(S.new_plan)
    tab.do(S.look, nonsense)
    tab.do(S.open_plan, nonsense)
    tab.do(S.open_promotion, nonsense)
    tab.do(S.stop, nonsense)
    tab.do(S.move_up, nonsense)
    tab.do(S.pick_tab, nonsense)
    tab.do(S.save)
    assert tab.page.preview.kind == ""


def test_who_loses_the_role_sees_nothing_any_more(tab: Tab) -> None:
    tab.who = Actor(user_id=3, role=Role.ORDER_CLERK)
    tab.do(S.load)
    assert tab.page.plans == []
