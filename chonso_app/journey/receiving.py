"""The SIM on its way: where it is, who acts, by when; for the phiếu of a physical order."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from chonso_app.carriers.models import Carrier
from chonso_app.core.clock import vn_date, vn_short
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import masked
from chonso_app.core.texts import say
from chonso_app.delivery import exchanging, pickup, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.delivery.pickup_models import StorePickup
from chonso_app.orders.models import Fulfilment, Order, ReceiveBy
from chonso_app.stores import directory
from chonso_app.stores.directory import StoreShown
from chonso_app.stores.models import Store


@dataclass(frozen=True)
class Way:
    """Everything about how the SIM comes. `exchange`: another one, for a wrong or broken one."""

    shipment: Shipment | None
    carrier: str  # its name
    store: StoreShown | None
    pickup: StorePickup | None
    expected: str  # a day, "" while nobody has named one
    exchange: bool


def way_of(session: Session, order: Order, now: datetime) -> Way | None:
    """None for an eSIM, and while nothing is ordered yet."""
    if not order.is_physical or order.fulfilment is None:
        return None
    at_store = order.receive_by is ReceiveBy.STORE
    shipment = None if at_store else shipping.latest_shipment(session, order.key)
    exchange = bool(exchanging.open_of(session, [order.key]))
    if shipment and exchange and not shipment.is_live:
        shipment = None  # that one brought the first SIM
    named = session.get(Carrier, shipment.carrier) if shipment else None
    found = session.get(Store, order.store_code) if at_store and order.store_code else None
    return Way(
        shipment=shipment,
        carrier=named.name if named else str((order.delivery or {}).get("carrier_name", "")),
        store=directory.as_shown(found, 0, now=now) if found else None,
        pickup=pickup.pickup_of(session, order.key) if at_store else None,
        expected=_expected(order, shipment, exchange=exchange),
        exchange=exchange,
    )


def _expected(order: Order, shipment: Shipment | None, *, exchange: bool) -> str:
    if shipment and shipment.expected_at:
        return vn_date(shipment.expected_at)
    told = (order.delivery or {}).get("expected_at")
    return vn_date(datetime.fromisoformat(str(told))) if told and not exchange else ""


def in_hand(order: Order) -> bool:
    return order.fulfilment is Fulfilment.DELIVERED


# -- in words ------------------------------------------------------------------------------------


def stage(order: Order) -> str:
    """Which words fit: the tab, and for a store its own."""
    assert order.fulfilment is not None
    at_store = order.receive_by is ReceiveBy.STORE and order.fulfilment is Fulfilment.TO_PICK_UP
    return "at_store" if at_store else order.fulfilment.value


def words(order: Order, way: Way) -> dict[str, str]:
    """What the texts of a stage may name."""
    return {
        "carrier": way.carrier or say("journey.way.carrier_unnamed"),
        "day": way.expected,
        "store": way.store.name if way.store else "",
        "until": vn_short(way.pickup.due_at) if way.pickup else "",
        "amount": vnd(order.due_on_receipt),
    }


def note_of(order: Order, way: Way) -> str:
    """What the customer should know or have at hand at this stage."""
    told, at = words(order, way), stage(order)
    parts = [say(f"journey.way.{at}_note", **told)]
    if way.expected and at in ("pending", "to_pick_up", "delivering"):
        parts.append(say("journey.way.expected", **told))
    if order.due_on_receipt:
        parts.append(say("journey.way.have_ready", **told))
    return " ".join(parts)


def facts_of(order: Order, way: Way) -> list[tuple[str, str]]:
    """(term, value): carrier and its code, day, address; or the store, its hours, the code."""
    rows = _store_rows(way) if way.store else _home_rows(order, way)
    due = vnd(order.due_on_receipt) if order.due_on_receipt else ""
    rows.append((say("journey.way.due"), due))
    return [(term, value) for term, value in rows if value]


def _store_rows(way: Way) -> list[tuple[str, str]]:
    store = way.store
    assert store is not None
    waits = way.pickup is not None and way.pickup.handed_at is None
    return [
        (say("journey.way.store"), store.name),
        (say("journey.way.address"), store.address),
        (say("journey.way.hours"), store.hours),
        (say("journey.way.phone"), store.phone),
        (say("journey.way.until"), vn_short(way.pickup.due_at) if waits and way.pickup else ""),
        (say("journey.way.code"), say("journey.way.code_where") if waits else ""),
    ]


def _home_rows(order: Order, way: Way) -> list[tuple[str, str]]:
    place = ", ".join(part for part in (order.to_address, order.to_ward, order.to_district) if part)
    code = (way.shipment.carrier_code or "") if way.shipment else ""
    return [
        (say("journey.way.carrier"), way.carrier),
        (say("journey.way.parcel"), code),
        (say("journey.way.day"), way.expected if not in_hand(order) else ""),
        (say("journey.way.receiver"), order.to_name),
        (say("journey.way.phone"), masked(order.to_phone) if order.to_phone else ""),
        (say("journey.way.address"), place),
    ]
