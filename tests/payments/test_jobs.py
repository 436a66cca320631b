"""The durable jobs, run by hand against a gateway that is told what to say."""

from datetime import datetime, timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from chonso_app.core import db
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.delivery import jobs as deadlines
from chonso_app.notifications.models import Message
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, OrderStatus
from chonso_app.payments import cancelling, checks, jobs, refunds
from chonso_app.payments import service as payments
from chonso_app.payments.gateway import Outcome, QueryAnswer, RefundRequest, RefundState
from chonso_app.payments.models import Payment, PaymentStatus, Refund, RefundStatus
from tests.orders.world import LAN, MSISDN, confirmed, stock
from tests.payments.world import answer, at_bank, queried

T = TypeVar("T", Order, Payment, Refund)


class Bank:
    """Says what the test wrote down; remembers what it was asked."""

    def __init__(self) -> None:
        self.query_says: list[object] = []
        self.refund_says: list[object] = []
        self.state_says: list[object] = []
        self.refunds: list[RefundRequest] = []

    def query(self, txn_ref: str, attempt_created_at: datetime, *, key: str) -> object:
        return _said(self.query_says)

    def refund(self, request: RefundRequest) -> object:
        self.refunds.append(request)
        return _said(self.refund_says)

    def refund_state(self, request: RefundRequest, *, key: str) -> object:
        return _said(self.state_says)


def _said(lines: list[object]) -> object:
    line = lines.pop(0)
    if isinstance(line, Exception):
        raise line
    return line


SILENCE = GatewayUnavailable("vnpay", "timeout")


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Bank:
    made = Bank()
    monkeypatch.setattr(jobs, "gateway", lambda: made)
    return made


def fresh(database: sa.Engine, kind: type[T], key: int) -> T:
    with Session(database, expire_on_commit=False) as session:
        return session.get_one(kind, key)


@pytest.fixture
def paying(session: Session, now: datetime) -> Payment:
    stock(session)
    return at_bank(session, now)[1]


def test_the_answer_of_querydr_settles(database: sa.Engine, bank: Bank, paying: Payment) -> None:
    bank.query_says = [queried(paying)]
    jobs._ask_and_settle(paying.key, 0)
    assert fresh(database, Order, paying.order_id).status is OrderStatus.PAID


@pytest.mark.parametrize(
    "line",
    [SILENCE, QueryAnswer(Outcome.UNKNOWN, 0, "91", "", "", None)],
)
def test_no_clear_answer_settles_nothing(
    database: sa.Engine, bank: Bank, paying: Payment, line: object
) -> None:
    bank.query_says = [line]
    jobs._ask_and_settle(paying.key, 0)
    assert fresh(database, Payment, paying.key).status is PaymentStatus.PENDING


def test_an_answer_for_another_amount_settles_nothing(
    database: sa.Engine, bank: Bank, paying: Payment
) -> None:
    bank.query_says = [QueryAnswer(Outcome.SUCCEEDED, 1, "00", "1", "NCB", None)]
    jobs._ask_and_settle(paying.key, 0)
    assert fresh(database, Payment, paying.key).status is PaymentStatus.PENDING


@pytest.fixture
def owed(session: Session, now: datetime, paying: Payment) -> Refund:
    payments.apply_ipn(session, answer(paying), now=now)
    code = session.get_one(Order, paying.order_id).code
    refund = cancelling.cancel_order(session, LAN, code, CancelReason.OTHER, now=now)
    session.commit()
    assert refund is not None
    return refund


def test_a_refund_goes_through_due_accepted_done_and_is_told_once(
    database: sa.Engine, bank: Bank, owed: Refund
) -> None:
    bank.refund_says, bank.state_says = (
        [RefundState.REQUESTED],
        [
            RefundState.REQUESTED,
            RefundState.DONE,
        ],
    )
    for expected in (RefundStatus.ACCEPTED, RefundStatus.ACCEPTED, RefundStatus.DONE):
        jobs._refund(owed.key)
        assert fresh(database, Refund, owed.key).status is expected
    jobs._refund(owed.key)  # nothing is left to ask
    assert len(bank.refunds) == 1
    with Session(database) as session:
        told = select(Message).where(Message.template == "payments.refunded")
        assert {message.channel for message in session.exec(told)} == {"sms", "email"}
        assert len(session.exec(told).all()) == 2


def test_a_bank_that_is_silent_is_asked_again_with_the_same_key(
    database: sa.Engine, bank: Bank, owed: Refund
) -> None:
    bank.refund_says = [SILENCE, RefundState.REQUESTED]
    jobs._refund(owed.key)
    assert fresh(database, Refund, owed.key).status is RefundStatus.REQUESTED
    jobs._refund(owed.key)
    assert fresh(database, Refund, owed.key).status is RefundStatus.ACCEPTED
    assert bank.refunds[0].key == bank.refunds[1].key


def test_a_refusal_waits_for_a_person(database: sa.Engine, bank: Bank, owed: Refund) -> None:
    bank.refund_says = [GatewayRefused("vnpay", "95")]
    jobs._refund(owed.key)
    kept = fresh(database, Refund, owed.key)
    assert (kept.status, kept.reason_code) == (RefundStatus.REFUSED, "95")


def test_a_debt_is_followed_until_it_is_paid(
    database: sa.Engine,
    now: datetime,
    owed: Refund,
    enqueued: list[tuple[str, str, tuple[int, ...]]],
) -> None:
    enqueued.clear()
    assert jobs.follow_refunds(now + timedelta(hours=1)) == 1
    assert enqueued == [(refunds.REFUND, f"{owed.key}:0", (owed.key,))]


def test_thirty_days_unused_is_cancelled_and_refunded(
    database: sa.Engine, session: Session, now: datetime, paying: Payment
) -> None:
    payments.apply_ipn(session, answer(paying), now=now)
    session.commit()
    assert deadlines.cancel_what_is_overdue(now + timedelta(days=29)) == 0
    assert deadlines.cancel_what_is_overdue(now + timedelta(days=31)) == 1
    order = fresh(database, Order, paying.order_id)
    assert (order.status, order.cancel_reason) == (
        OrderStatus.CANCELLED,
        CancelReason.NOT_ACTIVATED,
    )
    with Session(database) as after:
        assert after.exec(select(Refund)).one().amount == order.total


def test_seven_days_refused_is_cancelled_but_not_while_it_lies_with_us(
    database: sa.Engine, session: Session, now: datetime, paying: Payment
) -> None:
    payments.apply_ipn(session, answer(paying), now=now)
    order = orders.lock_order(session, paying.order_id)
    orders.note_submission(session, LAN, order, now=now)
    session.commit()
    assert deadlines.cancel_what_is_overdue(now + timedelta(days=40)) == 0
    orders.note_refusal(session, LAN, orders.lock_order(session, order.key), now=now)
    session.commit()
    assert deadlines.cancel_what_is_overdue(now + timedelta(days=6)) == 0
    assert deadlines.cancel_what_is_overdue(now + timedelta(days=9)) == 1
    assert fresh(database, Order, order.key).cancel_reason is CancelReason.REFUSAL_NOT_FIXED


def test_silent_payments_are_found_by_the_sweep(
    session: Session, now: datetime, enqueued: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    stock(session)
    order = confirmed(session, now, LAN, MSISDN)
    payment = payments.start_payment(session, LAN, order.code, now=now)
    session.commit()
    enqueued.clear()
    assert jobs.ask_about_silent_payments(now) == 0
    assert jobs.ask_about_silent_payments(now + timedelta(hours=1)) == 1
    assert enqueued == [(checks.SETTLE, f"{payment.key}:1", (payment.key, 1))]
    assert db.read(lambda s: s.get_one(Payment, payment.key)).checks == 1
