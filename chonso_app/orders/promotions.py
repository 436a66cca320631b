"""The promotion of one order: fits by rule, counted when confirmed, given back when it is over."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.actors import system
from chonso_app.core.errors import ShopError
from chonso_app.orders.models import Order, OrderStatus
from chonso_app.orders.notices import tell
from chonso_app.plans import rules
from chonso_app.plans import service as plans
from chonso_app.plans.rules import Buyer, PromotionOffer


class PromotionChanged(ShopError):
    """Not the promotion whose terms were on the screen: a day began, or the last was given."""


def offers_of(session: Session, order: Order, *, now: datetime) -> plans.Offers:
    """Plans for this order, and the promotion that it would get now."""
    return plans.offers(session, buyer_of(session, order), now=now)


def buyer_of(session: Session, order: Order) -> Buyer:
    return Buyer(
        order.sim_kind,
        frozenset(filter(None, (rules.CHANNEL, order.referral))),
        is_new_subscriber(session, order),
        order.unit_id,
    )


def is_new_subscriber(session: Session, order: Order) -> bool:
    """Nobody of this account or contact phone has activated a number here before (7.18)."""
    same_person = [
        col(column) == value
        for column, value in (
            (Order.customer_id, order.customer_id), (Order.contact_phone, order.contact_phone),
        )
        if value
    ]  # fmt: skip
    if not same_person:
        return True
    lives = select(Order.id).where(
        Order.status == OrderStatus.ACTIVATED, Order.id != order.id, sa.or_(*same_person)
    )
    return session.exec(lives.limit(1)).first() is None


def agreed(order: Order) -> PromotionOffer | None:
    """What `confirm` froze."""
    return PromotionOffer.from_json(order.promotion) if order.promotion else None


def freeze(session: Session, order: Order, offer: PromotionOffer | None) -> None:
    """Raises PromotionOver."""
    if offer:
        plans.take(session, offer)
    order.promotion = offer.as_json() | {"name": offer.title} if offer else None


def give_back(session: Session, order: Order) -> None:
    """Before the order stops being one that has it. What was agreed stays readable on it."""
    if order.promotion:
        plans.give_back(session, order.promotion["code"], order.promotion["starts_on"])


def take_again(session: Session, order: Order, *, now: datetime) -> None:
    """Late money brings an expired order back: with its promotion if there still is one."""
    if not (offer := agreed(order)):
        return
    try:
        plans.take(session, offer)
    except plans.PromotionOver:
        order.promotion = None
        tell(session, order, "orders.promotion_lost", actor=system("orders"), now=now)
