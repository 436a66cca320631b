"""What happens to an order after the customer's choices: paid, refused, cancelled, run out, live.

Every function that takes an `Order` expects it locked by the caller (`access.lock_order`).
"""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor, system
from chonso_app.core.config import settings
from chonso_app.core.errors import ForbiddenMove, ShopError
from chonso_app.core.money import vnd
from chonso_app.holds import service as holds
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers import service as numbers
from chonso_app.numbers.service import NumberTaken
from chonso_app.orders import notices, promotions
from chonso_app.orders.access import lock_order
from chonso_app.orders.models import (
    AFTER_HANDING_OVER,
    FULFILMENT_MOVES,
    KEPT,
    OPEN,
    CancelReason,
    Fulfilment,
    Order,
    OrderStatus,
)
from chonso_app.orders.notices import tell
from chonso_app.orders.rules import end_of_vn_day

_LEFT_US = (Fulfilment.DELIVERING, Fulfilment.DELIVERED)


class OrderClosed(ShopError):
    """Expired, cancelled or already live: this step is over."""


class TooLateToCancel(ShopError):
    """The dossier was approved: the line is being made."""


class AlreadyOnItsWay(ShopError):
    """The parcel has left: it can be refused at the door, not cancelled here (7.4)."""


class NotPaid(ShopError):
    """A step that comes after payment."""


class WrongAmount(ShopError):
    """Not what was to be collected. `due`: ₫."""


class Paid(StrEnum):
    """What money for an order met."""

    NOW = "now"  # the order is paid with it
    RETAKEN = "retaken"  # so it is, though the lock had been lost: the number was still free
    ALREADY = "already"  # the order had been paid before
    NUMBER_LOST = "number_lost"
    CANCELLED = "cancelled"
    AMOUNT_CHANGED = "amount_changed"


def mark_paid(session: Session, order: Order, amount: int, *, actor: Actor, now: datetime) -> Paid:
    """Money has come. Keeps the number for good, or says why the money must go back."""
    if order.paid_at is not None and order.status is not OrderStatus.CANCELLED:
        return Paid.ALREADY
    if order.status is OrderStatus.CANCELLED:
        return Paid.CANCELLED
    if order.status is OrderStatus.DRAFT or amount != order.total:
        return Paid.AMOUNT_CHANGED
    try:
        hold = holds.retake(session, actor, order.hold_id, now=now)
    except NumberTaken:
        return Paid.NUMBER_LOST
    retaken, order.hold_id = hold.id != order.hold_id, hold.id
    if order.status is OrderStatus.EXPIRED:
        promotions.take_again(session, order, now=now)
    order.move_to(OrderStatus.PAID)
    order.paid_at, order.bank_until, order.ended_at = now, None, None
    tell(session, order, "orders.paid", actor=actor, now=now, retaken=retaken)
    begin_fulfilment(session, actor, order, now=now)
    return Paid.RETAKEN if retaken else Paid.NOW


def mark_cash_paid(
    session: Session, actor: Actor, order: Order, amount: int, *, now: datetime
) -> None:
    """Cash was collected with the SIM, at the door or over the counter. Again changes nothing.

    Raises:
        WrongAmount: not what was due.
        OrderClosed
    """
    if order.due_on_receipt == 0 and amount == order.cash_paid:
        return
    if order.status not in KEPT:
        raise OrderClosed
    if amount != order.due_on_receipt:
        raise WrongAmount(due=vnd(order.due_on_receipt))
    order.cash_paid, order.due_on_receipt = order.cash_paid + amount, 0
    if order.status is OrderStatus.PLACED:
        order.move_to(OrderStatus.PAID)
        order.paid_at = now
        tell(session, order, "orders.paid", actor=actor, now=now, cash=amount)
    else:
        tell(session, order, "orders.difference_paid", actor=actor, now=now, cash=amount)


def begin_fulfilment(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """A physical SIM that is paid or placed waits in [Chờ xử lý]; an eSIM needs nothing."""
    if order.is_physical and order.fulfilment is None:
        order.fulfilment = Fulfilment.PENDING
        tell(session, order, "orders.fulfilment", actor=actor, now=now, to=order.fulfilment.value)


def move_fulfilment(
    session: Session, actor: Actor, order: Order, to: Fulfilment, *, now: datetime, **detail: object
) -> None:
    """The order goes to another tab. Only `delivery` calls this; CANCELLED comes by `cancel`.

    Raises:
        ForbiddenMove
    """
    if order.fulfilment is None or to not in FULFILMENT_MOVES.get(order.fulfilment, ()):
        raise ForbiddenMove(details={"order": order.code, "asked": to.value})
    order.fulfilment = to
    if to is Fulfilment.DELIVERED:
        order.delivered_at = now
    if to is Fulfilment.PENDING:  # another SIM comes: the days of the first one count no more
        order.delivered_at, order.refused_at, order.refusal_reminded_days = None, None, 0
    tell(session, order, "orders.fulfilment", actor=actor, now=now, to=to.value, **detail)


def cancel(
    session: Session, actor: Actor, order: Order, reason: CancelReason, *, now: datetime
) -> None:
    """Give the number back. Money is the business of `payments`, which calls this.

    Raises:
        OrderClosed, TooLateToCancel, AlreadyOnItsWay
    """
    if order.status not in (*OPEN, *KEPT):
        raise OrderClosed
    if order.approved_at is not None:
        raise TooLateToCancel
    if order.fulfilment in _LEFT_US and not (reason in AFTER_HANDING_OVER or order.refused_at):
        raise AlreadyOnItsWay
    promotions.give_back(session, order)
    order.move_to(OrderStatus.CANCELLED)
    order.cancel_reason, order.ended_at, order.bank_until = reason, now, None
    if order.fulfilment:
        order.fulfilment = Fulfilment.CANCELLED
        tell(session, order, "orders.fulfilment", actor=actor, now=now, to=order.fulfilment.value)
    _give_back(session, order, now=now)
    tell(session, order, "orders.cancelled", actor=actor, now=now, reason=reason.value)


def _give_back(session: Session, order: Order, *, now: datetime) -> None:
    """Whoever cancels: that they may was settled by the order, not by the hold."""
    hold = session.get_one(Hold, order.hold_id, populate_existing=True)
    if hold.is_live:
        holds.release(session, system("orders"), order.hold_id, now=now)


def expire(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The clock ran out before money came."""
    promotions.give_back(session, order)
    order.move_to(OrderStatus.EXPIRED)
    order.ended_at, order.bank_until = now, None
    holds.expire(session, actor, order.hold_id, now=now)
    tell(session, order, "orders.expired", actor=actor, now=now)
    notices.expired(session, order, now=now)


def expire_if_over(session: Session, actor: Actor, order_id: int, *, now: datetime) -> bool:
    """Expire the order when its hold has ended; False when it has not, or not any more."""
    order = lock_order(session, order_id)
    hold = session.get_one(Hold, order.hold_id, populate_existing=True)
    if not order.is_open() or hold.status is HoldStatus.ORDERED or hold.runs(now):
        return False
    expire(session, actor, order, now=now)
    return True


def ids_to_expire(session: Session, *, now: datetime) -> list[int]:
    """Open orders whose hold is over, oldest first."""
    over = sa.or_(
        col(Hold.status).in_((HoldStatus.EXPIRED, HoldStatus.RELEASED)),
        sa.and_(col(Hold.status) == HoldStatus.ACTIVE, col(Hold.releases_at) <= now),
    )
    found = (
        select(col(Order.id))
        .join(Hold, col(Hold.id) == col(Order.hold_id))
        .where(col(Order.status).in_(OPEN), over)
        .order_by(col(Order.id))
    )
    return [order_id for order_id in session.exec(found.limit(200)) if order_id is not None]


def note_submission(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """Gửi thông tin hòa mạng: the dossier lies with Tổ đấu nối. Called by activation."""
    if order.status is not OrderStatus.PAID:
        raise NotPaid
    order.submitted_at, order.refused_at, order.refusal_reminded_days = now, None, 0
    tell(session, order, "orders.submitted", actor=actor, now=now)


def note_refusal(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """Từ chối hòa mạng: from now on the customer has seven days (7.10). Called by activation."""
    if order.status is not OrderStatus.PAID:
        raise NotPaid
    order.submitted_at, order.approved_at = None, None
    order.refused_at, order.refusal_reminded_days = now, 0
    tell(session, order, "orders.refused", actor=actor, now=now)


def note_approval(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The clerk said yes: from here on nobody can cancel. Called by activation.

    Raises:
        OrderClosed: cancelled a moment ago; nothing may be provisioned.
    """
    if order.status is not OrderStatus.PAID:
        raise OrderClosed
    order.approved_at = now
    tell(session, order, "orders.approved", actor=actor, now=now)


def mark_activated(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """Đã hòa mạng. The number is sold. Called by activation; a second call changes nothing."""
    if order.status is OrderStatus.ACTIVATED:
        return
    order.move_to(OrderStatus.ACTIVATED)
    order.activated_at = now
    numbers.sell(session, actor, order.msisdn, now=now)
    tell(session, order, "orders.activated", actor=actor, now=now)


def refusal_deadline(order: Order) -> datetime | None:
    """Until when a refused order may be mended; None when it is not refused."""
    if order.refused_at is None:
        return None
    return end_of_vn_day(order.refused_at + timedelta(days=settings.refusal_days))


def unused_deadline(order: Order) -> datetime | None:
    """Until when a paid order may be activated; None while the SIM is on its way."""
    if order.paid_at is None or order.in_hand_at is None:
        return None
    return end_of_vn_day(order.in_hand_at + timedelta(days=settings.unused_days))
