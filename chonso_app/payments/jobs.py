"""Asking the bank, and the sweeps that see to it. Importing registers them; worker only.

Each workflow is begin (our transaction) → call (no transaction) → settle (our transaction). A
bank that gives no answer is asked again by the sweeps, not by retrying here.
"""

from datetime import datetime

from dbos import DBOS

from chonso_app.core import db, jobs
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.payments import checks, refunds, service
from chonso_app.payments.gateway import QueryAnswer, RefundState
from chonso_app.payments.models import RefundStatus
from chonso_app.payments.vnpay import gateway

_STATUS = {
    RefundState.REQUESTED: RefundStatus.ACCEPTED,
    RefundState.DONE: RefundStatus.DONE,
    RefundState.REFUSED: RefundStatus.REFUSED,
}


@DBOS.workflow(name=checks.SETTLE)
def settle_payment(payment_id: int, number: int) -> None:
    """Ask querydr about one payment. `number`: which asking this is; negative: out of turn."""
    _ask_and_settle(payment_id, number)


@DBOS.step()
def _ask_and_settle(payment_id: int, number: int) -> None:
    """Asking twice is harmless, so that asking and settling are one step."""
    answer = _ask(payment_id, number)
    crashpoint("payments.query.answered")
    now = db.utc_now()
    if answer is None or not db.transact(service.apply_query, payment_id, answer, now=now):
        db.transact(checks.no_answer, payment_id, number, now=now)


def _ask(payment_id: int, number: int) -> QueryAnswer | None:
    errand = db.read(checks.errand, payment_id, number)
    try:
        return gateway().query(errand.txn_ref, errand.created_at, key=errand.key)
    except (GatewayUnavailable, GatewayRefused):
        return None


@DBOS.workflow(name=refunds.REFUND)
def refund_payment(refund_id: int) -> None:
    """Ask for one refund, or look how far it is."""
    _refund(refund_id)


@DBOS.step()
def _refund(refund_id: int) -> None:
    """The request carries the key stored with the debt: repeated, it is still one refund."""
    errand = db.transact(refunds.begin, refund_id, now=db.utc_now())
    if errand is None:
        return
    crashpoint("payments.refund.begun")
    try:
        if errand.asks:
            state = gateway().refund(errand.request)
        else:
            state = gateway().refund_state(errand.request, key=errand.look_key)
        status, code = _STATUS[state], "00"
    except GatewayRefused as refusal:
        status, code = RefundStatus.REFUSED, refusal.code
    except GatewayUnavailable:
        return  # the sweep asks again
    crashpoint("payments.refund.answered")
    db.transact(refunds.settle, refund_id, status, code, now=db.utc_now())


@jobs.every(seconds=5)
def ask_about_silent_payments(now: datetime) -> int:
    return db.transact(checks.enqueue_due_checks, now=now)


@jobs.every(seconds=5)
def follow_refunds(now: datetime) -> int:
    return db.transact(refunds.enqueue_due, now=now)
