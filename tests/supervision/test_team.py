"""Messages to a team, and a supervisor's hand in its calls."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit, User
from chonso_app.calls.desk import service as desk
from chonso_app.calls.desk import team
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import CallNotFound
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from tests.calls.conftest import HOA, LAN, YEN, agent
from tests.calls.steps import Waiting, again, claimed, live, ready

BOSS = Actor(user_id=40, role=Role.SUPERVISOR, session="s40")


@pytest.fixture(autouse=True)
def people(session: Session, now: datetime) -> None:
    for unit in (1, 2):
        session.merge(Unit(id=unit, code=f"KV{unit}", name="", shopcode=f"KV{unit}-01"))
    for user_id in (40, 41):
        session.add(person(user_id, Role.SUPERVISOR, f"Người {user_id}", now))
    for user_id in (21, 31, 32, 33):
        session.add(person(user_id, Role.VIDEO_AGENT, f"Nhân viên {user_id}", now))
    session.commit()


def person(user_id: int, role: Role, name: str, now: datetime) -> User:
    return User(id=user_id, login=f"s{user_id}", role=role, full_name=name, created_at=now)


def leader(unit_id: int | None) -> Actor:
    return Actor(user_id=41, role=Role.SUPERVISOR, unit_id=unit_id, session="s41")


# -- messages --------------------------------------------------------------------------------
def test_a_message_stays_until_each_agent_has_read_it(session: Session, now: datetime) -> None:
    message = team.tell_team(session, BOSS, "  Từ 14:00 kiểm tra\nmặt sau kỹ hơn. ", None, now=now)
    session.commit()
    assert message.text == "Từ 14:00 kiểm tra mặt sau kỹ hơn."
    assert [one.id for one in team.unread(session, HOA, now=now)] == [message.id]
    for _ in range(2):
        team.mark_seen(session, HOA, message.id or 0, now=now)
        session.commit()
    assert team.unread(session, HOA, now=now) == []
    assert len(team.unread(session, YEN, now=now)) == 1
    [told] = team.told(session, BOSS, now=now)
    assert told.seen == 1


def test_a_units_supervisor_speaks_to_that_unit_only(session: Session, now: datetime) -> None:
    team.tell_team(session, leader(1), "Họp lúc 15:00.", 2, now=now)
    session.commit()
    assert len(team.unread(session, agent(31, 1), now=now)) == 1
    assert team.unread(session, agent(32, 2), now=now) == []
    assert team.told(session, leader(2), now=now) == []


def test_a_message_ends_by_itself_or_is_taken_back_by_its_own_unit(
    session: Session, now: datetime
) -> None:
    message = team.tell_team(session, leader(1), "Họp lúc 15:00.", None, now=now)
    session.commit()
    later = now + team.MESSAGE_LASTS + timedelta(seconds=1)
    assert team.unread(session, agent(31, 1), now=later) == []
    with pytest.raises(team.MessageNotFound):
        team.take_back(session, leader(2), message.id or 0, now=now)
    team.take_back(session, leader(1), message.id or 0, now=now)
    assert team.unread(session, agent(31, 1), now=now) == []


@pytest.mark.parametrize("text", ["", " \n ", "x" * 301])
def test_a_message_says_something_that_fits(session: Session, now: datetime, text: str) -> None:
    with pytest.raises(team.EmptyMessage):
        team.tell_team(session, BOSS, text, None, now=now)


def test_agents_and_customers_tell_the_team_nothing(session: Session, now: datetime) -> None:
    for who in (HOA, LAN):
        with pytest.raises(NotAllowed):
            team.tell_team(session, who, "Xin chào", None, now=now)
        with pytest.raises(NotAllowed):
            team.told(session, who, now=now)


def test_a_message_to_one_agent_is_theirs_alone(session: Session, now: datetime) -> None:
    for who in (agent(31, 1), agent(32, 1), agent(33, 2)):
        ready(session, who, now)
    message = team.tell_agent(session, leader(1), "Ngồi gần đèn hơn.", 31, now=now)
    session.commit()
    assert [one.id for one in team.unread(session, agent(31, 1), now=now)] == [message.id]
    for other in (agent(32, 1), agent(33, 2)):
        assert team.unread(session, other, now=now) == []
        with pytest.raises(team.MessageNotFound):
            team.mark_seen(session, other, message.id or 0, now=now)
    team.mark_seen(session, agent(31, 1), message.id or 0, now=now)
    [told] = team.told(session, leader(1), now=now)
    assert (told.agent, told.seen) == ("Nhân viên 31", 1)
    assert team.told(session, leader(2), now=now) == []


def test_one_agent_hears_only_from_who_leads_them(session: Session, now: datetime) -> None:
    ready(session, agent(33, 2), now)
    for agent_id in (33, 999):
        with pytest.raises(team.AgentNotThere):
            team.tell_agent(session, leader(1), "Xin chào", agent_id, now=now)
    assert team.tell_agent(session, BOSS, "Xin chào", 33, now=now).agent_id == 33
    with pytest.raises(NotAllowed):
        team.tell_agent(session, HOA, "Xin chào", 33, now=now)


def test_the_head_office_speaks_to_the_team_it_chose(session: Session, now: datetime) -> None:
    team.tell_team(session, BOSS, "Khu vực 2 nghỉ sớm.", 2, now=now)
    session.commit()
    assert team.unread(session, agent(31, 1), now=now) == []
    assert len(team.unread(session, agent(33, 2), now=now)) == 1
    assert [one.unit for one in team.told(session, BOSS, now=now)] == ["KV2"]
    with pytest.raises(team.TeamNotFound):
        team.tell_team(session, BOSS, "Xin chào", 99, now=now)


# -- giving ----------------------------------------------------------------------------------
def test_a_given_call_goes_to_that_agent_first(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1)
    ready(session, HOA, now)
    ready(session, YEN, now)
    assert YEN.user_id is not None
    team.give_to(session, BOSS, call_id, YEN.user_id, now=now)
    session.commit()
    assert desk.claim(session, HOA, now=now) is None
    taken = desk.claim(session, YEN, now=now)
    assert taken is not None
    assert taken.key == call_id


def test_a_running_call_leaves_its_agent_and_keeps_what_was_done(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    call.assist_at = now
    ready(session, YEN, now)
    assert YEN.user_id is not None
    team.give_to(session, BOSS, call.key, YEN.user_id, now=now)
    moved = again(session, call.key)
    assert (moved.state, moved.agent_id) == (CallState.WAITING, None)
    assert (moved.preferred_agent_id, moved.assist_at) == (YEN.user_id, None)


def test_a_call_is_given_only_to_who_is_there_and_led_by_the_supervisor(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    call_id = waiting(1, unit_id=1)
    far = agent(32, 2)
    ready(session, far, now)
    for supervisor, chosen in ((leader(1), 32), (BOSS, 999)):
        with pytest.raises(team.AgentNotThere):
            team.give_to(session, supervisor, call_id, chosen, now=now)
    with pytest.raises(CallNotFound):
        team.give_to(session, leader(2), call_id, 32, now=now)
    with pytest.raises(NotAllowed):
        team.give_to(session, HOA, call_id, 32, now=now)


# -- taking over -----------------------------------------------------------------------------
def test_a_supervisor_takes_a_running_call_over_and_nobody_else_gets_it(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    ready(session, YEN, now)
    team.take_over(session, BOSS, call.key, now=now)
    session.commit()
    mine = again(session, call.key)
    assert (mine.state, mine.agent_id) == (CallState.CLAIMED, BOSS.user_id)
    assert desk.claim(session, YEN, now=now) is None
    desk.pick_up(session, BOSS, call.key, now=now)
    assert again(session, call.key).is_talking


def test_nobody_takes_two_calls(session: Session, now: datetime, waiting: Waiting) -> None:
    first, second = waiting(1), waiting(2)
    team.take_over(session, BOSS, first, now=now)
    session.commit()
    with pytest.raises(team.AgentInCall):
        team.take_over(session, BOSS, second, now=now)
    session.rollback()
    assert session.get_one(Call, second).state is CallState.WAITING


def test_a_call_that_is_being_concluded_stays_where_it_is(
    session: Session, now: datetime, waiting: Waiting
) -> None:
    waiting(1)
    call = live(session, HOA, now)
    desk.hang_up(session, HOA, call.key, now=now)
    session.commit()
    with pytest.raises(team.CannotBeGiven):
        team.take_over(session, BOSS, call.key, now=now)


def test_an_agent_takes_over_nobody(session: Session, now: datetime, waiting: Waiting) -> None:
    waiting(1)
    call = claimed(session, HOA, now)
    with pytest.raises(NotAllowed):
        team.take_over(session, YEN, call.key, now=now)
