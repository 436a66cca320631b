"""Staff: the second step, invitations, resets, and who may manage whom."""

import re
from datetime import datetime, timedelta
from typing import Any

import pyotp.totp
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts import (
    bootstrap,
    invitations,
    passwords,
    second_step,
    service,
    sessions,
    staff,
    units,
)
from chonso_app.accounts.models import Province, Unit, User
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.config import settings
from chonso_app.core.errors import NotAllowed
from chonso_app.notifications import service as notifications
from chonso_app.notifications.models import Message
from tests.accounts.conftest import LAN, MINH, actor_behind, logged_in, unit_coded, user_named

PASSWORD = "mot mat khau that dai"
pytestmark = pytest.mark.usefixtures("people")


def invite(actor: Actor, now: datetime, login: str = "thu.ha", **more: Any) -> int:
    given: dict[str, Any] = {
        "login": login, "full_name": "Lê Thu Hà", "email": "ha@chonso.example",
        "role": Role.VIDEO_AGENT, "unit_id": unit_coded("KV2"),
    }  # fmt: skip
    return db.transact(staff.invite, actor, now=now, **(given | more))


def token_in_the_mail() -> str:
    """From the newest mail, as its reader would click it."""

    def query(session: Session) -> str:
        message = session.exec(select(Message).order_by(col(Message.id).desc())).first()
        assert message
        outgoing = notifications.begin_sending(session, message.row_id)
        assert outgoing
        assert outgoing.mail
        address = re.escape(f"{settings.public_url}/admin/loi-moi/?ma=")
        found = re.search(address + r"(\S+)", outgoing.mail.text)
        assert found
        return found[1]

    return db.read(query)


def app_code(secret: str, moment: datetime) -> str:
    return pyotp.totp.TOTP(secret).at(moment)


def accept(token: str, now: datetime, code: str | None = None) -> invitations.Accepted:
    login = db.read(invitations.invited_by, token, now=now).login
    typed = code or app_code(second_step.enrolment_of(token, login).secret, now)
    return db.transact(invitations.accept, MINH, token, passwords.hashed(PASSWORD), typed, now=now)


@pytest.fixture
def ha(administrator: Actor, now: datetime) -> User:
    """Somebody invited, with a password and a code app."""
    invite(administrator, now)
    accept(token_in_the_mail(), now)
    return user_named("thu.ha")


def log_in(now: datetime, password: str = PASSWORD, login: str = "thu.ha") -> service.Entry:
    tried = db.read(service.credentials_of, login, staff=True)
    fits = passwords.fits(password, tried.password_hash)
    return db.transact(service.settle_log_in, LAN, tried, fits=fits, now=now)


def finish(ticket: str, typed: str, now: datetime, browser: Actor = LAN) -> service.Entry:
    return db.transact(second_step.finish, browser, ticket, typed, now=now)


# -- the second step -------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(ha: User, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    entry = log_in(later)
    assert not entry.token
    assert entry.second_step
    assert ha.totp_secret
    done = finish(entry.second_step, app_code(ha.totp_secret, later), later)
    assert actor_behind(done.token, later).role is Role.VIDEO_AGENT


def test_a_code_of_the_app_works_once(ha: User, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    assert ha.totp_secret
    code = app_code(ha.totp_secret, later)
    assert finish(log_in(later).second_step, code, later).token
    replayed = finish(log_in(later).second_step, code, later)
    assert isinstance(replayed.refusal, second_step.TotpWrong)
    before = app_code(ha.totp_secret, later - timedelta(seconds=30))  # an older one neither
    assert not finish(log_in(later).second_step, before, later).token
    after = app_code(ha.totp_secret, later + timedelta(seconds=30))
    assert finish(log_in(later).second_step, after, later).token


def test_a_code_of_two_steps_ago_is_wrong(ha: User, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    assert ha.totp_secret
    old = app_code(ha.totp_secret, later - timedelta(seconds=61))
    assert not finish(log_in(later).second_step, old, later).token


def test_the_second_step_stays_in_the_browser_of_the_first(ha: User, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    assert ha.totp_secret
    ticket = log_in(later).second_step
    with pytest.raises(sessions.TicketDead):
        finish(ticket, app_code(ha.totp_secret, later), later, MINH)


def test_five_wrong_codes_lock_the_second_step_for_fifteen_minutes(ha: User, now: datetime) -> None:
    later = now + timedelta(minutes=5)
    assert ha.totp_secret
    right = app_code(ha.totp_secret, later)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(4):
        assert isinstance(
            finish(log_in(later).second_step, wrong, later).refusal, second_step.TotpWrong
        )
    assert isinstance(finish(log_in(later).second_step, wrong, later).refusal, service.LoginLocked)
    assert isinstance(finish(log_in(later).second_step, right, later).refusal, service.LoginLocked)
    much_later = later + timedelta(minutes=15)
    code = app_code(ha.totp_secret, much_later)
    assert finish(log_in(much_later).second_step, code, much_later).token


def test_wrong_passwords_lock_a_login_whether_it_exists_or_not(ha: User, now: datetime) -> None:
    def story(login: str) -> list[tuple[str, object]]:
        entries = [log_in(now, "wrong", login).refusal for _ in range(6)]
        return [(one.text_key(), one.params) for one in entries if one]

    assert story("thu.ha") == story("nobody.here")
    assert isinstance(log_in(now).refusal, service.LoginLocked)
    assert log_in(now + timedelta(minutes=15)).second_step


def test_a_recovery_code_gets_in_once(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    codes = accept(token_in_the_mail(), now).recovery_codes
    assert len(set(codes)) == 8
    typed = codes[0].lower().replace("-", " ")
    assert finish(log_in(now).second_step, typed, now).token
    assert not finish(log_in(now).second_step, codes[0], now).token
    assert finish(log_in(now).second_step, codes[1], now).token


def test_a_recovery_code_of_another_is_worth_nothing(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    accept(token_in_the_mail(), now)
    invite(administrator, now, "duc.minh")
    codes = accept(token_in_the_mail(), now).recovery_codes
    assert not finish(log_in(now).second_step, codes[0], now).token


def test_without_a_code_app_nobody_enters_outside_the_demo(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert log_in(now, "chonso-demo", "goivideo").token  # the demo's own log-ins
    monkeypatch.setattr(settings, "demo", False)
    refused = log_in(now, "chonso-demo", "goivideo")
    assert isinstance(refused.refusal, service.SecondStepMissing)
    assert not refused.token


# -- invitations -----------------------------------------------------------------------------


def test_an_invitation_works_once(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    token = token_in_the_mail()
    accept(token, now)
    with pytest.raises(invitations.InvitationDead):
        accept(token, now)


def test_an_invitation_dies_after_a_day(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    token = token_in_the_mail()
    db.read(invitations.invited_by, token, now=now + timedelta(hours=23, minutes=59))
    with pytest.raises(invitations.InvitationDead):
        accept(token, now + timedelta(hours=24))


def test_a_new_link_kills_the_one_before(administrator: Actor, now: datetime) -> None:
    user_id = invite(administrator, now)
    old = token_in_the_mail()
    db.transact(staff.invite_again, administrator, user_id, now=now)
    with pytest.raises(invitations.InvitationDead):
        accept(old, now)
    accept(token_in_the_mail(), now)


def test_a_wrong_code_at_acceptance_changes_nothing(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    token = token_in_the_mail()
    refused = accept(token, now, code="000000")
    assert isinstance(refused.refusal, second_step.TotpWrong)
    user = user_named("thu.ha")
    assert (user.password_hash, user.totp_secret) == (None, None)
    assert accept(token, now).ticket


def test_the_administrator_never_sees_the_link(administrator: Actor, now: datetime) -> None:
    user_id = invite(administrator, now)
    token = token_in_the_mail()
    row = db.read(staff.one, administrator, user_id, now=now)
    assert token not in str(row)
    audit = db.read(lambda session: [str(one) for one in session.exec(select(AuditEntry))])
    assert not any(token in line for line in audit)


def test_a_login_name_is_given_once(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    with pytest.raises(staff.LoginTaken):
        invite(administrator, now)


def test_a_fresh_installation_gets_its_first_administrator_once(
    database: sa.Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(database) as session, session.begin():
        for table in (User, Province, Unit):
            session.execute(sa.delete(table))
    monkeypatch.setattr(settings, "demo", False)
    who = ("lan.anh", "Đỗ Lan Anh", "lan.anh@chonso.example")
    link = db.transact(bootstrap.first_administrator, *who, now=now)
    assert accept(link.split("?ma=")[1], now).ticket
    assert user_named("lan.anh").role is Role.ADMINISTRATOR
    with pytest.raises(bootstrap.AdministratorExists):
        db.transact(bootstrap.first_administrator, *who, now=now)


# -- resets and locks ------------------------------------------------------------------------


def test_a_reset_kills_password_and_sessions_and_asks_for_the_code_app(
    ha: User, administrator: Actor, now: datetime
) -> None:
    assert ha.totp_secret
    open_session = logged_in("thu.ha", now, MINH)
    assert open_session.role
    db.transact(staff.reset, administrator, ha.row_id, lost_phone=False, now=now)
    rows = db.read(staff.one, administrator, ha.row_id, now=now)
    assert rows.open_sessions == 0
    assert not log_in(now).second_step
    token = token_in_the_mail()
    assert db.read(invitations.invited_by, token, now=now).has_second_step
    wrong = second_step.enrolment_of(token, "thu.ha").secret  # a mailbox alone opens nothing
    later = now + timedelta(minutes=5)
    assert accept(token, later, app_code(wrong, later)).refusal
    done = accept(token, later, app_code(ha.totp_secret, later))
    assert done.ticket
    assert not done.recovery_codes


def test_a_reset_link_dies_after_fifteen_minutes(
    ha: User, administrator: Actor, now: datetime
) -> None:
    db.transact(staff.reset, administrator, ha.row_id, lost_phone=True, now=now)
    with pytest.raises(invitations.InvitationDead):
        accept(token_in_the_mail(), now + timedelta(minutes=15))


def test_a_lost_phone_is_enrolled_anew_with_new_recovery_codes(
    ha: User, administrator: Actor, now: datetime
) -> None:
    db.transact(staff.reset, administrator, ha.row_id, lost_phone=True, now=now)
    done = accept(token_in_the_mail(), now + timedelta(minutes=5))
    assert len(done.recovery_codes) == 8
    assert user_named("thu.ha").totp_secret != ha.totp_secret


def test_locking_somebody_ends_sessions_and_links_at_once(
    ha: User, administrator: Actor, now: datetime
) -> None:
    token = db.transact(sessions.start, MINH, ha, now=now)
    db.transact(staff.disable, administrator, ha.row_id, now=now)
    assert actor_behind(token, now, MINH).role is None
    assert not log_in(now).second_step
    db.transact(staff.enable, administrator, ha.row_id, now=now)
    assert actor_behind(token, now, MINH).role is None
    assert log_in(now).second_step


def test_nobody_locks_or_promotes_themselves(administrator: Actor, now: datetime) -> None:
    me = administrator.user_id or 0
    with pytest.raises(staff.NotYourself):
        db.transact(staff.disable, administrator, me, now=now)
    with pytest.raises(staff.NotYourself):
        db.transact(staff.assign, administrator, me, role=Role.SUPERVISOR, unit_id=1, now=now)


def test_only_an_administrator_manages_staff(now: datetime) -> None:
    target = user_named("goivideo").row_id
    for login in ("goivideo", "daunoi", "donhang", "cuahang", "kdo", "giamsat"):
        actor = logged_in(login, now)
        for attempt in (
            lambda actor=actor: invite(actor, now),
            lambda actor=actor: db.transact(staff.disable, actor, target, now=now),
            lambda actor=actor: db.transact(staff.reset, actor, target, lost_phone=True, now=now),
            lambda actor=actor: db.read(staff.list_units, actor),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_a_customer_is_not_staff(administrator: Actor, now: datetime) -> None:
    customer = db.read(lambda s: s.exec(select(User).where(User.role == Role.CUSTOMER)).one())
    for change in (staff.disable, staff.enable, staff.close_sessions):
        with pytest.raises(staff.StaffNotFound):
            db.transact(change, administrator, customer.row_id, now=now)
    with pytest.raises(staff.StaffNotFound):
        invite(administrator, now, role=Role.CUSTOMER)


# -- units -----------------------------------------------------------------------------------


def test_every_one_of_the_34_provinces_belongs_to_one_of_nine_regional_companies() -> None:
    rows = db.read(units.provinces)
    assert len(rows) == len({row.code for row in rows}) == 34
    assert len({row.unit_id for row in rows}) == 9
    assert [row.name for row in rows[:3]] == ["Hà Nội", "TP. Hồ Chí Minh", "An Giang"]
    assert db.read(units.unit_of_province, "79") == unit_coded("KV2")
    assert db.read(units.unit_of_province, "00") is None


def test_the_list_shows_a_unit_at_a_time(administrator: Actor, now: datetime) -> None:
    invite(administrator, now)
    rows = db.read(staff.list_staff, administrator, unit_coded("KV2"), now=now)
    assert [row.login for row in rows if row.waiting] == ["thu.ha"]
    people = {row.code: row.people for row in db.read(staff.list_units, administrator)}
    assert (people["TCT"], people["KV2"], people["KV1"]) == (6, 5, 1)
