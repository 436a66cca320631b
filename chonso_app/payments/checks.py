"""Asking the bank about payments whose result never came (querydr), in time and too late."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, jobs
from chonso_app.core.actors import Actor
from chonso_app.holds.rules import BANK_MARGIN
from chonso_app.orders import service as orders
from chonso_app.payments import rules
from chonso_app.payments.models import Payment, PaymentStatus
from chonso_app.payments.service import latest_payment, money_refused

SETTLE = "payments.settle"


@dataclass(frozen=True)
class Errand:
    """What to ask querydr about."""

    txn_ref: str
    created_at: datetime
    key: str


def errand(session: Session, payment_id: int, number: int) -> Errand:
    payment = session.get_one(Payment, payment_id)
    return Errand(payment.txn_ref, payment.created_at, f"query:{payment.txn_ref}:{number}")


def enqueue_due_checks(session: Session, *, now: datetime) -> int:
    """A querydr job for each payment whose answer is overdue. Harmless in two workers at once."""
    due = select(Payment).where(col(Payment.next_check_at) <= now).limit(100)
    asked = 0
    for payment in session.exec(due).all():
        was, number = payment.next_check_at, payment.checks + 1
        claim = (
            sa.update(Payment)
            .where(col(Payment.id) == payment.key, col(Payment.next_check_at) == was)
            .values(checks=number, next_check_at=None)
        )
        if session.execute(claim).rowcount:  # pyright: ignore[reportAttributeAccessIssue]
            jobs.enqueue(
                session, SETTLE, f"{payment.key}:{number}", payment.key, number,
                queue=jobs.Queue.PAYMENTS,
            )  # fmt: skip
            asked += 1
    return asked


def ask_bank_now(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Hỏi lại ngân hàng: a querydr out of turn, at most one in ten seconds for a payment."""
    order, payment = latest_payment(session, actor, code)
    if payment is None or payment.status is not PaymentStatus.PENDING:
        return
    out_of_turn = -(int(now.timestamp()) // 10)
    jobs.enqueue(
        session,
        SETTLE,
        f"{payment.key}:{out_of_turn}",
        payment.key,
        out_of_turn,
        queue=jobs.Queue.PAYMENTS,
    )
    audit.record(session, actor, "payments.asked", f"order:{order.code}", now=now)


def no_answer(session: Session, payment_id: int, number: int, *, now: datetime) -> None:
    """The bank does not know yet. Ask later; after the last asking in time, give the number up."""
    payment = session.get(Payment, payment_id)
    if payment is None or number <= 0:
        return
    order = orders.lock_order(session, payment.order_id)
    session.refresh(payment)
    undecided = payment.status in (PaymentStatus.PENDING, PaymentStatus.EXPIRED)
    if not undecided or payment.checks != number:
        return
    lock_ends = payment.expires_at + BANK_MARGIN
    payment.next_check_at = rules.next_check(lock_ends, number, now)
    session.add(payment)
    if number >= len(rules.CHECKS_AFTER) and payment.status is PaymentStatus.PENDING:
        payment.move_to(PaymentStatus.EXPIRED)
        money_refused(session, order, payment, now=now)
