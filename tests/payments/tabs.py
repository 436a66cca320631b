"""A browser tab on the pages of an order, driven as the gate would, and a carrier that answers."""

import asyncio
import inspect
from typing import Any

import pytest
import reflex as rx
from sqlmodel import Session

from chonso_app.carriers import quoting
from chonso_app.carriers.quoting import Quote
from chonso_app.core.actors import Actor
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
from chonso_app.ui.edge import act_as
from chonso_app.ui.notice import NoticeState
from tests.orders.world import FEE, LAN, filled, stock
from tests.stores.world import open_stores

ADDRESS = {
    "to_name": "Nguyễn Ngọc Lan", "to_phone": "0912345678", "to_province_code": "79",
    "to_ward": "Bến Nghé", "to_district": "Quận 1", "to_address": "12 Lê Lợi", "to_note": "",
}  # fmt: skip


class Tab:
    """One browser tab on the order's pages."""

    def __init__(self, who: Actor) -> None:
        self.root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.who = who

    def at(self, kind: Any) -> Any:
        return self.root.get_substate(kind.get_full_name().split("."))

    def do(self, handler: Any, *args: object, on: Any) -> list[Any]:
        """Runs a handler as the gate would; what it sent to the browser (redirects)."""

        async def work() -> list[Any]:
            act_as(self.who)
            answer = handler.fn(self.at(on), *args)
            if inspect.isasyncgen(answer):
                return [sent async for sent in answer if sent is not None]
            done = await answer if inspect.isawaitable(answer) else answer
            return [done] if done is not None else []

        return asyncio.run(work())

    @property
    def notice(self) -> str:
        return self.at(NoticeState).text


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
    tab.do(KindState.load, on=KindState)
    tab.do(KindState.pick, "sim", on=KindState)
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
    tab.do(ReceiveState.load, on=ReceiveState)
    return tab.do(ReceiveState.go_on, ADDRESS | changes, on=ReceiveState)


def to_checkout(tab: Tab, *, cash: bool = False) -> None:
    receive(tab)
    tab.do(CheckoutState.load, on=CheckoutState)
    if cash:
        tab.do(CheckoutState.pick_method, "cod", on=CheckoutState)
