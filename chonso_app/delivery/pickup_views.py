"""What the store's console shows: lists, the order on the counter, the day so far."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN, vn, vn_short, vn_time
from chonso_app.core.iccid import grouped as grouped_serial
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, to_national
from chonso_app.core.texts import say
from chonso_app.delivery import pickup, pickup_code
from chonso_app.delivery.pickup_models import Receiver, StorePickup
from chonso_app.notifications.rules import unaccented
from chonso_app.orders.models import Fulfilment, Order, ReceiveBy
from chonso_app.stores import rules as store_rules
from chonso_app.stores import service as stores
from chonso_app.stores import wording
from chonso_app.stores.models import Store

TABS = ("prepare", "waiting", "handed")
MOST_SHOWN = 200
_LATE = timedelta(days=2)
_STATUS = {
    Fulfilment.PENDING: ("pending", "warn"), Fulfilment.TO_PICK_UP: ("to_pick_up", "plum"),
    Fulfilment.DELIVERED: ("delivered", "ok"),
}  # fmt: skip


@dataclass(frozen=True)
class PickupLine:
    """One order in the list."""

    code: str = ""
    number: str = ""
    name: str = ""
    badge: str = ""
    tone: str = "idle"
    when: str = ""


@dataclass(frozen=True)
class HandedLine:
    number: str
    name: str
    time: str


@dataclass(frozen=True)
class CounterView:
    """The order on the counter. `stage`: prepare, waiting or handed."""

    code: str = ""
    number: str = ""
    stage: str = ""
    status: str = ""
    tone: str = "idle"
    name: str = ""
    contact: str = ""
    money: str = ""
    is_paid: bool = True
    taking: str = ""  # "Đã nhận đủ …", to be ticked
    tail: str = ""
    serial: str = ""
    until: str = ""
    proven: bool = False
    own_system: bool = False


@dataclass(frozen=True)
class StoreView:
    """The store and its day; nothing of one customer."""

    name: str = ""
    code: str = ""
    hours: str = ""
    note: str = ""
    own_system: bool = False
    prepare: int = 0
    waiting: int = 0
    handed: int = 0
    cash: str = ""
    stock: int = 0
    latest: list[HandedLine] = field(default_factory=list)


def lines(
    session: Session, actor: Actor, tab: str, search: str, *, now: datetime
) -> list[PickupLine]:
    """Raises NotAllowed, NoStore."""
    store = pickup.own_store(session, actor)
    found = session.execute(_of_tab(store, tab, now).limit(MOST_SHOWN)).all()
    asked = unaccented(search.strip()).lower().replace(" ", "")[:40]
    return [_line(order, waits, now) for order, waits in found if asked in _searched(order)]


def store_view(session: Session, actor: Actor, *, now: datetime) -> StoreView:
    """Raises NotAllowed, NoStore."""
    store = pickup.own_store(session, actor)
    counts = dict(
        session.exec(
            select(Order.fulfilment, sa.func.count())
            .where(*_here(store), col(Order.fulfilment).in_(list(_STATUS)[:2]))
            .group_by(col(Order.fulfilment))
        ).all()
    )
    handed = session.execute(_of_tab(store, "handed", now)).all()
    opening = store_rules.opening(stores.hours_of(store), now)
    return StoreView(
        name=store.name, code=store.code, hours=wording.opening(opening, now),
        note=say("pickup.note", days=store.pick_up_days), own_system=store.has_own_system,
        prepare=counts.get(Fulfilment.PENDING, 0), waiting=counts.get(Fulfilment.TO_PICK_UP, 0),
        handed=len(handed), cash=vnd(sum(waits.cash for _, waits in handed if waits)),
        stock=stores.free_stock(session, store.code),
        latest=[_handed(order, waits) for order, waits in handed[:8]],
    )  # fmt: skip


def counter_view(session: Session, actor: Actor, code: str, *, now: datetime) -> CounterView:
    """Raises NotAllowed, NoStore, OrderNotFound."""
    order = pickup.order_here(session, actor, code)
    if order.fulfilment is None or order.fulfilment not in _STATUS:
        return CounterView()
    waits = pickup.pickup_of(session, order.key)
    card = stores.card_of_order(session, order.code)
    word, tone = _STATUS[order.fulfilment]
    return CounterView(
        code=order.code, number=grouped(order.msisdn), stage=_stage(order, card is not None),
        status=say(f"pickup.status.{word}"), tone=tone, name=order.full_name,
        contact=_masked(order.contact_phone), money=_money(order, waits),
        is_paid=order.due_on_receipt == 0,
        taking=say("pickup.money_taken", amount=vnd(order.due_on_receipt)),
        tail=card.iccid[-6:] if card else "", serial=grouped_serial(card.iccid) if card else "",
        until=_until(order, waits), proven=bool(waits and pickup_code.is_proven(waits, actor, now)),
        own_system=stores.store_of(session, order.store_code or "").has_own_system,
    )  # fmt: skip


def _stage(order: Order, has_card: bool) -> str:
    if order.fulfilment is Fulfilment.DELIVERED:
        return "handed"
    ready = order.fulfilment is Fulfilment.TO_PICK_UP and has_card
    return "waiting" if ready else "prepare"


def _here(store: Store) -> tuple[sa.ColumnElement[bool], ...]:
    return col(Order.store_code) == store.code, col(Order.receive_by) == ReceiveBy.STORE


def _of_tab(store: Store, tab: str, now: datetime) -> sa.Select[Order, StorePickup]:
    wanted = (
        sa.select(Order, StorePickup)
        .outerjoin(StorePickup, col(StorePickup.order_id) == col(Order.id))
        .where(*_here(store))
    )
    if tab == "handed":
        today = datetime.combine(vn(now).date(), datetime.min.time(), VN)
        done = wanted.where(
            col(Order.fulfilment) == Fulfilment.DELIVERED, col(Order.delivered_at) >= today
        )
        return done.order_by(col(Order.delivered_at).desc())
    if tab == "waiting":
        ready = wanted.where(col(Order.fulfilment) == Fulfilment.TO_PICK_UP)
        return ready.order_by(col(StorePickup.due_at), col(Order.id))
    return wanted.where(col(Order.fulfilment) == Fulfilment.PENDING).order_by(col(Order.id))


def _searched(order: Order) -> str:
    words = f"{order.code} {to_national(order.msisdn)} {order.full_name} {order.contact_phone[-3:]}"
    return unaccented(words).lower().replace(" ", "")


def _line(order: Order, waits: StorePickup | None, now: datetime) -> PickupLine:
    badge, tone = _badge(order, waits, now)
    return PickupLine(
        code=order.code, number=grouped(order.msisdn), name=order.full_name,
        badge=say(f"pickup.badge.{badge}"), tone=tone, when=_until(order, waits),
    )  # fmt: skip


def _badge(order: Order, waits: StorePickup | None, now: datetime) -> tuple[str, str]:
    if order.fulfilment is Fulfilment.DELIVERED:
        return "handed", "ok"
    if order.fulfilment is Fulfilment.PENDING:
        return "prepare", "warn"
    if waits and waits.due_at - now < _LATE:
        return "late", "bad"
    return ("cash", "warn") if order.due_on_receipt else ("ready", "ok")


def _until(order: Order, waits: StorePickup | None) -> str:
    if order.fulfilment is Fulfilment.DELIVERED and order.delivered_at:
        return say("pickup.handed_at", when=vn_time(order.delivered_at))
    if waits:
        return say("pickup.until", when=vn_short(waits.due_at))
    return say("pickup.ordered", when=vn_short(order.confirmed_at or order.created_at))


def _money(order: Order, waits: StorePickup | None) -> str:
    if order.due_on_receipt:
        return say("pickup.to_take", amount=vnd(order.due_on_receipt))
    taken = waits.cash if waits else 0
    return say("pickup.taken" if taken else "pickup.paid", amount=vnd(taken or order.total))


def _handed(order: Order, waits: StorePickup | None) -> HandedLine:
    instead = waits and waits.receiver is Receiver.OTHER and waits.received_by
    name = say("pickup.instead", name=instead) if instead else order.full_name
    return HandedLine(grouped(order.msisdn), name, vn_time(order.delivered_at or order.created_at))


def _masked(phone: str) -> str:
    return f"0{phone[2:3]}•• ••• {phone[-3:]}" if phone else ""
