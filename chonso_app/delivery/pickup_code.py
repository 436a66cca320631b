"""The one-time code that a customer shows at the counter: six digits to the order's own phone."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_short, vn_time
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.delivery.pickup_models import StorePickup
from chonso_app.notifications import service as notifications
from chonso_app.orders.models import Order
from chonso_app.stores import service as stores

DIGITS = 6
TRIES = 5  # then closed for a while
LOCKED = timedelta(minutes=10)
MOST_WRONG = 15  # then the code is dead: another one must be sent
AGAIN_AFTER = timedelta(seconds=60)
MOST_SENT = 10
PROVEN_LASTS = timedelta(minutes=15)  # the customer stands at the counter that long


class CodeWrong(ShopError):
    """`left`: tries before it is closed."""


class CodeLocked(ShopError):
    """Too many wrong ones. `time`: when it opens again."""


class CodeDead(ShopError):
    """Guessed at too often, or past the last day: another must be sent."""


class CodeTooSoon(ShopError):
    """One was sent a moment ago. `seconds`: to wait."""


class CodeTooMany(ShopError):
    """So many were sent that something else must be wrong."""


def send(
    session: Session, actor: Actor, order: Order, pickup: StorePickup, *, now: datetime
) -> None:
    """A fresh code; the one before dies.

    Raises:
        CodeTooSoon, CodeTooMany
    """
    if pickup.code_sent_at and now - pickup.code_sent_at < AGAIN_AFTER:
        raise CodeTooSoon(seconds=(AGAIN_AFTER - (now - pickup.code_sent_at)).seconds + 1)
    if pickup.codes_sent >= MOST_SENT:
        raise CodeTooMany
    pickup.codes_sent += 1
    pickup.code_sent_at, pickup.wrong, pickup.wrong_in_all = now, 0, 0
    pickup.locked_until = pickup.proven_at = pickup.proven_by = None
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    pickup.code_hmac = _fingerprint(pickup, code)
    session.add(pickup)
    store = stores.store_of(session, pickup.store_code)
    notifications.notify(
        session,
        f"pickup-code:{order.key}:{int(pickup.ready_at.timestamp())}:{pickup.codes_sent}",
        "delivery.pickup_code",
        phone=order.contact_phone,
        params={
            "number": grouped(order.msisdn), "store": store.name, "pin": code,
            "until": vn_short(pickup.due_at),
        },
        secret=True,
        now=now,
    )  # fmt: skip
    audit.record(session, actor, "delivery.pickup_code_sent", f"order:{order.code}", now=now)


def check(
    session: Session, actor: Actor, pickup: StorePickup, typed: str, *, now: datetime
) -> ShopError | None:
    """Try a code. Never raises: a wrong try must be counted, so the caller has to commit."""
    if pickup.locked_until and now < pickup.locked_until:
        return CodeLocked(time=vn_time(pickup.locked_until))
    if pickup.wrong_in_all >= MOST_WRONG or now > pickup.due_at or not pickup.code_hmac:
        return CodeDead()
    digits = "".join(letter for letter in typed[:32] if letter.isdigit())
    if secrets.compare_digest(pickup.code_hmac, _fingerprint(pickup, digits)):
        pickup.proven_at, pickup.proven_by, pickup.wrong = now, actor.user_id, 0
        session.add(pickup)
        audit.record(
            session, actor, "delivery.pickup_code_proven", f"order:{pickup.order_code}", now=now
        )
        return None
    return _count_wrong(session, pickup, now)


def is_proven(pickup: StorePickup, actor: Actor, now: datetime) -> bool:
    """This clerk has seen the right code a moment ago."""
    if pickup.proven_at is None or pickup.proven_by != actor.user_id:
        return False
    return now - pickup.proven_at < PROVEN_LASTS


def _count_wrong(session: Session, pickup: StorePickup, now: datetime) -> ShopError:
    pickup.wrong += 1
    pickup.wrong_in_all += 1
    session.add(pickup)
    if pickup.wrong < TRIES:
        return CodeWrong(left=TRIES - pickup.wrong)
    pickup.wrong, pickup.locked_until = 0, now + LOCKED
    return CodeLocked(time=vn_time(pickup.locked_until))


def _fingerprint(pickup: StorePickup, code: str) -> str:
    return hmac_hex("pickup-code", f"{pickup.order_id}|{pickup.codes_sent}|{code}")
