"""What the page of carriers does with what an administrator, or anybody, sends."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.accounts.models import Province, Unit
from chonso_app.carriers import seed
from chonso_app.carriers.models import Carrier
from chonso_app.carriers.state import CarriersState
from chonso_app.core.actors import Actor, Role
from chonso_app.core.texts import say
from tests import tabs

ADMIN = Actor(user_id=1, role=Role.ADMINISTRATOR)
FORM = {
    "is_on": "1", "max_cod": "5.000.000 ₫", "flat_fee": "31 000", "serves_01": "1",
    "fee_01": "20.000", "fee_79": "",
}  # fmt: skip


class Tab(tabs.Tab):
    @property
    def page(self) -> Any:
        return self.state(CarriersState)


@pytest.fixture
def tab(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Tab:
    monkeypatch.setattr("chonso_app.carriers.state.follow", lambda *_: None)
    unit = Unit(code="KV1", name="Cty KV 1")
    session.add(unit)
    session.flush()
    for code, name in (("01", "Hà Nội"), ("79", "TP. Hồ Chí Minh")):
        session.add(Province(code=code, name=name, unit_id=unit.row_id))
    seed.seed(session, now)
    session.commit()
    made = Tab(ADMIN)
    made.do(CarriersState.load)
    return made


def stored(database: sa.Engine) -> Carrier:
    with Session(database) as session:
        return session.get_one(Carrier, "ghn")


def test_carriers_are_shown_in_the_order_in_which_they_are_tried(tab: Tab) -> None:
    assert [row.code for row in tab.page.rows] == ["ghn", "ghtk"]
    tab.do(CarriersState.move_up, "ghtk")
    assert [row.code for row in tab.page.rows] == ["ghtk", "ghn"]


def test_what_is_ticked_and_filled_in_becomes_the_rules(database: sa.Engine, tab: Tab) -> None:
    tab.do(CarriersState.open, "ghn")
    assert [line.name for line in tab.page.provinces] == ["Hà Nội", "TP. Hồ Chí Minh"]
    tab.do(CarriersState.save, FORM)
    kept = stored(database)
    assert (kept.is_on, kept.max_cod, kept.flat_fee) == (True, 5_000_000, 31_000)
    assert (kept.excluded, kept.flat_fees) == (["79"], {"01": 20_000})
    assert tab.page.rows[0].serves == say("carriers.admin.some", served=1, all=2)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"max_cod": "-1"}, "max_cod"),
        ({"max_cod": "nhiều"}, "max_cod"),
        ({"max_cod": None}, "max_cod"),
        ({"flat_fee": "9" * 30}, "flat_fee"),
        ({"fee_01": "rẻ"}, "fees"),
        ({"fee_01": "-5"}, "fees"),
        ({"fee_01": "9" * 30}, "fees"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_the_field(
    database: sa.Engine, tab: Tab, changed: dict[str, Any], field: str
) -> None:
    tab.do(CarriersState.open, "ghn")
    tab.do(CarriersState.save, FORM | changed)
    assert tab.page.errors[field]
    assert stored(database).max_cod == 50_000_000


def test_a_carrier_or_province_that_there_is_not_changes_nothing(
    database: sa.Engine, tab: Tab
) -> None:
    tab.do(CarriersState.open, "dhl")
    assert tab.page.chosen.code == ""
    tab.do(CarriersState.save, FORM)
    tab.do(CarriersState.open, "ghn")
    tab.do(CarriersState.save, FORM | {"fee_00": "1"})
    assert stored(database).max_cod == 50_000_000


def test_others_see_and_change_nothing(database: sa.Engine, tab: Tab) -> None:
    tab.do(CarriersState.open, "ghn")
    tab.who = Actor(user_id=2, role=Role.ORDER_CLERK)
    tab.do(CarriersState.save, FORM)
    tab.do(CarriersState.move_up, "ghtk")
    assert stored(database).max_cod == 50_000_000
    assert stored(database).rank == 0
