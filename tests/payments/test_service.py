"""Money for an order: what each answer of the bank does, and what it must never do."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from chonso_app.holds import service as holds
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.orders import lifecycle
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, OrderStatus
from chonso_app.payments import cancelling, checks, refunds
from chonso_app.payments import service as payments
from chonso_app.payments.models import (
    IpnEvent,
    Payment,
    PaymentStatus,
    Refund,
    RefundReason,
    RefundStatus,
)
from tests.orders.world import LAN, MINH, MSISDN, confirmed, held, stock
from tests.payments.world import answer, at_bank, queried

minutes = timedelta(minutes=1)
Enqueued = list[tuple[str, str, tuple[int, ...]]]
SUPERVISOR = Actor(900, Role.SUPERVISOR)


def test_the_bank_stops_a_minute_before_the_hold_does(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    hold = session.get_one(Hold, order.hold_id)
    assert payment.expires_at == hold.expires_at - minutes
    assert hold.expires_at >= now + 11 * minutes
    assert order.at_bank(now)


def test_pressing_pay_again_goes_to_the_same_payment(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    again = payments.start_payment(session, LAN, order.code, now=now + minutes)
    assert again.id == payment.id


def test_a_silent_bank_is_waited_for_before_another_try(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    with pytest.raises(orders.PaymentUnderWay):
        payments.start_payment(session, LAN, order.code, now=payment.expires_at + minutes)


def test_the_choice_is_frozen_while_the_bank_has_it(session: Session, now: datetime) -> None:
    stock(session)
    order, _ = at_bank(session, now)
    choice = orders.Choice(order.sim_kind, "", order.receive_by)
    with pytest.raises(orders.PaymentUnderWay):
        orders.choose(session, LAN, order.code, choice, now=now)


def test_an_unconfirmed_order_cannot_be_paid(session: Session, now: datetime) -> None:
    stock(session)
    order = held(session, now)
    with pytest.raises(payments.NothingToPay):
        payments.start_payment(session, LAN, order.code, now=now)


def test_a_lost_hold_cannot_be_paid(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    with pytest.raises(payments.HoldLost):
        payments.start_payment(session, LAN, order.code, now=now + 16 * minutes)


def test_success_pays_the_order_once(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    assert payments.apply_ipn(session, answer(payment), now=now) == "00"
    assert payments.apply_ipn(session, answer(payment), now=now) == "02"
    assert (order.status, payment.counts) == (OrderStatus.PAID, True)
    assert len(session.exec(select(IpnEvent)).all()) == 1
    assert session.get_one(Number, MSISDN, populate_existing=True).held_until is None


def test_success_needs_both_codes(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    assert payments.apply_ipn(session, answer(payment, "00", "02"), now=now) == "00"
    assert payment.status is PaymentStatus.FAILED
    assert order.status is OrderStatus.AWAITING_PAYMENT


def test_an_unknown_reference_is_01(session: Session, now: datetime) -> None:
    stock(session)
    _, payment = at_bank(session, now)
    stranger = replace(answer(payment), txn_ref="GSNOSUCHT1")
    assert payments.apply_ipn(session, stranger, now=now) == "01"


@pytest.mark.parametrize("off_by", [-1, 1, 1_000_000])
def test_another_amount_is_04_and_changes_nothing(
    session: Session, now: datetime, off_by: int
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    wrong = answer(payment, amount=payment.amount + off_by)
    assert payments.apply_ipn(session, wrong, now=now) == "04"
    assert payment.status is PaymentStatus.PENDING
    assert order.status is OrderStatus.AWAITING_PAYMENT


def test_a_recorded_failure_is_answered_00_and_lets_the_customer_try_again(
    session: Session, now: datetime
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    assert payments.apply_ipn(session, answer(payment, "24"), now=now) == "00"
    assert payment.status is PaymentStatus.CANCELLED
    assert not order.at_bank(now)
    second = payments.start_payment(session, LAN, order.code, now=now + minutes)
    assert second.txn_ref != payment.txn_ref


def test_success_after_failure_still_pays(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment, "51"), now=now)
    assert payments.apply_ipn(session, answer(payment), now=now) == "00"
    assert order.status is OrderStatus.PAID


def test_failure_after_success_changes_nothing(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment), now=now)
    assert payments.apply_ipn(session, answer(payment, "24"), now=now) == "02"
    assert (order.status, payment.status) == (OrderStatus.PAID, PaymentStatus.SUCCEEDED)


def test_paying_twice_sends_the_second_payment_back(
    session: Session, now: datetime, enqueued: Enqueued
) -> None:
    stock(session)
    order, first = at_bank(session, now)
    payments.apply_ipn(session, answer(first, "24"), now=now)
    second = payments.start_payment(session, LAN, order.code, now=now + minutes)
    payments.apply_ipn(session, answer(second, number="2"), now=now + minutes)
    payments.apply_ipn(session, answer(first, number="1"), now=now + 2 * minutes)
    refund = session.exec(select(Refund)).one()
    assert (refund.payment_id, refund.reason) == (first.id, RefundReason.PAID_TWICE)
    assert order.status is OrderStatus.PAID
    assert (refunds.REFUND, f"{refund.id}:0", (refund.id,)) in enqueued


def test_late_money_takes_the_number_again_when_it_is_free(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    later = now + 40 * minutes
    assert lifecycle.expire_if_over(session, LAN, order.key, now=later)
    lost_hold = order.hold_id
    assert payments.apply_ipn(session, answer(payment), now=later) == "00"
    assert order.status is OrderStatus.PAID
    assert order.hold_id != lost_hold
    assert session.get_one(Hold, order.hold_id).status is HoldStatus.ORDERED


def test_late_money_goes_back_when_somebody_else_has_the_number(
    session: Session, now: datetime
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    later = now + 40 * minutes
    lifecycle.expire_if_over(session, LAN, order.key, now=later)
    others = held(session, later, MINH)
    assert payments.apply_ipn(session, answer(payment), now=later) == "00"
    refund = session.exec(select(Refund)).one()
    assert (refund.reason, refund.amount) == (RefundReason.NUMBER_LOST, payment.amount)
    assert (order.status, others.status) == (OrderStatus.EXPIRED, OrderStatus.DRAFT)
    assert not payment.counts


def test_money_for_a_cancelled_order_goes_back(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    cancelling.cancel_order(session, LAN, order.code, CancelReason.CHANGED_MIND, now=now)
    payments.apply_ipn(session, answer(payment), now=now)
    assert session.exec(select(Refund)).one().reason is RefundReason.ORDER_CANCELLED
    assert order.status is OrderStatus.CANCELLED


def test_cancelling_a_paid_order_owes_what_was_paid(session: Session, now: datetime) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment), now=now)
    reason = CancelReason.CHANGED_MIND
    refund = cancelling.cancel_order(session, LAN, order.code, reason, now=now)
    assert refund is not None
    assert (refund.amount, refund.status) == (order.total, RefundStatus.DUE)
    assert session.get_one(Number, MSISDN, populate_existing=True).status is NumberStatus.AVAILABLE


def test_suspected_money_waits_for_a_person_and_keeps_the_number(
    session: Session, now: datetime
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    assert payments.apply_ipn(session, answer(payment, "07", "07"), now=now) == "00"
    assert (payment.status, payment.owner) == (PaymentStatus.ON_HOLD, "supervisor")
    assert not lifecycle.ids_to_expire(session, now=now + 60 * minutes)
    assert session.get_one(Hold, order.hold_id).status is HoldStatus.ORDERED


@pytest.mark.parametrize("sell", [True, False])
def test_the_supervisor_sells_or_sends_back(session: Session, now: datetime, sell: bool) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment, "07", "07"), now=now)
    with pytest.raises(NotAllowed):
        payments.decide_suspected(session, LAN, payment.key, sell=sell, now=now)
    payments.decide_suspected(session, SUPERVISOR, payment.key, sell=sell, now=now)
    refund = session.exec(select(Refund)).one_or_none()
    assert order.status is (OrderStatus.PAID if sell else OrderStatus.CANCELLED)
    assert (refund is None) == sell


def test_an_ipn_that_never_came_is_settled_by_asking(
    session: Session, now: datetime, enqueued: Enqueued
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    due = payment.next_check_at
    assert due is not None
    assert due == payment.expires_at + 2 * minutes
    assert checks.enqueue_due_checks(session, now=due) == 1
    assert checks.enqueue_due_checks(session, now=due) == 0
    assert (checks.SETTLE, f"{payment.id}:1", (payment.id, 1)) in enqueued
    assert payments.apply_query(session, payment.key, queried(payment), now=due)
    assert order.status is OrderStatus.PAID


def test_three_askings_without_an_answer_give_the_number_up(
    session: Session, now: datetime
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    lock_ends = payment.expires_at + minutes
    for number, after in ((1, 1), (2, 3), (3, 5)):
        moment = lock_ends + after * minutes
        assert order.status is OrderStatus.AWAITING_PAYMENT
        assert checks.enqueue_due_checks(session, now=moment) == 1
        session.refresh(payment)
        checks.no_answer(session, payment.key, number, now=moment)
    assert (payment.status, order.status) == (PaymentStatus.EXPIRED, OrderStatus.EXPIRED)
    assert lock_ends + 5 * minutes <= order.created_at + 30 * minutes
    assert payment.next_check_at is not None  # money that comes too late must go back


def test_a_refund_is_asked_with_one_request_id_however_often(
    session: Session, now: datetime
) -> None:
    stock(session)
    order, payment = at_bank(session, now)
    payments.apply_ipn(session, answer(payment), now=now)
    refund = cancelling.cancel_order(session, LAN, order.code, CancelReason.OTHER, now=now)
    assert refund is not None
    first = refunds.begin(session, refund.key, now=now)
    again = refunds.begin(session, refund.key, now=now + minutes)
    assert first is not None
    assert again is not None
    assert first.asks
    assert first.request == again.request
    refunds.settle(session, refund.key, RefundStatus.ACCEPTED, "00", now=now)
    looks = refunds.begin(session, refund.key, now=now + 2 * minutes)
    assert looks is not None
    assert not looks.asks
    refunds.settle(session, refund.key, RefundStatus.DONE, "00", now=now)
    assert refunds.begin(session, refund.key, now=now) is None
    assert refund.done_at == now


def test_strangers_do_not_find_the_order(session: Session, now: datetime) -> None:
    stock(session)
    order, _ = at_bank(session, now)
    for attempt in (
        lambda: payments.start_payment(session, MINH, order.code, now=now),
        lambda: payments.latest_payment(session, MINH, order.code),
        lambda: checks.ask_bank_now(session, MINH, order.code, now=now),
        lambda: cancelling.cancel_order(session, MINH, order.code, CancelReason.OTHER, now=now),
    ):
        with pytest.raises(orders.OrderNotFound):
            attempt()


def test_no_hold_outlives_thirty_minutes(session: Session, now: datetime) -> None:
    stock(session)
    order = confirmed(session, now)
    tries = 0
    for minute in range(0, 30, 2):
        moment = now + minute * minutes
        try:
            payment = payments.start_payment(session, LAN, order.code, now=moment)
        except (payments.HoldLost, holds.NoTimeForBank, orders.PaymentUnderWay):
            continue
        payments.apply_ipn(session, answer(payment, "24", number=str(minute)), now=moment)
        tries += 1
    hold = session.get_one(Hold, order.hold_id, populate_existing=True)
    assert tries > 3
    assert hold.releases_at <= now + 30 * minutes
    assert session.get_one(Order, order.id).status is not OrderStatus.PAID
    assert len(session.exec(select(Payment)).all()) == tries
