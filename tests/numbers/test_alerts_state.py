"""Báo khi có số as a tab drives it: the sheet, the page of one's own, the links of mails."""

import pytest
from sqlmodel import Session, select

from chonso_app.accounts.models import User
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.db import utc_now
from chonso_app.numbers import alerts, alerts_state
from chonso_app.numbers.alert_models import NumberAlert
from chonso_app.numbers.alerts_state import AlertState, OwnAlertsState
from chonso_app.ui import edge
from tests.numbers.tabs import SOMEBODY, Tab

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def lan(session: Session) -> Actor:
    user = User(phone="84912345678", role=Role.CUSTOMER, created_at=utc_now())
    session.add(user)
    session.commit()
    return Actor(user_id=user.id, role=Role.CUSTOMER, visitor="b" * 64)


@pytest.fixture
def tab(session: Session, monkeypatch: pytest.MonkeyPatch) -> Tab:
    return Tab(monkeypatch, alerts_state, edge)


def kept() -> list[NumberAlert]:
    return db.read(lambda session: list(session.exec(select(NumberAlert))))


def test_a_customer_sets_it_with_one_press(tab, lan):
    tab.who = lan
    sheet = tab.see(AlertState.ask, "q=*6868&sap-xep=dep").sheet
    assert (sheet.open, sheet.signed_in) == (True, True)
    assert sheet.words.startswith("đuôi 6868")
    assert tab.see(AlertState.set_mine).sheet.step == "done"
    assert [one.question for one in kept()] == ["q=*6868"]


def test_others_give_an_address_and_confirm_it(tab, monkeypatch):
    tab.see(AlertState.ask, "q=*6868")
    sheet = tab.see(AlertState.send_link, {"email": "Lan@example.vn"}).sheet
    assert (sheet.step, sheet.email) == ("sent", "L…@example.vn")
    assert tab.see(AlertState.closed).sheet.email == ""
    (alert,) = kept()
    page = Tab(monkeypatch, alerts_state, edge)
    address = f"/bao-so/?ma={alerts.token_of(alert)}"
    assert page.open(OwnAlertsState.load, address).phase == "ask"
    assert kept()[0].confirmed_at is None
    assert page.see(OwnAlertsState.confirm).phase == "on"
    assert page.see(OwnAlertsState.stop).phase == "stopped"
    assert kept() == []
    assert page.open(OwnAlertsState.load, address).phase == "dead"


def test_a_wrong_address_is_told_in_the_sheet(tab):
    tab.see(AlertState.ask, "q=*6868")
    sheet = tab.see(AlertState.send_link, {"email": "lan"}).sheet
    assert sheet.step == "ask"
    assert "email chưa đúng" in sheet.error
    assert kept() == []


def test_a_question_that_leaves_nothing_out_opens_no_sheet(tab):
    assert not tab.see(AlertState.ask, "").sheet.open
    assert tab.told


def test_own_alerts_are_listed_and_removed(tab, lan, session, monkeypatch):
    page = Tab(monkeypatch, alerts_state, edge)
    assert page.open(OwnAlertsState.load, "/bao-so").phase == "guest"
    alerts.set_for_customer(session, lan, "q=*6868", now=utc_now())
    session.commit()
    page.who = lan
    seen = page.open(OwnAlertsState.load, "/bao-so")
    assert (seen.phase, seen.rows[0].href) == ("list", "/tim?q=*6868")
    page.who = SOMEBODY
    page.see(OwnAlertsState.remove, seen.rows[0].alert_id)
    assert len(kept()) == 1
    page.who = lan
    page.see(OwnAlertsState.remove, kept()[0].row_id)
    assert kept() == []


@pytest.mark.parametrize("said", [None, 10**30, -1, "1", [], 1.5])
def test_what_is_no_alert_is_refused_as_a_strangers_is(tab, lan, said, monkeypatch):
    page = Tab(monkeypatch, alerts_state, edge)
    page.who = lan
    page.see(OwnAlertsState.remove, 7)
    page.see(OwnAlertsState.remove, said)
    assert page.told == [page.told[0]] * 2
