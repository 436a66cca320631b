"""Hold, order, pay, cancel, ship, refuse, return, refund, in any order: money, numbers, cards and
parcels agree, on both databases.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, SQLModel, col, select

from chonso_app.carriers.gateway import Created, ParcelState, ParcelStatus
from chonso_app.core import db
from chonso_app.core.errors import ShopError
from chonso_app.delivery import cancelling, fulfilment, shipping, tracking
from chonso_app.delivery.models import Shipment
from chonso_app.holds import service as holds
from chonso_app.orders import lifecycle, reminders
from chonso_app.orders import service as orders
from chonso_app.orders.models import (
    CancelReason,
    Fulfilment,
    Order,
    OrderStatus,
    PaymentMethod,
    ReceiveBy,
    SimKind,
)
from chonso_app.payments import refunds
from chonso_app.payments import service as payments
from chonso_app.payments.models import Payment, Refund, RefundStatus
from chonso_app.stores.models import CardStatus, SimCard
from chonso_app.wiring import modules
from tests.delivery.desk import OSP, SOON, furnish
from tests.orders.world import FEE, FORM, LAN, MINH, MSISDN, OTHER, RECEIVER, customer, sent_code
from tests.payments.world import answer
from tests.stores.world import WAREHOUSE, iccid

START = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
PEOPLE = {LAN: "84912345678", MINH: "84987654321"}
CARDS = [iccid(n) for n in (201, 202, 203, 1)]
FACTS = ["orders", "holds", "payments", "stores", "delivery"]
ENDS = [ParcelStatus.DELIVERED, ParcelStatus.RETURNING, ParcelStatus.RETURNED]
PARCEL = [*ENDS, *ENDS, *(one for one in ParcelStatus if one is not ParcelStatus.REQUESTED)]
people = st.sampled_from(list(PEOPLE))
pick = st.integers(0, 2)


class Shop(RuleBasedStateMachine):
    """Two people, two numbers, four cards, one clerk, a carrier that says anything it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.customers: dict[str, int] = {}
        self.ranks: dict[int, int] = {}
        _empty_tables()
        with Session(db.engine, expire_on_commit=False) as session:
            furnish(session, self.now, MSISDN, OTHER)
            for phone in PEOPLE.values():
                self.customers[phone] = customer(session, self.now, phone).row_id
            session.commit()

    def do(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        """One transaction; what the rules refuse is part of the game."""
        try:
            return db.transact(work, *args, **kwargs, now=self.now)
        except ShopError:
            return None

    def row(self, table: Any, at: int) -> Any:
        """One of the rows, the newest first: what has just begun is played with most."""
        every = select(table).order_by(col(table.id).desc())
        found = db.read(lambda session: list(session.exec(every)))
        return found[at % len(found)] if found else None

    # -- the customer --------------------------------------------------------------------------

    @rule(who=people, msisdn=st.sampled_from([MSISDN, OTHER]))
    def press(self, who: Any, msisdn: str) -> None:
        self.do(orders.start, who, msisdn)

    @rule(who=people, at=pick, way=st.sampled_from(["home", "home", "cash", "cash", "esim"]))
    def fill_and_confirm(self, who: Any, at: int, way: str) -> None:
        if order := self.row(Order, at):
            self.do(self._fill, who, order.code, way)

    def _fill(self, session: Session, who: Any, code: str, way: str, *, now: datetime) -> None:
        phone, mine = PEOPLE[who], orders.order_of_locked(session, who, code)
        orders.prove_phone(session, mine, phone, self.customers[phone], actor=who, now=now)
        orders.fill_subscriber(session, who, code, FORM | {"phone": "0" + phone[2:]}, now=now)
        choice = orders.Choice(SimKind.ESIM, "", ReceiveBy.PAGE)
        if way != "esim":
            paid = PaymentMethod.COD if way == "cash" else PaymentMethod.ONLINE
            choice = orders.Choice(SimKind.SIM, "", ReceiveBy.HOME, payment_method=paid)
        orders.choose(session, who, code, choice, now=now)
        if way != "esim":
            orders.deliver_to(session, who, code, RECEIVER, now=now)
            orders.quote(session, who, code, FEE, {"carrier": "ghn"}, now=now)
        orders.confirm(session, who, code, terms_accepted=True, now=now)

    @rule(who=people, at=pick)
    def place(self, who: Any, at: int) -> None:
        if order := self.row(Order, at):
            self.do(self._place, who, order.code)

    def _place(self, session: Session, who: Any, code: str, *, now: datetime) -> None:
        orders.ask_cash_code(session, who, code, now=now)
        orders.place(session, who, code, sent_code(session), now=now)

    @rule(who=people, at=pick)
    def go_to_bank(self, who: Any, at: int) -> None:
        if order := self.row(Order, at):
            self.do(payments.start_payment, who, order.code)

    @rule(at=pick, code=st.sampled_from(["00", "00", "00", "24"]))
    def ipn(self, at: int, code: str) -> None:
        if payment := self.row(Payment, at):
            notice = answer(payment, code, number=f"{payment.id}{code}")
            assert self.do(payments.apply_ipn, notice) in {"00", "02"}

    @rule(who=people, at=pick)
    def cancel(self, who: Any, at: int) -> None:
        if order := self.row(Order, at):
            self.do(cancelling.cancel_order, who, order.code, CancelReason.OTHER)

    @rule(who=people, msisdn=st.sampled_from([MSISDN, OTHER]), cash=st.booleans())
    def buy(self, who: Any, msisdn: str, cash: bool) -> None:
        """The whole way in one step: alone, the steps above seldom meet in the right order."""
        order = self.do(orders.start, who, msisdn)
        if order is None:
            return
        self.do(self._fill, who, order.code, "cash" if cash else "home")
        if cash:
            self.do(self._place, who, order.code)
        elif payment := self.do(payments.start_payment, who, order.code):
            self.do(payments.apply_ipn, answer(payment, number=f"{payment.id}00"))

    @rule(at=pick, card=st.sampled_from(CARDS))
    def work_off(self, at: int, card: str) -> None:
        """Confirmed, taken by the carrier and packed."""
        if order := self.row(Order, at):
            self.do(fulfilment.confirm, OSP, [order.code], WAREHOUSE, _afternoon(self.now))
            self.carrier_takes_it(0)
            self.do(fulfilment.pack, OSP, order.code, card)

    # -- the clerk -----------------------------------------------------------------------------

    @rule(at=pick)
    def confirm_pick_up(self, at: int) -> None:
        if order := self.row(Order, at):
            self.do(fulfilment.confirm, OSP, [order.code], WAREHOUSE, _afternoon(self.now))

    @rule(at=pick, card=st.sampled_from(CARDS))
    def pack(self, at: int, card: str) -> None:
        if order := self.row(Order, at):
            self.do(fulfilment.pack, OSP, order.code, card)

    @rule(at=pick)
    def unpack(self, at: int) -> None:
        if order := self.row(Order, at):
            self.do(fulfilment.unpack, OSP, order.code)

    @rule(at=pick)
    def hand_over(self, at: int) -> None:
        if order := self.row(Order, at):
            self.do(fulfilment.hand_over, OSP, [order.code])

    @rule(at=pick)
    def staff_cancels(self, at: int) -> None:
        if order := self.row(Order, at):
            self.do(cancelling.cancel_order, OSP, order.code, CancelReason.STAFF)

    # -- the carrier ---------------------------------------------------------------------------

    @rule(at=pick)
    def carrier_takes_it(self, at: int) -> None:
        if parcel := self.row(Shipment, at):
            made = Created(f"C{parcel.client_order_code}", 22_000)
            self.do(shipping.settle_created, parcel.key, made)

    @rule(at=pick)
    def carrier_will_not(self, at: int) -> None:
        if parcel := self.row(Shipment, at):
            self.do(shipping.settle_create_refused, parcel.key, "bad_address")

    @rule(at=pick, status=st.sampled_from(PARCEL), reason=st.sampled_from(["", "Không liên lạc"]))
    def carrier_says(self, at: int, status: ParcelStatus, reason: str) -> None:
        if parcel := self.row(Shipment, at):
            state = ParcelState(
                f"C{parcel.client_order_code}", parcel.client_order_code, status, status.value,
                parcel.cod_amount, reason=reason, at=self.now,
            )  # fmt: skip
            self.do(tracking.apply, parcel.key, state)

    # -- time and the bank's answer to refunds ---------------------------------------------------

    @rule(at=pick, status=st.sampled_from([RefundStatus.ACCEPTED, RefundStatus.DONE]))
    def refund_answered(self, at: int, status: RefundStatus) -> None:
        if refund := self.row(Refund, at):
            self.do(refunds.settle, refund.key, status, "00")

    @rule(seconds=st.sampled_from([20, 290, 900, 1800, 90_000]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self._sweep()

    def _sweep(self) -> None:
        """What the worker would have done by now."""
        for order_id in db.read(lifecycle.ids_to_expire, now=self.now):
            self.do(lifecycle.expire_if_over, LAN, order_id)
        for hold_id in db.read(holds.due, now=self.now):
            self.do(holds.expire, LAN, hold_id)
        for order_id, reason in db.read(reminders.overdue, now=self.now):
            self.do(cancelling.cancel_unattended, order_id, reason)

    # -- what always holds -------------------------------------------------------------------------

    @invariant()
    def parcels_never_go_back(self) -> None:
        """I16."""
        for parcel in db.read(lambda session: list(session.exec(select(Shipment)))):
            assert parcel.status.rank >= self.ranks.get(parcel.key, 0)
            self.ranks[parcel.key] = parcel.status.rank

    @invariant()
    def cards_follow_their_orders(self) -> None:
        """Nothing lies in the envelope of an order that ended before it left us."""
        for card, order in db.read(_bound_cards):
            assert not (
                card.status is CardStatus.BOUND
                and order.status in (OrderStatus.CANCELLED, OrderStatus.EXPIRED)
            )
            if order.fulfilment is Fulfilment.DELIVERED:
                assert card.status in (CardStatus.HANDED, CardStatus.ACTIVE)

    def teardown(self) -> None:
        """I1–I5, I10, I11, I17, as `cli invariants` asks for them."""
        wrong = [line for rows in _rows_of() for line in db.read(rows, START)]
        assert wrong == []


def _afternoon(now: datetime) -> datetime:
    """The next 14:00 in Vietnam: the warehouse is open then."""
    today = now.replace(hour=START.hour, minute=0, second=0) + SOON
    return today if today > now else today + timedelta(days=1)


def _bound_cards(session: Session) -> list[tuple[SimCard, Order]]:
    joined = select(SimCard, Order).join(Order, col(Order.code) == col(SimCard.order_code))
    return list(session.exec(joined))


def _rows_of() -> list[Any]:
    return [m.rows for m in modules("invariants") if m.__name__.split(".")[1] in FACTS]


def _empty_tables() -> None:
    with db.engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())


def _play(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@pytest.mark.usefixtures("database")
def test_no_order_of_events_loses_money_a_number_or_a_card() -> None:
    _play(50, 30)


@pytest.mark.full
@pytest.mark.usefixtures("database")
def test_two_thousand_stories_of_fifty_steps_neither() -> None:
    _play(2_000, 50)
