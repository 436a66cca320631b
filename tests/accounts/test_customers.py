"""S0-C and S0-D, every branch: register, log in, forgot password; and what nobody may learn."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.accounts import otp, passwords, rules, service, sessions
from chonso_app.accounts.models import LoginSession, Purpose, User
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from tests.accounts.conftest import (
    LAN,
    MINH,
    OTHER_PHONE,
    PHONE,
    CodeOf,
    actor_behind,
    some_customer,
)

GOOD, OTHER = "ngoc lan 1995", "ngoc lan 1996"
pytestmark = pytest.mark.usefixtures("database")


def register(now: datetime, phone: str = PHONE, password: str = GOOD, actor: Actor = LAN) -> None:
    db.transact(service.register, actor, phone, passwords.hashed(password), now=now)


def prove(
    typed: str, purpose: Purpose, now: datetime, phone: str = PHONE, actor: Actor = LAN
) -> service.Opened:
    return db.transact(service.open_account_by_otp, actor, phone, typed, purpose=purpose, now=now)


def enter(ticket: str, now: datetime, actor: Actor = LAN) -> Actor:
    entry = db.transact(service.enter_by_ticket, actor, ticket, now=now)
    return actor_behind(entry.token, now, actor)


def log_in(now: datetime, password: str, phone: str = PHONE, actor: Actor = LAN) -> service.Entry:
    tried = db.read(service.credentials_of, phone)
    fits = passwords.fits(password, tried.password_hash)
    return db.transact(service.settle_log_in, actor, tried, fits=fits, now=now)


@pytest.fixture
def account(now: datetime, code_of: CodeOf) -> User:
    """Lan's account, with the password GOOD."""
    register(now)
    prove(code_of(PHONE), Purpose.REGISTER, now)
    return some_customer()


# -- Đăng ký ---------------------------------------------------------------------------------


def test_registering_makes_the_account_when_the_code_is_right(
    now: datetime, code_of: CodeOf
) -> None:
    register(now)
    assert db.read(service.user_by_phone, PHONE) is None  # not before
    opened = prove(code_of(PHONE), Purpose.REGISTER, now)
    assert opened.made
    actor = enter(opened.ticket, now)
    assert (actor.user_id, actor.role) == (opened.user_id, Role.CUSTOMER)
    assert log_in(now, GOOD).token


def test_a_wrong_code_makes_no_account_and_may_be_tried_again(
    now: datetime, code_of: CodeOf
) -> None:
    register(now)
    code = code_of(PHONE)
    refused = prove(f"{(int(code) + 1) % 10**6:06d}", Purpose.REGISTER, now)
    assert isinstance(refused.refusal, otp.OtpWrong)
    assert not refused.ticket
    assert db.read(service.user_by_phone, PHONE) is None
    assert prove(code, Purpose.REGISTER, now).made


def test_registering_a_known_phone_lets_its_owner_in_and_keeps_the_password(
    account: User, now: datetime, code_of: CodeOf
) -> None:
    later = now + timedelta(minutes=2)
    register(later, password=OTHER)
    opened = prove(code_of(PHONE), Purpose.REGISTER, later)
    assert not opened.made
    assert opened.user_id == account.id
    assert log_in(later, GOOD).token
    assert not log_in(later, OTHER).token


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("lan6868", "short"),
        ("12345678", "simple"),
        ("abcdefgh", "simple"),
        ("a1a1a1a1", "simple"),
        ("a1b2" * 40, "long"),
        ("lan6868!", None),
        ("mật khẩu số 1", None),
    ],
)
def test_a_password_needs_eight_characters_letters_and_digits(
    password: str, fault: str | None
) -> None:
    assert rules.password_fault(password) == fault


# -- Đăng nhập -------------------------------------------------------------------------------


def test_the_right_password_gives_a_session(account: User, now: datetime) -> None:
    entry = log_in(now, GOOD)
    assert entry.refusal is None
    assert actor_behind(entry.token, now).user_id == account.id


def test_a_wrong_password_says_how_many_tries_are_left_then_locks(
    account: User, now: datetime
) -> None:
    refusals = [log_in(now, OTHER).refusal for _ in range(5)]
    assert [r.params["remaining"] for r in refusals[:4] if r] == [4, 3, 2, 1]
    assert isinstance(refusals[4], service.LoginLocked)
    assert isinstance(log_in(now, GOOD).refusal, service.LoginLocked)  # even the right one
    almost = now + timedelta(minutes=14, seconds=59)
    assert isinstance(log_in(almost, GOOD).refusal, service.LoginLocked)
    assert log_in(now + timedelta(minutes=15), GOOD).token


def test_a_right_password_forgets_the_wrong_ones(account: User, now: datetime) -> None:
    for _ in range(4):
        log_in(now, OTHER)
    assert log_in(now, GOOD).token
    refusal = log_in(now, OTHER).refusal
    assert refusal
    assert refusal.params["remaining"] == 4


def test_log_in_by_code_needs_no_password(account: User, now: datetime, code_of: CodeOf) -> None:
    later = now + timedelta(minutes=2)
    db.transact(service.request_code, LAN, PHONE, Purpose.LOG_IN, now=later)
    opened = prove(code_of(PHONE), Purpose.LOG_IN, later)
    assert enter(opened.ticket, later).user_id == account.id


def test_an_account_opened_on_the_way_has_no_password_until_one_is_set(
    now: datetime, code_of: CodeOf
) -> None:
    db.transact(service.request_code, LAN, PHONE, Purpose.CONTACT, subject="order:GS-1", now=now)
    opened = db.transact(
        service.open_account_by_otp, LAN, PHONE, code_of(PHONE), subject="order:GS-1", now=now
    )
    assert opened.made
    for guess in ("", "nobody", GOOD):
        assert not log_in(now, guess).token
    actor = enter(opened.ticket, now)
    profile = db.read(service.profile_of, actor)
    assert profile
    assert not profile.has_password
    db.transact(service.change_password, actor, passwords.hashed(GOOD), old_fits=False, now=now)
    assert log_in(now + timedelta(hours=1), GOOD).token


def test_a_disabled_account_is_told_only_after_the_phone_is_proven(
    account: User, now: datetime, code_of: CodeOf
) -> None:
    later = now + timedelta(minutes=2)
    db.transact(lambda session: setattr(session.get_one(User, account.id), "disabled_at", now))
    assert isinstance(log_in(later, GOOD).refusal, service.WrongPassword)
    db.transact(service.request_code, LAN, PHONE, Purpose.LOG_IN, now=later)
    opened = prove(code_of(PHONE), Purpose.LOG_IN, later)
    assert isinstance(opened.refusal, service.AccountDisabled)
    assert not opened.ticket


# -- Quên mật khẩu ---------------------------------------------------------------------------


def test_a_new_password_replaces_the_old_one_and_ends_every_session(
    account: User, now: datetime, code_of: CodeOf
) -> None:
    elsewhere = log_in(now, GOOD, actor=MINH).token
    later = now + timedelta(minutes=2)
    db.transact(service.request_code, LAN, PHONE, Purpose.RESET, now=later)
    opened = prove(code_of(PHONE), Purpose.RESET, later)
    ticket = db.transact(
        service.reset_password, LAN, opened.ticket, passwords.hashed(OTHER), now=later
    )
    assert actor_behind(elsewhere, later, MINH).role is None
    assert enter(ticket, later).user_id == account.id
    assert log_in(later, OTHER).token
    assert not log_in(later, GOOD).token


def test_the_ticket_for_a_new_password_works_once_and_only_for_that(
    account: User, now: datetime, code_of: CodeOf
) -> None:
    later = now + timedelta(minutes=2)
    db.transact(service.request_code, LAN, PHONE, Purpose.RESET, now=later)
    ticket = prove(code_of(PHONE), Purpose.RESET, later).ticket
    with pytest.raises(sessions.TicketDead):
        db.transact(service.enter_by_ticket, LAN, ticket, now=later)
    with pytest.raises(sessions.TicketDead):
        db.transact(service.reset_password, MINH, ticket, passwords.hashed(OTHER), now=later)
    db.transact(service.reset_password, LAN, ticket, passwords.hashed(OTHER), now=later)
    with pytest.raises(sessions.TicketDead):
        db.transact(service.reset_password, LAN, ticket, passwords.hashed(OTHER), now=later)


def test_the_ticket_for_a_new_password_dies_after_ten_minutes(
    account: User, now: datetime, code_of: CodeOf
) -> None:
    later = now + timedelta(minutes=2)
    db.transact(service.request_code, LAN, PHONE, Purpose.RESET, now=later)
    ticket = prove(code_of(PHONE), Purpose.RESET, later).ticket
    too_late = later + timedelta(minutes=10)
    with pytest.raises(sessions.TicketDead):
        db.transact(service.reset_password, LAN, ticket, passwords.hashed(OTHER), now=too_late)


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    account: User, now: datetime
) -> None:
    here = actor_behind(log_in(now, GOOD).token, now)
    elsewhere = log_in(now, GOOD, actor=MINH).token
    refusal = db.transact(
        service.change_password, here, passwords.hashed(OTHER), old_fits=False, now=now
    )
    assert isinstance(refusal, service.WrongPassword)
    db.transact(service.change_password, here, passwords.hashed(OTHER), old_fits=True, now=now)
    assert actor_behind(elsewhere, now, MINH).role is None
    rows = db.read(lambda session: list(session.exec(select(LoginSession))))
    assert [row.token_hash for row in rows] == [here.session]


# -- enumeration -----------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [Purpose.REGISTER, Purpose.LOG_IN, Purpose.RESET])
def test_asking_for_a_code_answers_the_same_for_a_known_and_an_unknown_phone(
    account: User, purpose: Purpose, now: datetime
) -> None:
    later = now + timedelta(hours=2)
    known = db.transact(otp.send, LAN, PHONE, purpose, now=later)
    unknown = db.transact(otp.send, MINH, OTHER_PHONE, purpose, now=later)
    assert (known.expires_at, known.again_at) == (unknown.expires_at, unknown.again_at)


def test_a_wrong_password_answers_the_same_for_a_known_and_an_unknown_phone(
    account: User, now: datetime
) -> None:
    def story(phone: str) -> list[tuple[str, object]]:
        entries = [log_in(now, OTHER, phone).refusal for _ in range(6)]
        return [(one.text_key(), one.params) for one in entries if one]

    assert story(PHONE) == story(OTHER_PHONE)


# -- two at once -----------------------------------------------------------------------------


def test_a_phone_proven_in_two_browsers_at_once_is_one_account(now: datetime) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def open_one(actor: Actor) -> int:
        def work(session: Session) -> int:
            return service._account_of(session, actor, PHONE, now=now)[0].row_id

        return db.transact(work)

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(open_one, [LAN, MINH] * 8))
    assert len(set(ids)) == 1
