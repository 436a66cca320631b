"""Money for an order: to the bank, what the bank answered, and back again.

The caller owns the transaction. Every function that moves money first locks the order row; jobs
that follow are enqueued in the same transaction.
"""

import contextlib
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ForbiddenMove, ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.holds import service as holds
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.holds.rules import bank_deadline
from chonso_app.orders import service as orders
from chonso_app.orders.lifecycle import Paid
from chonso_app.orders.models import CancelReason, Order, OrderStatus, PaymentMethod
from chonso_app.payments import notices, refunds, rules
from chonso_app.payments.gateway import Notice, PayRequest, QueryAnswer
from chonso_app.payments.models import (
    IpnEvent,
    Payment,
    PaymentStatus,
    RefundReason,
)
from chonso_app.payments.notices import BANK, tell

RETURN_PATH = "/thanh-toan-vnpay"
_REASON_OF = {
    Paid.ALREADY: RefundReason.PAID_TWICE,
    Paid.NUMBER_LOST: RefundReason.NUMBER_LOST,
    Paid.CANCELLED: RefundReason.ORDER_CANCELLED,
    Paid.AMOUNT_CHANGED: RefundReason.AMOUNT_CHANGED,
}


class NothingToPay(ShopError):
    """The order was not confirmed, or is past paying."""


class HoldLost(ShopError):
    """The clock ran out: the number must be held again before paying."""


# -- to the bank -------------------------------------------------------------------------------


def start_payment(session: Session, actor: Actor, code: str, *, now: datetime) -> Payment:
    """The payment to go to the bank with. While one is under way, that one: nobody pays twice.

    Raises:
        OrderNotFound, NothingToPay, HoldLost
        PaymentUnderWay: the last window has closed and the bank has not answered yet.
        NoTimeForBank: the hard limit of the hold is too near.
    """
    order = orders.order_of_locked(session, actor, code)
    if order.status is not OrderStatus.AWAITING_PAYMENT or order.total <= 0:
        raise NothingToPay
    if order.payment_method is not PaymentMethod.ONLINE:
        raise NothingToPay  # to be paid on receipt
    under_way = live_payment(session, order, now=now)
    if under_way:
        return under_way
    if order.at_bank(now) and _undecided(session, order):
        raise orders.PaymentUnderWay
    try:
        hold = holds.extend_for_bank(session, actor, order.hold_id, now=now)
    except holds.HoldEnded as error:
        raise HoldLost from error
    payment = _new_payment(session, actor, order, hold, now=now)
    order.bank_until = hold.releases_at
    session.add(order)
    tell(session, order, "payments.started", actor=actor, now=now, payment=payment.key)
    return payment


def _new_payment(
    session: Session, actor: Actor, order: Order, hold: Hold, *, now: datetime
) -> Payment:
    attempt = session.exec(
        select(sa.func.count()).select_from(Payment).where(Payment.order_id == order.key)
    ).one()
    moment = now.replace(microsecond=0)  # VNPAY's times have whole seconds
    payment = Payment(
        order_id=order.key,
        txn_ref=f"{order.code.replace('-', '')}T{attempt + 1}",
        amount=order.total,
        address=actor.address or "127.0.0.1",
        created_at=moment,
        expires_at=bank_deadline(hold.clock),
        next_check_at=hold.expires_at + rules.CHECKS_AFTER[0],
    )
    session.add(payment)
    session.flush()
    return payment


def live_payment(session: Session, order: Order, *, now: datetime) -> Payment | None:
    """The payment that the customer may still be making at the bank."""
    found = select(Payment).where(
        Payment.order_id == order.key,
        Payment.status == PaymentStatus.PENDING,
        Payment.amount == order.total,
        col(Payment.expires_at) > now,
    )
    return session.exec(found.order_by(col(Payment.id).desc())).first()


def request_of(session: Session, payment: Payment) -> PayRequest:
    """What to sign. Always the same for one payment: a second tab gets the very same link."""
    order = orders.order_by_id(session, payment.order_id)
    return PayRequest(
        txn_ref=payment.txn_ref,
        amount=payment.amount,
        info=f"Thanh toan phieu giu so {order.code}",
        address=payment.address,
        created_at=payment.created_at,
        expires_at=payment.expires_at,
        return_url=f"{settings.public_url}{RETURN_PATH}",
    )


def request_under_way(
    session: Session, actor: Actor, code: str, *, now: datetime
) -> PayRequest | None:
    """The request of the actor's running payment; None when there is none.

    Raises:
        OrderNotFound
    """
    order = orders.order_of(session, actor, code)
    payment = live_payment(session, order, now=now) if order.is_open() else None
    return request_of(session, payment) if payment else None


def order_code_of(session: Session, txn_ref: str) -> str:
    """The order of a payment, for the return page; "" when there is none."""
    found = select(Payment.order_id).where(Payment.txn_ref == txn_ref)
    order_id = session.exec(found).one_or_none()
    return orders.order_by_id(session, order_id).code if order_id else ""


def _undecided(session: Session, order: Order) -> bool:
    found = select(Payment.id).where(
        Payment.order_id == order.key, Payment.status == PaymentStatus.PENDING
    )
    return session.exec(found.limit(1)).first() is not None


def payments_of(session: Session, order: Order) -> list[Payment]:
    """Newest first."""
    found = select(Payment).where(Payment.order_id == order.key)
    return list(session.exec(found.order_by(col(Payment.id).desc())))


def latest_payment(session: Session, actor: Actor, code: str) -> tuple[Order, Payment | None]:
    """The actor's order and its last visit to the bank.

    Raises:
        OrderNotFound
    """
    order = orders.order_of(session, actor, code)
    return order, next(iter(payments_of(session, order)), None)


# -- what the bank answered --------------------------------------------------------------------


def apply_ipn(session: Session, notice: Notice, *, now: datetime) -> str:
    """Take in a notice whose signature was checked; the RspCode to answer.

    In VNPAY's order: the payment exists (01), the amount is right (04), it is not final yet (02),
    then it is stored with everything that follows from it (00).
    """
    payment = _locked_payment(session, notice.txn_ref)
    if payment is None:
        return "01"
    if notice.amount != payment.amount:
        return "04"
    return "00" if _settle(session, payment, notice, "ipn", now=now) else "02"


def apply_query(session: Session, payment_id: int, answer: QueryAnswer, *, now: datetime) -> bool:
    """Take in the answer to querydr; True when it settled the payment."""
    txn_ref = session.exec(select(Payment.txn_ref).where(Payment.id == payment_id)).one()
    payment = _locked_payment(session, txn_ref)
    assert payment is not None
    known = rules.meaning_of(answer.outcome, answer.code) is not PaymentStatus.PENDING
    if not known or answer.amount != payment.amount:
        return False
    return _settle(session, payment, answer, "querydr", now=now)


def _locked_payment(session: Session, txn_ref: str) -> Payment | None:
    """The order's row is the lock: taken first, by everybody."""
    wanted = select(Payment).where(Payment.txn_ref == txn_ref)
    payment = session.exec(wanted).one_or_none()
    if payment is None:
        return None
    orders.lock_order(session, payment.order_id)
    session.refresh(payment)
    return payment


def _settle(
    session: Session, payment: Payment, told: Notice | QueryAnswer, source: str, *, now: datetime
) -> bool:
    """Store a result that says more than we knew; False when it says nothing new."""
    meaning = rules.meaning_of(told.outcome, told.code)
    if not rules.outranks(meaning, payment.status):
        return False
    payment.move_to(meaning)
    payment.settled_at, payment.next_check_at = now, None
    payment.bank_code, payment.transaction_no = told.bank_code, told.transaction_no
    payment.reason_code = told.code
    session.add(payment)
    _remember(session, payment, told, source, now=now)
    order = orders.order_by_id(session, payment.order_id)
    if meaning is PaymentStatus.SUCCEEDED:
        _money_came(session, order, payment, now=now)
    elif meaning is PaymentStatus.ON_HOLD:
        _money_suspected(session, order, payment, now=now)
    else:
        money_refused(session, order, payment, now=now)
    return True


def _remember(
    session: Session, payment: Payment, told: Notice | QueryAnswer, source: str, *, now: datetime
) -> None:
    seen = IpnEvent(
        payment_id=payment.key,
        at=now,
        source=source,
        txn_ref=payment.txn_ref,
        transaction_no=told.transaction_no,
        meaning=payment.status,
        reason_code=told.code,
        amount=told.amount,
    )
    session.add(seen)
    session.flush()


def _money_came(session: Session, order: Order, payment: Payment, *, now: datetime) -> None:
    outcome = orders.mark_paid(session, order, payment.amount, actor=BANK, now=now)
    if outcome in (Paid.NOW, Paid.RETAKEN):
        payment.counts = True
        session.add(payment)
        tell(session, order, "payments.succeeded", actor=BANK, now=now, payment=payment.key)
        notices.paid(session, order, payment, now=now)
        return
    if outcome is Paid.NUMBER_LOST and order.is_open():
        orders.expire(session, BANK, order, now=now)
    refund = refunds.owe(session, BANK, payment, _REASON_OF[outcome], now=now)
    notices.money_goes_back(session, order, refund, now=now)


def _money_suspected(session: Session, order: Order, payment: Payment, *, now: datetime) -> None:
    """The number waits for a person's decision: no clock runs against the customer."""
    payment.owner = "supervisor"
    session.add(payment)
    if order.is_open():
        with contextlib.suppress(holds.HoldEnded):
            holds.keep(session, BANK, order.hold_id, now=now)
        order.bank_until = None
        session.add(order)
    tell(session, order, "payments.suspected", actor=BANK, now=now, payment=payment.key)


def money_refused(session: Session, order: Order, payment: Payment, *, now: datetime) -> None:
    """Another try while the lock lives; without it the order is over."""
    kind = f"payments.{payment.status.value}"
    if order.is_open() and live_payment(session, order, now=now) is None:
        order.bank_until = None
        session.add(order)
        hold = holds.back_from_bank(session, BANK, order.hold_id, now=now)
        if hold.status is not HoldStatus.ORDERED and not hold.runs(now):
            orders.expire(session, BANK, order, now=now)
    tell(session, order, kind, actor=BANK, now=now, payment=payment.key, code=payment.reason_code)


def decide_suspected(
    session: Session, actor: Actor, payment_id: int, *, sell: bool, now: datetime
) -> None:
    """A supervisor's word on money that the bank marked: sell the number for it, or send it back.

    Raises:
        NotAllowed, OrderNotFound, ForbiddenMove
    """
    require(actor, Permission.PAYMENTS_REFUND)
    payment = session.get(Payment, payment_id)
    if payment is None:
        raise orders.OrderNotFound
    code = orders.order_by_id(session, payment.order_id).code
    order = orders.order_for_staff_locked(session, actor, code, need=Permission.PAYMENTS_REFUND)
    session.refresh(payment)
    if payment.status is not PaymentStatus.ON_HOLD:
        raise ForbiddenMove(details={"payment": payment_id})
    payment.move_to(PaymentStatus.SUCCEEDED)
    payment.settled_at, payment.owner = now, ""
    session.add(payment)
    audit.record(session, actor, "payments.decided", f"payment:{payment.key}", now=now, sell=sell)
    if sell:
        _money_came(session, order, payment, now=now)
        return
    if order.is_open():
        orders.cancel(session, actor, order, CancelReason.STAFF, now=now)
    refund = refunds.owe(session, actor, payment, RefundReason.SUSPECTED, now=now)
    notices.money_goes_back(session, order, refund, now=now)
