"""Anything in any order: press, confirm, pay, answer, cancel, wait. Money and numbers agree."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, SQLModel, col, select

from chonso_app.core import db
from chonso_app.core.errors import ShopError
from chonso_app.holds import service as holds
from chonso_app.orders import invariants as order_invariants
from chonso_app.orders import lifecycle
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Order, ReceiveBy, SimKind
from chonso_app.payments import cancelling, checks
from chonso_app.payments import invariants as money_invariants
from chonso_app.payments import service as payments
from chonso_app.payments.gateway import Outcome
from chonso_app.payments.models import Payment
from tests.orders.world import FORM, LAN, MINH, MSISDN, OTHER, customer, stock
from tests.payments.world import answer, queried

START = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
PEOPLE = {LAN: "84912345678", MINH: "84987654321"}
people = st.sampled_from(list(PEOPLE))
pick = st.integers(0, 5)


class Shop(RuleBasedStateMachine):
    """Two people, two numbers, one clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.customers: dict[str, int] = {}
        _empty_tables()
        with Session(db.engine, expire_on_commit=False) as session:
            stock(session, MSISDN, OTHER)
            for phone in PEOPLE.values():
                self.customers[phone] = customer(session, self.now, phone).row_id
            session.commit()

    def do(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        """One transaction; what the rules refuse is part of the game."""
        try:
            return db.transact(work, *args, **kwargs, now=self.now)
        except ShopError:
            return None

    def order(self, at: int) -> Order | None:
        found = db.read(lambda session: list(session.exec(select(Order).order_by(col(Order.id)))))
        return found[at % len(found)] if found else None

    def payment(self, at: int) -> Payment | None:
        every = select(Payment).order_by(col(Payment.id).desc())
        found = db.read(lambda session: list(session.exec(every)))
        return found[at % len(found)] if found else None

    @rule(who=people, msisdn=st.sampled_from([MSISDN, OTHER]))
    def press(self, who: Any, msisdn: str) -> None:
        self.do(orders.start, who, msisdn)

    @rule(who=people, at=pick)
    def fill_and_confirm(self, who: Any, at: int) -> None:
        order = self.order(at)
        if order is None:
            return
        phone = PEOPLE[who]

        def work(session: Session, *, now: datetime) -> None:
            mine = orders.order_of_locked(session, who, order.code)
            orders.prove_phone(session, mine, phone, self.customers[phone], actor=who, now=now)
            form = FORM | {"phone": "0" + phone[2:]}
            orders.fill_subscriber(session, who, mine.code, form, now=now)
            choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE)
            orders.choose(session, who, mine.code, choice, now=now)
            orders.confirm(session, who, mine.code, terms_accepted=True, now=now)

        self.do(work)

    @rule(who=people, at=pick)
    def go_to_bank(self, who: Any, at: int) -> None:
        if order := self.order(at):
            self.do(payments.start_payment, who, order.code)

    @rule(at=pick, code=st.sampled_from(["00", "00", "24", "51", "07", "11"]))
    def ipn(self, at: int, code: str) -> None:
        if payment := self.payment(at):
            told = "07" if code == "07" else None
            notice = answer(payment, code, told, number=f"{payment.id}{code}")
            assert self.do(payments.apply_ipn, notice) in {"00", "02"}

    @rule(at=pick, outcome=st.sampled_from([Outcome.SUCCEEDED, Outcome.PENDING, Outcome.UNKNOWN]))
    def querydr(self, at: int, outcome: Outcome) -> None:
        if payment := self.payment(at):
            self.do(payments.apply_query, payment.key, queried(payment, outcome))

    @rule(who=people, at=pick)
    def cancel(self, who: Any, at: int) -> None:
        if order := self.order(at):
            self.do(cancelling.cancel_order, who, order.code, CancelReason.OTHER)

    @rule(at=pick)
    def approve(self, at: int) -> None:
        order = self.order(at)
        if order is None:
            return

        def work(session: Session, *, now: datetime) -> None:
            orders.note_approval(session, LAN, orders.lock_order(session, order.key), now=now)

        self.do(work)

    @rule(seconds=st.sampled_from([20, 120, 290, 600, 900, 1800]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def sweep(self) -> None:
        """What the worker would have done by now."""
        self.do(checks.enqueue_due_checks)
        for order_id in db.read(lifecycle.ids_to_expire, now=self.now):
            self.do(lifecycle.expire_if_over, LAN, order_id)
        for hold_id in db.read(holds.due, now=self.now):
            self.do(holds.expire, LAN, hold_id)

    @invariant()
    def money_and_numbers_agree(self) -> None:
        wrong = db.read(money_invariants.rows, START) + db.read(order_invariants.rows, START)
        assert wrong == []


def _empty_tables() -> None:
    with db.engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.mark.usefixtures("database")
def test_no_order_of_events_loses_money_or_sells_a_number_twice() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=50,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
