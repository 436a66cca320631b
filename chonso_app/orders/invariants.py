"""What must always be true of orders, holds and numbers together. Every line is a fault."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.core import events
from chonso_app.core.audit import AuditEntry
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.orders import lifecycle, reminders
from chonso_app.orders.models import KEPT, Fulfilment, Order, OrderStatus
from chonso_app.plans.models import Promotion

SWEEP_PATIENCE = timedelta(seconds=30)  # the sweep runs every 5 s
_MOVES = {  # event → the status it leads to, in the order in which they may come
    "orders.held": OrderStatus.DRAFT,
    "orders.confirmed": OrderStatus.AWAITING_PAYMENT,
    "orders.placed": OrderStatus.PLACED,
    "orders.paid": OrderStatus.PAID,
    "orders.activated": OrderStatus.ACTIVATED,
    "orders.expired": OrderStatus.EXPIRED,
    "orders.cancelled": OrderStatus.CANCELLED,
}


def rows(session: Session, now: datetime) -> list[str]:
    return [
        *_numbers_agree(session),
        *_holds_have_orders(session),
        *_nothing_forgotten(session, now),
        *_moves_told(session),
        *_tabs_agree(session),
        *_promotions_counted(session),
    ]


def _numbers_agree(session: Session) -> Iterator[str]:
    """I2, I3: a live order's number is held by its own hold, a live line's number is sold."""
    joined = (
        select(Order, Hold, Number)
        .join(Hold, col(Hold.id) == col(Order.hold_id))
        .join(Number, col(Number.msisdn) == col(Order.msisdn))
    )
    for order, hold, number in session.exec(joined):
        if order.msisdn != hold.msisdn:
            yield f"I3 order {order.code}: its hold is of another number"
        if order.status is OrderStatus.ACTIVATED:
            if number.status is not NumberStatus.SOLD:
                yield f"I3 order {order.code}: live, but its number is {number.status}"
        elif order.status in KEPT:
            if hold.status is not HoldStatus.ORDERED or number.held_until is not None:
                yield f"I3 order {order.code}: {order.status}, but its hold has a clock or is gone"
        elif order.is_open() and hold.is_live and number.status is not NumberStatus.HELD:
            yield f"I3 order {order.code}: open, but its number is {number.status}"
        elif order.status in (OrderStatus.CANCELLED, OrderStatus.EXPIRED) and hold.is_live:
            yield f"I3 order {order.code}: over, but its hold lives"


def _holds_have_orders(session: Session) -> Iterator[str]:
    """I4: a hold without an order has nobody who ends it."""
    orphans = (
        select(Hold)
        .outerjoin(Order, col(Order.hold_id) == col(Hold.id))
        .where(Hold.status == HoldStatus.ORDERED, col(Order.id).is_(None))
    )
    for hold in session.exec(orphans):
        yield f"I3 hold {hold.id}: kept for an order that there is not"


def _nothing_forgotten(session: Session, now: datetime) -> Iterator[str]:
    """I4: no timer is overdue."""
    late = now - SWEEP_PATIENCE
    for order_id in lifecycle.ids_to_expire(session, now=late):
        yield f"I4 order #{order_id}: should have expired"
    for order_id, reason in reminders.overdue(session, now=now - timedelta(minutes=15)):
        yield f"I4 order #{order_id}: should have been cancelled ({reason})"


def _moves_told(session: Session) -> Iterator[str]:
    """I5: the status is the one that the events tell of, and each has its audit row."""
    for order in session.exec(select(Order)):
        told = [event.kind for event in events.of_order(session, order.key)]
        moves = [_MOVES[kind] for kind in told if kind in _MOVES]
        expected = moves[-1] if moves else None
        if expected is OrderStatus.AWAITING_PAYMENT and order.status is OrderStatus.DRAFT:
            expected = OrderStatus.DRAFT  # the choice was changed before paying
        if order.status is not expected:
            yield f"I5 order {order.code}: is {order.status}, events say {expected}"
        mine = select(AuditEntry.action).where(
            AuditEntry.subject == f"order:{order.code}", col(AuditEntry.action).in_(_MOVES)
        )
        if sorted(session.exec(mine)) != sorted(kind for kind in told if kind in _MOVES):
            yield f"I5 order {order.code}: events and audit rows differ"


def _tabs_agree(session: Session) -> Iterator[str]:
    """A physical order stands in exactly the tab that its status asks for, an eSIM in none."""
    for order in session.exec(select(Order)):
        wants_tab = order.is_physical and order.status in (*KEPT, OrderStatus.ACTIVATED)
        if wants_tab != (order.fulfilment not in (None, Fulfilment.CANCELLED)):
            yield f"I3 order {order.code}: {order.status}, but in tab {order.fulfilment}"
        if (order.fulfilment is Fulfilment.DELIVERED) != (order.delivered_at is not None) and (
            order.fulfilment is not Fulfilment.CANCELLED
        ):
            at = order.delivered_at
            yield f"I3 order {order.code}: in tab {order.fulfilment}, delivered at {at}"
        if (order.fulfilment is Fulfilment.DELIVERED) and order.due_on_receipt:
            yield f"I1 order {order.code}: delivered, but {order.due_on_receipt} was not collected"


def _promotions_counted(session: Session) -> Iterator[str]:
    """What a promotion counts as given is what orders that are not over have."""
    over = (OrderStatus.DRAFT, OrderStatus.EXPIRED, OrderStatus.CANCELLED)
    having = Counter(
        f"{order.promotion['code']}@{order.promotion['starts_on']}"
        for order in session.exec(select(Order).where(col(Order.status).not_in(over)))
        if order.promotion
    )
    for promotion in session.exec(select(Promotion)):
        key = f"{promotion.code}@{promotion.starts_on.isoformat()}"
        if promotion.granted != having[key]:
            yield f"I1 promotion {key}: counted {promotion.granted}, {having[key]} orders have it"
