"""When the identity steps (pictures, call, signature) may be done."""

from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.orders.lifecycle import NotPaid
from chonso_app.orders.models import KEPT, Fulfilment, Order, OrderStatus
from chonso_app.orders.notices import tell
from chonso_app.switches.models import Feature
from chonso_app.switches.service import is_on


class SimNotInHand(ShopError):
    """The SIM is not with the customer yet: the step opens when it is delivered."""


def may_identify(session: Session, order: Order, *, now: datetime) -> bool:
    """An eSIM as soon as it is paid, a physical SIM once it is in the customer's hand (S0-G.1).

    Where the unit identifies first and ships after, a physical SIM as soon as it is ordered.
    """
    if not order.is_physical:
        return order.status is OrderStatus.PAID
    if order.status is OrderStatus.PAID and order.fulfilment is Fulfilment.DELIVERED:
        return True
    return order.status in KEPT and identifies_first(session, order, now=now)


def identifies_first(session: Session, order: Order, *, now: datetime) -> bool:
    """Whether this order's SIM leaves only after eKYC and the call (point 9 of the policy)."""
    on_its_way = order.fulfilment not in (None, Fulfilment.CANCELLED)
    return (
        order.is_physical
        and on_its_way
        and is_on(session, Feature.IDENTIFY_FIRST, order.unit_id, now=now)
    )


def evidence_since(order: Order, now: datetime) -> datetime:
    """Pictures, calls and signatures later than this still count (7.12).

    Who was identified first need not do it again because the SIM was long on its way: that time
    does not count.
    """
    since = now - timedelta(hours=settings.evidence_hours)
    if order.is_physical and order.identified_at:
        arrived = order.delivered_at or now
        since -= max(arrived - order.identified_at, timedelta())
    return since


def refuse_unless_identifiable(session: Session, order: Order, *, now: datetime) -> None:
    """Raises NotPaid, or SimNotInHand when only the SIM is still missing."""
    if may_identify(session, order, now=now):
        return
    raise SimNotInHand if order.is_physical and order.status in KEPT else NotPaid


def note_identified(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The call was approved for the person as of now. Called by `calls`."""
    order.identified_at = now
    tell(session, order, "orders.identified", actor=actor, now=now)
