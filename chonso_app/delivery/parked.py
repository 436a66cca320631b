"""Carriers' notices that wait for a person: who sees them, and putting one away."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from chonso_app.accounts.models import Unit
from chonso_app.carriers.models import Carrier
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.delivery.models import CarrierEvent, EventState, ParkedFor, Shipment
from chonso_app.delivery.tracking import PARKED_TOPIC

PAGE = 50
_NEED = Permission.DELIVERY_PARKED


class EventNotFound(ShopError):
    """No such notice, another unit's, or put away already."""


@dataclass(frozen=True)
class ParkedNotice:
    event_id: int
    carrier: str
    carrier_code: str
    order_code: str  # "" for a parcel that nobody knows
    raw_status: str
    why: ParkedFor
    reason: str
    owner: str
    received_at: datetime


def waiting(session: Session, actor: Actor, *, offset: int = 0) -> list[ParkedNotice]:
    """Those of the actor's unit, oldest first; head office sees every one. Raises NotAllowed."""
    require(actor, _NEED)
    wanted = (
        sa.select(CarrierEvent, col(Carrier.name), col(Unit.name), col(Shipment.order_code))
        .join(Carrier, col(Carrier.code) == col(CarrierEvent.carrier))
        .join(Unit, col(Unit.id) == col(CarrierEvent.owner_unit_id))
        .outerjoin(Shipment, col(Shipment.id) == col(CarrierEvent.shipment_id))
        .where(_is_waiting(actor))
        .order_by(col(CarrierEvent.id))
    )
    rows = session.execute(wanted.offset(max(0, offset)).limit(PAGE)).all()
    return [_shown(*row) for row in rows]


def how_many(session: Session, actor: Actor) -> int:
    require(actor, _NEED)
    counted = select(func.count()).select_from(CarrierEvent).where(_is_waiting(actor))
    return session.exec(counted).one()


def put_away(session: Session, actor: Actor, event_id: int, *, now: datetime) -> None:
    """Đã xử lý: a person has asked the carrier and done what was to do. The first one counts.

    Raises:
        NotAllowed, EventNotFound
    """
    require(actor, _NEED)
    cleared = (
        sa.update(CarrierEvent)
        .where(col(CarrierEvent.id) == event_id, _is_waiting(actor))
        .values(state=EventState.CLEARED, settled_at=now, cleared_by=actor.label)
    )
    if not session.execute(cleared).rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        raise EventNotFound
    audit.record(session, actor, "delivery.event_cleared", f"carrier-event:{event_id}", now=now)
    events.touch(session, PARKED_TOPIC)


def _is_waiting(actor: Actor) -> sa.ColumnElement[bool]:
    parked = col(CarrierEvent.state) == EventState.PARKED
    if actor.unit_id is None:
        return parked
    return sa.and_(parked, col(CarrierEvent.owner_unit_id) == actor.unit_id)


def _shown(event: CarrierEvent, carrier: str, owner: str, order_code: str | None) -> ParkedNotice:
    assert event.parked_for is not None
    told = event.raw.get("Reason") or event.raw.get("reason") or ""
    return ParkedNotice(
        event_id=event.key,
        carrier=carrier,
        carrier_code=event.carrier_code,
        order_code=order_code or "",
        raw_status=event.raw_status,
        why=event.parked_for,
        reason=str(told),
        owner=owner,
        received_at=event.received_at,
    )
