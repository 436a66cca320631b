"""Parcels: asked for, called off, and moved as their carrier says. The caller owns the transaction.

Whoever moves a parcel has locked the order's row first: a cancellation and a pick-up meet there,
and one of them comes second.
"""

from datetime import datetime

from sqlmodel import Session, col, func, select

from chonso_app.accounts.models import Province
from chonso_app.carriers import rules as carrier_rules
from chonso_app.carriers import service as carriers
from chonso_app.carriers.gateway import FINAL, Address, Created, Parcel, ParcelStatus
from chonso_app.carriers.models import Carrier
from chonso_app.carriers.quoting import registered_sender
from chonso_app.core import audit, events, jobs
from chonso_app.core.actors import Actor, system
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_national
from chonso_app.core.texts import say
from chonso_app.delivery import rules
from chonso_app.delivery.models import Purpose, Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.stores import directory

CREATE, CANCEL, ASK = "delivery.create", "delivery.cancel", "delivery.ask"
TOPIC = "deliveries"
CARRIER = system("carrier")


class AlreadyShipping(ShopError):
    """A parcel of this order is under way already."""


class ParcelPickedUp(ShopError):
    """The carrier has the parcel: it can be refused at the door, not called off."""


class ShipmentNotFound(ShopError):
    """No such parcel, or of an order that is none of the actor's business."""


# -- asking for one ---------------------------------------------------------------------------


def request(
    session: Session,
    actor: Actor,
    order: Order,
    *,
    pick_up_store: str,
    pick_up_at: datetime | None,
    purpose: Purpose = Purpose.FIRST,
    carrier: str | None = None,
    now: datetime,
) -> Shipment:
    """A parcel for `order` (locked by the caller); a job asks the carrier for it.

    Raises:
        AlreadyShipping, NoCarrierServes, CarrierNotFound, StoreNotFound
    """
    if live_shipment(session, order.key):
        raise AlreadyShipping
    if pick_up_store:
        directory.store_of(session, pick_up_store)
    cod = order.due_on_receipt
    chosen = _carrier(session, order, carrier, cod=cod, now=now)
    shipment = Shipment(
        order_id=order.key,
        order_code=order.code,
        purpose=purpose,
        carrier=chosen.code,
        client_order_code=rules.client_order_code(order.code, _how_many(session, order.key) + 1),
        cod_amount=cod,
        pick_up_store=pick_up_store,
        pick_up_at=pick_up_at,
        requested_at=now,
        next_check_at=now + rules.ANSWER_LATE,
    )
    session.add(shipment)
    session.flush()
    tell(session, shipment, "delivery.requested", actor=actor, now=now, carrier=chosen.code)
    jobs.enqueue(session, CREATE, str(shipment.key), shipment.key)
    return shipment


def _carrier(
    session: Session, order: Order, wanted: str | None, *, cod: int, now: datetime
) -> Carrier:
    """The one that was asked for, else the one whose fee the customer saw, else by rule."""
    if wanted:
        return carriers.carrier_of(session, wanted)
    quoted = session.get(Carrier, str((order.delivery or {}).get("carrier", "")))
    weight = carrier_rules.LABEL_WEIGHT_G
    if quoted and carrier_rules.serves(quoted, order.to_province_code, cod=cod, weight_g=weight):
        return quoted
    return carriers.choose(session, order.to_province_code, cod=cod, now=now)


def _how_many(session: Session, order_id: int) -> int:
    mine = select(func.count()).select_from(Shipment).where(col(Shipment.order_id) == order_id)
    return session.exec(mine).one()


def live_shipment(session: Session, order_id: int) -> Shipment | None:
    """The parcel that is under way, fresh; None when there is none."""
    mine = select(Shipment).where(
        Shipment.order_id == order_id, col(Shipment.status).not_in(tuple(FINAL))
    )
    return session.exec(mine.execution_options(populate_existing=True)).one_or_none()


def latest_shipment(session: Session, order_id: int) -> Shipment | None:
    mine = select(Shipment).where(Shipment.order_id == order_id)
    return session.exec(mine.order_by(col(Shipment.id).desc()).limit(1)).one_or_none()


def shipments_of(session: Session, order_id: int) -> list[Shipment]:
    """Oldest first."""
    mine = select(Shipment).where(Shipment.order_id == order_id)
    return list(session.exec(mine.order_by(col(Shipment.id))))


def parcel_wanted(session: Session, shipment_id: int) -> tuple[str, Parcel] | None:
    """The carrier's code and what to ask it for; None when there is nothing to ask any more."""
    shipment = session.get_one(Shipment, shipment_id)
    if shipment.status is not ParcelStatus.REQUESTED or shipment.cancel_asked_at:
        return None
    order = orders.order_by_id(session, shipment.order_id)
    return shipment.carrier, Parcel(
        client_order_code=shipment.client_order_code,
        sender=_sender(session, shipment),
        receiver=_receiver(session, order),
        cod_amount=shipment.cod_amount,
        value=order.sim_fee,
        content=say("shipping.content"),
        pick_up_at=shipment.pick_up_at,
        note=order.to_note,
    )


def _sender(session: Session, shipment: Shipment) -> Address:
    if not shipment.pick_up_store:
        return registered_sender(session.get_one(Carrier, shipment.carrier))
    store = directory.store_of(session, shipment.pick_up_store)
    return Address(
        name=store.name,
        phone=store.phone,
        street=store.address,
        ward=store.ward,
        province=_province(session, store.province_code),
        province_code=store.province_code,
    )


def _receiver(session: Session, order: Order) -> Address:
    return Address(
        name=order.to_name,
        phone=to_national(order.to_phone),
        street=order.to_address,
        ward=order.to_ward,
        district=order.to_district,
        province=_province(session, order.to_province_code),
        province_code=order.to_province_code,
    )


def _province(session: Session, code: str) -> str:
    province = session.get(Province, code)
    return province.name if province else ""


def settle_created(session: Session, shipment_id: int, made: Created, *, now: datetime) -> None:
    """The carrier has taken it. If it was called off meanwhile, the carrier is told at once."""
    shipment = locked(session, shipment_id)
    if shipment.carrier_code is None:
        shipment.carrier_code, shipment.fee = made.carrier_code, made.fee
        shipment.expected_at = made.expected_at
        move(session, shipment, ParcelStatus.CREATED, now=now)
    if shipment.cancel_asked_at:
        jobs.enqueue(session, CANCEL, f"{shipment.key}:taken", shipment.key)


def settle_create_refused(session: Session, shipment_id: int, code: str, *, now: datetime) -> None:
    """The carrier will not take it: a clerk mends the address, or asks another carrier."""
    shipment = locked(session, shipment_id)
    if shipment.status is ParcelStatus.REQUESTED:
        end(shipment, ParcelStatus.CANCELLED, now=now)
        shipment.failure = code or "refused"
        tell(session, shipment, "delivery.create_refused", actor=CARRIER, now=now, code=code)


# -- calling one off ---------------------------------------------------------------------------


def call_off(session: Session, actor: Actor, order: Order, *, now: datetime) -> Shipment | None:
    """Ask the carrier not to come for the parcel of `order` (locked by the caller). The carrier
    hears it by a job; None when no parcel is under way. Calling again changes nothing.

    Raises:
        ParcelPickedUp: it is in the carrier's hands.
    """
    shipment = live_shipment(session, order.key)
    if shipment is None:
        return None
    if shipment.status.is_with_carrier:
        raise ParcelPickedUp
    if shipment.cancel_asked_at is None:
        shipment.cancel_asked_at = now
        tell(session, shipment, "delivery.called_off", actor=actor, now=now)
        jobs.enqueue(session, CANCEL, str(shipment.key), shipment.key)
    return shipment


def note_handed_over(session: Session, actor: Actor, shipment: Shipment, *, now: datetime) -> None:
    """Nhân viên OSP gave it to the shipper (F.13.1). The carrier's own word may have come first."""
    if shipment.handed_over_at is None:
        shipment.handed_over_at = now
        tell(session, shipment, "delivery.handed_over", actor=actor, now=now)


# -- what all of it shares ---------------------------------------------------------------------


def locked(session: Session, shipment_id: int) -> Shipment:
    """The parcel as it is now, its order's row locked until the transaction ends.

    Raises:
        ShipmentNotFound
    """
    shipment = session.get(Shipment, shipment_id)
    if shipment is None:
        raise ShipmentNotFound
    orders.lock_order(session, shipment.order_id)
    session.refresh(shipment)
    return shipment


def move(session: Session, shipment: Shipment, status: ParcelStatus, *, now: datetime) -> bool:
    """One step forward, told to whoever looks; False when it is no step forward (I16)."""
    if not status.follows(shipment.status):
        return False
    if status.is_final:
        end(shipment, status, now=now)
    else:
        shipment.move_to(status)
        shipment.next_check_at = rules.next_check(now)
    if shipment.picked_at is None and status.rank >= ParcelStatus.PICKED.rank:
        shipment.picked_at = None if status is ParcelStatus.CANCELLED else now
    tell(session, shipment, "delivery.parcel", actor=CARRIER, now=now, status=status.value)
    return True


def end(shipment: Shipment, status: ParcelStatus, *, now: datetime) -> None:
    shipment.move_to(status)
    shipment.ended_at, shipment.next_check_at = now, None
    if status is ParcelStatus.DELIVERED:
        shipment.delivered_at = now


def tell(
    session: Session,
    shipment: Shipment,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    **detail: object,
) -> None:
    """One audit row and one event for every move; the order's pages and the consoles look again."""
    session.add(shipment)
    session.flush()
    told = {"parcel": shipment.client_order_code, **detail}
    audit.record(session, actor, kind, f"order:{shipment.order_code}", now=now, **told)
    events.publish(
        session,
        kind,
        f"order:{shipment.order_code}",
        TOPIC,
        actor=actor,
        order_id=shipment.order_id,
        now=now,
        **told,
    )
