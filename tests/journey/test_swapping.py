"""From an eSIM to a physical SIM on the phiếu: the offer, and the contract that is signed anew."""

from datetime import datetime

import pytest
from sqlmodel import Session

from chonso_app.contracts import service as contracts
from chonso_app.journey import service as journey
from chonso_app.journey import swapping
from chonso_app.orders import changing
from chonso_app.orders import service as orders
from chonso_app.orders.changing import Swap
from chonso_app.orders.models import ReceiveBy
from tests.activation import world
from tests.orders.world import LAN, MINH, stock
from tests.stores.world import STORE, open_stores


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    open_stores(session)
    return session


def test_what_is_offered_is_what_the_province_has(shop: Session, now: datetime) -> None:
    order = world.proven(shop, now)
    offer = swapping.offer_of(shop, LAN, order.code, now=now)
    assert offer.is_open
    assert STORE in [one.code for one in offer.stores]
    with pytest.raises(orders.OrderNotFound):
        swapping.offer_of(shop, MINH, order.code, now=now)


def test_a_signed_contract_names_the_esim_and_is_signed_anew(shop: Session, now: datetime) -> None:
    order = world.proven(shop, now)
    assert journey.slip_of(shop, LAN, order.code, now=now).story.may_swap
    due = changing.difference(order, 0)
    swapping.swap(shop, LAN, order.code, Swap(ReceiveBy.STORE, STORE), due=due, now=now)
    assert contracts.standing(shop, order, now=now) is contracts.Standing.MISSING
    told = journey.slip_of(shop, LAN, order.code, now=now).story
    assert (told.status, told.may_swap) == ("Chờ xử lý", False)
    assert dict(told.way)["Trả khi nhận SIM"]
