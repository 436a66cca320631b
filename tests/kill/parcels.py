"""A physical SIM to the door, the sandbox's GHN carrying it: whatever dies meanwhile."""

import httpx
from sqlmodel import Session

from chonso_app.carriers import seed
from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.core import db
from chonso_app.core.actors import Actor, Role
from chonso_app.delivery import cancelling, cash, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, OrderStatus
from tests.kill.shop import patiently, until
from tests.kill.story import CLOCK, Buyer
from tests.orders import world

OSP = Actor(user_id=7, role=Role.ORDER_CLERK)


def to_the_door(buyer: Buyer) -> None:
    """COD: asked for, picked up, delivered, and the order is paid with what was collected."""
    _sent(buyer)
    _press(buyer, "pick")
    until(lambda: _shipment(buyer).status is ParcelStatus.PICKED, "picked up")
    _press(buyer, "deliver")
    until(lambda: buyer.order().status is OrderStatus.PAID, "paid at the door")
    assert buyer.order().fulfilment is Fulfilment.DELIVERED
    assert _shipment(buyer).collected == _shipment(buyer).cod_amount


def called_off(buyer: Buyer) -> None:
    """Cancelled before the pick-up: the carrier hears of it, and nobody comes."""
    _sent(buyer)
    reason = CancelReason.CHANGED_MIND
    db.transact(cancelling.cancel_order, buyer.actor, buyer.code, reason, now=CLOCK())
    until(lambda: _shipment(buyer).status is ParcelStatus.CANCELLED, "called off")


def parcels_of(buyer: Buyer) -> list[str]:
    """What the carrier has, by its own books."""
    known = buyer.shop.seen("/ghn/parcels.json")["parcels"].values()
    mine = _shipment(buyer).client_order_code
    return [parcel["status"] for parcel in known if parcel["client"] == mine]


def _sent(buyer: Buyer) -> None:
    buyer.shop.switch("ghn", moves="manual")
    with Session(db.engine, expire_on_commit=False) as session:
        _ordered(session, buyer)
        session.commit()
    until(lambda: _shipment(buyer).carrier_code, "taken by the carrier")


def _ordered(session: Session, buyer: Buyer) -> None:
    now = CLOCK()
    seed.seed(session, now)
    order = world.to_home(
        session, now, cash=True, actor=buyer.actor, msisdn=buyer.msisdn, phone=buyer.phone
    )
    order.email, buyer.code = buyer.email, order.code
    world.place(session, order, now=now, actor=buyer.actor)
    order = orders.lock_order(session, order.key)
    shipment = shipping.request(session, OSP, order, pick_up_store="", pick_up_at=None, now=now)
    cash.note_expected(session, order, shipment, by=OSP, now=now)
    orders.move_fulfilment(session, OSP, order, Fulfilment.TO_PICK_UP, now=now)


def _shipment(buyer: Buyer) -> Shipment:
    found = db.read(shipping.latest_shipment, buyer.order().key)
    assert found is not None
    return found


def _press(buyer: Buyer, button: str) -> None:
    code = _shipment(buyer).carrier_code
    url = f"{buyer.shop.sandbox}/ghn/parcels/{code}/{button}"
    patiently(lambda: httpx.post(url, headers={"accept": "application/json"}))
