"""Tra cứu phiếu: find an order among one's own unit's, masked; each opening is logged."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.backoffice.prepared import prepared_file
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.events import DomainEvent
from chonso_app.core.msisdn import NotAPhone, to_e164
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.access import order_for_staff
from chonso_app.orders.models import Order
from chonso_app.payments.models import PaymentStatus
from chonso_app.payments.service import payments_of

_CODE = re.compile(r"^(?:GS-?)?([A-Z0-9]{6})$")
_MOST = 50


class TypeMore(ShopError):
    """A look-up needs a whole code or a whole phone number: nobody browses people."""


@dataclass(frozen=True)
class Opened:
    """An order and what happened to it, oldest first."""

    order: Order
    events: list[DomainEvent]
    sees_person: bool
    suspected_payment: int | None  # money that the bank marked (07): a supervisor decides
    prepared: ekyc.ForCounter | None = None  # identity gave up on the net: the counter goes on


def find(session: Session, actor: Actor, typed: str) -> list[Order]:
    """Orders of the actor's unit with this code, this number, or this contact phone; newest first.

    Raises:
        NotAllowed
        TypeMore
    """
    require(actor, Permission.ORDERS_LOOKUP)
    wanted = select(Order).where(_meant(typed))
    if actor.unit_id is not None:
        wanted = wanted.where(Order.unit_id == actor.unit_id)
    return list(session.exec(wanted.order_by(col(Order.id).desc()).limit(_MOST)))


def _meant(typed: str) -> sa.ColumnElement[bool]:
    text = typed.strip().upper()
    try:
        phone = to_e164(text)
    except NotAPhone:
        code = code_typed(text)
        if not code:
            raise TypeMore from None
        return col(Order.code) == code
    return sa.or_(col(Order.msisdn) == phone, col(Order.contact_phone) == phone)


def code_typed(typed: str) -> str:
    """`7k3q68` → `GS-7K3Q68`; "" when it is no code."""
    code = _CODE.match(typed.strip().upper())
    return f"GS-{code[1]}" if code else ""


def open_order(
    session: Session, actor: Actor, code: str, *, unmask: bool = False, now: datetime
) -> Opened:
    """With `unmask`, personal data too, which is a right of its own.

    Raises:
        NotAllowed, OrderNotFound
    """
    order = order_for_staff(session, actor, code)
    if unmask:
        require(actor, Permission.ORDERS_SEE_PERSON)
    action = "orders.person_seen" if unmask else "orders.looked_up"
    audit.record(session, actor, action, f"order:{order.code}", now=now)
    held = [one for one in payments_of(session, order) if one.status is PaymentStatus.ON_HOLD]
    suspected = held[0].key if held else None
    prepared = prepared_file(session, order)
    return Opened(order, events.of_order(session, order.key), unmask, suspected, prepared)
