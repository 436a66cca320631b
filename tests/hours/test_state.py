"""What the page of hours does with what a browser sends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.clock import vn_today
from chonso_app.core.db import utc_now
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.hours.state import HoursState
from tests import tabs

HEAD = Actor(user_id=1, role=Role.SUPERVISOR, session="s1")


class Tab(tabs.Tab):
    @property
    def page(self) -> Any:
        return self.state(HoursState)


@pytest.fixture
def tab(session: Session, monkeypatch: pytest.MonkeyPatch) -> Tab:
    monkeypatch.setattr("chonso_app.hours.state.follow", lambda *_: None)
    session.add(Unit(id=2, code="KV2", name="Cty KV 2"))
    session.commit()
    tab = Tab(HEAD)
    tab.do(HoursState.load)
    return tab


def video_of(tab: Tab, row: int) -> Any:
    return next(one for one in tab.page.rows[row].teams if one.team == "video")


def test_a_week_with_split_shifts_is_typed_and_shown(tab: Tab) -> None:
    assert video_of(tab, 0).now == "Luôn mở"
    tab.do(HoursState.edit, 0, "video")
    assert tab.page.edited.title == "Tổ Video call, Toàn quốc"
    form = {f"day_{day}": "08:00–11:30, 13:00–20:00" for day in range(5)}
    tab.do(HoursState.save, {**form, "day_5": "", "day_6": None})
    assert tab.notice == "Đã lưu giờ trực. Có hiệu lực ngay."
    assert video_of(tab, 0).lines == ["T2–T6 08:00–11:30, 13:00–20:00"]
    assert (video_of(tab, 0).own, video_of(tab, 1).own) == (True, False)
    tab.do(HoursState.edit, 2, "video")
    assert tab.page.edited.days[0] == "08:00–11:30, 13:00–20:00"
    assert not tab.page.edited.own


def test_a_mistyped_day_is_told_at_its_field(tab: Tab) -> None:
    tab.do(HoursState.edit, 2, "video")
    tab.do(HoursState.save, {"day_2": "sáng"})
    assert list(tab.page.errors) == ["day_2"]
    assert not video_of(tab, 1).own


def test_holidays_stand_in_the_list_and_own_days_among_them(tab: Tab) -> None:
    assert any("Tết Nguyên Đán" in row.title for row in tab.page.days)
    first = tab.page.days[0]
    day, month, year = first.date.split("/")
    asked = {"unit": "2", "team": "video", "day": f"{year}-{month}-{day}", "spans": "08:00-12:00"}
    tab.do(HoursState.save_day, asked)
    assert tab.page.days[1].what == "Tổ Video call, Cty KV 2: 08:00–12:00"
    tab.do(HoursState.forget_day, tab.page.days[1].row_id)
    assert tab.page.days[1].row_id == 0


def test_hours_without_anybody_on_the_roster_are_told_as_customers_find_them(
    tab: Tab, session: Session
) -> None:
    day = vn_today(utc_now()) + timedelta(days=3)
    shift = DutyShift(unit_id=2, team=Team.VIDEO, weekday=day.weekday(), starts=480, ends=720)
    session.add(shift)
    session.commit()
    for ahead in (0, 1):
        asked = {"unit": "2", "team": "video", "day": str(day + timedelta(days=ahead))}
        tab.do(HoursState.save_day, {**asked, "spans": "08:00-12:00"})
    assert (video_of(tab, 0).now, video_of(tab, 1).now) == ("Luôn mở", "Chưa ai có ca")
    staffed, without = [row for row in tab.page.days if row.row_id]
    assert staffed.warning == ""
    assert "chưa có ca: Cty KV 2" in without.warning
    tab.do(HoursState.save_day, {**asked, "unit": "0", "spans": "08:00-12:00"})
    tab.do(HoursState.forget_day, without.row_id)
    _, everywhere = [row for row in tab.page.days if row.row_id]
    assert "chưa có ca: Cty KV 2" in everywhere.warning


def test_nonsense_from_a_browser_changes_nothing(tab: Tab) -> None:
    tab.do(HoursState.edit, 99, "video")
    tab.do(HoursState.edit, 2, "cooks")
    tab.do(HoursState.edit, 2, ["video"])
    tab.do(HoursState.edit, {"unit": 2}, "video")
    tab.do(HoursState.save, {"day_0": "08:00–10:00"})
    tab.do(HoursState.save_day, {"day": "tomorrow"})
    for unit in ("99999999999", "-1", "two"):
        tab.do(
            HoursState.save_day, {"unit": unit, "team": "video", "day": "2026-12-24", "spans": ""}
        )
        assert set(tab.page.errors) == {"unit"}
    tab.do(HoursState.forget_day, 12345)
    assert not video_of(tab, 1).own
