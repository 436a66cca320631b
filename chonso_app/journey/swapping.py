"""An eSIM that becomes a physical SIM, as its customer is asked: ways, cost, what is lost."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.accounts.models import Province
from chonso_app.carriers import quoting
from chonso_app.carriers.gateway import Address
from chonso_app.carriers.quoting import Quote
from chonso_app.contracts import service as contracts
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read
from chonso_app.core.msisdn import to_national
from chonso_app.orders import changing, receiving
from chonso_app.orders import service as orders
from chonso_app.orders.changing import Swap
from chonso_app.orders.models import Order
from chonso_app.orders.receiving import Receiver
from chonso_app.stores import service as stores
from chonso_app.stores.directory import StoreShown


@dataclass(frozen=True)
class Offer:
    """What the page begins with."""

    order: Order
    is_open: bool
    stores: list[StoreShown]  # of the subscriber's province
    provinces: list[tuple[str, str]]
    lost_promotion: str  # its name; "" when nothing is lost


def offer_of(session: Session, actor: Actor, code: str, *, now: datetime) -> Offer:
    """Raises OrderNotFound."""
    order = orders.order_of(session, actor, code)
    found = stores.stores_in(session, order.province_code, now=now)
    lost = "" if changing.keeps_promotion(session, order) else str((order.promotion or {})["name"])
    places = [(place.code, place.name) for place in orders.provinces(session)]
    shown = [one for one in found if one.free_stock]
    return Offer(order, changing.may_change(order), shown, places, lost)


async def quote(receiver: Receiver, *, cod: int, now: datetime) -> Quote:
    """What the carrier asks for bringing it. Raises NoCarrierServes."""
    province = await in_read(lambda session: session.get_one(Province, receiver.province_code).name)
    address = Address(
        province=province, province_code=receiver.province_code, ward=receiver.ward,
        district=receiver.district, street=receiver.address, name=receiver.name,
        phone=to_national(receiver.phone),
    )  # fmt: skip
    return await asyncio.to_thread(quoting.quote, address, cod=cod, now=now)


def check(typed: dict[str, str], codes: set[str]) -> tuple[Receiver | None, dict[str, str]]:
    return receiving.check(typed, codes)


def swap(
    session: Session, actor: Actor, code: str, wanted: Swap, *, due: int, now: datetime
) -> None:
    """Đổi sang SIM vật lý: a contract that names the eSIM is signed anew.

    Raises:
        what `orders.changing.change_to_sim` refuses with
    """
    order = changing.change_to_sim(session, actor, code, wanted, due=due, now=now)
    contracts.ask_again(session, actor, order, now=now)
