"""What the order console shows, as words: no more of a person than packing needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.accounts import units
from chonso_app.carriers import service as carriers
from chonso_app.carriers.gateway import ParcelStatus
from chonso_app.carriers.models import Carrier
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_short
from chonso_app.core.events import DomainEvent
from chonso_app.core.iccid import grouped as serial_grouped
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, masked
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import has, say
from chonso_app.delivery import console, fulfilment, papers
from chonso_app.delivery.console import Filters, Line, Opened
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, ReceiveBy
from chonso_app.stores import directory
from chonso_app.stores.directory import warehouse_of
from chonso_app.stores.models import Store

TONES = {
    Fulfilment.PENDING: "warn", Fulfilment.TO_PICK_UP: "plum", Fulfilment.DELIVERING: "now",
    Fulfilment.DELIVERED: "ok", Fulfilment.CANCELLED: "idle",
}  # fmt: skip
_SLOW, _TOO_SLOW = timedelta(hours=2), timedelta(hours=4)
_TROUBLED = (
    ParcelStatus.DELIVERY_FAILED, ParcelStatus.RETURNING, ParcelStatus.LOST, ParcelStatus.DAMAGED,
)  # fmt: skip
_UNTOLD = ("orders.looked_up", "orders.receiver", "orders.quoted", "orders.chosen")


@dataclass(frozen=True)
class OrderLine:
    code: str
    number: str
    number_class: str
    name: str
    place: str
    at_store: bool
    total: str
    due: bool
    waited: str
    wait_tone: str  # idle, warn, bad
    packed: bool
    parcel: str
    parcel_tone: str
    tab: str
    tab_text: str
    tab_tone: str
    exchange: bool = False
    leaves_from: str = ""  # the warehouse of its unit


@dataclass(frozen=True)
class Choices:
    """What the filters and the pick-up dialog offer: pairs of value and words."""

    units: list[list[str]]
    carriers: list[list[str]]
    provinces: list[list[str]]
    points: list[list[str]]


@dataclass(frozen=True)
class ListView:
    lines: list[OrderLine]
    counts: list[str]  # in the order of the tabs
    next_after: int = 0  # 0: no more


@dataclass(frozen=True)
class EventRow:
    title: str
    note: str
    at: str
    state: str  # idle, now


@dataclass(frozen=True)
class OrderView:
    """The open order. `code` empty: none is."""

    code: str = ""
    number: str = ""
    line: str = ""
    tab: str = ""
    tab_text: str = ""
    tab_tone: str = "idle"
    exchange: bool = False
    at_store: bool = False
    way: str = ""
    serial: str = ""
    warehouse: str = ""
    pick_up: str = ""
    carrier: str = ""
    parcel_code: str = ""
    parcel: str = ""
    parcel_tone: str = "idle"
    parcel_note: str = ""
    label: str = ""
    name: str = ""
    phone: str = ""
    unmasked: bool = False
    address: str = ""
    note: str = ""
    payment: str = ""
    paid: bool = False
    dispatched: str = ""
    ended: str = ""
    may_pack: bool = False
    may_confirm: bool = False
    may_hand_over: bool = False
    may_cancel: bool = False
    events: tuple[EventRow, ...] = ()


def listed(
    session: Session, actor: Actor, wanted: Filters, after: int | None, *, now: datetime
) -> ListView:
    """A page and the counts.

    Raises:
        NotAllowed, SearchUnclear
    """
    found = console.page(session, actor, wanted, after)
    counted = console.counts(session, actor, wanted.unit_id)
    provinces = {row.code: row.name for row in orders.provinces(session)}
    stores = _stores(session, found.lines)
    places = {
        unit: warehouse_of(session, unit) for unit in {one.order.unit_id for one in found.lines}
    }
    return ListView(
        [_line(one, provinces, stores, places, now) for one in found.lines],
        [_count(counted[tab]) for tab in Fulfilment],
        found.next_after or 0,
    )


def choices(session: Session, actor: Actor) -> Choices:
    mine = units.companies(session) if actor.unit_id is None else []
    return Choices(
        [[str(one.row_id), one.name] for one in mine],
        [[one.code, one.name] for one in carriers.all_carriers(session)],
        [[one.code, one.name] for one in orders.provinces(session)],
        [[one.code, one.name] for one in fulfilment.pick_up_points(session, actor)],
    )


def viewed(session: Session, actor: Actor, seen: Opened) -> OrderView:
    order, parcel = seen.order, seen.shipment
    at_store = order.receive_by is ReceiveBy.STORE
    tab = order.fulfilment
    live = parcel if parcel and parcel.is_live else None
    warehouse = session.get(Store, parcel.pick_up_store) if parcel else None
    here = warehouse or session.get(Store, seen.leaves_from)
    before = tab in (Fulfilment.PENDING, Fulfilment.TO_PICK_UP)
    gone = bool(parcel and parcel.status.is_with_carrier)
    return OrderView(
        code=order.code, number=grouped(order.msisdn), line=_head(order),
        tab=tab.value if tab else "", tab_text=_tab_text(tab),
        tab_tone=TONES[tab] if tab else "idle", exchange=seen.exchange, at_store=at_store,
        way=say("delivery.orders.store" if at_store else "delivery.orders.home"),
        serial=serial_grouped(seen.card.iccid) if seen.card else "",
        warehouse=here.name if here else "",
        pick_up=vn_datetime(parcel.pick_up_at) if parcel and parcel.pick_up_at else "",
        carrier=_carrier(session, parcel),
        parcel_code=(parcel.carrier_code or "") if parcel else "",
        parcel=_parcel_text(parcel), parcel_tone=_parcel_tone(parcel),
        parcel_note=(parcel.failure or parcel.reason) if parcel else "",
        label=f"/api/nhan-van-chuyen/{parcel.key}" if parcel and parcel.carrier_code else "",
        name=order.to_name or order.full_name, unmasked=seen.sees_person,
        phone=_phone(order, shown=seen.sees_person), address=_address(session, order),
        note=order.to_note, payment=_payment(order), paid=order.due_on_receipt == 0,
        dispatched=seen.shopcode,
        ended=say(f"orders.reason.{order.cancel_reason}") if order.cancel_reason else "",
        may_pack=before and not at_store and not (gone and seen.card),
        may_confirm=not at_store
        and (tab is Fulfilment.PENDING or (tab is Fulfilment.TO_PICK_UP and live is None)),
        may_hand_over=not at_store and tab is Fulfilment.TO_PICK_UP and live is not None,
        may_cancel=before
        and not gone
        and permits(actor, Permission.ORDERS_CANCEL),
        events=tuple(_events(seen.events)),
    )  # fmt: skip


def _line(
    one: Line,
    provinces: dict[str, str],
    stores: dict[str, Store],
    places: dict[int | None, Store | None],
    now: datetime,
) -> OrderLine:
    row, tab = one.order, one.order.fulfilment
    at_store = row.receive_by is ReceiveBy.STORE
    store = stores.get(row.store_code) if at_store else None
    home = (row.to_address, row.to_ward, provinces.get(row.to_province_code, ""))
    since, leaves = _since(row), places[row.unit_id]
    waited = now - since if since and tab in console.WORK_LEFT else None
    return OrderLine(
        code=row.code, number=grouped(row.msisdn), name=row.to_name or row.full_name,
        number_class=say(f"numbers.class.{one.number_class}") if one.number_class else "",
        place=store.name if store else ", ".join(part for part in home if part),
        at_store=at_store, total=vnd(row.total), due=row.due_on_receipt > 0,
        waited=_waited(waited) if waited is not None else (vn_short(since) if since else ""),
        wait_tone=_wait_tone(tab, waited) if waited is not None else "idle",
        packed=one.card is not None,
        parcel=_parcel_text(one.shipment), parcel_tone=_parcel_tone(one.shipment),
        tab=tab.value, tab_text=_tab_text(tab), tab_tone=TONES[tab],
        leaves_from=leaves.code if leaves else "",
        exchange=one.exchange,
    )  # fmt: skip


def _stores(session: Session, lines: list[Line]) -> dict[str, Store]:
    codes = {line.order.store_code for line in lines if line.order.store_code}
    found = session.exec(select(Store).where(col(Store.code).in_(codes))) if codes else ()
    return {store.code: store for store in found}


def _since(row: object) -> datetime | None:
    """When the order came into its tab, as near as the row itself knows."""
    ends = (getattr(row, name) for name in ("ended_at", "delivered_at", "placed_at", "paid_at"))
    return next((moment for moment in ends if moment), None)


def _waited(time: timedelta) -> str:
    minutes = max(int(time.total_seconds() // 60), 0)
    if minutes < 60:
        return say("delivery.orders.minutes", n=minutes)
    if minutes < 24 * 60:
        return say("delivery.orders.hours", h=minutes // 60, m=f"{minutes % 60:02d}")
    return say("delivery.orders.days", n=minutes // (24 * 60))


def _wait_tone(tab: Fulfilment, time: timedelta) -> str:
    if tab is Fulfilment.DELIVERING or time < _SLOW:
        return "idle"
    return "bad" if time >= _TOO_SLOW else "warn"


def _count(n: int) -> str:
    if n >= console.MOST_COUNTED:
        return f"{console.MOST_COUNTED:,}+".replace(",", ".")
    return f"{n:,}".replace(",", ".")


def _tab_text(tab: Fulfilment | None) -> str:
    return say(f"delivery.tab.{tab.value}") if tab else ""


def _head(order: Order) -> str:
    name = order.to_name or order.full_name
    return " · ".join(part for part in (name, say("delivery.orders.sim"), order.plan_name) if part)


def _phone(order: Order, *, shown: bool) -> str:
    phone = order.to_phone or order.contact_phone
    if not phone:
        return ""
    return grouped(phone) if shown else masked(phone)


def _address(session: Session, order: Order) -> str:
    store = session.get(Store, order.store_code) if order.store_code else None
    if order.receive_by is ReceiveBy.STORE and store:
        return f"{store.name}, {directory.full_address(store)}"
    return papers.full_address(session, order)


def _payment(order: Order) -> str:
    how = say(f"delivery.orders.pay_{order.payment_method.value}")
    return f"{vnd(order.total)} · {how}"


def _carrier(session: Session, parcel: Shipment | None) -> str:
    carrier = session.get(Carrier, parcel.carrier) if parcel else None
    return carrier.name if carrier else ""


def _parcel_text(parcel: Shipment | None) -> str:
    if parcel is None:
        return ""
    if parcel.failure and parcel.status is ParcelStatus.CANCELLED:
        return say("delivery.orders.carrier_refused")
    return say(f"carriers.status.{parcel.status.value}")


def _parcel_tone(parcel: Shipment | None) -> str:
    if parcel is None or parcel.status is ParcelStatus.CANCELLED:
        return "bad" if parcel and parcel.failure else "idle"
    if parcel.status in _TROUBLED:
        return "bad"
    return "ok" if parcel.status is ParcelStatus.DELIVERED else "now"


def _events(found: list[DomainEvent]) -> list[EventRow]:
    told = [one for one in found if one.kind not in _UNTOLD]
    return [
        EventRow(
            _title(one), str(one.detail.get("parcel") or ""), vn_short(one.at),
            "now" if place == len(told) - 1 else "idle",
        )
        for place, one in enumerate(told)
    ]  # fmt: skip


def _title(one: DomainEvent) -> str:
    if one.kind == "orders.fulfilment":
        return say("delivery.orders.into", tab=say(f"delivery.tab.{one.detail.get('to')}"))
    if one.kind == "delivery.parcel":
        return say(f"carriers.status.{one.detail.get('status')}")
    key = f"event.{one.kind}"
    return say(key) if has(key) else one.kind
