"""The desk of Nhân viên OSP: orders to a door, a warehouse with cards, a carrier that answers."""

from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.carriers import seed as carriers_seed
from chonso_app.carriers.gateway import Created, ParcelStatus
from chonso_app.core.actors import Actor, Role, system
from chonso_app.delivery import fulfilment, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.orders.world import LAN, MSISDN, browser, place, stock, to_home
from tests.stores.world import WAREHOUSE, iccid, open_stores

OSP = Actor(user_id=7, role=Role.ORDER_CLERK)
OTHER_UNIT = Actor(user_id=17, role=Role.ORDER_CLERK, unit_id=99)
CARD, NEXT_CARD, CARD_ELSEWHERE = iccid(201), iccid(202), iccid(1)
SOON = timedelta(hours=2)  # 14:00 on a Wednesday


def furnish(session: Session, now: datetime, *msisdns: str) -> None:
    stock(session, *msisdns)
    session.add(Unit(code="TCT", name="Tổng Công ty", head_office=True))
    open_stores(session)
    carriers_seed.seed(session, now)
    session.commit()


def cod(session: Session, now: datetime, msisdn: str = MSISDN, actor: Actor = LAN) -> Order:
    """To the door, paid there."""
    order = place(session, to_home(session, now, cash=True, actor=actor, msisdn=msisdn), now=now,
                  actor=actor)  # fmt: skip
    session.commit()
    return order


def many(session: Session, now: datetime, msisdns: list[str]) -> list[Order]:
    return [
        place(
            session,
            to_home(session, now, cash=True, actor=browser(n), msisdn=msisdn,
                    phone=f"8491200{n:04d}"),
            now=now, actor=browser(n),
        )
        for n, msisdn in enumerate(msisdns)
    ]  # fmt: skip


def paid(session: Session, now: datetime) -> Order:
    """To the door, paid online."""
    order = orders.lock_order(session, to_home(session, now).key)
    orders.mark_paid(session, order, order.total, actor=system("vnpay"), now=now)
    session.commit()
    return order


def confirmed(session: Session, order: Order, now: datetime) -> Shipment:
    """In [Chờ lấy hàng], and the carrier has taken the parcel."""
    (outcome,) = fulfilment.confirm(session, OSP, [order.code], WAREHOUSE, now + SOON, now=now)
    assert outcome.refusal is None
    shipment = shipping.live_shipment(session, order.key)
    assert shipment
    made = Created(f"C{shipment.client_order_code}", 22_000)
    shipping.settle_created(session, shipment.key, made, now=now)
    session.commit()
    return shipment


def packed(session: Session, order: Order, now: datetime, card: str = CARD) -> Shipment:
    shipment = confirmed(session, order, now)
    fulfilment.pack(session, OSP, order.code, card, now=now)
    session.commit()
    return shipment


def handed_over(session: Session, order: Order, now: datetime) -> Shipment:
    """In [Đang giao hàng]."""
    shipment = packed(session, order, now)
    (outcome,) = fulfilment.hand_over(session, OSP, [order.code], now=now)
    assert outcome.refusal is None
    session.commit()
    return shipment


def at_carrier(session: Session, shipment: Shipment, status: ParcelStatus, now: datetime) -> None:
    """The parcel as the carrier has it now."""
    orders.lock_order(session, shipment.order_id)
    assert shipping.move(session, shipment, status, now=now)
    session.commit()
