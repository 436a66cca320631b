"""The code of the app (TOTP) and the recovery codes of staff."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp.totp
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts import rules, service, sessions, tally
from chonso_app.accounts.models import RecoveryCode, User
from chonso_app.accounts.rules import TicketKind
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError

ISSUER = "Chon So Online"
_STEP = 30  # seconds
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I/L


class TotpWrong(ShopError):
    """Neither the code of the app nor a recovery code. `remaining` tries before the lock."""


@dataclass(frozen=True)
class Enrolment:
    """What the page shows once, so that the app of the phone can make codes."""

    secret: str
    uri: str  # otpauth://…, as a QR


def enrolment_of(token: str, login: str) -> Enrolment:
    """Derived from the invitation's own secret: nothing is kept until the first code is right."""
    digest = hmac_hex("totp-enrolment", token)
    secret = base64.b32encode(bytes.fromhex(digest)[:20]).decode()
    return Enrolment(
        secret, pyotp.totp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    )


def step_of(secret: str, typed: str, *, now: datetime) -> int | None:
    """The time step whose code was typed, one to either side allowed for slow fingers."""
    code = rules.six_digits(typed)
    if code is None:
        return None
    generator = pyotp.totp.TOTP(secret)
    current = int(now.timestamp()) // _STEP
    for step in (current, current - 1, current + 1):
        if secrets.compare_digest(generator.at(step * _STEP), code):
            return step
    return None


def log_in(
    session: Session,
    actor: Actor,
    tried: service.Credentials,
    typed: str,
    *,
    fits: bool,
    now: datetime,
) -> service.Entry:
    """Password and code in one go, as the staff's form sends them."""
    entry = service.settle_log_in(session, actor, tried, fits=fits, now=now)
    if not entry.second_step:
        return entry
    if not typed.strip():
        return service.Entry(service.SecondStepNeeded())
    return finish(session, actor, entry.second_step, typed, now=now)


def finish(
    session: Session, actor: Actor, ticket: str, typed: str, *, now: datetime
) -> service.Entry:
    """The second step of a log-in. A wrong code counts like a wrong password and keeps the ticket.

    Raises: TicketDead.
    """
    user = sessions.holder_of(session, actor, ticket, TicketKind.SECOND_STEP, now=now)
    if refusal := prove(session, actor, user, typed, now=now):
        return service.Entry(refusal)
    sessions.use_ticket(session, actor, ticket, TicketKind.SECOND_STEP, now=now)
    return service.enter(session, actor, user, now=now)


def prove(
    session: Session, actor: Actor, user: User, typed: str, *, now: datetime
) -> ShopError | None:
    """None when `typed` is a fresh code of the app or an unused recovery code."""
    key = f"totp:{user.id}"
    count, until = tally.running(session, key, now=now)
    if count >= rules.PASSWORD_TRIES and until:
        return service.DeskLocked(minutes=max(1, -(-(until - now).seconds // 60)))
    if _fresh_code(session, user, typed, now) or _recovery(session, actor, user, typed, now):
        tally.forget(session, key)
        return None
    wrong = tally.count(session, key, lasts=rules.LOCK_LASTS, now=now, renew=True)
    if wrong < rules.PASSWORD_TRIES:
        return TotpWrong(remaining=rules.PASSWORD_TRIES - wrong)
    audit.record(session, actor, "accounts.locked", f"user:{user.id}", now=now, step="totp")
    return service.DeskLocked(minutes=int(rules.LOCK_LASTS.total_seconds() // 60))


def _fresh_code(session: Session, user: User, typed: str, now: datetime) -> bool:
    step = step_of(user.totp_secret, typed, now=now) if user.totp_secret else None
    if step is None:
        return False
    later = (col(User.id) == user.id) & (col(User.totp_step) < step)
    used: Any = session.execute(sa.update(User).where(later).values(totp_step=step))
    return used.rowcount == 1


def _recovery(session: Session, actor: Actor, user: User, typed: str, now: datetime) -> bool:
    mine = sa.and_(
        col(RecoveryCode.code_hmac) == _fingerprint(user.row_id, typed),
        col(RecoveryCode.user_id) == user.id,
        col(RecoveryCode.used_at).is_(None),
    )
    used: Any = session.execute(sa.update(RecoveryCode).where(mine).values(used_at=now))
    if used.rowcount != 1:
        return False
    audit.record(session, actor, "accounts.recovery_code_used", f"user:{user.id}", now=now)
    return True


def new_recovery_codes(session: Session, user_id: int) -> list[str]:
    """Shown once; those from before are worth nothing."""
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes = [_code() for _ in range(rules.RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(code_hmac=_fingerprint(user_id, code), user_id=user_id) for code in codes
    )
    return codes


def unused_codes(session: Session, user_ids: Iterable[int]) -> dict[int, int]:
    query = (
        select(RecoveryCode.user_id, sa.func.count())
        .where(col(RecoveryCode.user_id).in_(list(user_ids)), col(RecoveryCode.used_at).is_(None))
        .group_by(col(RecoveryCode.user_id))
    )
    return dict(session.exec(query).all())


def _code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _fingerprint(user_id: int, typed: str) -> str:
    code = "".join(char for char in typed.upper() if char in _LETTERS)
    return hmac_hex("recovery-code", f"{user_id}|{code}")
