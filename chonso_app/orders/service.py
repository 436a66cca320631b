"""The press of Giữ số, and everything else about orders by one address.

Who may see which order is in `access`, the form in `person`, what is bought in `choosing`, what
happens to an order later in `lifecycle`. The caller owns the transaction.
"""

import contextlib
import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.core.actors import Actor, system
from chonso_app.core.msisdn import to_national
from chonso_app.holds import service as holds
from chonso_app.numbers import service as numbers
from chonso_app.orders import offering, rules
from chonso_app.orders.access import (
    OrderNotFound,
    end_grants,
    find_by_code_and_phone,
    grant,
    lends_until,
    lock_order,
    order_by_id,
    order_for_staff,
    order_for_staff_locked,
    order_of,
    order_of_locked,
    orders_of_customer,
)
from chonso_app.orders.choosing import (
    Choice,
    NoQuote,
    NotReady,
    PaymentUnderWay,
    TermsNotAccepted,
    ask_cash_code,
    choice_of,
    choose,
    choose_kind,
    confirm,
    deliver_to,
    place,
    price_of,
    quote,
    to_collect,
)
from chonso_app.orders.identity import (
    SimNotInHand,
    may_identify,
    note_identified,
    refuse_unless_identifiable,
)
from chonso_app.orders.lifecycle import (
    AlreadyOnItsWay,
    NotPaid,
    OrderClosed,
    TooLateToCancel,
    WrongAmount,
    begin_fulfilment,
    cancel,
    expire,
    expire_if_over,
    mark_activated,
    mark_cash_paid,
    mark_paid,
    move_fulfilment,
    note_approval,
    note_refusal,
    note_submission,
)
from chonso_app.orders.models import OPEN, Order, SimKind
from chonso_app.orders.notices import tell
from chonso_app.orders.offering import NotOffered, StoreOutOfStock
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
    receiver_typed_of,
    save_typed,
    typed_of,
)
from chonso_app.orders.promotions import PromotionChanged, offers_of
from chonso_app.plans.rules import sim_fee
from chonso_app.plans.service import PlanNotFound

__all__ = [
    "AlreadyOnItsWay", "Choice", "DossierUnderReview", "FieldsRefused", "NoQuote", "NotOffered",
    "NotPaid", "NotReady", "OrderClosed", "OrderNotFound", "PaymentUnderWay", "PersonChanges",
    "PromotionChanged", "SimNotInHand", "StoreOutOfStock", "TermsNotAccepted", "TooLateToCancel",
    "WrongAmount", "amend_person", "ask_cash_code", "ask_code", "begin_fulfilment", "cancel",
    "check_code", "choice_of", "choose", "choose_kind", "confirm", "deliver_to", "end_grants",
    "expire", "fill_subscriber", "find_by_code_and_phone", "grant", "lends_until", "lock_order",
    "mark_activated", "mark_cash_paid", "mark_paid", "may_identify", "move_fulfilment",
    "note_approval", "note_identified", "note_refusal", "note_submission", "offers_of",
    "order_by_id", "order_for_staff", "order_for_staff_locked", "order_of", "order_of_locked",
    "orders_of_customer", "place", "price_of", "prove_phone", "provinces", "quote",
    "receiver_typed_of", "refuse_unless_identifiable", "save_typed", "start_with_plan",
    "to_collect", "typed_of",
]  # fmt: skip


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
    kind = _first_kind(session, now=now)
    fee = sim_fee(kind)
    order = Order(
        code=rules.new_code(),
        msisdn=msisdn,
        hold_id=hold_id,
        visitor=actor.visitor,
        referral=actor.referral,  # frozen: a later channel does not change who sent this one
        number_price=number.price,
        sim_kind=kind,
        receive_by=offering.WAYS[kind][0],
        sim_fee=fee,
        total=number.price + fee,
        created_at=now,
    )
    order.typed = json.dumps(_known_of(session, actor), ensure_ascii=False)
    if actor.is_customer:
        order.customer_id = actor.user_id
    return order


def _first_kind(session: Session, *, now: datetime) -> SimKind:
    """What the form begins with: the eSIM, unless that is switched off everywhere."""
    esim = offering.is_offered(session, SimKind.ESIM, None, now=now)
    return SimKind.ESIM if esim else SimKind.SIM


def start_with_plan(
    session: Session, actor: Actor, msisdn: str, plan_code: str, *, now: datetime
) -> Order:
    """`start`, with the plan that was picked before the number. One no longer sold is left out.

    Raises:
        what `start` refuses with.
    """
    order = start(session, actor, msisdn, now=now)
    if plan_code and order.is_open() and order.plan_code != plan_code:
        with contextlib.suppress(PlanNotFound, PaymentUnderWay):
            wanted = replace(choice_of(order), plan_code=plan_code)
            choose(session, actor, order.code, wanted, now=now)
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
