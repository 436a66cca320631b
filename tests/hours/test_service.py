"""Whose hours hold where, and who may set them."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.core.errors import NotAllowed
from chonso_app.dispatch.models import Team
from chonso_app.hours import service

HEAD = Actor(user_id=1, role=Role.SUPERVISOR, session="s1")
OF_KV2 = Actor(user_id=2, role=Role.SUPERVISOR, unit_id=2, session="s2")
AGENT = Actor(user_id=3, role=Role.VIDEO_AGENT, session="s3")
EVENING = {day: [[1080, 1320]] for day in range(7)}  # 18:00–22:00
VIDEO = Team.VIDEO


@pytest.fixture(autouse=True)
def units(session: Session) -> None:
    session.add(Unit(id=2, code="KV2", name="Cty KV 2"))
    session.add(Unit(id=9, code="KV9", name="Cty KV 9"))
    session.add(Unit(id=10, code="TCT", name="Tổng công ty", head_office=True))
    session.commit()


def is_open(session: Session, unit_id: int | None, now: datetime) -> bool:
    return service.schedule(session, unit_id, VIDEO, now=now).is_open(now)


def test_the_demo_is_always_open_until_hours_are_set(session: Session, now: datetime) -> None:
    night = now + timedelta(hours=12)
    assert is_open(session, 9, night)
    service.set_week(session, HEAD, None, VIDEO, EVENING, holidays=False, now=now)
    assert not is_open(session, 9, night)
    assert is_open(session, 9, now + timedelta(hours=7))


def test_outside_the_demo_the_settings_hold_and_holidays_are_closed(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "demo", False)
    assert is_open(session, 9, now)
    assert not is_open(session, 9, now - timedelta(days=1))  # 24/11: Ngày Văn hóa Việt Nam


def test_a_units_own_week_wins_and_can_be_dropped(session: Session, now: datetime) -> None:
    service.set_week(session, HEAD, None, VIDEO, EVENING, holidays=False, now=now)
    service.set_week(session, OF_KV2, 2, VIDEO, {2: [[0, 1440]]}, holidays=True, now=now)
    assert is_open(session, 2, now)
    table = service.timetable(session, VIDEO, now=now)
    assert table.closed([2, 9], now) == {9}
    service.forget_week(session, OF_KV2, 2, VIDEO, now=now)
    assert not is_open(session, 2, now)


def test_teams_have_hours_of_their_own(session: Session, now: datetime) -> None:
    service.set_week(session, HEAD, 9, Team.OSP, {}, holidays=False, now=now)
    assert is_open(session, 9, now)
    assert not service.schedule(session, 9, Team.OSP, now=now).is_open(now)


def test_an_exception_closes_a_day_and_forgetting_it_opens_it(
    session: Session, now: datetime
) -> None:
    today = date(2026, 11, 25)
    service.set_day(session, HEAD, None, VIDEO, today, [], note=" Họp  tổ ", now=now)
    assert not is_open(session, 9, now)
    service.set_day(session, HEAD, 9, VIDEO, today, [[480, 1200]], now=now)
    assert is_open(session, 9, now)
    everywhere, of_nine = sorted(
        service.exceptions(session, HEAD, now=now), key=lambda row: row.unit_id or 0
    )
    assert everywhere.note == "Họp tổ"
    service.forget_day(session, HEAD, of_nine.id or 0, now=now)
    assert not is_open(session, 9, now)


def test_nobody_sets_the_hours_of_another_unit(session: Session, now: datetime) -> None:
    for unit in (None, 9):
        with pytest.raises(service.OtherUnitsHours):
            service.set_week(session, OF_KV2, unit, VIDEO, {}, holidays=False, now=now)
    with pytest.raises(NotAllowed):
        service.set_week(session, AGENT, None, VIDEO, {}, holidays=False, now=now)
    service.set_day(session, HEAD, None, VIDEO, date(2026, 12, 1), [], now=now)
    (row,) = service.exceptions(session, OF_KV2, now=now)
    with pytest.raises(service.OtherUnitsHours):
        service.forget_day(session, OF_KV2, row.id or 0, now=now)


def test_strange_hours_days_and_units_are_refused(session: Session, now: datetime) -> None:
    with pytest.raises(service.NotHours):
        service.set_week(session, HEAD, None, VIDEO, {0: [[600, 500]]}, holidays=False, now=now)
    for unit in (10, 99):
        with pytest.raises(service.UnknownUnit):
            service.set_week(session, HEAD, unit, VIDEO, {}, holidays=False, now=now)
    for day in (date(2026, 11, 24), date(2029, 1, 1)):
        with pytest.raises(service.PastDay):
            service.set_day(session, HEAD, None, VIDEO, day, [], now=now)
