"""What becomes of an order when its parcel arrives, is refused, comes back or is lost.

Called when a carrier has said so and the parcel has been moved already; the order's row is locked
by the caller. A fact is never refused: whatever does not fit is told to those who look after it,
and hearing of it again changes nothing.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor, system
from chonso_app.core.events import DomainEvent
from chonso_app.delivery import cancelling, cash, exchanging
from chonso_app.delivery.models import Purpose, Shipment
from chonso_app.orders import notices
from chonso_app.orders import service as orders
from chonso_app.orders.models import KEPT, CancelReason, Fulfilment, Order, OrderStatus
from chonso_app.stores import moves
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, SimCard, StockEntry

CARRIER = system("carrier")
CASH_WITHOUT_ORDER = "delivery.cash_without_order"
_NOBODY_MET = ("khong lien lac", "không liên lạc", "không gặp", "khong gap", "không nghe máy")
_WAY = (Fulfilment.PENDING, Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING, Fulfilment.DELIVERED)


def settle_delivered(
    session: Session, shipment: Shipment, *, collected: int, now: datetime
) -> None:
    """F.21–F.23. `collected`: ₫ at the door, as the carrier says."""
    order = orders.lock_order(session, shipment.order_id)
    cash.note_collected(session, order, shipment, collected, by=CARRIER, now=now)
    if order.status is OrderStatus.CANCELLED:
        _told_in_vain(session, order, shipment, collected, now=now)
        return
    _card_in_hand(session, order, now=now)
    if order.fulfilment is not Fulfilment.DELIVERED:
        walk(session, CARRIER, order, Fulfilment.DELIVERED, now=now)
        notices.send(
            session, order, "delivery.delivered", f"delivered:{shipment.client_order_code}", now=now
        )
        exchanging.settle(session, order, now=now)


def settle_refused(session: Session, shipment: Shipment, *, reason: str, now: datetime) -> None:
    """F.16–F.18: nobody took it. `reason`: the carrier's own words."""
    nobody = any(words in reason.lower() for words in _NOBODY_MET)
    why = CancelReason.NOT_REACHED if nobody else CancelReason.REFUSED_AT_DOOR
    _end(session, shipment, why, now=now)
    order = orders.lock_order(session, shipment.order_id)
    card = stores.card_of_order(session, order.code)
    if card and card.status is CardStatus.BOUND:  # nobody had pressed that it left
        stores.mark(session, CARRIER, order.code, CardStatus.SHIPPED, now=now)


def settle_returned(session: Session, shipment: Shipment, *, now: datetime) -> None:
    """The envelope is back with us, and the card in stock (7.6)."""
    order = orders.lock_order(session, shipment.order_id)
    if shipment.purpose is Purpose.FIRST and order.status in KEPT:
        _end(session, shipment, CancelReason.REFUSED_AT_DOOR, now=now)
    card = stores.card_of_order(session, order.code)
    if card and card.status in (CardStatus.BOUND, CardStatus.SHIPPED):
        stores.release_card(session, CARRIER, order.code, now=now)


def settle_lost(session: Session, shipment: Shipment, *, damaged: bool, now: datetime) -> None:
    """Nothing arrived: the money goes back and the card is written off."""
    order = orders.lock_order(session, shipment.order_id)
    why = CancelReason.DAMAGED if damaged else CancelReason.LOST
    _end(session, shipment, why, now=now)
    card = stores.card_of_order(session, order.code)
    if card and card.status in (CardStatus.BOUND, CardStatus.SHIPPED):
        to = CardStatus.DAMAGED if damaged else CardStatus.LOST
        stores.release_card(session, CARRIER, order.code, to, now=now)


def walk(session: Session, actor: Actor, order: Order, to: Fulfilment, *, now: datetime) -> None:
    """Through every tab up to `to`: a carrier may have been quicker than whoever presses."""
    assert order.fulfilment is not None
    here = _WAY.index(order.fulfilment)
    for step in _WAY[here + 1 : _WAY.index(to) + 1]:
        orders.move_fulfilment(session, actor, order, step, now=now)


def _end(session: Session, shipment: Shipment, why: CancelReason, *, now: datetime) -> None:
    """The order is over, unless it was before. After a failed exchange another SIM is packed."""
    order = orders.lock_order(session, shipment.order_id)
    if shipment.purpose is Purpose.EXCHANGE:
        _once(session, order, "delivery.exchange_failed", shipment, now=now, why=why.value)
        if order.fulfilment is Fulfilment.DELIVERING and order.status in KEPT:
            orders.move_fulfilment(session, CARRIER, order, Fulfilment.PENDING, now=now)
    elif order.status is OrderStatus.ACTIVATED or order.approved_at is not None:
        _once(session, order, "delivery.contradicted", shipment, now=now, why=why.value)
    elif order.status in KEPT:
        cancelling.end(session, CARRIER, order, why, now=now)


def _told_in_vain(
    session: Session, order: Order, shipment: Shipment, collected: int, *, now: datetime
) -> None:
    """Cancelled, and delivered all the same: whatever was in the envelope is nobody's now."""
    if collected:
        _once(session, order, CASH_WITHOUT_ORDER, shipment, now=now, collected=collected)
    card = stores.card_of_order(session, order.code)
    if card and card.status in (CardStatus.BOUND, CardStatus.SHIPPED):
        stores.release_card(session, CARRIER, order.code, CardStatus.LOST, now=now)
    elif card is None and (gone := _last_card(session, order.code)):
        moves.move(session, CARRIER, gone, CardStatus.LOST, now=now)


def _last_card(session: Session, order_code: str) -> SimCard | None:
    """The card that was in the envelope, when the cancellation had put it into stock again."""
    last = select(StockEntry.iccid).where(StockEntry.order_code == order_code)
    iccid = session.exec(last.order_by(col(StockEntry.id).desc()).limit(1)).first()
    card = session.get(SimCard, iccid) if iccid else None
    return card if card and card.status is CardStatus.IN_STOCK else None


def _card_in_hand(session: Session, order: Order, *, now: datetime) -> None:
    """The customer has the card. An envelope that was packed without a scan has none to move."""
    card = stores.card_of_order(session, order.code)
    if card is None:
        return
    for status in (CardStatus.SHIPPED, CardStatus.HANDED):
        if card.status in (CardStatus.BOUND, CardStatus.SHIPPED):
            stores.mark(session, CARRIER, order.code, status, now=now)


def _once(
    session: Session,
    order: Order,
    kind: str,
    shipment: Shipment,
    *,
    now: datetime,
    **detail: object,
) -> None:
    """Tell of it, unless it was told of this parcel already."""
    told = select(DomainEvent).where(
        DomainEvent.order_id == order.key, col(DomainEvent.kind) == kind
    )
    parcels = {event.detail.get("parcel") for event in session.exec(told)}
    if shipment.client_order_code not in parcels:
        parcel = shipment.client_order_code
        notices.tell(session, order, kind, actor=CARRIER, now=now, parcel=parcel, **detail)
