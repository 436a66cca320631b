"""What the pages do with the services' answers, and what reaches the browser."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk.review import ReviewState
from chonso_app.calls.desk.state import ConsoleState
from chonso_app.calls.models import AgentPresence, Availability, Call, CallEvent, CallState
from chonso_app.calls.room import service as room
from chonso_app.calls.room import signalling
from chonso_app.calls.room.service import Side
from chonso_app.calls.state import CallState as Page
from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.ui.edge import act_as
from tests import tabs
from tests.calls.conftest import HOA, LAN, MINH, SUPERVISOR, YEN, paid_order

ID_NUMBER = "079198000268"


class Tab(tabs.Tab):
    @property
    def page(self) -> Any:
        return self.state(Page).view

    @property
    def desk(self) -> Any:
        return self.state(ConsoleState)


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside Reflex: no tab to push to, and the address says one order."""
    for module in ("state", "desk.state", "desk.review"):
        monkeypatch.setattr(f"chonso_app.calls.{module}.follow", lambda *_, **__: None)
    monkeypatch.setattr("chonso_app.calls.state.route_arg", lambda *_: "GS-000001")


@pytest.fixture
def dismissed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    told: list[tuple[int, str]] = []

    async def note(call_id: int, why: str) -> None:
        told.append((call_id, why))

    monkeypatch.setattr(signalling.hub, "dismiss", note)
    return told


@pytest.fixture
def order(session: Session) -> Any:
    order = paid_order(session, 1, utc_now())
    order.id_number = ID_NUMBER
    session.add(order)
    session.commit()
    return order


def customer_waits() -> Tab:
    tab = Tab(LAN)
    tab.do(Page.load)
    tab.do(Page.enter)
    return tab


def agent_ready() -> Tab:
    tab = Tab(HOA)
    tab.do(ConsoleState.load)
    tab.do(ConsoleState.devices_told, "ready")
    tab.do(ConsoleState.set_availability, "available")
    return tab


def state_of(session: Session) -> CallState:
    state = session.exec(select(Call.state)).one()
    session.commit()  # SQLite has one writer, and a test's session is one
    return CallState(state)


def see_each_other(session: Session) -> None:
    def both(session: Session) -> None:
        call = session.exec(select(Call)).one()
        for side in Side:
            room.frame_seen(session, call.key, side, HOA, now=utc_now())

    both(session)
    session.commit()


def test_a_customer_checks_waits_talks_and_reads_the_outcome(
    session: Session, order: Any, dismissed: list[tuple[int, str]]
) -> None:
    tab = Tab(LAN)
    tab.do(Page.load)
    assert (tab.page.screen, tab.page.phase) == ("check", "check")
    tab.do(Page.enter)
    assert (tab.page.screen, tab.page.place_text) == ("waiting", "Bạn là người tiếp theo")
    assert "tạm rời bàn" in tab.page.wait_text
    agent = agent_ready()
    assert agent.desk.case.screen == "offered"
    agent.do(ConsoleState.pick_up)
    see_each_other(session)
    tab.do(Page.load)
    assert (tab.page.phase, tab.page.hint_title) == ("call", "Đồng ý ghi hình, ghi âm")
    agent.do(ConsoleState.press, "step:1")
    tab.do(Page.load)
    assert (tab.page.hint_done, tab.page.hint_title) == (1, "Nhìn thẳng vào camera")
    agent.do(ConsoleState.press, "reject:1")
    assert agent.desk.pending == "Không đạt · Khác người"
    assert state_of(session) is CallState.LIVE  # not before the second press
    agent.do(ConsoleState.confirm)
    tab.do(Page.load)
    assert tab.page.title == "Chưa đạt: người trong cuộc gọi khác ảnh giấy tờ"
    assert "2 lần" in tab.page.text
    assert dismissed[-1][1] == "agent_ended"
    tab.do(Page.call_again)
    assert tab.page.screen == "check"


def test_a_stranger_sees_no_order_and_can_do_nothing(session: Session, order: Any) -> None:
    customer_waits()
    tab = Tab(MINH)
    tab.do(Page.load)
    assert tab.page.screen == "missing"
    for handler in ("enter", "leave", "call_again"):
        tab.do(getattr(Page, handler))
    assert state_of(session) is CallState.WAITING
    assert order.full_name not in tab.sent


def test_personal_data_comes_with_the_pick_up(session: Session, order: Any) -> None:
    customer_waits()
    agent = agent_ready()
    assert agent.desk.case.name == agent.desk.board.queue[0].name == "K. 1"
    assert order.full_name not in agent.sent
    assert ID_NUMBER not in agent.sent
    agent.do(ConsoleState.pick_up)
    assert ID_NUMBER in agent.sent
    assert order.full_name in agent.sent
    other = Tab(YEN)
    other.do(ConsoleState.load)
    assert ID_NUMBER not in other.sent


def test_a_console_without_a_camera_gets_no_call(session: Session, order: Any) -> None:
    customer_waits()
    tab = Tab(HOA)
    tab.do(ConsoleState.load)
    tab.do(ConsoleState.set_availability, "available")
    assert tab.desk.case.screen == "none"
    tab.do(ConsoleState.devices_told, "ready")
    assert tab.desk.case.screen == "offered"


def test_nonsense_from_the_browser_changes_nothing(session: Session, order: Any) -> None:
    customer_waits()
    agent = agent_ready()
    agent.do(ConsoleState.pick_up)
    before = session.exec(select(Call)).one().model_dump()
    for handler, args in (
        ("tick", ("fly",)), ("compare", ("shoe", "same")), ("compare", ("name", "maybe")),
        ("choose", ("approved", "other_person")), ("choose", ("nothing", "")),
        ("press", ("step:9",)), ("press", ("reject:9",)), ("press", ("step:1; drop",)),
        ("press", (None,)), ("set_availability", ("gone",)), ("confirm", ()),
    ):  # fmt: skip
        agent.do(getattr(ConsoleState, handler), *args)
    session.expire_all()
    assert session.exec(select(Call)).one().model_dump() == before
    assert agent.desk.pending == ""


def test_an_approval_too_early_is_refused_with_the_reason(session: Session, order: Any) -> None:
    customer_waits()
    agent = agent_ready()
    agent.do(ConsoleState.pick_up)
    assert agent.desk.case.missing == "Còn 3 ảnh, 7 bước, 4 mục đối chiếu"
    agent.do(ConsoleState.choose, "approved", "")
    agent.do(ConsoleState.confirm)
    assert "Chưa đủ" in agent.notice
    assert state_of(session) is CallState.CONNECTING


def test_leaving_the_queue_and_hanging_up_reach_the_room(
    session: Session, order: Any, dismissed: list[tuple[int, str]]
) -> None:
    tab = customer_waits()
    tab.do(Page.leave)
    assert tab.page.screen == "check"
    tab.do(Page.enter)
    agent = agent_ready()
    agent.do(ConsoleState.pick_up)
    agent.do(ConsoleState.hang_up)
    assert agent.desk.case.screen == "wrapup"
    tab.do(Page.load)
    assert tab.page.title == "Nhân viên đang ghi kết luận"
    assert [why for _, why in dismissed] == ["customer_left", "agent_ended"]


def test_the_next_call_comes_by_itself_unless_the_agent_rests(
    session: Session, order: Any, dismissed: list[tuple[int, str]]
) -> None:
    customer_waits()
    agent = agent_ready()
    agent.do(ConsoleState.pick_up)
    agent.do(ConsoleState.pause_after)
    agent.do(ConsoleState.press, "technical:1")
    agent.do(ConsoleState.confirm)
    assert agent.desk.board.availability == "paused"
    assert agent.desk.case.screen == "none"
    presence = session.get(AgentPresence, HOA.user_id)
    assert presence is not None
    assert presence.availability is Availability.PAUSED


def test_without_a_camera_nobody_counts_as_ready(session: Session, order: Any) -> None:
    customer_waits()
    agent = Tab(HOA)
    agent.do(ConsoleState.load)
    agent.do(ConsoleState.set_availability, "available")
    agent.do(ConsoleState.devices_told, "denied")
    assert agent.desk.board.availability == "busy"
    assert "Camera hoặc micro chưa bật" in agent.notice
    agent.do(ConsoleState.set_availability, "available")
    assert agent.desk.board.availability == "busy"
    assert state_of(session) is CallState.WAITING


def test_who_leaves_the_browsers_question_unanswered_is_not_ready_until_the_camera_comes(
    session: Session, order: Any
) -> None:
    customer_waits()
    agent = Tab(HOA)
    agent.do(ConsoleState.load)
    agent.do(ConsoleState.set_availability, "available")
    assert availability(session) is Availability.BUSY
    assert agent.desk.waits_for_camera
    assert "Bấm Cho phép" in agent.notice
    agent.do(ConsoleState.devices_told, "asking")
    agent.do(ConsoleState.beat)
    assert (agent.desk.board.availability, agent.desk.case.screen) == ("busy", "none")
    agent.do(ConsoleState.devices_told, "ready")  # without a further press
    assert availability(session) is Availability.AVAILABLE
    assert (agent.desk.waits_for_camera, agent.desk.case.screen) == (False, "offered")
    assert agent.notice == "Bạn đang sẵn sàng"


def test_a_ready_agent_whose_browser_asks_again_is_counted_only_after_the_answer(
    session: Session, order: Any
) -> None:
    agent = agent_ready()
    agent.do(ConsoleState.devices_told, "asking")
    assert availability(session) is Availability.BUSY
    agent.do(ConsoleState.devices_told, "ready")
    assert availability(session) is Availability.AVAILABLE


def test_who_paused_while_the_camera_was_waited_for_stays_paused(
    session: Session, order: Any
) -> None:
    agent = Tab(HOA)
    agent.do(ConsoleState.load)
    agent.do(ConsoleState.set_availability, "available")
    agent.do(ConsoleState.set_availability, "paused")
    agent.do(ConsoleState.devices_told, "ready")
    assert availability(session) is Availability.PAUSED


def test_who_paused_in_another_tab_is_not_made_ready_by_the_camera_of_this_one(
    session: Session, order: Any
) -> None:
    agent, other = Tab(HOA), Tab(HOA)
    agent.do(ConsoleState.load)
    agent.do(ConsoleState.set_availability, "available")
    other.do(ConsoleState.set_availability, "paused")
    agent.do(ConsoleState.devices_told, "ready")
    assert availability(session) is Availability.PAUSED


def availability(session: Session) -> Availability:
    session.expire_all()
    presence = session.get_one(AgentPresence, HOA.user_id)
    session.commit()  # SQLite has one writer, and a test's session is one
    return presence.availability


def test_a_supervisor_settles_what_was_set_aside(
    session: Session, order: Any, dismissed: list[tuple[int, str]]
) -> None:
    customer = customer_waits()
    agent = agent_ready()
    agent.do(ConsoleState.pick_up)
    agent.do(ConsoleState.choose, "suspected_fraud", "forged_paper")
    agent.do(ConsoleState.confirm)
    customer.do(Page.load)
    assert customer.page.title == "Chúng tôi đang xem lại cuộc gọi"
    assert "giả" not in customer.sent  # quietly
    assert [why for _, why in dismissed] == ["agent_ended"]  # as after any other verdict
    tab = Tab(SUPERVISOR)
    tab.do(ReviewState.load)
    (row,) = tab.state(ReviewState).rows
    tab.do(ReviewState.decide, row.call_id, "suspected_fraud", "")
    tab.do(ReviewState.decide, row.call_id, "inconclusive", "")
    assert tab.state(ReviewState).rows == []
    customer.do(Page.load)
    assert customer.page.title == "Cuộc gọi chưa trọn vẹn"


def test_a_supervisor_rejects_for_what_was_found_and_the_suspicion_stays_in_the_history(
    session: Session, order: Any, dismissed: list[tuple[int, str]]
) -> None:
    customer = customer_waits()
    agent = agent_ready()
    agent.do(ConsoleState.pick_up)
    agent.do(ConsoleState.choose, "suspected_fraud", "coached")
    agent.do(ConsoleState.confirm)
    tab = Tab(SUPERVISOR)
    tab.do(ReviewState.load)
    (row,) = tab.state(ReviewState).rows
    for unknown in ("", "forged_paper", "cleared"):
        tab.do(ReviewState.decide, row.call_id, "rejected", unknown)
    assert tab.state(ReviewState).rows == [row]
    tab.do(ReviewState.decide, row.call_id, "rejected", "not_willing")
    call = session.exec(select(Call)).one()
    assert (call.state, call.reason) == (CallState.REJECTED, "not_willing")
    aside = select(CallEvent.detail).where(CallEvent.kind == CallState.QUARANTINED.value)
    assert session.exec(aside).one()["reason"] == "coached"
    customer.do(Page.load)
    assert "khác ảnh giấy tờ" not in customer.sent


def test_closed_hours_are_told_before_the_camera_is_asked_for(
    session: Session, order: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: Callable[..., None] = lambda *_: None  # noqa: E731
    monkeypatch.setattr("chonso_app.hours.rules.Schedule.opening", closed)
    tab = Tab(LAN)
    tab.do(Page.load)
    assert tab.page.title == "Tổ Video call đã hết giờ trực"
    assert tab.page.phase == "over"


def test_the_beat_of_a_closed_session_shows_nothing(session: Session, order: Any) -> None:
    agent = agent_ready()
    agent.who = Actor.anonymous("somebody")
    asyncio.run(_refreshed(agent))
    assert agent.desk.board.queue == []
    assert desk.current(session, HOA) is None


async def _refreshed(tab: Tab) -> None:
    act_as(tab.who)
    await tab.desk._refresh()
