"""Sessions and tickets: how a browser carries the proof of who it is.

The cookie or ticket is random; the database keeps its hash only.
"""

import hashlib
import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts import rules
from chonso_app.accounts.models import LoginSession, Ticket, Unit, User
from chonso_app.accounts.rules import TicketKind
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.db import transact
from chonso_app.core.errors import ShopError


class TicketDead(ShopError):
    """Unknown, used, too old, or of another browser."""


def hash_of(token: str) -> str:
    """Plain SHA-256: what is hashed has 256 random bits, nobody guesses it."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, actor: Actor, user: User, *, now: datetime) -> str:
    """A session for `user`: a fresh token for the cookie. The one of `actor` ends: no fixation."""
    end(session, actor, now=now)
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=hash_of(token),
            user_id=user.row_id,
            created_at=now,
            seen_at=now,
            idle_until=now + rules.idle_limit(user.role),
            ends_at=now + rules.absolute_limit(user.role),
        )
    )
    who = Actor(user.id, user.role, user.unit_id, actor.visitor)
    audit.record(session, who, "accounts.logged_in", f"user:{user.id}", now=now)
    return token


def end(session: Session, actor: Actor, *, now: datetime) -> None:
    """Log out. The cookie is worth nothing from here on, in every tab."""
    if not actor.session:
        return
    gone: Any = session.execute(
        sa.delete(LoginSession).where(col(LoginSession.token_hash) == actor.session)
    )
    if gone.rowcount:
        audit.record(session, actor, "accounts.logged_out", f"user:{actor.user_id}", now=now)


def end_all(session: Session, user_id: int, *, but: str = "") -> int:
    """Every session of the user, except the one with hash `but`; how many there were."""
    theirs = (col(LoginSession.user_id) == user_id) & (col(LoginSession.token_hash) != but)
    gone: Any = session.execute(sa.delete(LoginSession).where(theirs))
    return gone.rowcount


def actor_of(session: Session, token: str, visitor: str, *, now: datetime) -> Actor:
    """Who the cookies belong to: one query. What is unknown or over is an anonymous visitor.

    Role, unit and the ban are read with it, so that a change is felt at the very next event.
    """
    token_hash = hash_of(token)
    query = (
        sa.select(
            col(LoginSession.seen_at),
            col(User.id),
            col(User.role),
            col(User.unit_id),
            col(User.store_code),
            col(Unit.head_office),
        )
        .join(User, col(User.id) == col(LoginSession.user_id))
        .outerjoin(Unit, col(Unit.id) == col(User.unit_id))
        .where(
            col(LoginSession.token_hash) == token_hash,
            col(LoginSession.idle_until) > now,
            col(LoginSession.ends_at) > now,
            col(User.disabled_at).is_(None),
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return Actor.anonymous(visitor)
    seen_at, user_id, role, unit_id, store, head_office = row
    if now - seen_at >= rules.SEEN_EVERY:
        # apart from the reader's transaction, which never writes
        transact(_note_use, token_hash, rules.idle_limit(role), now)
    unit = None if head_office else unit_id
    return Actor(user_id, role, unit, visitor, token_hash, store=store)


def _note_use(session: Session, token_hash: str, idle: Any, now: datetime) -> None:
    used = sa.update(LoginSession).where(col(LoginSession.token_hash) == token_hash)
    session.execute(used.values(seen_at=now, idle_until=now + idle))


def issue_ticket(
    session: Session, actor: Actor, user: User, kind: TicketKind, *, now: datetime
) -> str:
    """What the browser of `actor` hands in to get further; see rules.TICKET_LASTS."""
    token = secrets.token_urlsafe(32)
    session.add(
        Ticket(
            token_hash=hash_of(token),
            kind=kind.value,
            user_id=user.row_id,
            visitor=actor.visitor,
            expires_at=now + rules.TICKET_LASTS[kind],
        )
    )
    return token


def holder_of(
    session: Session, actor: Actor, token: str, kind: TicketKind, *, now: datetime
) -> User:
    """Whose ticket it is, without using it up. Raises TicketDead."""
    query = select(User).join(Ticket, col(Ticket.user_id) == col(User.id))
    user = session.exec(query.where(_valid(actor, token, kind, now))).one_or_none()
    if user is None or user.disabled_at:
        raise TicketDead
    return user


def use_ticket(
    session: Session, actor: Actor, token: str, kind: TicketKind, *, now: datetime
) -> User:
    """Raises TicketDead. Of two that hand it in at once, one gets through."""
    mine = _valid(actor, token, kind, now)
    used = session.execute(sa.delete(Ticket).where(mine).returning(col(Ticket.user_id)))
    user_id = used.scalar_one_or_none()
    user = session.get(User, user_id) if user_id else None
    if user is None or user.disabled_at:
        raise TicketDead
    return user


def _valid(actor: Actor, token: str, kind: TicketKind, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Ticket.token_hash) == hash_of(token),
        col(Ticket.kind) == kind.value,
        col(Ticket.visitor) == actor.visitor,
        col(Ticket.expires_at) > now,
    )


def sweep(session: Session, *, now: datetime) -> None:
    """Forget what is over."""
    over = sa.or_(col(LoginSession.idle_until) < now, col(LoginSession.ends_at) < now)
    session.execute(sa.delete(LoginSession).where(over))
    session.execute(sa.delete(Ticket).where(col(Ticket.expires_at) < now))
