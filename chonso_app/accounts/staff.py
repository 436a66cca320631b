"""Staff: invited by an administrator, at home in one unit, with one role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts import invitations, rules, second_step, sessions
from chonso_app.accounts import units as all_units
from chonso_app.accounts.models import LoginSession, Unit, User
from chonso_app.core import audit, events
from chonso_app.core.actors import STAFF_ROLES, Actor, Role
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.notifications.rules import unaccented

TOPIC = "staff"


class LoginTaken(ShopError):
    """Another member of staff has this login name."""


class StaffNotFound(ShopError):
    """No such member of staff."""


class NotYourself(ShopError):
    """Nobody locks or promotes themselves."""


@dataclass(frozen=True)
class StaffRow:
    """One line of the list; no secret in it."""

    user_id: int
    full_name: str
    login: str
    email: str
    role: Role
    unit_id: int | None
    unit_name: str
    second_step: bool
    waiting: bool  # invited, no password chosen yet
    disabled: bool
    seen_at: datetime | None
    open_sessions: int
    recovery_left: int
    created_at: datetime


@dataclass(frozen=True)
class UnitRow:
    unit_id: int
    code: str
    name: str
    head_office: bool
    people: int


# -- looking ---------------------------------------------------------------------------------------


def list_units(session: Session, actor: Actor) -> list[UnitRow]:
    """Head office first, with the number of their staff."""
    require(actor, Permission.STAFF_MANAGE)
    people = dict(
        session.exec(
            select(User.unit_id, sa.func.count())
            .where(col(User.role).in_(STAFF_ROLES))
            .group_by(col(User.unit_id))
        ).all()
    )
    units = session.exec(select(Unit).order_by(col(Unit.head_office).desc(), col(Unit.code)))
    return [
        UnitRow(unit.row_id, unit.code, unit.name, unit.head_office, people.get(unit.id, 0))
        for unit in units
    ]


def list_staff(session: Session, actor: Actor, unit_id: int, *, now: datetime) -> list[StaffRow]:
    require(actor, Permission.STAFF_MANAGE)
    query = select(User).where(col(User.role).in_(STAFF_ROLES), User.unit_id == unit_id)
    users = sorted(session.exec(query), key=lambda user: unaccented(user.full_name))
    return _rows(session, users, now)


def one(session: Session, actor: Actor, user_id: int, *, now: datetime) -> StaffRow:
    require(actor, Permission.STAFF_MANAGE)
    return _rows(session, [_staff(session, user_id)], now)[0]


def _rows(session: Session, people: Sequence[User], now: datetime) -> list[StaffRow]:
    ids = [user.row_id for user in people]
    alive = col(LoginSession.user_id).in_(ids) & (col(LoginSession.idle_until) > now)
    seen = {
        user_id: (count, last)
        for user_id, count, last in session.exec(
            select(LoginSession.user_id, sa.func.count(), sa.func.max(col(LoginSession.seen_at)))
            .where(alive)
            .group_by(col(LoginSession.user_id))
        )
    }
    names = all_units.names(session)
    left = second_step.unused_codes(session, ids)
    return [
        StaffRow(
            user_id=user.row_id,
            full_name=user.full_name,
            login=user.login or "",
            email=user.email,
            role=user.role,
            unit_id=user.unit_id,
            unit_name=names.get(user.unit_id or 0, ""),
            second_step=user.totp_secret is not None,
            waiting=user.password_hash is None,
            disabled=user.disabled_at is not None,
            seen_at=seen.get(user.row_id, (0, None))[1],
            open_sessions=seen.get(user.row_id, (0, None))[0],
            recovery_left=left.get(user.row_id, 0),
            created_at=user.created_at,
        )
        for user in people
    ]


# -- changing --------------------------------------------------------------------------------------


def invite(
    session: Session,
    actor: Actor,
    *,
    login: str,
    full_name: str,
    email: str,
    role: Role,
    unit_id: int,
    now: datetime,
) -> int:
    """A new member of staff, and a link by mail; the administrator never sees it.

    Raises: LoginTaken, StaffNotFound (no such unit or role).
    """
    require(actor, Permission.STAFF_MANAGE)
    if role not in STAFF_ROLES or session.get(Unit, unit_id) is None:
        raise StaffNotFound
    if session.exec(select(User.id).where(User.login == login)).first():
        raise LoginTaken
    user = User(
        login=login, full_name=full_name, email=email, role=role, unit_id=unit_id, created_at=now
    )
    session.add(user)
    try:
        session.flush()
    except IntegrityError as error:  # somebody was faster
        raise LoginTaken from error
    _note(session, actor, "accounts.staff_invited", user, now=now, role=role.value, unit=unit_id)
    invitations.send(session, actor, user, "accounts.invited", rules.INVITATION_LASTS, now=now)
    return user.row_id


def assign(
    session: Session, actor: Actor, user_id: int, *, role: Role, unit_id: int, now: datetime
) -> None:
    """Another role or unit; felt at the very next event of that person.

    Raises: StaffNotFound, NotYourself.
    """
    user = _other(session, actor, user_id)
    if role not in STAFF_ROLES or session.get(Unit, unit_id) is None:
        raise StaffNotFound
    before = {"was_role": user.role.value, "was_unit": user.unit_id}
    user.role, user.unit_id = role, unit_id
    _note(
        session, actor, "accounts.staff_assigned", user, now=now, role=role.value, unit=unit_id,
        **before,
    )  # fmt: skip


def disable(session: Session, actor: Actor, user_id: int, *, now: datetime) -> None:
    user = _other(session, actor, user_id)
    user.disabled_at = user.disabled_at or now
    sessions.end_all(session, user_id)
    invitations.void(session, user_id, now)
    _note(session, actor, "accounts.staff_disabled", user, now=now)


def enable(session: Session, actor: Actor, user_id: int, *, now: datetime) -> None:
    user = _other(session, actor, user_id)
    user.disabled_at = None
    _note(session, actor, "accounts.staff_enabled", user, now=now)


def close_sessions(session: Session, actor: Actor, user_id: int, *, now: datetime) -> None:
    require(actor, Permission.STAFF_MANAGE)
    user = _staff(session, user_id)
    closed = sessions.end_all(session, user_id, but=actor.session)
    _note(session, actor, "accounts.sessions_closed", user, now=now, closed=closed)


def reset(session: Session, actor: Actor, user_id: int, *, lost_phone: bool, now: datetime) -> None:
    """A link by mail to choose a new password; the old one and every session are dead at once.

    Args:
        lost_phone: also forget the code app and the recovery codes, to be set up anew. Otherwise
            the link asks for a code of the app: a mailbox alone opens nothing.
    """
    user = _other(session, actor, user_id)
    user.password_hash = None
    if lost_phone:
        user.totp_secret, user.totp_step = None, 0
    sessions.end_all(session, user_id)
    _note(session, actor, "accounts.staff_reset", user, now=now, lost_phone=lost_phone)
    template = "accounts.reset_by_administrator"
    invitations.send(session, actor, user, template, rules.RESET_LASTS, now=now)


def invite_again(session: Session, actor: Actor, user_id: int, *, now: datetime) -> None:
    """The first link got lost or old. Only for somebody who never chose a password."""
    user = _other(session, actor, user_id)
    if user.password_hash is not None:
        raise StaffNotFound
    _note(session, actor, "accounts.staff_invited", user, now=now, again=True)
    invitations.send(session, actor, user, "accounts.invited", rules.INVITATION_LASTS, now=now)


def _other(session: Session, actor: Actor, user_id: int) -> User:
    require(actor, Permission.STAFF_MANAGE)
    if user_id == actor.user_id:
        raise NotYourself
    return _staff(session, user_id)


def _staff(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or not user.is_staff:
        raise StaffNotFound
    return user


def _note(
    session: Session, actor: Actor, action: str, user: User, *, now: datetime, **detail: object
) -> None:
    session.add(user)
    session.flush()
    audit.record(session, actor, action, f"user:{user.id}", now=now, **detail)
    events.touch(session, TOPIC)
