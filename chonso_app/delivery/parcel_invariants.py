"""What must always be true of parcels. Every line is a fault."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.carriers.gateway import FINAL, ParcelStatus
from chonso_app.core.events import DomainEvent
from chonso_app.delivery.models import CarrierEvent, EventState, Shipment
from chonso_app.delivery.rules import PARKED_AFTER
from chonso_app.orders.models import Fulfilment, Order, OrderStatus, ReceiveBy

_PATIENCE = timedelta(minutes=2)  # the sweep runs every 15 s
_UNDER_WAY = (Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING)


def rows(session: Session, now: datetime) -> Iterator[str]:
    yield from _ranks(session)
    yield from _never_back(session)
    yield from _timers(session, now)
    yield from _orders_agree(session)


def _ranks(session: Session) -> Iterator[str]:
    """I16, and the ends: the rank is the status's, and what has ended says when."""
    for shipment in session.exec(select(Shipment)):
        name = shipment.client_order_code
        if shipment.rank != shipment.status.rank:
            yield f"I16 parcel {name}: is {shipment.status}, but its rank is {shipment.rank}"
        if shipment.is_live == (shipment.ended_at is not None):
            yield f"I16 parcel {name}: {shipment.status}, and its end does not agree"
        if shipment.carrier_code is None and shipment.status not in (
            ParcelStatus.REQUESTED, ParcelStatus.CANCELLED,
        ):  # fmt: skip
            yield f"I16 parcel {name}: {shipment.status} without a code of the carrier"


def _never_back(session: Session) -> Iterator[str]:
    """I16: the story that was told of each parcel only goes forward, and ends where it is."""
    told: dict[str, list[ParcelStatus]] = defaultdict(list)
    moves = select(DomainEvent).where(DomainEvent.kind == "delivery.parcel")
    for event in session.exec(moves.order_by(col(DomainEvent.id))):
        told[str(event.detail.get("parcel"))].append(ParcelStatus(event.detail["status"]))
    for name, life in told.items():
        if any(later.rank <= earlier.rank for earlier, later in itertools.pairwise(life)):
            yield f"I16 parcel {name}: went back ({' → '.join(life)})"
    for shipment in session.exec(select(Shipment)):
        life = told.get(shipment.client_order_code)
        if life and life[-1] is not shipment.status:
            yield f"I5 parcel {shipment.client_order_code}: is {shipment.status}, told {life[-1]}"


def _timers(session: Session, now: datetime) -> Iterator[str]:
    """I4: a parcel under way is asked about in time, a notice is settled or parked in time."""
    live = select(Shipment).where(col(Shipment.status).not_in(tuple(FINAL)))
    for shipment in session.exec(live):
        due = shipment.next_check_at
        if due is None or due <= now - _PATIENCE:
            yield f"I4 parcel {shipment.client_order_code}: nobody asks the carrier about it"
    late = select(CarrierEvent).where(
        CarrierEvent.state == EventState.WAITING,
        col(CarrierEvent.received_at) <= now - PARKED_AFTER - timedelta(hours=1),
    )
    for event in session.exec(late):
        yield f"I4 notice {event.id}: told long ago, neither confirmed nor parked"


def _orders_agree(session: Session) -> Iterator[str]:
    """I4: an order on its way to a door has a parcel; a cancelled one has none to be picked up."""
    lives: dict[int, list[Shipment]] = defaultdict(list)
    for shipment in session.exec(select(Shipment)):
        lives[shipment.order_id].append(shipment)
    going = select(Order).where(
        col(Order.fulfilment).in_(_UNDER_WAY), Order.receive_by == ReceiveBy.HOME
    )
    for order in session.exec(going):
        if not lives[order.key]:
            yield f"I4 order {order.code}: is {order.fulfilment} without a parcel"
    for order in session.exec(select(Order).where(Order.status == OrderStatus.CANCELLED)):
        for shipment in lives[order.key]:
            early = shipment.status.rank < ParcelStatus.PICKED.rank
            if early and shipment.cancel_asked_at is None:
                yield f"I4 order {order.code}: cancelled, but its parcel is still to be picked up"
