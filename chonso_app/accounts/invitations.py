"""Links that let a member of staff choose a password and set up the code app. Used once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts import rules, second_step, sessions
from chonso_app.accounts.models import Invitation, User
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.notifications import service as notifications


class InvitationDead(ShopError):
    """Unknown, used or too old; we do not say which."""


@dataclass(frozen=True)
class Invited:
    """Whom a valid link is for."""

    login: str
    full_name: str
    has_second_step: bool


def invited_by(session: Session, token: str, *, now: datetime) -> Invited:
    """Raises: InvitationDead."""
    user = _holder(session, token, now)
    return Invited(user.login or "", user.full_name, user.totp_secret is not None)


@dataclass(frozen=True)
class Accepted:
    """`recovery_codes` are shown this once. A wrong code is returned, its try is kept."""

    refusal: ShopError | None = None
    recovery_codes: tuple[str, ...] = ()
    ticket: str = ""


def accept(
    session: Session, actor: Actor, token: str, password_hash: str, code: str, *, now: datetime
) -> Accepted:
    """The password is chosen and the code app proven: the link is used up.

    Raises: InvitationDead.
    """
    user = _holder(session, token, now)
    enrolling = user.totp_secret is None
    if enrolling:
        user.totp_secret = second_step.enrolment_of(token, user.login or "").secret
        session.flush()
    if refusal := second_step.prove(session, actor, user, code, now=now):
        if enrolling:
            user.totp_secret = None
        return Accepted(refusal)
    _use_link(session, token, now)
    user.password_hash = password_hash
    session.add(user)
    codes = second_step.new_recovery_codes(session, user.row_id) if enrolling else []
    subject = f"user:{user.id}"
    audit.record(
        session, actor, "accounts.invitation_accepted", subject, now=now, enrolled=enrolling
    )
    ticket = sessions.issue_ticket(session, actor, user, rules.TicketKind.SESSION, now=now)
    return Accepted(recovery_codes=tuple(codes), ticket=ticket)


def _holder(session: Session, token: str, now: datetime) -> User:
    query = (
        select(User)
        .join(Invitation, col(Invitation.user_id) == col(User.id))
        .where(*_valid(token, now), col(User.disabled_at).is_(None))
    )
    user = session.exec(query).one_or_none()
    if user is None:
        raise InvitationDead
    return user


def _use_link(session: Session, token: str, now: datetime) -> None:
    """Of two that use it at once, one gets through."""
    used = sa.update(Invitation).where(*_valid(token, now)).values(used_at=now)
    if session.execute(used.returning(col(Invitation.user_id))).first() is None:
        raise InvitationDead


def _valid(token: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Invitation.token_hash) == sessions.hash_of(token),
        col(Invitation.used_at).is_(None),
        col(Invitation.expires_at) > now,
    )


def void(session: Session, user_id: int, now: datetime) -> None:
    open_ones = (col(Invitation.user_id) == user_id) & col(Invitation.used_at).is_(None)
    session.execute(sa.update(Invitation).where(open_ones).values(used_at=now))


def send(
    session: Session, actor: Actor, user: User, template: str, lasts: timedelta, *, now: datetime
) -> None:
    """By mail: whoever sends it does not get to see it."""
    link = new_link(session, actor, user, lasts, now=now)
    params = {
        "name": user.full_name, "login": user.login, "until": vn_datetime(now + lasts),
        "role": say(f"accounts.role.{user.role.value}"), "link": link,
    }  # fmt: skip
    key = f"invitation:{hmac_hex('invitation', link)[:32]}"
    notifications.notify(
        session, key, template, email=user.email, params=params, secret=True, now=now
    )


def new_link(
    session: Session, actor: Actor | None, user: User, lasts: timedelta, *, now: datetime
) -> str:
    """Those from before die. Built from our own setting, never from the request's Host header."""
    void(session, user.row_id, now)
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            token_hash=sessions.hash_of(token),
            user_id=user.row_id,
            created_by=actor.user_id if actor else None,
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return f"{settings.public_url}/admin/loi-moi/?ma={token}"
