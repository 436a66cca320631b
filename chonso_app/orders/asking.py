"""Asking the carrier what delivery costs, for states: outside every transaction, off the loop."""

import asyncio
import contextlib
from dataclasses import dataclass

from sqlmodel import Session

from chonso_app.accounts.models import Province
from chonso_app.carriers import quoting
from chonso_app.carriers.gateway import Address
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ChangedMeanwhile
from chonso_app.core.msisdn import to_national
from chonso_app.orders import receiving, service
from chonso_app.orders.models import Order, ReceiveBy


@dataclass(frozen=True)
class _Question:
    address: Address
    cod: int
    value: int
    asked_for: tuple[receiving.Place, int]


def needs_quote(order: Order) -> bool:
    """The address is known and its fee is not."""
    at_home = order.receive_by is ReceiveBy.HOME and bool(order.to_address)
    return order.is_open() and at_home and order.delivery is None


async def ask_fee(actor: Actor, code: str) -> None:
    """Ask, and keep the answer on the order. Nothing to ask: nothing happens.

    Raises:
        OrderNotFound, OrderClosed, PaymentUnderWay
        NoCarrierServes: nobody goes there, or carries that much cash.
    """
    question = await in_read(_question, actor, code)
    if question is None:
        return
    found = await asyncio.to_thread(
        quoting.quote, question.address, cod=question.cod, value=question.value, now=utc_now()
    )
    with contextlib.suppress(ChangedMeanwhile):  # another tab changed it, and asks for itself
        await in_transaction(
            service.quote, actor, code, found.fee, found.as_json(),
            asked_for=question.asked_for, now=utc_now(),
        )  # fmt: skip


def _question(session: Session, actor: Actor, code: str) -> _Question | None:
    order = service.order_of(session, actor, code)
    if not needs_quote(order):
        return None
    cod = service.to_collect(order)
    address = Address(
        province=session.get_one(Province, order.to_province_code).name,
        province_code=order.to_province_code,
        ward=order.to_ward,
        district=order.to_district,
        street=order.to_address,
        name=order.to_name,
        phone=to_national(order.to_phone),
    )
    goods = order.sim_fee  # what a lost parcel costs: the card, not the number
    return _Question(address, cod, goods, (receiving.place_of(order), cod))
