"""The bank's words, for tests of payments."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.orders.models import Order
from chonso_app.payments import service as payments
from chonso_app.payments.gateway import Notice, Outcome, QueryAnswer
from chonso_app.payments.models import Payment
from tests.orders.world import LAN, MSISDN, PHONE, confirmed


def at_bank(
    session: Session,
    now: datetime,
    actor: Actor = LAN,
    msisdn: str = MSISDN,
    phone: str = PHONE,
) -> tuple[Order, Payment]:
    """Confirmed, and gone to the bank."""
    order = confirmed(session, now, actor, msisdn, phone)
    payment = payments.start_payment(session, actor, order.code, now=now)
    session.commit()
    return order, payment


def answer(
    payment: Payment,
    response: str = "00",
    status: str | None = None,
    *,
    amount: int | None = None,
    number: str = "14226112",
) -> Notice:
    """What VNPAY would tell of `payment`, already verified."""
    told = status if status is not None else ("00" if response == "00" else "02")
    outcome = Outcome.SUCCEEDED if (response, told) == ("00", "00") else Outcome.FAILED
    return Notice(
        txn_ref=payment.txn_ref,
        amount=payment.amount if amount is None else amount,
        outcome=Outcome.SUSPECT if "07" in (response, told) else outcome,
        code=response,
        transaction_no=number,
        bank_code="NCB",
        paid_at=None,
        raw={},
    )


def queried(payment: Payment, outcome: Outcome = Outcome.SUCCEEDED) -> QueryAnswer:
    return QueryAnswer(outcome, payment.amount, "00", "14226112", "NCB", None)
