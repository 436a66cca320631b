"""A physical SIM in its customer's hand, everything done but the serial."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.activation import decisions, desk, serials, service
from chonso_app.activation.models import Dossier, SimProof
from chonso_app.core.actors import SYSTEM, Actor
from chonso_app.core.images import Picture
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus
from tests.activation import world
from tests.contracts.conftest import ID_NUMBER, passed_call
from tests.orders import world as shop
from tests.orders.world import LAN
from tests.stores.world import iccid

SERIAL, STRANGERS, FREE = iccid(1), iccid(2), iccid(3)
PHOTO = Picture(b"jpeg", 1200, 900, "f" * 64)


def delivered(
    session: Session, now: datetime, *, card: str = SERIAL, actor: Actor = LAN, **who: str
) -> Order:
    """Paid on receipt and in hand."""
    order = shop.to_home(session, now, cash=True, actor=actor, **who)
    shop.place(session, order, now=now, actor=actor)
    stores.bind(session, SYSTEM, card, order.code, now=now)
    arrive(session, order, now)
    orders.mark_cash_paid(session, SYSTEM, order, order.total, now=now)
    session.commit()
    return order


def arrive(session: Session, order: Order, now: datetime) -> None:
    """Through the tabs to the customer, the card with it."""
    orders.move_fulfilment(session, SYSTEM, order, Fulfilment.TO_PICK_UP, now=now)
    orders.move_fulfilment(session, SYSTEM, order, Fulfilment.DELIVERING, now=now)
    stores.mark(session, SYSTEM, order.code, CardStatus.SHIPPED, now=now)
    orders.move_fulfilment(session, SYSTEM, order, Fulfilment.DELIVERED, now=now)
    stores.mark(session, SYSTEM, order.code, CardStatus.HANDED, now=now)
    session.commit()


def talked(session: Session, now: datetime, **who: str) -> Order:
    """And the check and the call have passed."""
    order = delivered(session, now, **who)  # pyright: ignore[reportArgumentType]
    order.id_number, order.birth_date = ID_NUMBER, "1998-02-14"
    session.add(order)
    world.checked(session, order, now)
    session.add(passed_call(order, now))
    session.commit()
    return order


def show(session: Session, order: Order, now: datetime, serial: str = SERIAL) -> SimProof:
    serials.give_serial(session, LAN, order.code, serial, now=now)
    proof = serials.store_photo(session, LAN, order.code, PHOTO, "sim/test", now=now)
    session.commit()
    return proof


def approved(session: Session, now: datetime) -> Dossier:
    order = talked(session, now)
    show(session, order, now)
    world.signed(session, order, now)
    service.submit(session, LAN, order.code, now=now)
    [dossier] = desk.fill(session, world.clerk(), now=now)
    decisions.approve(session, world.clerk(), dossier.key, now=now)
    session.commit()
    return dossier
