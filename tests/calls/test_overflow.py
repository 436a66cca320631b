"""A call goes to the team that can take it, and the agent there sees it (7.8)."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.calls import service, views
from chonso_app.calls.desk import board_views, team
from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import Availability, CallEvent, CallState
from chonso_app.calls.moves import move, requeue
from chonso_app.calls.queue import jobs as queue_jobs
from chonso_app.calls.queue import service as queue
from chonso_app.calls.queue.presence import OffShift
from chonso_app.core.actors import Actor, Role
from chonso_app.core.clock import vn
from chonso_app.dispatch import service as dispatch
from chonso_app.dispatch.models import DutyShift, Neighbour, RuleSet, SetStatus, Team
from chonso_app.hours import service as hours
from chonso_app.switches.models import Feature, FeatureSwitch
from tests.calls.conftest import LAN, MakeOrder, agent
from tests.calls.steps import Waiting, again, live, ready


def test_a_call_overflows_to_the_neighbour_on_duty_and_its_agent_takes_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    session.merge(Unit(id=9, code="KV9", name="Cty KV 9"))
    session.merge(Unit(id=2, code="KV2", name="Cty KV 2"))
    session.flush()
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add(book)
    session.flush()
    session.add(Neighbour(rule_set_id=book.key, unit_id=9, rank=1, neighbour_id=2))
    session.add(DutyShift(unit_id=9, team=Team.VIDEO, weekday=2, starts=480, ends=600))
    session.commit()
    near, far = agent(31, unit_id=9), agent(32, unit_id=2)
    with pytest.raises(OffShift):
        ready(session, near, now)
    session.rollback()
    ready(session, far, now)
    call = again(session, waiting(1, unit_id=9))
    [why] = dispatch.explanation(session, f"call:{call.key}")
    assert [step["code"] for step in why.steps] == ["home", "off_duty", "moved_no_roster"]
    assert call.unit_id == 2
    assert desk.claim(session, near, now=now) is None
    assert desk.claim(session, far, now=now) is not None


def test_a_unit_without_video_calls_sends_its_customers_to_the_neighbour(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    for unit in (9, 2):
        session.merge(Unit(id=unit, code=f"KV{unit}", name=f"Cty KV {unit}"))
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add(book)
    session.flush()
    session.add(Neighbour(rule_set_id=book.key, unit_id=9, rank=1, neighbour_id=2))
    session.add(FeatureSwitch(feature=Feature.VIDEO_CALL, unit_id=9, on=False, changed_at=now))
    session.commit()
    assert again(session, waiting(1, unit_id=9)).unit_id == 2


# -- hours, closing time, and what happens while people wait ------------------------------------
HEAD = Actor(user_id=1, role=Role.SUPERVISOR, session="s1")
MINUTE = timedelta(minutes=1)
NEAR, FAR = agent(31, unit_id=9), agent(32, unit_id=2)


@pytest.fixture
def neighbours(session: Session, now: datetime) -> None:
    """KV2 helps KV9."""
    for unit in (9, 2):
        session.merge(Unit(id=unit, code=f"KV{unit}", name=f"Cty KV {unit}"))
    book = RuleSet(version=1, status=SetStatus.LIVE, made_by="test", made_at=now, live_at=now)
    session.add(book)
    session.flush()
    session.add(Neighbour(rule_set_id=book.key, unit_id=9, rank=1, neighbour_id=2))
    session.commit()


def open_between(session: Session, unit_id: int, now: datetime, starts: int, ends: int) -> None:
    """Hours of today, as minutes before and after `now`."""
    local = vn(now)
    minute = local.hour * 60 + local.minute
    span = [minute + starts, minute + ends]
    week = {local.weekday(): [span]}
    hours.set_week(session, HEAD, unit_id, Team.VIDEO, week, holidays=True, now=now)
    session.commit()


def switch_off(session: Session, unit_id: int, now: datetime) -> None:
    session.add(
        FeatureSwitch(feature=Feature.VIDEO_CALL, unit_id=unit_id, on=False, changed_at=now)
    )
    session.commit()


def overflow(session: Session, now: datetime) -> None:
    session.commit()
    queue_jobs.overflow(now)
    session.expire_all()


def view(session: Session, now: datetime) -> views.CallView:
    return views.of_customer(session, LAN, "GS-000001", again=False, now=now)


@pytest.mark.usefixtures("neighbours")
def test_out_of_its_hours_a_unit_sends_its_customers_to_the_neighbour_that_is_open(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    open_between(session, 9, now, 60, 120)
    call = again(session, waiting(1, unit_id=9))
    [why] = dispatch.explanation(session, f"call:{call.key}")
    assert [step["code"] for step in why.steps] == ["home", "off_duty", "moved_no_roster"]
    assert call.unit_id == 2


@pytest.mark.usefixtures("neighbours")
def test_when_both_are_closed_the_customer_hears_when_the_own_team_opens(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    open_between(session, 9, now, 60, 120)
    open_between(session, 2, now, 30, 120)
    order = order_of(1, unit_id=9)
    shown = view(session, now)
    assert (shown.title, shown.bookable) == ("Tổ Video call đã hết giờ trực", True)
    assert "13:00 25/11/2026" in shown.text
    with pytest.raises(service.TeamClosed):
        service.enter_queue(session, LAN, order.code, now=now)


def test_at_closing_time_nobody_is_let_in_but_who_waits_is_served(
    session: Session, now: datetime, order_of: MakeOrder, waiting: Waiting
) -> None:
    order_of(1, unit_id=9)
    ready(session, NEAR, now)
    open_between(session, 9, now, -60, 9)
    call_id = waiting(2, unit_id=9)
    waiting(3, unit_id=9)
    shown = view(session, now)
    assert shown.title == "Hôm nay không nhận thêm cuộc gọi"
    assert shown.bookable
    with pytest.raises(service.TeamClosing):
        service.enter_queue(session, LAN, "GS-000001", now=now)
    after = now + 10 * MINUTE  # closed
    ready(session, NEAR, after)
    for call in (again(session, call_id), again(session, call_id + 1)):
        call.customer_seen_at = after
    session.commit()
    note = views.at_place(views.CallView(), queue.place_of(session, call, after), after).note
    assert note.startswith("Đã hết giờ trực nhưng nhân viên còn gọi hết")
    taken = desk.claim(session, NEAR, now=after)
    assert taken is not None
    assert taken.key == call_id


@pytest.mark.usefixtures("neighbours")
def test_when_the_agents_of_a_unit_go_away_its_waiting_calls_move_to_the_neighbour(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    ready(session, NEAR, now)
    call_id = waiting(1, unit_id=9)
    overflow(session, now)
    assert again(session, call_id).unit_id == 9  # its own agent is there
    desk.set_availability(session, NEAR, Availability.PAUSED, now=now)
    overflow(session, now)
    assert again(session, call_id).unit_id == 9  # nobody else is
    ready(session, FAR, now)
    overflow(session, now)
    assert again(session, call_id).unit_id == 2
    last = select(CallEvent).where(CallEvent.call_id == call_id).order_by(col(CallEvent.id).desc())
    event = session.exec(last.limit(1)).one()
    assert (event.kind, event.detail) == ("overflowed", {"was": 9, "unit": 2})
    assert len(dispatch.explanation(session, f"call:{call_id}")) == 2


@pytest.mark.usefixtures("neighbours")
def test_who_was_sent_by_a_supervisor_stays_there(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    ready(session, FAR, now)
    call_id = waiting(1, unit_id=2)
    dispatch.overrule(session, HEAD, f"call:{call_id}", 9, "khách quen", now=now)
    again(session, call_id).unit_id = 9
    overflow(session, now)
    assert again(session, call_id).unit_id == 9


@pytest.mark.usefixtures("neighbours")
def test_video_calls_switched_off_while_one_waits_moves_the_call_or_says_so(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    ready(session, NEAR, now)
    call_id = waiting(1, unit_id=9)
    switch_off(session, 9, now)
    overflow(session, now)
    assert view(session, now).note.startswith("Gọi video ở đơn vị này vừa tạm ngưng")
    ready(session, FAR, now)
    overflow(session, now)
    assert again(session, call_id).unit_id == 2
    assert view(session, now).note == ""


@pytest.mark.usefixtures("neighbours")
def test_with_video_calls_off_everywhere_nobody_is_let_in_and_it_is_said(
    session: Session, now: datetime, order_of: MakeOrder
) -> None:
    order_of(1, unit_id=9)
    for unit in (9, 2):
        switch_off(session, unit, now)
    shown = view(session, now)
    assert (shown.title, shown.bookable) == ("Gọi video đang tạm ngưng", False)
    with pytest.raises(service.VideoOff):
        service.enter_queue(session, LAN, "GS-000001", now=now)


@pytest.mark.usefixtures("neighbours")
def test_when_everybody_went_home_the_waiting_customer_is_told_to_book(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    open_between(session, 9, now, -60, 30)
    waiting(1, unit_id=9)
    shown = view(session, now + 31 * MINUTE)
    assert shown.note.startswith("Tổ đã hết giờ và chưa có đơn vị khác")
    assert shown.bookable
    assert "tạm rời bàn" in shown.wait_text


# -- kept for one agent -------------------------------------------------------------------------
@pytest.mark.usefixtures("neighbours")
def test_what_head_office_gives_across_units_is_offered_to_that_agent(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    ready(session, NEAR, now)
    ready(session, FAR, now)
    call_id = waiting(1, unit_id=9)
    assert board_views.board(session, FAR, now).queue == []
    team.give_to(session, HEAD, call_id, 32, now=now)
    session.commit()
    assert desk.claim(session, NEAR, now=now) is None
    assert [row.call_id for row in board_views.board(session, FAR, now).queue] == [call_id]
    given = desk.claim(session, FAR, now=now)
    assert given is not None
    assert given.key == call_id


@pytest.mark.usefixtures("neighbours")
def test_a_dropped_call_goes_back_to_the_neighbour_who_helped(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1, unit_id=9)
    live(session, FAR, now)
    ready(session, NEAR, now)
    call = again(session, call_id)
    move(session, call, CallState.RECONNECTING, FAR, now)
    requeue(session, call, FAR, now, "dropped")
    session.commit()
    assert desk.claim(session, NEAR, now=now) is None
    back = desk.claim(session, FAR, now=now)
    assert back is not None
    assert back.key == call_id
