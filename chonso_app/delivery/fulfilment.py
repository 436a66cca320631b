"""Nhân viên OSP and the orders that go to a door: confirm, pack, hand over (S0-F.8–F.14).

Several orders at once: each has its own outcome, and one that is refused stops none of the others.
Every order's row is locked before anything else is touched.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_time
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.delivery import cash, exchanging, shipping
from chonso_app.delivery.settling import (
    settle_delivered,
    settle_lost,
    settle_refused,
    settle_returned,
)
from chonso_app.orders import notices
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, ReceiveBy
from chonso_app.stores import service as stores
from chonso_app.stores.models import CardStatus, SimCard, Store, StoreKind
from chonso_app.switches import service as switches
from chonso_app.switches.models import Feature

__all__ = [
    "Outcome", "confirm", "hand_over", "pack", "pick_up_points", "settle_delivered",
    "settle_lost", "settle_refused", "settle_returned", "unpack",
]  # fmt: skip

MOST_AT_ONCE = 100
FARTHEST = timedelta(days=14)
_NEED = Permission.DELIVERY_FULFIL
_PACKABLE = (Fulfilment.PENDING, Fulfilment.TO_PICK_UP)


class PastPickUpTime(ShopError):
    """The pick-up would be in the past, or too far ahead to be promised."""


class OutsidePickUpHours(ShopError):
    """Nobody is there then. `hours`: when somebody is, that day."""


class ClosedOnPickUpDay(ShopError):
    """Nobody is there all day."""


class WorkedByStore(ShopError):
    """The customer fetches it: the store's own console works this order."""


class NotIdentifiedYet(ShopError):
    """This unit identifies first and ships after (point 9): eKYC and the call come before."""


class NotInThisTab(ShopError):
    """The order has gone on, or ended, meanwhile."""


class PackedElsewhere(ShopError):
    """The card lies in another place than the shipper is sent to. `store`: its name."""


class NotPackedYet(ShopError):
    """Nothing is in the envelope: its serial was not scanned."""


class CarrierNotReady(ShopError):
    """The carrier has not taken the order for this parcel yet."""


class AlreadyHandedOver(ShopError):
    """The shipper has the envelope: what is in it cannot change."""


class TooManyAtOnce(ShopError):
    """`most`: how many orders may be worked in one go."""


@dataclass(frozen=True)
class Outcome:
    """`refusal` None: done, or it had been done before."""

    code: str
    refusal: ShopError | None = None


# -- F.8: where and when the shipper comes -------------------------------------------------------


def pick_up_points(session: Session, actor: Actor) -> list[Store]:
    """Warehouses that the actor may send a shipper to."""
    require(actor, _NEED)
    wanted = select(Store).where(Store.kind == StoreKind.WAREHOUSE).order_by(col(Store.code))
    points = list(session.exec(wanted))
    own = [point for point in points if actor.unit_id in (None, point.unit_id)]
    return own or points[:1]


def confirm(
    session: Session,
    actor: Actor,
    codes: Iterable[str],
    pick_up_point: str,
    pick_up_at: datetime,
    *,
    now: datetime,
) -> list[Outcome]:
    """[Chờ xử lý] → [Chờ lấy hàng], and a parcel is asked for. Again, it is harmless.

    Raises (for all of them):
        NotAllowed, StoreNotFound, PastPickUpTime, OutsidePickUpHours, ClosedOnPickUpDay
        TooManyAtOnce
    """
    points = {point.code: point for point in pick_up_points(session, actor)}
    point = points.get(pick_up_point)
    if point is None:
        raise stores.StoreNotFound
    check_pick_up(point, pick_up_at, now=now)

    def one(order: Order) -> None:
        _confirm(session, actor, order, point, pick_up_at, now=now)

    return _each(session, actor, codes, one)


def check_pick_up(point: Store, at: datetime, *, now: datetime) -> None:
    """Raises PastPickUpTime, OutsidePickUpHours, ClosedOnPickUpDay."""
    if not now < at <= now + FARTHEST:
        raise PastPickUpTime
    span = stores.hours_of(point).on(vn(at).date())
    if span is None:
        raise ClosedOnPickUpDay(store=point.name)
    if not span[0] <= at < span[1]:
        raise OutsidePickUpHours(store=point.name, opens=vn_time(span[0]), closes=vn_time(span[1]))


def _confirm(
    session: Session, actor: Actor, order: Order, point: Store, at: datetime, *, now: datetime
) -> None:
    _must_go_to_a_door(order)
    if order.fulfilment not in _PACKABLE:
        raise NotInThisTab
    if order.fulfilment is Fulfilment.TO_PICK_UP and shipping.live_shipment(session, order.key):
        return
    if _identity_missing(session, order, now=now):
        raise NotIdentifiedYet
    card = stores.card_of_order(session, order.code)
    if card and card.store_code != point.code:
        raise PackedElsewhere(store=stores.store_of(session, card.store_code).name)
    shipment = shipping.request(  # refused by the carrier before: this is the next parcel
        session, actor, order, pick_up_store=point.code, pick_up_at=at,
        purpose=exchanging.purpose_of(session, order), now=now,
    )  # fmt: skip
    cash.note_expected(session, order, shipment, by=actor, now=now)
    if order.fulfilment is Fulfilment.PENDING:
        orders.move_fulfilment(session, actor, order, Fulfilment.TO_PICK_UP, now=now)


def _identity_missing(session: Session, order: Order, *, now: datetime) -> bool:
    first = switches.is_on(session, Feature.IDENTIFY_FIRST, order.unit_id, now=now)
    return first and order.identified_at is None


# -- F.12: the envelope --------------------------------------------------------------------------


def pack(session: Session, actor: Actor, code: str, typed_serial: str, *, now: datetime) -> SimCard:
    """Set the scanned card aside for the order; it must lie where the parcel leaves from.

    A carrier that says it has the envelope already does not stop a serial from being noted late.

    Raises:
        NotAllowed, OrderNotFound, WorkedByStore, NotInThisTab, AlreadyHandedOver
        and what `stores.bind` refuses with.
    """
    order = _for_packing(session, actor, code)
    return stores.bind(
        session, actor, typed_serial, order.code, leaves_from(session, order), now=now
    )


def unpack(session: Session, actor: Actor, code: str, *, now: datetime) -> SimCard | None:
    """Take the card out again; None when there is none.

    Raises:
        NotAllowed, OrderNotFound, WorkedByStore, NotInThisTab, AlreadyHandedOver
    """
    order = _for_packing(session, actor, code)
    shipment = shipping.live_shipment(session, order.key)
    if shipment and shipment.status.is_with_carrier:
        raise AlreadyHandedOver
    return stores.release_card(session, actor, order.code, now=now)


def leaves_from(session: Session, order: Order) -> str | None:
    """The store's code: where the shipper is sent, else the warehouse of the order's unit."""
    shipment = shipping.live_shipment(session, order.key)
    if shipment and shipment.pick_up_store:
        return shipment.pick_up_store
    warehouse = stores.warehouse_of(session, order.unit_id)
    return warehouse.code if warehouse else None


def _for_packing(session: Session, actor: Actor, code: str) -> Order:
    order = orders.order_for_staff_locked(session, actor, code, need=_NEED)
    _must_go_to_a_door(order)
    if order.fulfilment is Fulfilment.DELIVERING:
        raise AlreadyHandedOver
    if order.fulfilment not in _PACKABLE:
        raise NotInThisTab
    return order


# -- F.13.1: the shipper has it --------------------------------------------------------------------


def hand_over(
    session: Session, actor: Actor, codes: Iterable[str], *, now: datetime
) -> list[Outcome]:
    """[Chờ lấy hàng] → [Đang giao hàng]. A carrier that was quicker changes nothing about it.

    Raises (for all of them):
        NotAllowed, TooManyAtOnce
    """

    def one(order: Order) -> None:
        _hand_over(session, actor, order, now=now)

    return _each(session, actor, codes, one)


def _hand_over(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    _must_go_to_a_door(order)
    if order.fulfilment is Fulfilment.DELIVERING:
        return
    if order.fulfilment is not Fulfilment.TO_PICK_UP:
        raise NotInThisTab
    card = stores.card_of_order(session, order.code)
    if card is None:
        raise NotPackedYet
    shipment = shipping.live_shipment(session, order.key)
    if shipment is None or shipment.carrier_code is None:
        raise CarrierNotReady
    shipping.note_handed_over(session, actor, shipment, now=now)
    stores.mark(session, actor, order.code, CardStatus.SHIPPED, now=now)
    orders.move_fulfilment(session, actor, order, Fulfilment.DELIVERING, now=now)
    notices.send(session, order, "delivery.handed_over", f"handed-over:{shipment.key}", now=now)


# -- what all of it shares -------------------------------------------------------------------------


def _must_go_to_a_door(order: Order) -> None:
    if order.receive_by is ReceiveBy.STORE:
        raise WorkedByStore


def _each(
    session: Session, actor: Actor, codes: Iterable[str], work: Callable[[Order], None]
) -> list[Outcome]:
    """`work(order)` for each, all rows locked beforehand and in one order: two clerks with
    overlapping lists wait for each other, and never both for the other.
    """
    require(actor, _NEED)
    wanted = sorted(set(codes))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyAtOnce(most=MOST_AT_ONCE)
    locked = [(code, _locked(session, actor, code)) for code in wanted]
    return [_attempt(session, code, found, work) for code, found in locked]


def _locked(session: Session, actor: Actor, code: str) -> Order | ShopError:
    try:
        return orders.order_for_staff_locked(session, actor, code, need=_NEED)
    except orders.OrderNotFound as refusal:
        return refusal


def _attempt(
    session: Session, code: str, found: Order | ShopError, work: Callable[[Order], None]
) -> Outcome:
    if isinstance(found, ShopError):
        return Outcome(code, found)
    try:
        with session.begin_nested():
            work(found)
    except ShopError as refusal:
        return Outcome(code, refusal)
    return Outcome(code)
