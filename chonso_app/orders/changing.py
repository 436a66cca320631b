"""A paid eSIM whose phone is unable becomes a physical SIM: the difference is paid on receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.errors import ChangedMeanwhile
from chonso_app.orders import offering, promotions, receiving
from chonso_app.orders.access import order_of_locked
from chonso_app.orders.choosing import NoQuote, price_of
from chonso_app.orders.lifecycle import NotPaid, begin_fulfilment
from chonso_app.orders.models import Order, OrderStatus, PaymentMethod, ReceiveBy, SimKind
from chonso_app.orders.notices import send, tell
from chonso_app.orders.person import DossierUnderReview
from chonso_app.plans.models import Promotion
from chonso_app.plans.rules import sim_fee


@dataclass(frozen=True)
class Swap:
    """How the physical SIM comes. `fee`: ₫, as the carrier was asked by the server."""

    way: ReceiveBy
    store_code: str = ""
    receiver: receiving.Receiver | None = None
    fee: int = 0
    quoted: Mapping[str, Any] | None = None


def may_change(order: Order) -> bool:
    """Paid, an eSIM, and nothing of it lies with Tổ đấu nối or the operator."""
    return (
        order.status is OrderStatus.PAID
        and not order.is_physical
        and order.submitted_at is None
        and order.approved_at is None
    )


def difference(order: Order, fee: int) -> int:
    """₫ still to be paid. Never negative: a SIM that costs less changes no price."""
    return max(0, sim_fee(SimKind.SIM) + fee - order.sim_fee)


def keeps_promotion(session: Session, order: Order) -> bool:
    """Whether what was agreed to is also for physical SIMs."""
    if not order.promotion:
        return True
    same = select(Promotion).where(col(Promotion.code) == order.promotion["code"])
    return any(SimKind.SIM in one.sim_kinds for one in session.exec(same))


def change_to_sim(
    session: Session, actor: Actor, code: str, swap: Swap, *, due: int, now: datetime
) -> Order:
    """The order goes on as a physical one. `due`: ₫, the difference that was on the screen.

    Raises:
        OrderNotFound, NotPaid, DossierUnderReview, NotOffered, NoQuote
        StoreNotFound, StoreClosed, StoreOutOfStock
        ChangedMeanwhile: it costs something else now.
    """
    order = order_of_locked(session, actor, code)
    if order.is_physical:
        return order
    _refuse_unless_open(order)
    _refuse_unless_served(session, order, swap, now)
    fee = swap.fee if swap.way is ReceiveBy.HOME else 0
    if due != difference(order, fee):
        raise ChangedMeanwhile
    if not keeps_promotion(session, order):
        promotions.give_back(session, order)
        order.promotion = None
    _take_over(order, swap, fee, due)
    order.refused_at, order.refusal_reminded_days = None, 0
    tell(session, order, "orders.changed_to_sim", actor=actor, now=now, due=due)
    begin_fulfilment(session, actor, order, now=now)
    send(session, order, "orders.changed_to_sim", f"changed-to-sim:{order.key}", now=now)
    return order


def _refuse_unless_open(order: Order) -> None:
    if order.status is not OrderStatus.PAID:
        raise NotPaid
    if not may_change(order):
        raise DossierUnderReview


def _refuse_unless_served(session: Session, order: Order, swap: Swap, now: datetime) -> None:
    offering.refuse_unless_offered(
        session, order.unit_id, SimKind.SIM, swap.way, PaymentMethod.ONLINE, now=now
    )
    if swap.way is ReceiveBy.STORE:
        offering.refuse_unless_served(session, order, swap.store_code)
    elif swap.receiver is None or swap.quoted is None:
        raise NoQuote


def _take_over(order: Order, swap: Swap, fee: int, due: int) -> None:
    was = order.total
    order.sim_kind, order.receive_by = SimKind.SIM, swap.way
    order.store_code = swap.store_code if swap.way is ReceiveBy.STORE else None
    if swap.receiver and swap.way is ReceiveBy.HOME:
        receiving.keep(order, swap.receiver)
        order.delivery = {**(swap.quoted or {}), "fee": fee}
    order.sim_fee, order.delivery_fee = order.sim_fee + due - fee, fee
    order.total = price_of(order).total
    order.due_on_receipt = order.total - was
