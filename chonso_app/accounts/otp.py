"""Codes by SMS: sent within strict limits, good for one purpose, one browser, one thing, once.

Nothing here tells whether a phone has an account: a code goes out to every phone alike, and what
happens next is decided after the phone is proven.
"""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chonso_app.accounts import rules, tally
from chonso_app.accounts.models import OtpChallenge, OtpPhone, Purpose
from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.notifications import service as notifications

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_NETWORK_FACTOR = 10  # a /24 may hold that many busy addresses


class NoBrowser(ShopError):
    """Without a visitor cookie there is nothing to bind a code to."""


class OtpTooSoon(ShopError):
    """`seconds` until the next code may be sent."""


class OtpTooMany(ShopError):
    """Five an hour were sent to this phone. `minutes` until the next."""


class OtpPhoneClosed(ShopError):
    """Ten a day were sent: no more until `hours` have passed."""


class OtpBusy(ShopError):
    """The address, its network or all together have reached their budget."""


class OtpMalformed(ShopError):
    """Not six digits. Costs no try."""


class OtpWrong(ShopError):
    """`remaining` tries are left."""


class OtpExpired(ShopError):
    """No code is alive: too old, used, tried too often, replaced, or never sent."""


@dataclass(frozen=True)
class Sent:
    """What the page needs to show beneath the six boxes."""

    phone: str
    expires_at: datetime
    again_at: datetime
    left_today: int


@dataclass(frozen=True)
class Checked:
    """The verdict on a code. It is returned, not raised, so that the spent try is kept."""

    refusal: ShopError | None = None
    password_hash: str | None = None  # what the challenge carried, see `send`

    @property
    def proven(self) -> bool:
        return self.refusal is None


def send(
    session: Session,
    actor: Actor,
    phone: str,
    purpose: Purpose,
    *,
    subject: str = "",
    password_hash: str | None = None,
    now: datetime,
) -> Sent:
    """Send a fresh code to `phone`; codes sent before for the same thing die.

    Args:
        phone: E.164 digits.
        subject: the thing that the code opens ("order:GS-7K3Q68"), for purposes that have one.
        password_hash: set as the account's password when the code is proven (registration).

    Raises:
        NoBrowser, OtpTooSoon, OtpTooMany, OtpPhoneClosed, OtpBusy
    """
    if not actor.visitor:
        raise NoBrowser
    _spend_budgets(session, actor, now)
    left = _spend_phone(session, phone, now)
    _retire(session, actor, phone, purpose, subject, now)
    code = f"{secrets.randbelow(10**6):06d}"
    challenge = OtpChallenge(
        phone=phone,
        purpose=purpose,
        subject=subject,
        visitor=actor.visitor,
        code_hmac="",
        password_hash=password_hash,
        created_at=now,
        expires_at=now + rules.OTP_LASTS,
    )
    session.add(challenge)
    session.flush()
    challenge.code_hmac = _fingerprint(challenge, code)
    notifications.notify(
        session,
        f"otp:{challenge.row_id}",
        "accounts.otp",
        phone=phone,
        params={"code": code, "purpose": say(f"accounts.otp_purpose.{purpose.value}")},
        secret=True,
        now=now,
    )
    return Sent(phone, challenge.expires_at, now + _again_after(), left)


def check(
    session: Session,
    actor: Actor,
    phone: str,
    purpose: Purpose,
    typed: str,
    *,
    subject: str = "",
    now: datetime,
) -> Checked:
    """Try `typed` against the code that this browser asked for. Never raises: see Checked."""
    code = rules.six_digits(typed)
    if code is None:
        return Checked(OtpMalformed())
    challenge = _take_try(session, actor, phone, purpose, subject, now)
    if challenge is None:
        return Checked(OtpExpired())
    if not secrets.compare_digest(challenge.code_hmac, _fingerprint(challenge, code)):
        remaining = rules.OTP_TRIES - challenge.tries
        return Checked(OtpWrong(remaining=remaining) if remaining else OtpExpired())
    challenge.used_at = now
    session.add(challenge)
    audit.record(session, actor, "accounts.otp_proven", f"otp:{challenge.row_id}", now=now)
    return Checked(password_hash=challenge.password_hash)


def _take_try(
    session: Session, actor: Actor, phone: str, purpose: Purpose, subject: str, now: datetime
) -> OtpChallenge | None:
    """Spend a try of the live challenge in one statement: parallel guesses cannot share one."""
    alive = _alive(actor, phone, purpose, subject, now)
    newest = select(col(OtpChallenge.id)).where(alive).order_by(col(OtpChallenge.id).desc())
    spent = (
        sa.update(OtpChallenge)
        .where(col(OtpChallenge.id) == newest.limit(1).scalar_subquery(), alive)
        .values(tries=OtpChallenge.tries + 1)  # pyright: ignore[reportArgumentType]
        .returning(col(OtpChallenge.id))
    )
    taken = session.execute(spent).scalar_one_or_none()
    return session.get(OtpChallenge, taken, populate_existing=True) if taken else None


def _alive(
    actor: Actor, phone: str, purpose: Purpose, subject: str, now: datetime
) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(OtpChallenge.phone) == phone,
        col(OtpChallenge.purpose) == purpose,
        col(OtpChallenge.subject) == subject,
        col(OtpChallenge.visitor) == actor.visitor,
        col(OtpChallenge.used_at).is_(None),
        col(OtpChallenge.expires_at) > now,
        col(OtpChallenge.tries) < rules.OTP_TRIES,
    )


def _retire(
    session: Session, actor: Actor, phone: str, purpose: Purpose, subject: str, now: datetime
) -> None:
    alive = _alive(actor, phone, purpose, subject, now)
    session.execute(sa.update(OtpChallenge).where(alive).values(expires_at=now))


def _again_after() -> timedelta:
    return timedelta(seconds=settings.otp_again_seconds)


def _fingerprint(challenge: OtpChallenge, code: str) -> str:
    bound = (challenge.id, challenge.phone, challenge.purpose.value, challenge.subject, code)
    return hmac_hex("otp", "|".join(str(part) for part in bound))


def _spend_budgets(session: Session, actor: Actor, now: datetime) -> None:
    """Of the address, of its network, and of all together."""
    per_address = settings.otp_per_address_hour
    budgets = (
        (f"otp-address:{hmac_hex('address', actor.address)}", _HOUR, per_address),
        (f"otp-network:{_network(actor.address)}", _HOUR, per_address * _NETWORK_FACTOR),
        ("otp-minute", _MINUTE, rules.OTP_PER_MINUTE),
        ("otp-day", _DAY, settings.otp_per_day),
    )
    for key, lasts, most in budgets:
        if tally.count(session, key, lasts=lasts, now=now, renew=False) > most:
            raise OtpBusy(details={"budget": key.split(":")[0]})


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    network = ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False)
    return hmac_hex("address", str(network))


def _spend_phone(session: Session, phone: str, now: datetime) -> int:
    """How many codes are left for `phone` today, after this one."""
    row = _locked(session, phone)
    if row.closed_until and row.closed_until > now:
        raise OtpPhoneClosed(hours=_up(row.closed_until - now, _HOUR))
    today = session.exec(
        select(OtpChallenge.created_at)
        .where(OtpChallenge.phone == phone, col(OtpChallenge.created_at) > now - _DAY)
        .order_by(col(OtpChallenge.created_at))
    ).all()
    if today and now - today[-1] < _again_after():
        wait = _again_after() - (now - today[-1])
        raise OtpTooSoon(seconds=_up(wait, timedelta(seconds=1)))
    last_hour = [sent for sent in today if sent > now - _HOUR]
    if len(last_hour) >= rules.OTP_PER_PHONE_HOUR:
        raise OtpTooMany(minutes=_up(last_hour[0] + _HOUR - now, _MINUTE))
    left = rules.OTP_PER_PHONE_DAY - len(today) - 1
    if left <= 0:
        row.closed_until = now + rules.OTP_PHONE_CLOSED
        session.add(row)
    return left


def _locked(session: Session, phone: str) -> OtpPhone:
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if postgres else sqlite.insert
    session.execute(insert(OtpPhone).values(phone=phone).on_conflict_do_nothing())
    return session.get_one(OtpPhone, phone, with_for_update=True, populate_existing=True)


def _up(span: timedelta, unit: timedelta) -> int:
    """`span` in whole `unit`s, rounded up: never promise too early."""
    return -(-span // unit)
