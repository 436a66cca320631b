"""Cash of orders that are paid on receipt: expected, collected, given back (S0-F.19-F.21).

Every function expects the order's row locked by the caller, and is harmless when called again.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.accounts import units
from chonso_app.core import events
from chonso_app.core.actors import Actor
from chonso_app.core.money import vnd
from chonso_app.delivery import cash_differences as differences
from chonso_app.delivery.cash_models import (
    GOT,
    CashDue,
    CashRefund,
    CashStatus,
    DifferenceKind,
)
from chonso_app.delivery.models import Shipment
from chonso_app.orders import notices
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

TOPIC = "cash"


def due_of(session: Session, order: Order) -> CashDue | None:
    """The newest; an earlier one of the same order is uncollectable."""
    mine = select(CashDue).where(CashDue.order_id == order.key)
    return session.exec(mine.order_by(col(CashDue.id).desc()).limit(1)).one_or_none()


def note_expected(
    session: Session, order: Order, shipment: Shipment | None, *, by: Actor, now: datetime
) -> CashDue | None:
    """Somebody is going to collect what is due on receipt; None when nothing is.

    Called with another shipment, the cash is expected of that one's carrier.
    """
    if order.due_on_receipt == 0:
        return None
    due = due_of(session, order)
    if due is None or due.status is CashStatus.UNCOLLECTABLE:
        due = CashDue(
            order_id=order.key, order_code=order.code, amount=order.due_on_receipt,
            unit_id=_owner(session, order), expected_at=now,
        )  # fmt: skip
        session.add(due)
        _lay_with(due, order, shipment)
        _tell(session, order, "delivery.cash_expected", due, by=by, now=now)
    elif due.status is CashStatus.EXPECTED:
        _lay_with(due, order, shipment)
        due.amount = order.due_on_receipt
        session.add(due)
        session.flush()
    return due


def note_collected(
    session: Session,
    order: Order,
    shipment: Shipment | None,
    amount: int,
    *,
    by: Actor,
    now: datetime,
) -> CashDue | None:
    """The cash was taken: by the carrier of `shipment`, or over a store's counter when None.

    Marks the order as paid. A carrier that says it took another amount still owes us the whole:
    the order counts as paid, and the difference gets an owner. Cash taken for an order that was
    cancelled meanwhile goes back to the customer. None when there was nothing to collect.

    Raises:
        WrongAmount: over the counter, not what was due.
        OrderClosed: over the counter, the order is over.
    """
    known = due_of(session, order)
    if known and known.status in GOT:
        return known
    if shipment is not None and order.status is OrderStatus.CANCELLED:
        return _collected_too_late(session, order, shipment, amount, by=by, now=now)
    due = note_expected(session, order, shipment, by=by, now=now)
    if shipment is None:
        orders.mark_cash_paid(session, by, order, amount, now=now)
    elif due is not None:
        orders.mark_cash_paid(session, by, order, due.amount, now=now)
    if due is not None:
        _take(session, order, due, amount, by=by, now=now)
    elif shipment is not None and amount:
        differences.open_unasked(session, order, shipment.carrier, amount, now=now)
    return due


def note_uncollectable(
    session: Session, order: Order, *, by: Actor, now: datetime
) -> CashDue | None:
    """Refused at the door, cancelled, lost: nobody will collect it. None when nothing waited."""
    due = due_of(session, order)
    if due is None or due.status is not CashStatus.EXPECTED:
        return None
    due.move_to(CashStatus.UNCOLLECTABLE)
    _tell(session, order, "delivery.cash_uncollectable", due, by=by, now=now)
    return due


def owe_refund(session: Session, order: Order, *, by: Actor, now: datetime) -> CashRefund | None:
    """The order is cancelled: the cash that was taken goes back. None when there was none."""
    due = due_of(session, order)
    if due is None or due.status not in GOT:
        return None
    known = refund_of(session, order)
    if known:
        return known
    refund = CashRefund(
        cash_due_id=due.key, order_id=order.key, order_code=order.code, unit_id=due.unit_id,
        amount=order.cash_paid or due.told, created_at=now,
    )  # fmt: skip
    session.add(refund)
    session.flush()
    told = {"refund": refund.key, "amount": refund.amount}
    notices.tell(session, order, "delivery.cash_refund_due", actor=by, now=now, **told)
    events.touch(session, TOPIC)
    notices.send(
        session, order, "delivery.cash_refund_due", f"cash-refund:{refund.key}", now=now,
        amount=vnd(refund.amount),
    )  # fmt: skip
    return refund


def refund_of(session: Session, order: Order) -> CashRefund | None:
    """For the phiếu: the cash that goes back, or went."""
    mine = select(CashRefund).where(CashRefund.order_id == order.key)
    return session.exec(mine.order_by(col(CashRefund.id).desc()).limit(1)).one_or_none()


def _collected_too_late(
    session: Session, order: Order, shipment: Shipment, amount: int, *, by: Actor, now: datetime
) -> CashDue | None:
    """The carrier delivered what had been cancelled: the order stays so, the money goes back."""
    if amount == 0:
        return None
    due = due_of(session, order)
    if due is None:
        due = CashDue(
            order_id=order.key, order_code=order.code, amount=amount,
            unit_id=_owner(session, order), expected_at=now,
        )  # fmt: skip
    _lay_with(due, order, shipment)
    _take(session, order, due, amount, by=by, now=now)
    owe_refund(session, order, by=by, now=now)
    return due


def _take(
    session: Session, order: Order, due: CashDue, amount: int, *, by: Actor, now: datetime
) -> None:
    due.move_to(CashStatus.COLLECTED)
    due.told, due.collected_at, due.collected_by = amount, now, by.label
    _tell(session, order, "delivery.cash_collected", due, by=by, now=now)
    if amount != due.amount:
        kind = DifferenceKind.TOLD
        differences.open_one(session, kind, due, expected=due.amount, got=amount, now=now)
    differences.meet_waiting_money(session, due, now=now)


def _lay_with(due: CashDue, order: Order, shipment: Shipment | None) -> None:
    """Where the money will lie: the carrier's purse or the store's till."""
    due.shipment_id = shipment.key if shipment else None
    due.carrier = shipment.carrier if shipment else ""
    due.store_code = "" if shipment else order.store_code or ""


def _owner(session: Session, order: Order) -> int:
    return order.unit_id or units.head_office(session).row_id


def _tell(
    session: Session, order: Order, kind: str, due: CashDue, *, by: Actor, now: datetime
) -> None:
    session.add(due)
    session.flush()
    notices.tell(session, order, kind, actor=by, now=now, cash=due.key, amount=due.amount)
    events.touch(session, TOPIC)
