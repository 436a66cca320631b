"""Money that we owe: asked of the bank by a durable job, followed until the bank has it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import jobs
from chonso_app.core.actors import Actor
from chonso_app.core.permissions import Permission
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.payments import notices, rules
from chonso_app.payments.gateway import RefundRequest
from chonso_app.payments.models import Payment, Refund, RefundReason, RefundStatus
from chonso_app.payments.notices import BANK, tell

REFUND = "payments.refund"


@dataclass(frozen=True)
class RefundErrand:
    """What the job has to ask the bank."""

    asks: bool  # True: ask for the refund; False: look how far it is
    request: RefundRequest
    look_key: str


def owe(
    session: Session, actor: Actor, payment: Payment, reason: RefundReason, *, now: datetime
) -> Refund:
    """We owe the whole of `payment`. Asked twice, it is owed once; the job follows the commit."""
    known = session.exec(select(Refund).where(Refund.payment_id == payment.key)).one_or_none()
    if known:
        return known
    refund = Refund(
        payment_id=payment.key,
        order_id=payment.order_id,
        amount=payment.amount,
        reason=reason,
        request_key=_request_key(payment, now),
        created_at=now,
        next_check_at=rules.next_refund_check(now, 1),
    )
    session.add(refund)
    session.flush()
    _enqueue(session, refund)
    order = orders.order_by_id(session, payment.order_id)
    tell(
        session, order, "payments.refund_due", actor=actor, now=now,
        refund=refund.key, amount=refund.amount, reason=reason.value,
    )  # fmt: skip
    return refund


def refunds_of(session: Session, order: Order) -> list[Refund]:
    """Newest first."""
    found = select(Refund).where(Refund.order_id == order.key)
    return list(session.exec(found.order_by(col(Refund.id).desc())))


def begin(session: Session, refund_id: int, *, now: datetime) -> RefundErrand | None:
    """Note that the bank is about to be asked; None when there is nothing left to ask.

    The key of the request was stored with the debt: however often repeated, it is one refund.
    """
    refund = _locked(session, refund_id)
    if refund.status in (RefundStatus.DONE, RefundStatus.REFUSED):
        return None
    asks = refund.status in (RefundStatus.DUE, RefundStatus.REQUESTED)
    if asks:
        refund.move_to(RefundStatus.REQUESTED)
        refund.requested_at = refund.requested_at or now
    refund.attempts += 1
    refund.next_check_at = rules.next_refund_check(now, refund.attempts)
    session.add(refund)
    payment = session.get(Payment, refund.payment_id)
    assert payment is not None
    code = orders.order_by_id(session, refund.order_id).code
    request = RefundRequest(
        key=refund.request_key,
        txn_ref=payment.txn_ref,
        amount=refund.amount,
        is_full=True,
        transaction_no=payment.transaction_no,
        attempt_created_at=payment.created_at,
        reason=f"Hoan tien phieu giu so {code}",
    )
    return RefundErrand(asks, request, f"{refund.request_key}:{refund.attempts}")


def settle(
    session: Session, refund_id: int, status: RefundStatus, code: str, *, now: datetime
) -> None:
    """What the bank says of the refund; the status it had when the bank says nothing clear."""
    refund = _locked(session, refund_id)
    refund.reason_code = code
    session.add(refund)
    if status is refund.status or refund.status in (RefundStatus.DONE, RefundStatus.REFUSED):
        return
    refund.move_to(status)
    if status in (RefundStatus.DONE, RefundStatus.REFUSED):
        refund.next_check_at = None
    order = orders.order_by_id(session, refund.order_id)
    kind = f"payments.refund_{status.value}"
    tell(session, order, kind, actor=BANK, now=now, refund=refund.key, amount=refund.amount)
    if status is RefundStatus.DONE:
        refund.done_at = now
        notices.refunded(session, order, refund, now=now)


def enqueue_due(session: Session, *, now: datetime) -> int:
    """A job for each refund that is to be asked again. Harmless in two workers at once."""
    due = select(Refund).where(col(Refund.next_check_at) <= now).limit(100)
    asked = 0
    for refund in session.exec(due).all():
        claim = (
            sa.update(Refund)
            .where(col(Refund.id) == refund.key, col(Refund.next_check_at) == refund.next_check_at)
            .values(next_check_at=rules.next_refund_check(now, refund.attempts + 1))
        )
        if session.execute(claim).rowcount:  # pyright: ignore[reportAttributeAccessIssue]
            _enqueue(session, refund)
            asked += 1
    return asked


def ask_again(session: Session, actor: Actor, refund_id: int, *, now: datetime) -> None:
    """A supervisor sends a refused refund once more, under a new key.

    Raises:
        NotAllowed, OrderNotFound, ForbiddenMove
    """
    found = session.get(Refund, refund_id)
    code = orders.order_by_id(session, found.order_id).code if found else ""
    order = orders.order_for_staff_locked(session, actor, code, need=Permission.PAYMENTS_REFUND)
    refund = _locked(session, refund_id)
    refund.move_to(RefundStatus.DUE)
    payment = session.get(Payment, refund.payment_id)
    assert payment is not None
    refund.request_key = _request_key(payment, now)
    refund.next_check_at = rules.next_refund_check(now, refund.attempts + 1)
    session.add(refund)
    _enqueue(session, refund)
    tell(session, order, "payments.refund_again", actor=actor, now=now, refund=refund.key)


def _request_key(payment: Payment, now: datetime) -> str:
    return f"refund:{payment.txn_ref}:{now:%Y%m%d%H%M%S}"


def _enqueue(session: Session, refund: Refund) -> None:
    key = f"{refund.key}:{refund.attempts}"
    jobs.enqueue(session, REFUND, key, refund.key, queue=jobs.Queue.PAYMENTS)


def _locked(session: Session, refund_id: int) -> Refund:
    refund = session.get(Refund, refund_id)
    assert refund is not None
    orders.lock_order(session, refund.order_id)
    session.refresh(refund)
    return refund
