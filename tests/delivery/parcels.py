"""A carrier that says what it is told to, and an order whose parcel it carries."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.accounts.models import Unit
from chonso_app.carriers import gateways, seed
from chonso_app.carriers.gateway import (
    CarrierNotice,
    Created,
    Fee,
    Label,
    Parcel,
    ParcelState,
    ParcelStatus,
)
from chonso_app.core.actors import Actor, Role
from chonso_app.core.gateways import GatewayRefused
from chonso_app.delivery import settling, shipping
from chonso_app.delivery.models import Shipment
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from tests.orders.world import place, stock, to_home

OSP = Actor(user_id=7, role=Role.ORDER_CLERK)
_TIMES = itertools.count(1)


@dataclass
class FakeCarrier:
    """GHN as the jobs see it: a parcel for each code, each call written down."""

    parcels: dict[str, ParcelState] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    says: list[Exception] = field(default_factory=list)  # raised first, one for each call
    may_recall: bool = True

    def _call(self, what: str) -> None:
        self.calls.append(what)
        if self.says:
            raise self.says.pop(0)

    def fee(self, parcel: Parcel) -> Fee:
        return Fee(22_000)

    def create(self, parcel: Parcel) -> Created:
        self._call("create")
        code = f"C{parcel.client_order_code}"
        self.parcels.setdefault(
            code,
            ParcelState(
                code, parcel.client_order_code, ParcelStatus.CREATED, "ready_to_pick",
                parcel.cod_amount, fee=22_000,
            ),
        )  # fmt: skip
        return Created(code, 22_000)

    def cancel(self, carrier_code: str) -> None:
        self._call("cancel")
        status = self.parcels[carrier_code].status
        if status and status.is_with_carrier:
            raise GatewayRefused("ghn", "too_late")
        self.put(carrier_code, ParcelStatus.CANCELLED)

    def recall(self, carrier_code: str) -> None:
        self._call("recall")
        if not self.may_recall:
            raise GatewayRefused("ghn", "no_recall")
        self.put(carrier_code, ParcelStatus.RETURNING)

    def detail(self, carrier_code: str) -> ParcelState:
        self._call("detail")
        if carrier_code not in self.parcels:
            raise GatewayRefused("ghn", "unknown")
        return self.parcels[carrier_code]

    def find(self, client_order_code: str) -> ParcelState | None:
        self._call("find")
        mine = (p for p in self.parcels.values() if p.client_order_code == client_order_code)
        return next(mine, None)

    def label(self, carrier_code: str) -> Label:
        return Label(url=f"https://carrier.example/{carrier_code}")

    def read(self, fields: Mapping[str, object]) -> CarrierNotice:
        raise AssertionError("these tests bring no webhook")

    def put(self, carrier_code: str, status: ParcelStatus, **changed: Any) -> ParcelState:
        was = self.parcels[carrier_code]
        self.parcels[carrier_code] = replace(was, status=status, raw_status=status.value, **changed)
        return self.parcels[carrier_code]


@dataclass
class Settled:
    """What delivery's tracking decided about orders, instead of the real fulfilment."""

    calls: list[tuple[str, object]] = field(default_factory=list)


def plug_carrier(monkeypatch: pytest.MonkeyPatch) -> FakeCarrier:
    carrier = FakeCarrier()
    monkeypatch.setitem(gateways.ADAPTERS, "ghn", lambda: carrier)  # pyright: ignore
    return carrier


def plug_settling(monkeypatch: pytest.MonkeyPatch) -> Settled:
    settled = Settled()

    def note(name: str, key: str = "") -> Any:
        def settle(_session: Session, _shipment: Shipment, *, now: datetime, **told: Any) -> None:
            settled.calls.append((name, told.get(key)))

        return settle

    for name, key in (
        ("delivered", "collected"), ("refused", "reason"), ("returned", ""), ("lost", "damaged"),
    ):  # fmt: skip
        monkeypatch.setattr(settling, f"settle_{name}", note(name, key))
    return settled


def placed(session: Session, now: datetime) -> Order:
    """An order to be paid at the door, to be sent."""
    stock(session)
    session.add(Unit(code="TCT", name="Tổng Công ty", head_office=True))
    seed.seed(session, now)
    order = to_home(session, now, cash=True)
    place(session, order, now=now)
    session.commit()
    return order


def requested(session: Session, order: Order, now: datetime) -> Shipment:
    orders.lock_order(session, order.key)
    shipment = shipping.request(session, OSP, order, pick_up_store="", pick_up_at=None, now=now)
    session.commit()
    return shipment


def taken(
    session: Session, order: Order, carrier: FakeCarrier, now: datetime, code: str = ""
) -> Shipment:
    """Requested, and the carrier has a code for it."""
    shipment = requested(session, order, now)
    wanted = shipping.parcel_wanted(session, shipment.key)
    assert wanted
    made = carrier.create(wanted[1])
    shipping.settle_created(session, shipment.key, made, now=now)
    session.commit()
    return shipment


def work(session: Session, job: Callable[..., None], shipment: Shipment, *args: int) -> None:
    """Run a job, which opens transactions of its own: the test's must be over (SQLite)."""
    key = shipment.key
    session.commit()
    job(key, *args)


def notice(
    shipment: Shipment, status: ParcelStatus | None, *, time: str = "", **raw: Any
) -> CarrierNotice:
    word = status.value if status else "teleported"
    return CarrierNotice(
        carrier_code=shipment.carrier_code or f"C{shipment.client_order_code}",
        client_order_code=shipment.client_order_code,
        type="switch_status",
        raw_status=word,
        status=status,
        time=time or f"2026-11-25T05:00:{next(_TIMES):06}Z",
        raw={"Status": word, **raw},
    )
