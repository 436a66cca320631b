"""What carriers say of parcels: notices stored first, `detail` believed, states only forward.

A notice (webhook) proves nothing. It is kept, and it makes us ask; what the carrier answers then
moves the parcel and settles the notices that are waiting. Whatever does not fit is parked, with
an owner.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts import units
from chonso_app.carriers.gateway import CarrierNotice, Created, ParcelState, ParcelStatus
from chonso_app.core import events, jobs
from chonso_app.delivery import rules, settling, shipping
from chonso_app.delivery.models import CarrierEvent, EventState, ParkedFor, Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import OrderStatus

PARKED_TOPIC = "carrier-events"
_SHOWN = 200


def store_notice(
    session: Session, carrier: str, notice: CarrierNotice, *, now: datetime
) -> int | None:
    """Keep a notice and see to it that the carrier is asked. None when it was told before."""
    shipment = _shipment_of(session, carrier, notice)
    event = CarrierEvent(
        carrier=carrier,
        carrier_code=notice.carrier_code[:64],
        client_order_code=notice.client_order_code[:64],
        shipment_id=shipment.key if shipment else None,
        type=notice.type[:32],
        raw_status=notice.raw_status[:64],
        status=notice.status,
        time=notice.time[:40],
        raw=notice.raw,
        received_at=now,
    )
    try:
        with session.begin_nested():
            session.add(event)
            session.flush()
    except IntegrityError:
        return None
    if shipment is None:
        _park(session, event, ParkedFor.UNKNOWN_PARCEL, None, now=now)
    else:
        jobs.enqueue(session, shipping.ASK, f"event:{event.key}", shipment.key, event.key)
    return event.key


def _shipment_of(session: Session, carrier: str, notice: CarrierNotice) -> Shipment | None:
    """By the carrier's code; by ours when its answer to `create` has not been stored yet."""
    named = select(Shipment).where(
        Shipment.carrier == carrier,
        sa.or_(
            col(Shipment.carrier_code) == notice.carrier_code,
            sa.and_(
                col(Shipment.carrier_code).is_(None),
                col(Shipment.client_order_code) == notice.client_order_code,
            ),
        ),
    )
    return session.exec(named).first()


@dataclass(frozen=True)
class Errand:
    """Whom to ask about which parcel. `carrier_code` "": only our own code is known so far."""

    carrier: str
    carrier_code: str
    client_order_code: str
    is_wanted: bool  # False: it ended, and was not called off


def errand(session: Session, shipment_id: int) -> Errand:
    shipment = session.get_one(Shipment, shipment_id)
    called_off = shipment.cancel_asked_at is not None
    return Errand(
        carrier=shipment.carrier,
        carrier_code=shipment.carrier_code or "",
        client_order_code=shipment.client_order_code,
        is_wanted=shipment.is_live or (called_off and shipment.status is ParcelStatus.CANCELLED),
    )


def no_answer(session: Session, shipment_id: int, *, now: datetime) -> None:
    """The carrier said nothing that can be used: asked again soon, old notices go to a person."""
    shipment = shipping.locked(session, shipment_id)
    if shipment.is_live:
        shipment.next_check_at = now + rules.ASK_SOON
        session.add(shipment)
    _settle_notices(session, shipment, now=now)


def note_too_late(session: Session, shipment_id: int, state: ParcelState, *, now: datetime) -> None:
    """Called off, but the carrier has it and cannot be told to turn back: a person must phone."""
    shipment = shipping.locked(session, shipment_id)
    shipment.failure = ParkedFor.TOO_LATE.value
    session.add(shipment)
    _park_told(session, shipment, state, ParkedFor.TOO_LATE, now=now)


def not_known_yet(session: Session, shipment_id: int, number: int, *, now: datetime) -> None:
    """The carrier has never heard of the parcel: asked for again, unless it was called off."""
    shipment = shipping.locked(session, shipment_id)
    if shipment.status is not ParcelStatus.REQUESTED:
        return
    if shipment.cancel_asked_at:
        shipping.move(session, shipment, ParcelStatus.CANCELLED, now=now)
        return
    shipment.next_check_at = now + rules.ANSWER_LATE
    session.add(shipment)
    jobs.enqueue(session, shipping.CREATE, f"{shipment.key}:{number}", shipment.key)


def apply(session: Session, shipment_id: int, state: ParcelState, *, now: datetime) -> None:
    """What the carrier's `detail` says, applied: forward or not at all (I16). Twice is harmless.

    Also settles the order where the parcel's end decides it.
    """
    shipment = shipping.locked(session, shipment_id)
    if shipment.carrier_code is None:
        made = Created(state.carrier_code, state.fee)
        shipping.settle_created(session, shipment_id, made, now=now)
    was = shipment.status
    shipment.fee = state.fee or shipment.fee
    session.add(shipment)
    if state.status is None:
        _park_told(session, shipment, state, ParkedFor.UNKNOWN_STATUS, now=now)
    elif state.status.contradicts(was):
        _park_told(session, shipment, state, ParkedFor.CONTRADICTION, now=now)
    elif state.status.follows(was):
        shipment.raw_status = state.raw_status[:64]
        shipment.reason = state.reason[:200] or shipment.reason or _reason_told(session, shipment)
        if state.status is ParcelStatus.DELIVERED:
            shipment.collected = state.cod_amount
        shipping.move(session, shipment, state.status, now=now)
        _settle_order(session, shipment, was, now=now)
        _look_closer(session, shipment, state, now=now)
    _settle_notices(session, shipment, now=now)


def _reason_told(session: Session, shipment: Shipment) -> str:
    """The last reason in a notice: GHN's `detail` gives none."""
    mine = select(CarrierEvent.raw).where(CarrierEvent.shipment_id == shipment.key)
    told = [
        str(raw.get("Reason") or raw.get("reason") or "")
        for raw in session.exec(mine.order_by(col(CarrierEvent.time)))
    ]
    return next((reason[:200] for reason in reversed(told) if reason), "")


def _settle_order(
    session: Session, shipment: Shipment, was: ParcelStatus, *, now: datetime
) -> None:
    """What the parcel's new state means for the order, its money and its card."""
    status = shipment.status
    if status is ParcelStatus.DELIVERED:
        settling.settle_delivered(session, shipment, collected=shipment.collected, now=now)
    if status in (ParcelStatus.RETURNING, ParcelStatus.RETURNED) and was.rank < (
        ParcelStatus.RETURNING.rank
    ):
        settling.settle_refused(session, shipment, reason=shipment.reason, now=now)
    if status is ParcelStatus.RETURNED:
        settling.settle_returned(session, shipment, now=now)
    if status in (ParcelStatus.LOST, ParcelStatus.DAMAGED):
        settling.settle_lost(session, shipment, damaged=status is ParcelStatus.DAMAGED, now=now)


def _look_closer(
    session: Session, shipment: Shipment, state: ParcelState, *, now: datetime
) -> None:
    """It moved, but a person must know of it."""
    status = shipment.status
    if status is ParcelStatus.CANCELLED and shipment.cancel_asked_at is None:
        shipment.failure = ParkedFor.CANCELLED_BY_CARRIER.value
        _park_told(session, shipment, state, ParkedFor.CANCELLED_BY_CARRIER, now=now)
    if status is not ParcelStatus.DELIVERED:
        return
    order = orders.order_by_id(session, shipment.order_id)
    if order.status is OrderStatus.CANCELLED:
        _park_told(session, shipment, state, ParkedFor.CONTRADICTION, now=now)
    elif state.cod_amount != shipment.cod_amount:
        _park_told(session, shipment, state, ParkedFor.AMOUNT, now=now)


# -- notices -----------------------------------------------------------------------------------


def _settle_notices(session: Session, shipment: Shipment, *, now: datetime) -> None:
    """Those that the parcel has reached or passed are done; the rest wait, or are for a person."""
    waiting = select(CarrierEvent).where(
        CarrierEvent.shipment_id == shipment.key, CarrierEvent.state == EventState.WAITING
    )
    for event in session.exec(waiting):
        why = _why_parked(event, shipment, now)
        if why:
            _park(session, event, why, shipment, now=now)
        elif event.status and event.status.rank <= shipment.rank:
            event.state, event.settled_at = EventState.DONE, now
            session.add(event)
        elif shipment.is_live:
            shipment.next_check_at = now + rules.ASK_SOON
            session.add(shipment)


def _why_parked(event: CarrierEvent, shipment: Shipment, now: datetime) -> ParkedFor | None:
    if event.status is None:
        return ParkedFor.UNKNOWN_STATUS
    if event.raw.get("IsPartialReturn") is True:
        return ParkedFor.PARTIAL_RETURN
    told = event.raw.get("CODAmount")
    if isinstance(told, int | float) and int(told) != shipment.cod_amount:
        return ParkedFor.AMOUNT
    if event.status.contradicts(shipment.status):
        return ParkedFor.CONTRADICTION
    overdue = event.received_at + rules.PARKED_AFTER <= now
    ahead = event.status.rank > shipment.rank
    return ParkedFor.UNCONFIRMED if ahead and overdue else None


def _park_told(
    session: Session, shipment: Shipment, state: ParcelState, why: ParkedFor, *, now: datetime
) -> None:
    """Park what `detail` said, once; it has no notice of its own."""
    event = CarrierEvent(
        carrier=shipment.carrier,
        carrier_code=state.carrier_code[:64],
        client_order_code=shipment.client_order_code,
        shipment_id=shipment.key,
        type=f"detail:{why.value}"[:32],
        raw_status=state.raw_status[:64],
        status=state.status,
        time="",
        raw={"cod_amount": state.cod_amount, "reason": state.reason},
        received_at=now,
    )
    try:
        with session.begin_nested():
            session.add(event)
            session.flush()
    except IntegrityError:
        return
    _park(session, event, why, shipment, now=now)


def _park(
    session: Session,
    event: CarrierEvent,
    why: ParkedFor,
    shipment: Shipment | None,
    *,
    now: datetime,
) -> None:
    event.owner_unit_id = _owner(session, shipment)
    event.state, event.parked_for, event.settled_at = EventState.PARKED, why, now
    session.add(event)
    session.flush()
    events.publish(
        session,
        "delivery.parked",
        PARKED_TOPIC,
        actor=shipping.CARRIER,
        order_id=shipment.order_id if shipment else None,
        now=now,
        event=event.key,
        why=why.value,
    )


def _owner(session: Session, shipment: Shipment | None) -> int:
    """The unit of the order; head office for a parcel that nobody knows."""
    order = orders.order_by_id(session, shipment.order_id) if shipment else None
    if order and order.unit_id is not None:
        return order.unit_id
    return units.head_office(session).row_id


# -- asking when nobody tells ------------------------------------------------------------------


def enqueue_due(session: Session, *, now: datetime) -> int:
    """A question to the carrier about each parcel of which nothing was heard in time."""
    due = select(Shipment).where(col(Shipment.next_check_at) <= now).limit(_SHOWN)
    asked = 0
    for shipment in session.exec(due).all():
        was, number = shipment.next_check_at, shipment.checks + 1
        claim = (
            sa.update(Shipment)
            .where(col(Shipment.id) == shipment.key, col(Shipment.next_check_at) == was)
            .values(checks=number, next_check_at=rules.next_check(now))
        )
        if session.execute(claim).rowcount:  # pyright: ignore[reportAttributeAccessIssue]
            jobs.enqueue(session, shipping.ASK, f"{shipment.key}:{number}", shipment.key, number)
            asked += 1
    return asked
