"""What is bought with the number: SIM kind, plan, how it comes, how it is paid. Then the freeze."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from chonso_app.accounts import otp
from chonso_app.accounts import service as accounts
from chonso_app.accounts.models import Purpose
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ChangedMeanwhile, ShopError
from chonso_app.holds import service as holds
from chonso_app.orders import offering, promotions, receiving, rules
from chonso_app.orders.access import order_of_locked
from chonso_app.orders.lifecycle import OrderClosed, begin_fulfilment
from chonso_app.orders.models import Order, OrderStatus, PaymentMethod, ReceiveBy, SimKind
from chonso_app.orders.notices import send, tell
from chonso_app.orders.offering import NotOffered
from chonso_app.orders.person import FieldsRefused, province_codes
from chonso_app.plans import service as plans
from chonso_app.plans.rules import sim_fee


class PaymentUnderWay(ShopError):
    """The bank has it: what is bought cannot change now."""


class NotReady(ShopError):
    """The form or the choice is not complete yet."""


class TermsNotAccepted(ShopError):
    """The promotion's conditions were not ticked (A.15)."""


class NoQuote(ShopError):
    """What the delivery costs is not known for this address yet: nothing to agree to."""


@dataclass(frozen=True)
class Choice:
    """What is bought with the number."""

    sim_kind: SimKind
    plan_code: str  # "" for none
    receive_by: ReceiveBy
    store_code: str = ""  # with ReceiveBy.STORE; "" while none is picked
    payment_method: PaymentMethod = PaymentMethod.ONLINE


def choice_of(order: Order) -> Choice:
    """What is chosen now: `dataclasses.replace` a part of it for `choose`."""
    return Choice(
        order.sim_kind, order.plan_code or "", order.receive_by, order.store_code or "",
        order.payment_method,
    )  # fmt: skip


def choose(session: Session, actor: Actor, code: str, choice: Choice, *, now: datetime) -> Order:
    """SIM kind, plan, way of receiving and of paying. A confirmed order becomes a draft again.

    Changing the way forgets nothing: the address typed before is there when it is chosen again.

    Raises:
        OrderNotFound, OrderClosed, PaymentUnderWay, NotOffered, PlanNotFound
        StoreNotFound, StoreClosed, StoreOutOfStock
    """
    order = _open_for_changes(session, actor, code, now=now)
    offering.refuse_unless_offered(
        session, order.unit_id, choice.sim_kind, choice.receive_by, choice.payment_method, now=now
    )
    if choice.receive_by is ReceiveBy.STORE and choice.store_code:
        offering.refuse_unless_served(session, order, choice.store_code)
    plan = plans.plan_of(session, choice.plan_code) if choice.plan_code else None
    order.sim_kind, order.receive_by = choice.sim_kind, choice.receive_by
    order.payment_method = choice.payment_method
    at_store = choice.receive_by is ReceiveBy.STORE
    order.store_code = (choice.store_code or None) if at_store else None
    order.plan_code, order.plan_name = (plan.code, plan.name) if plan else (None, "")
    order.plan, order.plan_price = (plan.as_json(), plan.price) if plan else (None, 0)
    order.sim_fee = sim_fee(order.sim_kind)
    if order.delivery and order.delivery.get("cod") != to_collect(order):
        order.delivery = None  # carriers ask more for more cash
    _reprice(order)
    _back_to_draft(session, order)
    tell(session, order, "orders.chosen", actor=actor, now=now)
    return order


def choose_kind(
    session: Session, actor: Actor, code: str, kind: SimKind, *, now: datetime
) -> Order:
    """`Sim vật lý` or `e-SIM`, with the first way of receiving it that the unit has.

    Raises:
        what `choose` refuses with.
    """
    order = _open_for_changes(session, actor, code, now=now)
    if order.sim_kind is kind:
        return order
    ways = offering.WAYS[kind]
    has = [way for way in ways if offering.is_offered(session, way, order.unit_id, now=now)]
    wanted = Choice(kind, order.plan_code or "", (has or ways)[0])
    return choose(session, actor, code, wanted, now=now)


def deliver_to(
    session: Session, actor: Actor, code: str, typed: Mapping[str, str], *, now: datetime
) -> Order:
    """Thông tin nhận hàng, checked. The quote is void when the address changes.

    Raises:
        OrderNotFound, OrderClosed, PaymentUnderWay, FieldsRefused
    """
    order = _open_for_changes(session, actor, code, now=now)
    receiver, errors = receiving.check(typed, province_codes(session))
    if receiver is None:
        raise FieldsRefused(errors)
    moved = receiving.place_of(order) != receiver.place
    receiving.keep(order, receiver)
    if moved:
        order.delivery = None
        _reprice(order)
        _back_to_draft(session, order)
    tell(session, order, "orders.receiver", actor=actor, now=now)
    return order


def to_collect(order: Order) -> int:
    """₫ that the carrier collects, without its own fee: a quote holds for this amount only."""
    cash = order.payment_method is PaymentMethod.COD
    return order.number_price + order.sim_fee + order.plan_price if cash else 0


def quote(
    session: Session,
    actor: Actor,
    code: str,
    fee: int,
    offer: Mapping[str, Any],
    *,
    asked_for: tuple[receiving.Place, int] | None = None,
    now: datetime,
) -> Order:
    """The carrier's price for the address, as the server asked it (never as a browser says).

    Args:
        fee: ₫, what the customer pays.
        offer: what to remember of it (carrier, expected_at, is_estimate).
        asked_for: the place and amount that the carrier was asked about.

    Raises:
        OrderNotFound, OrderClosed, PaymentUnderWay
        ChangedMeanwhile: the order is not about that any more.
    """
    order = _open_for_changes(session, actor, code, now=now)
    place, cod = receiving.place_of(order), to_collect(order)
    if asked_for is not None and asked_for != (place, cod):
        raise ChangedMeanwhile
    wanted = {**offer, "fee": fee, "place": list(place), "cod": cod}
    if order.delivery == wanted:
        return order
    order.delivery = wanted
    _reprice(order)
    _back_to_draft(session, order)
    tell(session, order, "orders.quoted", actor=actor, now=now, fee=fee)
    return order


def confirm(
    session: Session,
    actor: Actor,
    code: str,
    *,
    terms_accepted: bool,
    promotion_seen: str | None = None,
    now: datetime,
) -> Order:
    """Freeze the price and the promotion (A.15, 7.18). Confirming twice changes nothing.

    Args:
        promotion_seen: `PromotionOffer.key` of what stood on the screen, "" for none; None when
            nobody looked at a screen.

    Raises:
        OrderNotFound, OrderClosed, NotReady, NoQuote, TermsNotAccepted, NotOffered
        StoreNotFound, StoreClosed, StoreOutOfStock
        PromotionChanged, PromotionOver: agree to the order as it is now.
    """
    order = order_of_locked(session, actor, code)
    if order.status is OrderStatus.AWAITING_PAYMENT:
        return order
    if not order.is_open():
        raise OrderClosed
    _must_be_complete(order)
    _must_be_offered(session, order, now=now)
    offer = promotions.offers_of(session, order, now=now).promotion
    if promotion_seen is not None and promotion_seen != (offer.key if offer else ""):
        raise promotions.PromotionChanged
    if offer and not terms_accepted:
        raise TermsNotAccepted
    promotions.freeze(session, order, offer)
    order.confirmed_at = now
    order.terms_accepted_at = now if offer else None
    order.move_to(OrderStatus.AWAITING_PAYMENT)
    tell(session, order, "orders.confirmed", actor=actor, now=now, total=order.total)
    return order


def ask_cash_code(session: Session, actor: Actor, code: str, *, now: datetime) -> otp.Sent:
    """An OTP to the proven contact phone: whoever pays on receipt must be reachable (E.11)."""
    order = _for_cash(session, actor, code)
    return accounts.request_code(
        session, actor, order.contact_phone, Purpose.CASH, subject=f"order:{code}", now=now
    )


def place(session: Session, actor: Actor, code: str, digits: str, *, now: datetime) -> otp.Checked:
    """Thanh toán khi nhận hàng: with the right OTP the number is kept without a clock.

    A wrong code is in the answer, not raised: the spent try must be kept.

    Raises:
        OrderNotFound, OrderClosed, NotReady, NotOffered, HoldEnded
    """
    order = _for_cash(session, actor, code)
    checked = otp.check(
        session, actor, order.contact_phone, Purpose.CASH, digits, subject=f"order:{code}", now=now
    )
    if checked.refusal is None:
        _place(session, actor, order, now=now)
    return checked


def _place(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    holds.keep(session, actor, order.hold_id, now=now)
    order.due_on_receipt = order.total
    order.move_to(OrderStatus.PLACED)
    order.placed_at, order.bank_until = now, None
    tell(session, order, "orders.placed", actor=actor, now=now, total=order.total)
    begin_fulfilment(session, actor, order, now=now)
    send(session, order, "orders.placed", f"placed:{order.key}", now=now)


def _for_cash(session: Session, actor: Actor, code: str) -> Order:
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        raise OrderClosed
    if order.payment_method is not PaymentMethod.COD:
        raise NotOffered
    if order.status is not OrderStatus.AWAITING_PAYMENT:
        raise NotReady
    return order


def _must_be_complete(order: Order) -> None:
    if not order.full_name or order.phone_proven_at is None:
        raise NotReady
    if order.receive_by is ReceiveBy.STORE and not order.store_code:
        raise NotReady
    if order.receive_by is ReceiveBy.HOME:
        if not order.to_address:
            raise NotReady
        if order.delivery is None:
            raise NoQuote


def _must_be_offered(session: Session, order: Order, *, now: datetime) -> None:
    """A feature may have been switched off, or a store closed, since it was chosen."""
    offering.refuse_unless_offered(
        session, order.unit_id, order.sim_kind, order.receive_by, order.payment_method, now=now
    )
    if order.receive_by is ReceiveBy.STORE:
        offering.refuse_unless_served(session, order, order.store_code or "")


def _reprice(order: Order) -> None:
    at_home = order.receive_by is ReceiveBy.HOME
    order.delivery_fee = int(order.delivery["fee"]) if at_home and order.delivery else 0
    order.total = price_of(order).total


def _back_to_draft(session: Session, order: Order) -> None:
    if order.status is OrderStatus.AWAITING_PAYMENT:
        promotions.give_back(session, order)
        order.move_to(OrderStatus.DRAFT)
        order.promotion, order.confirmed_at, order.terms_accepted_at = None, None, None


def _open_for_changes(session: Session, actor: Actor, code: str, *, now: datetime) -> Order:
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        raise OrderClosed
    if order.at_bank(now):
        raise PaymentUnderWay
    return order


def price_of(order: Order) -> rules.Price:
    return rules.Price(order.number_price, order.sim_fee, order.plan_price, order.delivery_fee)
