"""The page's handlers: what a browser sends is checked, the answer is rows, refusals are told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.accounts import seed as accounts_seed
from chonso_app.accounts.models import Unit
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.clock import vn_today
from chonso_app.core.db import utc_now
from chonso_app.dispatch import seed, service, state, state_roster
from chonso_app.dispatch.models import DispatchRule, DutyShift, Kind, RuleSet, Team
from chonso_app.dispatch.service import Case
from chonso_app.dispatch.state import BookState
from chonso_app.dispatch.state_replay import ReplayState, WhyState
from chonso_app.dispatch.state_roster import RosterState, summary
from chonso_app.switches.models import FeatureSwitch
from chonso_app.switches.state import SwitchesState
from tests.dispatch.conftest import AN_GIANG, CHIEF
from tests.tabs import Tab

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RULE = {"priority": "10", "kind": "any", "referrals": " dl01; tt* ", "note": "thử", "on": "1"}


@pytest.fixture
def kv(database, session: Session) -> dict[str, int]:
    now = utc_now()
    accounts_seed.seed(session, now)
    seed.seed(session, now)
    found = {unit.code: unit.row_id for unit in session.exec(select(Unit))}
    session.commit()  # SQLite has one writer, and a test's session is one
    return found


def stored(query: Any) -> list[Any]:
    return db.read(lambda session: list(session.exec(query)))


@pytest.fixture(autouse=True)
def no_following(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (state, state_roster):
        monkeypatch.setattr(module, "follow", lambda *_: None)


def test_a_rule_is_written_in_a_draft_tried_and_put_live(kv: dict[str, int]) -> None:
    now = utc_now()  # at any hour: KV 1 is there round the clock
    db.transact(service.decide, Case("order:GS-1", Kind.ORDER, AN_GIANG), now=now)
    db.transact(service.decide, Case("order:GS-2", Kind.ORDER, AN_GIANG, referral="TT-9"), now=now)
    tab = Tab(CHIEF)
    assert tab.see(BookState.load).version.startswith("Bộ luật 1")
    tab.see(BookState.open_draft)
    tab.see(BookState.edit_rule, 0)
    shown = tab.see(BookState.save_rule, RULE | {"unit": str(kv["KV1"]), "province_91": "1"})
    assert (shown.errors, shown.drafting) == ({}, True)
    [mine] = [row for row in shown.rules if row.unit == "Cty KV 1"]
    assert (mine.where, mine.referrals) == ("An Giang", "DL01, TT*")
    again = tab.see(BookState.edit_rule, mine.rule_id)
    assert again.edited.priority == "10"
    assert [place.text for place in again.provinces if place.on] == ["An Giang"]
    ran = tab.see(ReplayState.run, {"day": vn_today(now).isoformat(), "under": "draft"})
    assert ran.summary == "2 việc đã điều phối, 1 việc sẽ đi chỗ khác"
    assert (ran.moved[0].code, ran.moved[0].after) == ("GS-2", "Cty KV 1")
    assert "Luật 10 cho mã giới thiệu TT-9" in ran.moved[0].why_after
    tab.see(BookState.put_live)
    assert tab.state(BookState).version.startswith("Bộ luật 2")


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"priority": "x"}, "priority"), ({"priority": "0"}, "priority"), ({"unit": ""}, "unit"),
     ({"kind": "parcel"}, "kind"), ({"valid_to": "soon"}, "valid_to"),
     ({"province_00": "1"}, "provinces"), ({"referrals": "<b>"}, "referrals"),
     ({"valid_from": "2026-02-02", "valid_to": "2026-02-01"}, "valid_to")],
)  # fmt: skip
def test_a_wrong_field_is_named(kv, changed, field) -> None:
    tab = Tab(CHIEF)
    for name, *args in (("load",), ("open_draft",), ("edit_rule", 0)):
        tab.see(getattr(BookState, name), *args)
    before = len(stored(select(DispatchRule)))
    shown = tab.see(BookState.save_rule, RULE | {"unit": str(kv["KV3"])} | changed)
    assert list(shown.errors) == [field]
    assert len(stored(select(DispatchRule))) == before


def test_neighbours_and_capacity_are_saved_together(kv) -> None:
    tab = Tab(CHIEF)
    tab.see(BookState.open_draft)
    tab.see(BookState.edit_help, kv["KV9"])
    shown = tab.see(
        BookState.save_help,
        {"rank_1": str(kv["KV8"]), "rank_2": "", "most_osp": "50", "most_video": ""},
    )  # fmt: skip
    row = next(one for one in shown.help if one.unit_id == kv["KV9"])
    assert (row.neighbours, row.osp, row.video) == ("Cty KV 8", "50", "Không giới hạn")
    tab.see(BookState.edit_help, kv["KV9"])
    tab.see(BookState.save_help, {"rank_1": str(kv["KV9"])})
    assert "Không có đơn vị này" in tab.notice


def test_a_units_supervisor_reads_but_does_not_write_the_book(kv) -> None:
    tab = Tab(Actor(user_id=2, role=Role.SUPERVISOR, unit_id=kv["KV2"]))
    assert not tab.see(BookState.load).may_write
    tab.see(BookState.open_draft)
    assert "Tổng Công ty" in tab.notice
    assert len(stored(select(RuleSet))) == 1


def test_shifts_are_read_from_the_form_and_told_by_the_week(kv) -> None:
    tab = Tab(CHIEF)
    tab.see(RosterState.load)
    tab.see(RosterState.edit, kv["KV9"], "video")
    days = {f"day_{day}": "1" for day in range(5)}
    form = {"mode": "shift", "starts": "07:30", "ends": "24:00", "people": "4"}
    shown = tab.see(RosterState.save, form | days)
    row = next(one for one in shown.rows if one.unit_id == kv["KV9"])
    assert row.teams[1].lines == [
        "T2–T6 07:30–24:00, 4 người", "T7–CN 08:00–20:00, 3 người"
    ]  # fmt: skip
    tab.see(RosterState.edit, kv["KV9"], "video")
    assert list(tab.see(RosterState.save, form | {"starts": "7h30"} | days).errors) == ["starts"]
    tab.see(RosterState.save, form | {"mode": "no_roster"})
    gone = select(DutyShift).where(DutyShift.unit_id == kv["KV9"], DutyShift.team == Team.VIDEO)
    assert stored(gone) == []


def test_a_week_of_different_days_reads_day_by_day(kv) -> None:
    def shift(day: int, starts: int = 480) -> DutyShift:
        return DutyShift(unit_id=1, team=Team.OSP, weekday=day, starts=starts, ends=1200, people=2)

    assert summary([shift(0), shift(1), shift(3), shift(4, 600), shift(6)]) == [
        "T2–T3 08:00–20:00, 2 người", "T5 08:00–20:00, 2 người", "T6 10:00–20:00, 2 người",
        "CN 08:00–20:00, 2 người",
    ]  # fmt: skip
    assert summary([]) == []


def test_why_is_found_by_code_with_or_without_its_beginning(kv) -> None:
    now = utc_now()
    db.transact(service.decide, Case("order:GS-7K3Q68", Kind.ORDER, AN_GIANG), now=now)
    db.transact(service.overrule, CHIEF, "order:GS-7K3Q68", kv["KV4"], "Kho đầy", now=now)
    tab = Tab(CHIEF)
    rows = tab.see(WhyState.find, {"code": " 7k3q68 "}).rows
    assert (rows[0].unit, rows[0].current) == ("Cty KV 4", True)
    assert (rows[0].reason, rows[0].by) == ("Kho đầy", "Giám sát chuyển")
    assert rows[1].steps[0] == "Tỉnh An Giang thuộc Cty KV 9"
    assert tab.see(WhyState.find, {"code": "GS-NONE00"}).rows == []
    assert "Không tìm thấy phiếu" in tab.notice


def test_the_replay_of_a_day_without_a_draft_says_so(kv) -> None:
    tab = Tab(CHIEF)
    yesterday = (vn_today(utc_now()) - timedelta(days=1)).isoformat()
    assert not tab.see(ReplayState.run, {"day": yesterday, "under": "draft"}).ran
    assert "bản nháp" in tab.notice
    assert list(tab.see(ReplayState.run, {"day": "x", "under": "live"}).errors) == ["day"]
    assert tab.see(ReplayState.run, {"day": yesterday, "under": "live"}).summary.startswith("0 ")


def test_a_switch_is_set_from_the_matrix(kv) -> None:
    tab = Tab(Actor(user_id=9, role=Role.ADMINISTRATOR))
    shown = tab.see(SwitchesState.load)
    assert shown.unit_names[:2] == ["Toàn quốc", "Cty KV 1"]
    tab.see(SwitchesState.edit, "video_call", kv["KV9"])
    assert tab.state(SwitchesState).edited.choice == "follow"
    tab.see(SwitchesState.save, {"choice": "off", "starts": "", "ends": ""})
    row = next(one for one in tab.state(SwitchesState).rows if one.feature == "video_call")
    assert {(cell.text, cell.own) for cell in row.cells} == {("Bật", False), ("Tắt", True)}
    tab.see(SwitchesState.edit, "video_call", kv["KV9"])
    tab.see(SwitchesState.save, {"choice": "follow"})
    assert stored(select(FeatureSwitch)) == []
    tab.see(SwitchesState.edit, "video_call", 0)
    assert list(tab.see(SwitchesState.save, {"choice": "on", "starts": "x"}).errors) == ["starts"]
    tab.see(SwitchesState.save, {"choice": "on", "starts": "2030-02-02", "ends": "2030-02-01"})
    assert "Ngày kết thúc" in tab.notice
