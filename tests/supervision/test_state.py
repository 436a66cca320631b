"""What a supervisor does from the wallboard: the rows of agents, and messages."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session, select

from chonso_app.accounts.models import Unit, User
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk.team_state import TeamState
from chonso_app.calls.models import Call, CallState, TeamMessage
from chonso_app.calls.room import signalling
from chonso_app.calls.rules import PRESENCE_LASTS
from chonso_app.core import limits
from chonso_app.core.actors import Actor, Role
from chonso_app.supervision.state import WallState
from chonso_app.ui.edge import NoticeState, act_as
from tests.calls.conftest import HOA, YEN
from tests.calls.steps import Waiting, again, live, ready

BOSS = Actor(user_id=40, role=Role.SUPERVISOR, session="s40")
HOA_ID, YEN_ID = 21, 22


class Screen:
    def __init__(self, who: Actor = BOSS) -> None:
        self.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.who = who

    def state(self, kind: type[Any]) -> Any:
        return self.root.get_substate(kind.get_full_name().split("."))

    def do(self, handler: str, *args: Any, kind: type[Any] = WallState) -> None:
        async def run() -> None:
            act_as(self.who)
            await getattr(kind, handler).fn(self.state(kind), *args)

        asyncio.run(run())

    @property
    def wall(self) -> Any:
        return self.state(WallState)

    @property
    def notice(self) -> str:
        return self.state(NoticeState).text


@pytest.fixture(autouse=True)
def people(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A supervisor of the head office, two agents of it, and a regional company."""
    limits._limiter.cache_clear()
    session.merge(Unit(id=2, code="KV2", name="", shopcode="KV2-01"))
    for user_id, role, name in (
        (40, Role.SUPERVISOR, "Lê Văn Tâm"), (HOA_ID, Role.VIDEO_AGENT, "Phạm Thu Hà"),
        (YEN_ID, Role.VIDEO_AGENT, "Trần Mỹ Duyên"),
    ):  # fmt: skip
        session.add(
            User(id=user_id, login=f"s{user_id}", role=role, full_name=name, created_at=now)
        )
    session.commit()
    for module in ("supervision.state", "calls.desk.team_state"):
        monkeypatch.setattr(f"chonso_app.{module}.utc_now", lambda: now)


@pytest.fixture
def dismissed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    told: list[tuple[int, str]] = []

    async def dismiss(call_id: int, why: str, *_: object) -> None:
        told.append((call_id, why))

    monkeypatch.setattr(signalling.hub, "dismiss", dismiss)
    return told


@pytest.fixture
def screen(session: Session) -> Callable[[], Screen]:
    """The wallboard, opened once the test has set the scene."""

    def opened() -> Screen:
        session.commit()
        made = Screen()
        made.do("load")
        return made

    return opened


def test_a_free_agent_is_given_a_call_from_their_row(
    session: Session, now: datetime, waiting: Waiting, screen: Any, dismissed: Any
) -> None:
    first, second = waiting(1), waiting(2)
    ready(session, YEN, now)
    boss = screen()
    boss.do("open_desk", YEN_ID)
    assert (boss.wall.chosen.name, boss.wall.chosen.free) == ("Trần Mỹ Duyên", True)
    boss.do("give_waiting", second)
    assert boss.notice == "Đã giao cho Trần Mỹ Duyên."
    assert boss.wall.chosen.user_id == 0
    taken = desk.claim(session, YEN, now=now)
    assert taken is not None
    assert taken.key == second != first


def test_a_running_call_goes_to_another_agent_though_nobody_asked_for_help(
    session: Session, now: datetime, waiting: Waiting, screen: Any, dismissed: Any
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    ready(session, YEN, now)
    boss = screen()
    boss.do("open_desk", HOA_ID)
    assert (boss.wall.chosen.call_id, boss.wall.chosen.asks) == (call.key, False)
    boss.do("choose_agent", boss.wall.chosen.call_id)
    assert (boss.wall.giving, boss.wall.chosen.user_id) == (call.key, 0)
    boss.do("give", YEN_ID)
    assert dismissed == [(call.key, "reassigned")]
    assert again(session, call.key).preferred_agent_id == YEN_ID
    assert boss.wall.giving == 0


def test_the_call_of_an_agent_who_vanished_is_taken_over(
    session: Session, now: datetime, waiting: Waiting, screen: Any, dismissed: Any
) -> None:
    waiting(1)
    long_ago = now - PRESENCE_LASTS - timedelta(seconds=10)
    call = live(session, HOA, long_ago)
    call.agent_seen_at = long_ago
    session.add(call)
    boss = screen()
    boss.do("open_desk", HOA_ID)
    assert boss.wall.chosen.state == "Mất kết nối"
    boss.do("take_over", boss.wall.chosen.call_id)
    assert (boss.wall.go, boss.wall.chosen.user_id) == ("/admin/cuoc-goi", 0)
    assert again(session, call.key).agent_id == BOSS.user_id


def test_a_call_that_is_being_concluded_is_not_offered_for_moving(
    session: Session, now: datetime, waiting: Waiting, screen: Any
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    desk.hang_up(session, HOA, call.key, now=now)
    assert again(session, call.key).state is CallState.WRAPUP
    boss = screen()
    boss.do("open_desk", HOA_ID)
    assert boss.wall.chosen.call_id == 0
    boss.do("open_desk", 999)
    assert boss.wall.chosen.user_id == 0
    boss.do("choose_agent", call.key)
    assert boss.wall.giving == 0


def test_the_head_office_chooses_the_team_it_speaks_to(session: Session, screen: Any) -> None:
    boss = screen()
    assert boss.wall.wall.teams == [("2", "KV2")]
    boss.do("send", {"text": "Họp lúc 15:00.", "unit": "2"})
    boss.do("send", {"text": "Nhắc chung.", "unit": ""})
    boss.do("send", {"text": "Sai tổ.", "unit": "x"})
    boss.do("send", {"text": "Không có tổ này.", "unit": "99"})
    session.commit()
    sent = session.exec(select(TeamMessage).order_by(TeamMessage.id))  # pyright: ignore[reportArgumentType]
    assert [(one.text, one.unit_id) for one in sent] == [
        ("Họp lúc 15:00.", 2), ("Nhắc chung.", None),
    ]  # fmt: skip
    assert [one.by.split(",")[0] for one in boss.wall.wall.messages] == [
        "Lê Văn Tâm", "Lê Văn Tâm gửi KV2",
    ]  # fmt: skip


def test_a_word_to_one_agent_stands_on_that_console_only(
    session: Session, now: datetime, screen: Any
) -> None:
    for who in (HOA, YEN):
        ready(session, who, now)
    boss = screen()
    boss.do("send_alone", {"alone": "Chưa chọn ai."})
    boss.do("open_desk", HOA_ID)
    boss.do("send_alone", {"alone": "Ngồi gần đèn hơn."})
    assert boss.notice == "Đã gửi cho Phạm Thu Hà."
    [shown] = boss.wall.wall.messages
    assert shown.by.startswith("Lê Văn Tâm nhắn riêng Phạm Thu Hà")
    assert shown.by.endswith("chưa đọc")
    hoa, yen = Screen(HOA), Screen(YEN)
    for console in (hoa, yen):
        console.do("load", kind=TeamState)
    [heard] = hoa.state(TeamState).heard
    assert (heard.text, heard.by.split(",")[0]) == (
        "Ngồi gần đèn hơn.", "Lê Văn Tâm nhắn riêng bạn",
    )  # fmt: skip
    assert yen.state(TeamState).heard == []
    hoa.do("read", heard.message_id, kind=TeamState)
    assert hoa.state(TeamState).heard == []
    assert session.exec(select(Call)).all() == []
