"""Orders that the customer fetches from a store (S0-F.5–F.7, 7.5).

[Chờ xử lý] → a card is set aside → [Chờ lấy hàng], "Tại cửa hàng" → one-time code, ID, money →
[Đã giao]. A clerk reaches the orders of their own store only. The order's row is locked first.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_short
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission, require
from chonso_app.delivery import cancelling, cash, exchanging, pickup_code
from chonso_app.delivery.pickup_models import Receiver, StorePickup
from chonso_app.orders import notices
from chonso_app.orders import service as orders
from chonso_app.orders.models import CancelReason, Fulfilment, Order, ReceiveBy
from chonso_app.stores import rules as store_rules
from chonso_app.stores import service as stores
from chonso_app.stores.directory import full_address
from chonso_app.stores.models import CardStatus, SimCard, Store
from chonso_app.switches import service as switches
from chonso_app.switches.models import Feature

_NEED = Permission.DELIVERY_STORE
_TAIL = re.compile(r"[0-9A-Z]{4}")
REMINDED_BEFORE = timedelta(days=2)


class NoStore(ShopError):
    """This clerk is assigned to no store yet."""


class NotWaitingHere(ShopError):
    """It has been handed over or has ended meanwhile."""


class NotIdentifiedBeforePickUp(ShopError):
    """This unit identifies first: eKYC and the call come before the SIM is set aside."""


class WorkedBySystem(ShopError):
    """The store's own system works this order; our console only shows it."""


class CodeNotProven(ShopError):
    """The customer's code has not been checked, or too long ago."""


class IdNotChecked(ShopError):
    """The clerk has not looked at a paper."""


class IdDiffers(ShopError):
    """The paper is not that of the subscriber of this order."""


class ReceiverMissing(ShopError):
    """Somebody else fetches it: their name is missing."""


class CashNotTaken(ShopError):
    """The order is not paid: `due` has to be taken first."""


@dataclass(frozen=True)
class Handing:
    """What the clerk has done at the counter."""

    receiver: Receiver
    name_seen: bool  # the name on the paper is the one on the order (or that of the receiver)
    id_tail: str  # last four of the paper's number, as seen; compared, never kept
    serial: str
    cash_taken: bool = False
    other_name: str = ""


# -- set aside ------------------------------------------------------------------------------------


def set_aside(
    session: Session, actor: Actor, code: str, typed_serial: str, *, now: datetime
) -> SimCard:
    """Bind a card of this store; the customer is told where and until when. Again is harmless.

    Raises:
        NotAllowed, NoStore, OrderNotFound, NotWaitingHere, WorkedBySystem,
        NotIdentifiedBeforePickUp, and what `stores.bind` refuses with.
    """
    order = locked_here(session, actor, code)
    if _store(session, order).has_own_system:
        raise WorkedBySystem
    return make_ready(session, actor, order, typed_serial, now=now)


def make_ready(
    session: Session, actor: Actor, order: Order, typed_serial: str, *, now: datetime
) -> SimCard:
    """`set_aside` for an order that the caller has locked, and may touch."""
    if order.fulfilment not in (Fulfilment.PENDING, Fulfilment.TO_PICK_UP):
        raise NotWaitingHere
    first = switches.is_on(session, Feature.IDENTIFY_FIRST, order.unit_id, now=now)
    if first and order.identified_at is None:
        raise NotIdentifiedBeforePickUp
    store = _store(session, order)
    card = stores.bind(session, actor, typed_serial, order.code, store.code, now=now)
    if order.fulfilment is Fulfilment.PENDING:
        cash.note_expected(session, order, None, by=actor, now=now)
        orders.move_fulfilment(session, actor, order, Fulfilment.TO_PICK_UP, now=now, at="store")
    if session.get(StorePickup, order.key) is None:
        _announce(session, actor, order, store, now=now)
    return card


def _announce(session: Session, actor: Actor, order: Order, store: Store, *, now: datetime) -> None:
    due_at = store_rules.last_moment(stores.hours_of(store), now, store.pick_up_days)
    pickup = StorePickup(
        order_id=order.key, order_code=order.code, store_code=store.code, ready_at=now,
        due_at=due_at,
    )  # fmt: skip
    session.add(pickup)
    session.flush()
    pickup_code.send(session, actor, order, pickup, now=now)
    notices.send(
        session, order, "delivery.pickup_ready",
        f"pickup-ready:{order.key}:{int(now.timestamp())}", now=now,
        store=store.name, address=full_address(store), until=vn_short(due_at),
    )  # fmt: skip


# -- at the counter -------------------------------------------------------------------------------


def send_code(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Another one-time code, asked for by the clerk.

    Raises:
        NotAllowed, NoStore, OrderNotFound, NotWaitingHere, CodeTooSoon, CodeTooMany
    """
    order, pickup = _waiting(session, actor, code)
    pickup_code.send(session, actor, order, pickup, now=now)


def prove_code(
    session: Session, actor: Actor, code: str, typed: str, *, now: datetime
) -> ShopError | None:
    """Try the customer's code; what is wrong with it is returned, since the try must be kept.

    Raises:
        NotAllowed, NoStore, OrderNotFound, NotWaitingHere
    """
    _, pickup = _waiting(session, actor, code)
    return pickup_code.check(session, actor, pickup, typed, now=now)


def hand_over(
    session: Session, actor: Actor, code: str, handing: Handing, *, now: datetime
) -> Order:
    """[Đã giao]: the right code, the right person, the right card, the money.

    Raises:
        NotAllowed, NoStore, OrderNotFound, NotWaitingHere, CodeNotProven, IdNotChecked,
        IdDiffers, ReceiverMissing, CashNotTaken, and what `stores.match_card` refuses with.
    """
    order, pickup = _waiting(session, actor, code)
    if not pickup_code.is_proven(pickup, actor, now):
        raise CodeNotProven
    _check_person(order, handing)
    stores.match_card(session, order.code, handing.serial)
    if order.due_on_receipt and not handing.cash_taken:
        raise CashNotTaken(due=vnd(order.due_on_receipt))
    name = handing.other_name.strip()[:100] if handing.receiver is Receiver.OTHER else None
    finish(session, actor, order, pickup, handing.receiver, name, now=now)
    return order


def finish(
    session: Session,
    actor: Actor,
    order: Order,
    pickup: StorePickup,
    receiver: Receiver,
    received_by: str | None,
    *,
    now: datetime,
) -> None:
    """The customer has the SIM. The caller has locked the order and checked who takes it."""
    pickup.cash = order.due_on_receipt
    if order.due_on_receipt:
        cash.note_collected(session, order, None, order.due_on_receipt, by=actor, now=now)
    stores.mark(session, actor, order.code, CardStatus.HANDED, now=now)
    pickup.handed_at, pickup.handed_by = now, actor.label
    pickup.receiver, pickup.received_by = receiver, received_by
    pickup.code_hmac = ""
    session.add(pickup)
    orders.move_fulfilment(
        session, actor, order, Fulfilment.DELIVERED, now=now, receiver=receiver.value
    )
    exchanging.settle(session, order, now=now)
    key = f"delivered:{order.key}:{int(now.timestamp())}"
    notices.send(session, order, "delivery.delivered", key, now=now)


def refuse(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Khách không nhận: the order ends, the card goes back into stock, what was paid goes back.

    Raises:
        NotAllowed, NoStore, OrderNotFound, NotWaitingHere
    """
    order, pickup = _waiting(session, actor, code)
    cancelling.end(session, actor, order, CancelReason.REFUSED_AT_DOOR, now=now)
    stores.release_card(session, actor, order.code, now=now)
    pickup.ended_at = now
    session.add(pickup)


def _check_person(order: Order, handing: Handing) -> None:
    tail = handing.id_tail.strip().upper()
    if not handing.name_seen or not _TAIL.fullmatch(tail):
        raise IdNotChecked
    if handing.receiver is Receiver.OTHER:
        if len(handing.other_name.strip()) < 2:
            raise ReceiverMissing
    elif order.id_number and not order.id_number.upper().endswith(tail):
        raise IdDiffers


# -- nobody came ----------------------------------------------------------------------------------


def overdue(session: Session, *, now: datetime) -> list[int]:
    """Orders whose SIM waited as long as promised."""
    return _due(session, col(StorePickup.due_at) < now)


def to_remind(session: Session, *, now: datetime) -> list[int]:
    return _due(
        session,
        sa.and_(
            col(StorePickup.due_at) < now + REMINDED_BEFORE, col(StorePickup.due_at) > now,
            col(StorePickup.reminded_at).is_(None),
            col(StorePickup.ready_at) < now - timedelta(hours=12),
        ),
    )  # fmt: skip


def remind(session: Session, order_id: int, *, now: datetime) -> None:
    order = orders.lock_order(session, order_id)
    pickup = session.get_one(StorePickup, order_id, populate_existing=True)
    if order.fulfilment is not Fulfilment.TO_PICK_UP or pickup.reminded_at:
        return
    pickup.reminded_at = now
    session.add(pickup)
    store = stores.store_of(session, pickup.store_code)
    notices.send(
        session, order, "delivery.pickup_reminder", f"pickup-reminder:{order_id}", now=now,
        store=store.name, address=full_address(store), until=vn_short(pickup.due_at),
    )  # fmt: skip


def end_no_show(session: Session, order_id: int, *, now: datetime) -> bool:
    """[Đã hủy]; the card is back in stock. False when the customer was quicker."""
    order = orders.lock_order(session, order_id)
    pickup = session.get_one(StorePickup, order_id, populate_existing=True)
    if order.fulfilment is not Fulfilment.TO_PICK_UP or pickup.due_at >= now:
        return False
    cancelling.cancel_unattended(session, order_id, CancelReason.NO_SHOW, now=now)
    pickup.ended_at = now
    session.add(pickup)
    return True


def _due(session: Session, when: sa.ColumnElement[bool]) -> list[int]:
    found = (
        select(StorePickup.order_id)
        .join(Order, col(Order.id) == col(StorePickup.order_id))
        .where(col(Order.fulfilment) == Fulfilment.TO_PICK_UP, when)
    )
    return list(session.exec(found.order_by(col(StorePickup.due_at)).limit(200)))


# -- whose it is ----------------------------------------------------------------------------------


def own_store(session: Session, actor: Actor) -> Store:
    """Raises NotAllowed, NoStore."""
    require(actor, _NEED)
    if not actor.store:
        raise NoStore
    try:
        return stores.store_of(session, actor.store)
    except stores.StoreNotFound as error:
        raise NoStore from error


def order_here(session: Session, actor: Actor, code: str) -> Order:
    """An order of the clerk's own store; of another it answers as if there were none.

    Raises:
        NotAllowed, NoStore, OrderNotFound
    """
    store = own_store(session, actor)
    mine = select(Order).where(
        Order.code == code, Order.store_code == store.code, Order.receive_by == ReceiveBy.STORE
    )
    order = session.exec(mine).one_or_none()
    if order is None or order.fulfilment is None:
        raise orders.OrderNotFound
    return order


def locked_here(session: Session, actor: Actor, code: str) -> Order:
    return orders.lock_order(session, order_here(session, actor, code).key)


def note_opened(session: Session, actor: Actor, order: Order, *, now: datetime) -> None:
    """The clerk sees a name: who looked is written down."""
    audit.record(session, actor, "delivery.pickup_opened", f"order:{order.code}", now=now)


def pickup_of(session: Session, order_id: int) -> StorePickup | None:
    """For the phiếu and consoles: where it waits and until when; None before it is set aside."""
    return session.get(StorePickup, order_id)


def _waiting(session: Session, actor: Actor, code: str) -> tuple[Order, StorePickup]:
    order = locked_here(session, actor, code)
    pickup = session.get(StorePickup, order.key, populate_existing=True)
    if order.fulfilment is not Fulfilment.TO_PICK_UP or pickup is None:
        raise NotWaitingHere
    if _store(session, order).has_own_system:
        raise WorkedBySystem
    return order, pickup


def _store(session: Session, order: Order) -> Store:
    return stores.store_of(session, order.store_code or "")
