"""What a customer does with an order before paying. The caller owns the transaction.

Who may see which order is in `access`, what happens to an order later (paid, cancelled, expired,
reminded) in `lifecycle`; both are offered here as well, so that other features know one address.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.core.actors import Actor, system
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_national
from chonso_app.holds import service as holds
from chonso_app.numbers import service as numbers
from chonso_app.orders import rules
from chonso_app.orders.access import (
    OrderNotFound,
    find_by_code_and_phone,
    grant,
    lock_order,
    order_by_id,
    order_for_staff,
    order_for_staff_locked,
    order_of,
    order_of_locked,
    orders_of_customer,
)
from chonso_app.orders.lifecycle import (
    NotPaid,
    OrderClosed,
    TooLateToCancel,
    cancel,
    expire,
    expire_if_over,
    mark_activated,
    mark_paid,
    note_approval,
    note_refusal,
    note_submission,
)
from chonso_app.orders.models import OPEN, Order, OrderStatus, ReceiveBy, SimKind
from chonso_app.orders.notices import tell
from chonso_app.orders.person import (
    DossierUnderReview,
    FieldsRefused,
    PersonChanges,
    amend_person,
    ask_code,
    check_code,
    fill_subscriber,
    prove_phone,
    provinces,
    save_typed,
    typed_of,
)
from chonso_app.plans import service as plans
from chonso_app.plans.rules import sim_fee

__all__ = [
    "DossierUnderReview", "FieldsRefused", "NotPaid", "OrderClosed", "OrderNotFound",
    "PersonChanges", "TooLateToCancel", "amend_person", "ask_code", "cancel", "check_code",
    "expire", "fill_subscriber", "find_by_code_and_phone", "grant", "lock_order",
    "mark_activated", "mark_paid", "note_approval", "note_refusal", "note_submission",
    "order_by_id", "order_for_staff", "order_for_staff_locked", "order_of", "order_of_locked",
    "orders_of_customer", "prove_phone", "provinces", "save_typed", "typed_of",
]  # fmt: skip


class PaymentUnderWay(ShopError):
    """The bank has it: what is bought cannot change now."""


class NotReady(ShopError):
    """The form or the choice is not complete yet."""


class TermsNotAccepted(ShopError):
    """The promotion's conditions were not ticked (A.15)."""


class NotOffered(ShopError):
    """A SIM kind, plan or way of receiving that cannot be had for this order."""


@dataclass(frozen=True)
class Choice:
    """What is bought with the number."""

    sim_kind: SimKind
    plan_code: str  # "" for none
    receive_by: ReceiveBy


# -- Giữ số ------------------------------------------------------------------------------------


def start(session: Session, actor: Actor, msisdn: str, *, now: datetime) -> Order:
    """The press of Giữ số: the number leaves the shelf, and a draft order with its code exists.

    Pressing again, in another tab too, gives the same order.

    Raises:
        what `holds.place` refuses with.
    """
    _end_what_ran_out(session, msisdn, now=now)
    hold = holds.place(session, actor, msisdn, now=now)
    known = session.exec(select(Order).where(Order.hold_id == hold.id)).one_or_none()
    if known:
        return known
    order = _new_order(session, actor, msisdn, hold.id, now=now)
    try:
        with session.begin_nested():
            session.add(order)
            session.flush()
    except IntegrityError:  # the other tab's order for this very hold was stored a moment before
        return session.exec(select(Order).where(Order.hold_id == hold.id)).one()
    tell(session, order, "orders.held", actor=actor, now=now)
    if order.customer_id is not None:
        _trust_account(session, actor, order, now=now)
    return order


def _trust_account(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """Whoever is signed in has proven the phone of the account already."""
    user = session.get_one(User, order.customer_id)
    if user.phone:
        prove_phone(session, order, user.phone, user.row_id, actor=actor, now=now)


def _end_what_ran_out(session: Session, msisdn: str, *, now: datetime) -> None:
    """An order whose hold is over does not stand in the way, swept or not.

    Before the number is taken: everybody locks the order first, then its hold and number.
    """
    standing = select(Order.id).where(Order.msisdn == msisdn, col(Order.status).in_(OPEN))
    for order_id in session.exec(standing).all():
        assert order_id is not None
        expire_if_over(session, system("orders"), order_id, now=now)


def _new_order(
    session: Session, actor: Actor, msisdn: str, hold_id: int, *, now: datetime
) -> Order:
    number = numbers.number_of(session, msisdn)
    fee = sim_fee(SimKind.ESIM)
    order = Order(
        code=rules.new_code(),
        msisdn=msisdn,
        hold_id=hold_id,
        visitor=actor.visitor,
        number_price=number.price,
        sim_fee=fee,
        total=number.price + fee,
        created_at=now,
    )
    order.typed = json.dumps(_known_of(session, actor), ensure_ascii=False)
    if actor.is_customer:
        order.customer_id = actor.user_id
    return order


def _known_of(session: Session, actor: Actor) -> dict[str, str]:
    """What the form can begin with: this browser's last one, and what the account knows."""
    last = next(iter(orders_of_customer(session, actor)), None)
    known = typed_of(last) if last and last.visitor == actor.visitor else {}
    user = session.get(User, actor.user_id) if actor.is_customer else None
    if user:
        phone = to_national(user.phone) if user.phone else ""
        mine = {"phone": phone, "full_name": user.full_name, "email": user.email}
        known |= {name: value for name, value in mine.items() if value}
    return known


# -- what is bought ----------------------------------------------------------------------------


def choose(session: Session, actor: Actor, code: str, choice: Choice, *, now: datetime) -> Order:
    """SIM kind, plan and the way of receiving. A confirmed order becomes a draft again.

    Raises:
        OrderNotFound, OrderClosed, PaymentUnderWay, NotOffered, PlanNotFound
    """
    order = _open_for_changes(session, actor, code, now=now)
    if choice.sim_kind is not SimKind.ESIM:
        raise NotOffered
    if choice.receive_by not in (ReceiveBy.EMAIL, ReceiveBy.PAGE):
        raise NotOffered
    plan = plans.plan_of(session, choice.plan_code) if choice.plan_code else None
    order.sim_kind, order.receive_by = choice.sim_kind, choice.receive_by
    order.plan_code, order.plan_name = (plan.code, plan.name) if plan else (None, "")
    order.plan, order.plan_price = (plan.as_json(), plan.price) if plan else (None, 0)
    order.sim_fee = sim_fee(order.sim_kind)
    order.total = order.number_price + order.sim_fee + order.plan_price
    if order.status is OrderStatus.AWAITING_PAYMENT:
        order.move_to(OrderStatus.DRAFT)
        order.promotion, order.confirmed_at, order.terms_accepted_at = None, None, None
    tell(session, order, "orders.chosen", actor=actor, now=now)
    return order


def confirm(
    session: Session, actor: Actor, code: str, *, terms_accepted: bool, now: datetime
) -> Order:
    """Freeze the price and the promotion (A.15, 7.18). Confirming twice changes nothing.

    Raises:
        OrderNotFound, OrderClosed, NotReady, TermsNotAccepted
    """
    order = order_of_locked(session, actor, code)
    if order.status is OrderStatus.AWAITING_PAYMENT:
        return order
    if not order.is_open():
        raise OrderClosed
    if not order.full_name or order.phone_proven_at is None:
        raise NotReady
    offer = plans.offers(session, order.sim_kind, now=now).promotion
    if offer and not terms_accepted:
        raise TermsNotAccepted
    order.promotion = offer.as_json() | {"name": offer.title} if offer else None
    order.confirmed_at = now
    order.terms_accepted_at = now if offer else None
    order.move_to(OrderStatus.AWAITING_PAYMENT)
    tell(session, order, "orders.confirmed", actor=actor, now=now, total=order.total)
    return order


def _open_for_changes(session: Session, actor: Actor, code: str, *, now: datetime) -> Order:
    order = order_of_locked(session, actor, code)
    if not order.is_open():
        raise OrderClosed
    if order.at_bank(now):
        raise PaymentUnderWay
    return order


def price_of(order: Order) -> rules.Price:
    return rules.Price(order.number_price, order.sim_fee, order.plan_price)
