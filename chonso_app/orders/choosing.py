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
from chonso_app.core.errors import ShopError
from chonso_app.holds import service as holds
from chonso_app.orders import receiving, rules
from chonso_app.orders.access import order_of_locked
from chonso_app.orders.lifecycle import OrderClosed, begin_fulfilment
from chonso_app.orders.models import Order, OrderStatus, PaymentMethod, ReceiveBy, SimKind
from chonso_app.orders.notices import send, tell
from chonso_app.orders.person import FieldsRefused, province_codes
from chonso_app.plans import service as plans
from chonso_app.plans.rules import sim_fee


class PaymentUnderWay(ShopError):
    """The bank has it: what is bought cannot change now."""


class NotReady(ShopError):
    """The form or the choice is not complete yet."""


class TermsNotAccepted(ShopError):
    """The promotion's conditions were not ticked (A.15)."""


class NotOffered(ShopError):
    """A SIM kind, plan, or way of receiving or paying that cannot be had for this order."""


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


_WAYS = {
    SimKind.ESIM: (ReceiveBy.EMAIL, ReceiveBy.PAGE),
    SimKind.SIM: (ReceiveBy.HOME, ReceiveBy.STORE),
}


def choose(session: Session, actor: Actor, code: str, choice: Choice, *, now: datetime) -> Order:
    """SIM kind, plan, way of receiving and of paying. A confirmed order becomes a draft again.

    Changing the way forgets nothing: the address typed before is there when it is chosen again.

    Raises:
        OrderNotFound, OrderClosed, PaymentUnderWay, NotOffered, PlanNotFound
    """
    order = _open_for_changes(session, actor, code, now=now)
    if choice.receive_by not in _WAYS[choice.sim_kind]:
        raise NotOffered
    if choice.sim_kind is SimKind.ESIM and choice.payment_method is not PaymentMethod.ONLINE:
        raise NotOffered  # E.6
    plan = plans.plan_of(session, choice.plan_code) if choice.plan_code else None
    order.sim_kind, order.receive_by = choice.sim_kind, choice.receive_by
    order.payment_method = choice.payment_method
    order.store_code = choice.store_code or None
    order.plan_code, order.plan_name = (plan.code, plan.name) if plan else (None, "")
    order.plan, order.plan_price = (plan.as_json(), plan.price) if plan else (None, 0)
    order.sim_fee = sim_fee(order.sim_kind)
    _reprice(order)
    _back_to_draft(order)
    tell(session, order, "orders.chosen", actor=actor, now=now)
    return order


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
        _back_to_draft(order)
    tell(session, order, "orders.receiver", actor=actor, now=now)
    return order


def quote(
    session: Session, actor: Actor, code: str, fee: int, offer: Mapping[str, Any], *, now: datetime
) -> Order:
    """The carrier's price for the address, as the server asked it (never as a browser says).

    Args:
        fee: ₫, what the customer pays.
        offer: what to remember of it (carrier, expected_on, estimated).
    """
    order = _open_for_changes(session, actor, code, now=now)
    wanted = {**offer, "fee": fee, "place": list(receiving.place_of(order))}
    if order.delivery == wanted:
        return order
    order.delivery = wanted
    _reprice(order)
    _back_to_draft(order)
    tell(session, order, "orders.quoted", actor=actor, now=now, fee=fee)
    return order


def confirm(
    session: Session, actor: Actor, code: str, *, terms_accepted: bool, now: datetime
) -> Order:
    """Freeze the price and the promotion (A.15, 7.18). Confirming twice changes nothing.

    Raises:
        OrderNotFound, OrderClosed, NotReady, NoQuote, TermsNotAccepted
    """
    order = order_of_locked(session, actor, code)
    if order.status is OrderStatus.AWAITING_PAYMENT:
        return order
    if not order.is_open():
        raise OrderClosed
    _must_be_complete(order)
    offer = plans.offers(session, order.sim_kind, now=now).promotion
    if offer and not terms_accepted:
        raise TermsNotAccepted
    order.promotion = offer.as_json() | {"name": offer.title} if offer else None
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


def _reprice(order: Order) -> None:
    at_home = order.receive_by is ReceiveBy.HOME
    order.delivery_fee = int(order.delivery["fee"]) if at_home and order.delivery else 0
    order.total = price_of(order).total


def _back_to_draft(order: Order) -> None:
    if order.status is OrderStatus.AWAITING_PAYMENT:
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
