"""A browser tab on the pages of an order, driven as the gate would, and a carrier that answers."""

from typing import Any

import pytest
from sqlmodel import Session

from chonso_app.carriers import quoting
from chonso_app.carriers.quoting import Quote
from chonso_app.core.db import utc_now
from chonso_app.orders import (
    state,
    state_kind,
    state_receive,
    state_store,
)
from chonso_app.orders.models import (
    Order,
)
from chonso_app.orders.state_kind import KindState
from chonso_app.orders.state_receive import ReceiveState
from chonso_app.payments import state as checkout
from chonso_app.payments import state_cash
from chonso_app.payments.state import CheckoutState
from chonso_app.plans import seed
from tests import tabs
from tests.orders.world import FEE, LAN, filled, stock
from tests.stores.world import open_stores

ADDRESS = {
    "to_name": "Nguyễn Ngọc Lan", "to_phone": "0912345678", "to_province_code": "79",
    "to_ward": "Bến Nghé", "to_district": "Quận 1", "to_address": "12 Lê Lợi", "to_note": "",
}  # fmt: skip


class Tab(tabs.Tab):
    def do(self, handler: Any, *args: Any) -> list[Any]:
        """What it sent to the browser: redirects."""
        answer = super().do(handler, *args)
        if isinstance(answer, list):
            return answer
        return [] if answer is None else [answer]


@pytest.fixture
def shop(session: Session) -> Session:
    stock(session)
    open_stores(session, cards=1)
    seed.seed(session, utc_now())
    session.commit()
    return session


@pytest.fixture
def order(shop: Session) -> Order:
    """The form is filled; a physical SIM is wanted."""
    return fresh(shop, filled(shop, utc_now()))


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A carrier that answers; the questions it was asked."""
    asked: list[dict[str, Any]] = []

    def quote(address: Any, **more: Any) -> Quote:
        asked.append({"address": address, **more})
        return Quote("ghn", "Giao Hàng Nhanh", FEE, None, is_estimate=False)

    monkeypatch.setattr(quoting, "quote", quote)
    return asked


@pytest.fixture
def tab(order: Order, carrier: object, monkeypatch: pytest.MonkeyPatch) -> Tab:
    for module in (state, state_kind, state_receive, state_store, checkout, state_cash):
        monkeypatch.setattr(module, "route_arg", lambda *_: order.code)
        if hasattr(module, "follow"):
            monkeypatch.setattr(module, "follow", lambda *_: None)
    tab = Tab(LAN)
    tab.do(KindState.load)
    tab.do(KindState.pick, "sim")
    return tab


def fresh(shop: Session, order: Order) -> Order:
    """As the database has it now; no transaction stays open behind it."""
    found = shop.get_one(Order, order.id, populate_existing=True)
    shop.expunge(found)
    shop.rollback()
    return found


def sent_to(answers: list[Any]) -> str:
    return str(answers[-1].args[0][1]) if answers else ""


def receive(tab: Tab, **changes: str) -> list[Any]:
    tab.do(ReceiveState.load)
    return tab.do(ReceiveState.go_on, ADDRESS | changes)


def to_checkout(tab: Tab, *, cash: bool = False) -> None:
    receive(tab)
    tab.do(CheckoutState.load)
    if cash:
        tab.do(CheckoutState.pick_method, "cod")
