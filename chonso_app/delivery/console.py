"""Danh sách đơn hàng: one tab page by page, live counts, search; and one order with its parcel.

Built for a million orders: every page starts where the last one ended, counts stop at a number
that nobody reads, and a search asks an index or the tabs in which work is left.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN
from chonso_app.core.errors import ShopError
from chonso_app.core.events import DomainEvent
from chonso_app.core.msisdn import NotAPhone, to_e164
from chonso_app.core.permissions import Permission, require
from chonso_app.delivery import exchanging, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.dispatch import service as dispatch
from chonso_app.numbers.models import Number
from chonso_app.orders import service as orders
from chonso_app.orders.models import Fulfilment, Order, ReceiveBy
from chonso_app.orders.rules import clean_code
from chonso_app.stores import service as stores
from chonso_app.stores.models import CURRENT, SimCard

MOST_COUNTED = 10_000
PAGE = 30
WORK_LEFT = (Fulfilment.PENDING, Fulfilment.TO_PICK_UP, Fulfilment.DELIVERING)
_NEED = Permission.DELIVERY_FULFIL
_TAIL = re.compile(r"\d{3,6}")
_COLUMNS: tuple[Any, ...] = (
    Order.id, Order.code, Order.msisdn, Order.full_name, Order.to_name, Order.to_address,
    Order.to_ward, Order.to_province_code, Order.receive_by, Order.store_code, Order.total,
    Order.due_on_receipt, Order.fulfilment, Order.placed_at, Order.paid_at, Order.delivered_at,
    Order.ended_at, Order.unit_id,
)  # fmt: skip


class SearchUnclear(ShopError):
    """Neither a code, nor a number, nor the last digits of one."""


@dataclass(frozen=True)
class Filters:
    """What the list shows. `q` looks into every tab, the others into one."""

    tab: Fulfilment = Fulfilment.PENDING
    q: str = ""
    unit_id: int | None = None  # head office only
    way: ReceiveBy | None = None
    cash: bool | None = None  # still to be collected, or not
    carrier: str = ""
    province: str = ""
    day: date | None = None  # on which it was held, in Vietnam
    packed: bool | None = None


@dataclass(frozen=True)
class Line:
    """One order of the list, with what lies beside it. `order`: the columns of `_COLUMNS`."""

    order: Any
    number_class: str
    shipment: Shipment | None
    card: SimCard | None
    exchange: bool = False  # another SIM for a wrong or broken one


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    next_after: int | None  # the id to go on after; None on the last page


@dataclass(frozen=True)
class Opened:
    order: Order
    shipment: Shipment | None  # the newest
    card: SimCard | None
    events: list[DomainEvent]  # oldest first
    shopcode: str  # where it was dispatched to; ""
    leaves_from: str  # the store that packs it
    sees_person: bool = False
    exchange: bool = False
    parcels: list[Shipment] = field(default_factory=list)


def counts(session: Session, actor: Actor, unit_id: int | None = None) -> dict[Fulfilment, int]:
    """How many orders stand in each tab; MOST_COUNTED means that or more.

    Raises:
        NotAllowed
    """
    require(actor, _NEED)
    within = _unit(actor, unit_id)

    def counted(tab: Fulfilment) -> Any:
        inside = sa.select(sa.literal(1)).where(_stands_in(tab), *within)
        return sa.select(sa.func.count()).select_from(
            inside.limit(MOST_COUNTED).subquery()
        ).scalar_subquery()  # fmt: skip

    row = session.execute(sa.select(*[counted(tab) for tab in Fulfilment])).one()
    return dict(zip(Fulfilment, row, strict=True))


def page(session: Session, actor: Actor, wanted: Filters, after: int | None = None) -> Page:
    """Whoever has waited longest first; in the tabs where nobody waits, the newest first.

    Args:
        after: the id of the last order of the page before.

    Raises:
        NotAllowed, SearchUnclear
    """
    require(actor, _NEED)
    descending = bool(wanted.q) or wanted.tab not in WORK_LEFT
    found = sa.select(*_COLUMNS).where(*_conditions(actor, wanted))
    if after is not None:
        found = found.where(col(Order.id) < after if descending else col(Order.id) > after)
    by_id = col(Order.id).desc() if descending else col(Order.id)
    rows = session.execute(found.order_by(by_id).limit(PAGE + 1)).all()
    lines = _with_parcels(session, rows[:PAGE])
    return Page(lines, rows[PAGE - 1].id if len(rows) > PAGE else None)


def _conditions(actor: Actor, wanted: Filters) -> list[Any]:
    within = [*_unit(actor, wanted.unit_id)]
    if wanted.q:
        return [_meant(wanted.q), col(Order.fulfilment).is_not(None), *within]
    asked: list[Any] = [_stands_in(wanted.tab), *within]
    if wanted.way:
        asked.append(col(Order.receive_by) == wanted.way)
    if wanted.cash is not None:
        due = col(Order.due_on_receipt)
        asked.append(due > 0 if wanted.cash else due == 0)
    if wanted.province:
        asked.append(col(Order.to_province_code) == wanted.province)
    if wanted.day:
        begins = datetime.combine(wanted.day, time(), VN)
        asked += [
            col(Order.created_at) >= begins,
            col(Order.created_at) < begins + timedelta(days=1),
        ]
    if wanted.carrier:
        asked.append(_has(Shipment, col(Shipment.order_id) == col(Order.id),
                          col(Shipment.carrier) == wanted.carrier))  # fmt: skip
    if wanted.packed is not None:
        packed = _has(SimCard, col(SimCard.order_code) == col(Order.code),
                      col(SimCard.status).in_(CURRENT))  # fmt: skip
        asked.append(packed if wanted.packed else ~packed)
    return asked


def _stands_in(tab: Fulfilment) -> Any:
    """Written into the statement: a plan that is made for any tab (PostgreSQL keeps one after five
    times) would read the whole table for the tabs in which little stands.
    """
    return col(Order.fulfilment) == sa.literal_column(f"'{tab.value}'")


def _has(table: Any, *where: Any) -> Any:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(*where))


def _unit(actor: Actor, unit_id: int | None) -> list[Any]:
    """The actor's own unit; head office may ask for one or see all."""
    own = actor.unit_id if actor.unit_id is not None else unit_id
    return [] if own is None else [col(Order.unit_id) == own]


def _meant(typed: str) -> Any:
    if code := clean_code(typed):
        return col(Order.code) == code
    digits = re.sub(r"[\s.\-+]", "", typed)
    if _TAIL.fullmatch(digits):
        ends = [col(Order.contact_phone), col(Order.msisdn), col(Order.to_phone)]
        alike = sa.or_(*[one.like(f"%{digits}") for one in ends])
        return sa.and_(col(Order.fulfilment).in_(WORK_LEFT), alike)
    try:
        phone = to_e164(typed)
    except NotAPhone as error:
        raise SearchUnclear from error
    return sa.or_(col(Order.msisdn) == phone, col(Order.contact_phone) == phone)


def _with_parcels(session: Session, rows: Any) -> list[Line]:
    """A few small questions for the whole page."""
    ids, codes = [row.id for row in rows], [row.code for row in rows]
    parcels = select(Shipment).where(col(Shipment.order_id).in_(ids)).order_by(col(Shipment.id))
    newest = {one.order_id: one for one in session.exec(parcels)}
    bound = select(SimCard).where(
        col(SimCard.order_code).in_(codes), col(SimCard.status).in_(CURRENT)
    )
    cards = {card.order_code: card for card in session.exec(bound)}
    named = sa.select(col(Number.msisdn), col(Number.cls)).where(
        col(Number.msisdn).in_([row.msisdn for row in rows])
    )
    classes: dict[str, str] = dict(list(session.execute(named)))  # pyright: ignore
    again = exchanging.open_of(session, ids)
    return [
        Line(
            row,
            classes.get(row.msisdn, ""),
            newest.get(row.id),
            cards.get(row.code),
            row.id in again,
        )
        for row in rows
    ]


def open_order(
    session: Session, actor: Actor, code: str, *, unmask: bool = False, now: datetime
) -> Opened:
    """An order of the actor's unit with everything that its clerk works with; the look is logged.

    Name and address stand on the envelope and are always there; `unmask` adds the phone.

    Raises:
        NotAllowed, OrderNotFound
    """
    opened = look_at(session, actor, code, unmask=unmask)
    action = "delivery.person_seen" if unmask else "orders.looked_up"
    audit.record(session, actor, action, f"order:{opened.order.code}", now=now)
    return opened


def look_at(session: Session, actor: Actor, code: str, *, unmask: bool = False) -> Opened:
    """`open_order` of what stands open already, when it has changed."""
    order = orders.order_for_staff(session, actor, code, need=_NEED)
    warehouse = stores.warehouse_of(session, order.unit_id)
    parcels = shipping.shipments_of(session, order.key)
    return Opened(
        order=order,
        shipment=parcels[-1] if parcels else None,
        card=stores.card_of_order(session, order.code),
        events=events.of_order(session, order.key),
        shopcode=_shopcode(session, order),
        leaves_from=warehouse.code if warehouse else "",
        sees_person=unmask,
        exchange=bool(exchanging.open_of(session, [order.key])),
        parcels=parcels,
    )


def _shopcode(session: Session, order: Order) -> str:
    decided = dispatch.explanation(session, f"order:{order.code}")
    unit = session.get(Unit, decided[0].unit_id) if decided else None
    return (unit.shopcode or unit.code) if unit else ""
