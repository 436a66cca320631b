"""When the identity steps (pictures, call, signature) may be done."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.orders.lifecycle import NotPaid
from chonso_app.orders.models import KEPT, Fulfilment, Order, OrderStatus
from chonso_app.orders.notices import tell


class SimNotInHand(ShopError):
    """The SIM is not with the customer yet: the step opens when it is delivered."""


def may_identify(session: Session, order: Order, *, now: datetime) -> bool:
    """An eSIM as soon as it is paid, a physical SIM once it is in the customer's hand (S0-G.1)."""
    if not order.is_physical:
        return order.status is OrderStatus.PAID
    return order.status is OrderStatus.PAID and order.fulfilment is Fulfilment.DELIVERED


def refuse_unless_identifiable(session: Session, order: Order, *, now: datetime) -> None:
    """Raises NotPaid, or SimNotInHand when only the SIM is still missing."""
    if may_identify(session, order, now=now):
        return
    raise SimNotInHand if order.is_physical and order.status in KEPT else NotPaid


def note_identified(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The call was approved for the person as of now. Called by `calls`."""
    order.identified_at = now
    tell(session, order, "orders.identified", actor=actor, now=now)
