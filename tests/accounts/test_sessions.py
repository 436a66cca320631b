"""Sessions: rotation, limits, loss of rights at the next event, tickets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from chonso_app.accounts import rules, service, sessions
from chonso_app.accounts.models import LoginSession, User
from chonso_app.accounts.rules import TicketKind
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from tests.accounts.conftest import LAN, MINH, actor_behind, logged_in, some_customer, user_named

pytestmark = pytest.mark.usefixtures("people")


def start(user: User, now: datetime, browser: Actor = LAN) -> str:
    return db.transact(sessions.start, browser, user, now=now)


def test_an_unknown_cookie_is_an_anonymous_visitor(now: datetime) -> None:
    for token in ("", "made-up", "x" * 5000, "' or 1=1 --"):
        assert actor_behind(token, now) == Actor.anonymous(LAN.visitor)


def test_the_database_does_not_hold_what_the_cookie_holds(now: datetime) -> None:
    token = start(some_customer(), now)
    row = db.read(lambda session: session.exec(select(LoginSession)).one())
    assert token not in str(row.model_dump())


def test_logging_in_makes_a_new_session_and_ends_the_one_before(now: datetime) -> None:
    first = start(some_customer(), now)
    again = start(some_customer(), now, actor_behind(first, now))
    assert again != first
    assert actor_behind(first, now).role is None
    assert actor_behind(again, now).role is Role.CUSTOMER


def test_a_session_planted_before_log_in_is_worth_nothing_after(now: datetime) -> None:
    """Fixation: the attacker's own session sits in the victim's browser."""
    planted = start(user_named("cuahang"), now, MINH)
    victim = actor_behind(planted, now, LAN)
    start(some_customer(), now, victim)
    assert actor_behind(planted, now, MINH).role is None


def test_logging_out_ends_it_in_every_tab(now: datetime) -> None:
    token = start(some_customer(), now)
    db.transact(service.log_out, actor_behind(token, now), now=now)
    assert actor_behind(token, now).role is None


@pytest.mark.parametrize("login", ["goivideo", None])
def test_a_session_ends_when_it_is_not_used(login: str | None, now: datetime) -> None:
    user = user_named(login) if login else some_customer()
    idle = rules.idle_limit(user.role)
    token = start(user, now)
    assert actor_behind(token, now + timedelta(seconds=60)).role
    assert actor_behind(token, now + idle - timedelta(seconds=1)).role  # written down: used
    assert actor_behind(token, now + 2 * idle - timedelta(seconds=2)).role
    assert actor_behind(token, now + 4 * idle).role is None


@pytest.mark.parametrize("login", ["goivideo", None])
def test_a_session_ends_whatever_happens(login: str | None, now: datetime) -> None:
    user = user_named(login) if login else some_customer()
    idle, absolute = rules.idle_limit(user.role), rules.absolute_limit(user.role)
    token = start(user, now)
    moment = now
    while moment + idle / 2 < now + absolute:
        moment += idle / 2
        assert actor_behind(token, moment).role
    assert actor_behind(token, now + absolute).role is None


def test_a_changed_role_or_ban_is_felt_at_the_next_event(now: datetime) -> None:
    user = user_named("giamsat")
    token = start(user, now)
    assert actor_behind(token, now).role is Role.SUPERVISOR
    db.transact(lambda s: setattr(s.get_one(User, user.id), "role", Role.STORE_CLERK))
    assert actor_behind(token, now).role is Role.STORE_CLERK
    db.transact(lambda s: setattr(s.get_one(User, user.id), "disabled_at", now))
    assert actor_behind(token, now).role is None


def test_head_office_sees_every_unit_and_a_region_its_own(now: datetime) -> None:
    assert logged_in("giamsat", now).unit_id is None
    assert logged_in("giamsat.kv2", now).unit_id == user_named("giamsat.kv2").unit_id


def test_looking_up_the_actor_is_one_query(now: datetime) -> None:
    from sqlalchemy import event

    token = start(some_customer(), now)
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    actor_behind(token, now)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) == 1


def ticket_of(user: User, now: datetime) -> str:
    return db.transact(sessions.issue_ticket, LAN, user, TicketKind.SESSION, now=now)


def test_a_ticket_works_once(now: datetime) -> None:
    ticket = ticket_of(some_customer(), now)
    db.transact(service.enter_by_ticket, LAN, ticket, now=now)
    with pytest.raises(sessions.TicketDead):
        db.transact(service.enter_by_ticket, LAN, ticket, now=now)


def test_a_ticket_works_only_in_the_browser_that_earned_it(now: datetime) -> None:
    ticket = ticket_of(some_customer(), now)
    for stranger in (MINH, Actor()):
        with pytest.raises(sessions.TicketDead):
            db.transact(service.enter_by_ticket, stranger, ticket, now=now)
    db.transact(service.enter_by_ticket, LAN, ticket, now=now)


def test_a_ticket_dies_after_a_minute(now: datetime) -> None:
    ticket = ticket_of(some_customer(), now)
    with pytest.raises(sessions.TicketDead):
        db.transact(service.enter_by_ticket, LAN, ticket, now=now + timedelta(seconds=60))


def test_of_eight_that_hand_in_one_ticket_one_gets_in(now: datetime) -> None:
    ticket = ticket_of(some_customer(), now)

    def hand_in(_n: int) -> bool:
        try:
            db.transact(service.enter_by_ticket, LAN, ticket, now=now)
        except sessions.TicketDead:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(hand_in, range(8))) == 1


def test_the_sweep_forgets_what_is_over(now: datetime) -> None:
    start(some_customer(), now)
    ticket_of(some_customer(), now)
    db.transact(sessions.sweep, now=now + timedelta(days=100))
    assert db.read(lambda session: session.exec(select(LoginSession)).all()) == []


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("/tai-khoan", "/tai-khoan"),
        ("/phieu/GS-7K3Q68?x=1", "/phieu/GS-7K3Q68?x=1"),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("https://evil.example", ""),
        ("/a\nSet-Cookie: x", ""),
        ("/api/dang-xuat", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_after_log_in_only_a_path_of_ours_is_followed(typed: str, safe: str) -> None:
    assert rules.safe_path(typed) == safe
