"""Customers: opening an account, logging in and out, choosing a password.

A proven phone is the account: whoever proves it is let in, and gets one when there was none. So
no step before the proof has to know, or can tell, whether a phone has an account.

Wrong passwords and codes are returned, not raised: the spent try must be kept.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chonso_app.accounts import otp, rules, sessions, tally
from chonso_app.accounts.models import Purpose, Unit, User
from chonso_app.accounts.rules import TicketKind
from chonso_app.core import audit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.notifications import push
from chonso_app.notifications import service as notifications

actor_of = sessions.actor_of  # what `ui.gate` asks for every event


class WrongPassword(ShopError):
    """Name or password is wrong: we do not say which. `remaining` tries before the lock."""


class WrongDeskPassword(WrongPassword):
    """The same at the staff's door, in its words."""


class LoginLocked(ShopError):
    """Too many wrong passwords for this name. `minutes` until the next try."""


class DeskLocked(LoginLocked):
    """The same at the staff's door, which has no other way in."""


class AccountDisabled(ShopError):
    """Told only to somebody who proved the phone."""


class SecondStepMissing(ShopError):
    """A member of staff without a code app outside the demo: must be invited again."""


class SecondStepNeeded(ShopError):
    """The password was right, and no code was typed. Costs no try."""


@dataclass(frozen=True)
class Opened:
    """What a right code leads to, or why it was refused.

    `ticket` is for `POST /api/phien`, which gives the browser the session; `made` says that the
    account did not exist before.
    """

    refusal: ShopError | None = None
    user_id: int | None = None
    ticket: str = ""
    made: bool = False
    password_kept: bool = False  # registered again: the password from before stays


@dataclass(frozen=True)
class Credentials:
    """What the log-in compares with, read before the slow hash and outside any transaction."""

    name: str  # a phone in E.164, or the login name of staff
    user_id: int | None
    password_hash: str | None
    staff: bool = False


@dataclass(frozen=True)
class Entry:
    """How a log-in went: a session, or a second step, or a refusal."""

    refusal: ShopError | None = None
    token: str = ""
    second_step: str = ""  # ticket for the code of the app
    role: Role | None = None  # whose session it is


# -- by code ---------------------------------------------------------------------------------------


def register(
    session: Session, actor: Actor, phone: str, password_hash: str, *, now: datetime
) -> otp.Sent:
    """Đăng ký: the account is made when the code is proven (`open_account_by_otp`).

    Raises: see `otp.send`.
    """
    return otp.send(session, actor, phone, Purpose.REGISTER, password_hash=password_hash, now=now)


def request_code(
    session: Session,
    actor: Actor,
    phone: str,
    purpose: Purpose,
    *,
    subject: str = "",
    now: datetime,
) -> otp.Sent:
    """A code for any other purpose. Raises: see `otp.send`."""
    return otp.send(session, actor, phone, purpose, subject=subject, now=now)


def open_account_by_otp(
    session: Session,
    actor: Actor,
    phone: str,
    typed: str,
    *,
    purpose: Purpose = Purpose.CONTACT,
    subject: str = "",
    now: datetime,
) -> Opened:
    """Check the code; when it is right, find or make the account of the proven phone.

    Never raises for a wrong code: look at `refusal`, after the transaction is committed. For
    `Purpose.RESET` the ticket lets a new password be chosen (`reset_password`), else it is for a
    session.
    """
    checked = otp.check(session, actor, phone, purpose, typed, subject=subject, now=now)
    if checked.refusal:
        return Opened(checked.refusal)
    user, made = _account_of(session, actor, phone, now=now)
    if user.disabled_at:
        return Opened(AccountDisabled(hotline=settings.hotline))
    kept = user.password_hash is not None and checked.password_hash is not None
    user.password_hash = user.password_hash or checked.password_hash
    kind = TicketKind.NEW_PASSWORD if purpose is Purpose.RESET else TicketKind.SESSION
    ticket = sessions.issue_ticket(session, actor, user, kind, now=now)
    return Opened(user_id=user.row_id, ticket=ticket, made=made, password_kept=kept)


def _account_of(session: Session, actor: Actor, phone: str, *, now: datetime) -> tuple[User, bool]:
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if postgres else sqlite.insert
    row = {
        "phone": phone, "role": Role.CUSTOMER, "created_at": now, "full_name": "", "email": "",
        "totp_step": 0,
    }  # fmt: skip
    new = insert(User).values(**row).on_conflict_do_nothing().returning(col(User.id))
    made = session.execute(new).scalar_one_or_none()
    user = session.exec(select(User).where(User.phone == phone)).one()
    if made:
        audit.record(session, actor, "accounts.opened", f"user:{user.id}", now=now)
    return user, made is not None


def reset_password(
    session: Session, actor: Actor, ticket: str, password_hash: str, *, now: datetime
) -> str:
    """Quên mật khẩu, last step: the new password, every session closed, and a log-in ticket.

    Raises: TicketDead.
    """
    user = sessions.use_ticket(session, actor, ticket, TicketKind.NEW_PASSWORD, now=now)
    _set_password(session, actor, user, password_hash, now=now)
    return sessions.issue_ticket(session, actor, user, TicketKind.SESSION, now=now)


def password_hash_of(session: Session, actor: Actor) -> str | None:
    """For `passwords.fits`, which must not run in a transaction."""
    return session.get_one(User, actor.user_id).password_hash


def change_password(
    session: Session, actor: Actor, password_hash: str, *, old_fits: bool, now: datetime
) -> ShopError | None:
    """By somebody logged in; the other sessions of the account end.

    A wrong old password counts like one at the door and is returned: after five, the lock.

    Args:
        old_fits: whether the old password was right; an account without one needs none.
    """
    user = session.get_one(User, actor.user_id)
    if user.password_hash is not None:
        key = _tally_key(user.phone or user.login or "")
        if refusal := _locked_out(session, key, now):
            return refusal
        if not old_fits:
            return _count_wrong(session, actor, key, now)
    _set_password(session, actor, user, password_hash, now=now, but=actor.session)
    return None


def _set_password(
    session: Session, actor: Actor, user: User, password_hash: str, *, now: datetime, but: str = ""
) -> None:
    user.password_hash = password_hash
    session.add(user)
    sessions.end_all(session, user.row_id, but=but)
    tally.forget(session, _tally_key(user.phone or user.login or ""))
    audit.record(session, actor, "accounts.password_set", f"user:{user.id}", now=now)
    notifications.notify(
        session,
        f"password-set:{user.id}:{now.timestamp():.0f}",
        "accounts.password_set",
        customer_id=None if user.is_staff else user.id,
        email=user.email or None,
        now=now,
    )


# -- by password -----------------------------------------------------------------------------------


def credentials_of(session: Session, name: str, *, staff: bool = False) -> Credentials:
    """Compare with `passwords.fits`, then `settle_log_in`. `name`: E.164 digits, or a login."""
    column = col(User.login) if staff else col(User.phone)
    user = session.exec(select(User).where(column == name)).one_or_none()
    user_id, password_hash = (user.id, user.password_hash) if user else (None, None)
    return Credentials(name, user_id, password_hash, staff)


def settle_log_in(
    session: Session, actor: Actor, tried: Credentials, *, fits: bool, now: datetime
) -> Entry:
    """Count the try, or begin the session. A locked name is refused whatever was typed."""
    key = _tally_key(tried.name)
    if refusal := _locked_out(session, key, now, desk=tried.staff):
        return Entry(refusal)
    user = session.get(User, tried.user_id) if tried.user_id else None
    if not fits or user is None or user.disabled_at:
        return Entry(_count_wrong(session, actor, key, now, desk=tried.staff))
    tally.forget(session, key)
    if not user.is_staff:
        return enter(session, actor, user, now=now)
    if user.totp_secret:
        ticket = sessions.issue_ticket(session, actor, user, TicketKind.SECOND_STEP, now=now)
        return Entry(second_step=ticket)
    if settings.production:
        return Entry(SecondStepMissing())
    return enter(session, actor, user, now=now)


def _locked_out(
    session: Session, key: str, now: datetime, *, desk: bool = False
) -> ShopError | None:
    count, until = tally.running(session, key, now=now)
    if count < rules.PASSWORD_TRIES or until is None:
        return None
    return (DeskLocked if desk else LoginLocked)(minutes=max(1, -(-(until - now).seconds // 60)))


def _count_wrong(
    session: Session, actor: Actor, key: str, now: datetime, *, desk: bool = False
) -> ShopError:
    wrong = tally.count(session, key, lasts=rules.LOCK_LASTS, now=now, renew=True)
    if wrong < rules.PASSWORD_TRIES:
        left = rules.PASSWORD_TRIES - wrong
        return (WrongDeskPassword if desk else WrongPassword)(remaining=left)
    audit.record(session, actor, "accounts.locked", key, now=now)
    minutes = int(rules.LOCK_LASTS.total_seconds() // 60)
    return (DeskLocked if desk else LoginLocked)(minutes=minutes)


def _tally_key(name: str) -> str:
    return f"password:{hmac_hex('login', name)}"


def enter(session: Session, actor: Actor, user: User, *, now: datetime) -> Entry:
    """Everything is proven: the session."""
    return Entry(token=sessions.start(session, actor, user, now=now), role=user.role)


def enter_by_ticket(session: Session, actor: Actor, ticket: str, *, now: datetime) -> Entry:
    """Raises: TicketDead."""
    user = sessions.use_ticket(session, actor, ticket, TicketKind.SESSION, now=now)
    return enter(session, actor, user, now=now)


def log_out(session: Session, actor: Actor, *, now: datetime) -> None:
    sessions.end(session, actor, now=now)
    push.forget_browser(session, actor)


# -- profile ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Profile:
    user_id: int
    phone: str  # E.164 digits; "" for staff
    full_name: str
    email: str
    has_password: bool


def profile_of(session: Session, actor: Actor) -> Profile | None:
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        return None
    has_password = user.password_hash is not None
    return Profile(user.row_id, user.phone or "", user.full_name, user.email, has_password)


def badge_of(session: Session, actor: Actor) -> tuple[str, str, str]:
    """For the staff's shell: (name, role in words, unit; "" for the head office)."""
    query = select(User, Unit).outerjoin(Unit, col(Unit.id) == col(User.unit_id))
    found = session.exec(query.where(User.id == actor.user_id)).one_or_none()
    if found is None:
        return "", "", ""
    user, unit = found
    role = say(f"accounts.role.{user.role.value}")
    return user.full_name, role, "" if unit is None or unit.head_office else unit.name


def rename(session: Session, user_id: int, *, full_name: str, email: str) -> None:
    """What the customer wrote on an order fills what the account does not know yet."""
    user = session.get(User, user_id)
    if user:
        user.full_name = user.full_name or full_name
        user.email = user.email or email
        session.add(user)


def user_by_phone(session: Session, phone: str) -> int | None:
    """For jobs and staff, never for an anonymous answer. Locks nothing."""
    return session.scalar(sa.select(col(User.id)).where(col(User.phone) == phone))
