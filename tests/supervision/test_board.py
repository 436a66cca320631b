"""What the wallboard shows of a running team, and to whom."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit, User
from chonso_app.calls import service as calls
from chonso_app.calls.booking import service as booking
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.supervision import board
from tests.calls.conftest import HOA, LAN, YEN, agent
from tests.calls.steps import Waiting, live, ready

BOSS = Actor(user_id=40, role=Role.SUPERVISOR, session="s40")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def people(session: Session, now: datetime) -> None:
    for who, name in ((HOA, "Phạm Thu Hà"), (YEN, "Trần Mỹ Duyên"), (agent(31, 1), "Vi Thị Hoa")):
        session.add(
            User(
                id=who.user_id, login=f"s{who.user_id}", role=Role.VIDEO_AGENT, full_name=name,
                created_at=now,
            )
        )  # fmt: skip
    session.commit()


def shown(session: Session, now: datetime, who: Actor = BOSS, *, week: bool = False) -> board.Wall:
    session.commit()
    return board.wall(session, who, week=week, now=now)


def tile(wall: board.Wall, label: str) -> board.Tile:
    return next(one for one in wall.tiles if one.label == label)


def test_an_empty_day_shows_dashes_instead_of_zero_percent(session: Session, now: datetime) -> None:
    wall = shown(session, now)
    assert tile(wall, "Đang chờ").value == "0"
    assert tile(wall, "Mức phục vụ").value == tile(wall, "Bỏ cuộc").value == "–"
    assert wall.chart.empty


def test_the_queue_shows_who_waits_longest_first(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    first, second = waiting(1), waiting(2, after=10)
    wall = shown(session, now + MINUTE / 4)
    assert [row.call_id for row in wall.queue] == [first, second]
    assert tile(wall, "Đang chờ").value == "2"
    assert tile(wall, "Chờ lâu nhất").since == now.isoformat()


def test_who_talks_is_in_a_call_and_who_asks_stands_first(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    ready(session, YEN, now)
    waiting(2)
    first, second = live(session, YEN, now), live(session, HOA, now)
    second.assist_at = now
    session.add(second)
    wall = shown(session, now)
    assert [row.name for row in wall.agents] == ["Phạm Thu Hà", "Trần Mỹ Duyên"]
    assert wall.agents[0].asks
    assert {row.state for row in wall.agents} == {"Đang gọi"}
    assert [row.call_id for row in wall.assists] == [second.key]
    assert wall.agents[0].initials == "TH"
    assert first.key != second.key


def test_the_service_level_and_who_gave_up_are_counted(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    live(session, HOA, now + MINUTE / 4)
    waiting(2)
    calls.leave(session, Actor.anonymous("visitor-2", "203.0.113.7"), "GS-000002", now=now + MINUTE)
    wall = shown(session, now + 5 * MINUTE)
    assert tile(wall, "Mức phục vụ").value == "100"
    assert tile(wall, "Bỏ cuộc").value == "50,0"
    assert not wall.chart.empty
    assert not shown(session, now + 5 * MINUTE, week=True).chart.empty


def test_who_leaves_the_queue_for_a_booked_time_has_not_given_up(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    booking.book(session, LAN, "GS-000001", now + 30 * MINUTE, now=now + 2 * MINUTE)
    wall = shown(session, now + 5 * MINUTE)
    assert tile(wall, "Mức phục vụ").value == tile(wall, "Bỏ cuộc").value == "–"
    waiting(2)
    live(session, HOA, now + MINUTE / 4)
    assert tile(shown(session, now + 5 * MINUTE), "Bỏ cuộc").value == "0,0"


def test_who_is_there_stands_against_who_should_be(session: Session, now: datetime) -> None:
    ready(session, HOA, now)
    assert tile(shown(session, now), "Nhân viên trực").unit == ""
    session.merge(Unit(id=1, code="KV1", name="", shopcode="KV1-01"))
    session.flush()
    for day in range(7):
        session.add(
            DutyShift(
                unit_id=1, team=Team.VIDEO, weekday=day, starts=0, ends=1440, people=3
            )
        )  # fmt: skip
    found = tile(shown(session, now), "Nhân viên trực")
    assert (found.value, found.unit, found.tone) == ("1", "/ 3", "bad")


def test_who_closed_the_console_is_gone(session: Session, now: datetime) -> None:
    ready(session, HOA, now)
    wall = shown(session, now + 2 * MINUTE)
    assert [row.state for row in wall.agents] == ["Đã rời bàn"]
    assert not wall.agents[0].free


def test_a_unit_sees_its_own_and_nobody_else_sees_anything(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1, unit_id=1)
    ready(session, agent(31, 1), now)
    ready(session, HOA, now)
    of_one = Actor(user_id=41, role=Role.SUPERVISOR, unit_id=1)
    of_two = Actor(user_id=42, role=Role.SUPERVISOR, unit_id=2)
    assert [row.name for row in shown(session, now, of_one).agents] == ["Vi Thị Hoa"]
    assert shown(session, now, of_two).queue == []
    assert len(shown(session, now).units) == 1
    for who in (HOA, LAN):
        with pytest.raises(NotAllowed):
            board.wall(session, who, week=False, now=now)
