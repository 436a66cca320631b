"""Báo tôi khi số trống: who waits for a held number, and hears of it when it comes back.

The first few are told at once, in the transaction that frees the number, and each only once: what
they then have is the same chance as anybody who looks at the shelf.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chonso_app.accounts import tally
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped, to_national
from chonso_app.holds import finding
from chonso_app.holds.models import WaitEntry
from chonso_app.notifications import service as notifications
from chonso_app.numbers.alerts import address_typed
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.service import NumberNotFound, is_free

_A_DAY = timedelta(days=1)
_PER_MAIL_ADDRESS, _PER_NETWORK_ADDRESS = 10, 60  # asked in a day: nobody fills a stranger's box


class NothingToWaitFor(ShopError):
    """The number is free, sold or the asker's own. `number`: grouped."""


class WaitsForMany(ShopError):
    """`most`: how many numbers one may wait for."""


def wait_for(
    session: Session, actor: Actor, msisdn: str, *, email: str = "", now: datetime
) -> None:
    """Told once, in the inbox of whoever is signed in, by mail to anybody else. Again is harmless.

    Raises:
        NumberNotFound, NothingToWaitFor, WaitsForMany
        NotAnEmail: a stranger has to leave an address.
    """
    address = None if actor.is_customer else address_typed(email)
    # shared: whoever frees the number this moment does it before or after, never in between
    number = session.get(Number, msisdn, with_for_update={"read": True}, populate_existing=True)
    if number is None:
        raise NumberNotFound
    hold = finding.live_on(session, msisdn)
    mine = hold is not None and finding.is_owner(hold, actor)
    if mine or is_free(number, now) or number.held_until is None:
        raise NothingToWaitFor(number=grouped(msisdn))
    mark = _owner_mark(actor, address)
    _refuse_too_many(session, actor, mark, msisdn, now)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {
        "msisdn": msisdn, "owner_mark": mark, "visitor": actor.visitor, "asked_at": now,
        "customer_id": None if address else actor.user_id, "email": address,
    }  # fmt: skip
    session.execute(insert(WaitEntry).values(**row).on_conflict_do_nothing())


def is_waiting(session: Session, actor: Actor, msisdn: str) -> bool:
    """This browser, or the customer on any device."""
    mine = sa.and_(col(WaitEntry.visitor) == actor.visitor, col(WaitEntry.visitor) != "")
    if actor.is_customer:
        mine = sa.or_(mine, col(WaitEntry.customer_id) == actor.user_id)
    wanted = select(WaitEntry.id).where(WaitEntry.msisdn == msisdn, mine).limit(1)
    return session.exec(wanted).first() is not None


def tell_freed(session: Session, msisdns: Collection[str], *, now: datetime) -> int:
    """These numbers are free again: the first who wait for each hear it. How many were told."""
    waiting = select(WaitEntry).where(col(WaitEntry.msisdn).in_(msisdns))
    of_number: dict[str, list[WaitEntry]] = defaultdict(list)
    for entry in session.exec(waiting.order_by(col(WaitEntry.id)).with_for_update()):
        of_number[entry.msisdn].append(entry)
    first = [one for line in of_number.values() for one in line[: settings.waits_told_at_once]]
    for entry in first:
        _tell(session, entry, now)
        session.delete(entry)
    session.flush()
    return len(first)


def forget_what_is_over(session: Session, *, now: datetime) -> int:
    """Waited too long, or for a number that is sold or kept back. How many."""
    its_own = select(Number.msisdn).where(  # one look-up for each who waits, not all that is sold
        Number.msisdn == WaitEntry.msisdn,
        col(Number.status).in_((NumberStatus.SOLD, NumberStatus.BLOCKED)),
    )
    old = col(WaitEntry.asked_at) <= now - timedelta(hours=settings.wait_hours)
    over = sa.or_(old, its_own.exists())
    done = session.execute(
        sa.delete(WaitEntry).where(over).execution_options(synchronize_session=False)
    )
    assert isinstance(done, sa.CursorResult)
    return done.rowcount


def _owner_mark(actor: Actor, address: str | None) -> str:
    return hmac_hex("wait-owner", f"email:{address}" if address else f"customer:{actor.user_id}")


def _refuse_too_many(session: Session, actor: Actor, mark: str, msisdn: str, now: datetime) -> None:
    others = select(sa.func.count()).where(WaitEntry.owner_mark == mark, WaitEntry.msisdn != msisdn)
    network = f"wait-from:{hmac_hex('address', actor.address)}"
    asked = tally.count(session, f"wait:{mark}", lasts=_A_DAY, now=now, renew=False)
    here = tally.count(session, network, lasts=_A_DAY, now=now, renew=False)
    if (
        session.exec(others).one() >= settings.waits_per_person
        or asked > _PER_MAIL_ADDRESS
        or here > _PER_NETWORK_ADDRESS
    ):
        raise WaitsForMany(most=settings.waits_per_person)


def _tell(session: Session, entry: WaitEntry, now: datetime) -> None:
    notifications.notify(
        session,
        f"wait:{entry.id}",
        "holds.number_free",
        customer_id=entry.customer_id,
        email=entry.email,
        visitors=[entry.visitor] if entry.visitor else [],
        params={"number": grouped(entry.msisdn), "path": f"/so/{to_national(entry.msisdn)}"},
        now=now,
    )
