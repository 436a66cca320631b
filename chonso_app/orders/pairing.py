"""Giữ cả cặp: two numbers together or neither, and an order for each."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.msisdn import to_national
from chonso_app.holds import desk
from chonso_app.numbers import pairs
from chonso_app.orders import service
from chonso_app.orders.models import Order


async def press_pair(actor: Actor, first: str, second: str) -> tuple[Order, Order]:
    """The pair at the desk of holds, then its orders. E.164 digits. Again is harmless.

    Raises:
        NotAPair
        what `holds.desk.press_pair` and `service.start` refuse with; NumberTaken names the one
        that somebody else has.
    """
    pairs.refuse_unless_pair(to_national(first), to_national(second))
    now = utc_now()
    await desk.press_pair(actor, (first, second), now=now)
    return await in_transaction(start_both, actor, first, second, now=now)


def start_both(
    session: Session, actor: Actor, first: str, second: str, *, now: datetime
) -> tuple[Order, Order]:
    """The orders of a pair that the actor holds."""
    one, other = (service.start(session, actor, m, now=now) for m in (first, second))
    return one, other
