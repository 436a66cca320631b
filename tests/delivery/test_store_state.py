"""The store's console as a browser drives it."""

import asyncio
from typing import Any

import pytest
import reflex as rx

from chonso_app.core.actors import Actor
from chonso_app.delivery import pickup, store_state
from chonso_app.delivery.pickup_models import StorePickup
from chonso_app.delivery.store_state import StoreState
from chonso_app.orders.models import Fulfilment
from chonso_app.ui.edge import NoticeState, act_as
from tests.delivery.test_pickup import CARD, STRANGER, cod, code_of, paid, ready
from tests.delivery.test_pickup import shop as shop  # noqa: PLC0414  the fixture
from tests.stores.world import CLERK


class Tab:
    def __init__(self, actor: Actor) -> None:
        self.root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.actor = actor
        self.state: Any = self.root.get_substate(StoreState.get_full_name().split("."))

    def do(self, name: str, *args: object) -> None:
        act_as(self.actor)
        asyncio.run(getattr(StoreState, name).fn(self.state, *args))

    @property
    def notice(self) -> str:
        state: Any = self.root.get_substate(NoticeState.get_full_name().split("."))
        return state.text


@pytest.fixture(autouse=True)
def _time(monkeypatch, now):
    monkeypatch.setattr(store_state, "utc_now", lambda: now)
    monkeypatch.setattr(store_state, "follow", lambda *_: None)


def test_from_the_list_to_the_hand_over(shop, now):
    order = cod(shop, now)
    shop.commit()
    tab = Tab(CLERK)
    tab.do("load")
    assert (tab.state.store.prepare, tab.state.store.waiting, tab.state.store.stock) == (1, 0, 3)
    tab.do("show_tab", "prepare")
    assert [line.code for line in tab.state.lines] == [order.code]
    tab.do("open", order.code)
    assert tab.state.order.stage == "prepare"
    assert tab.state.order.contact == "09•• ••• 678"
    tab.do("set_aside", {"serial": "123"})
    assert "19 hoặc 20 chữ số" in tab.state.error
    tab.do("set_aside", {"serial": CARD})
    assert (tab.state.order.stage, tab.state.error) == ("waiting", "")
    tab.do("hand_over", {"serial": CARD, "id_tail": "1234", "name_seen": "1"})
    assert "mã nhận hàng" in tab.state.error.lower()
    tab.do("prove", {"pin": "xxxxxx"})
    assert "Còn 4 lần thử" in tab.state.code_error
    pin = code_of(shop)
    shop.rollback()
    tab.do("prove", {"pin": pin})
    assert tab.state.order.proven
    tab.do("hand_over", {"serial": CARD, "id_tail": "1234", "name_seen": "1"})
    assert "Thu đủ" in tab.state.error
    given = {
        "other_name": None,
        "serial": CARD,
        "id_tail": "1234",
        "name_seen": "1",
        "cash_taken": "1",
    }
    tab.do("hand_over", given)
    assert tab.state.order.code == ""
    assert tab.notice.startswith("Đã giao SIM số")
    assert (tab.state.store.handed, tab.state.store.prepare) == (1, 0)
    assert tab.state.store.latest[0].name == "Nguyễn Ngọc Lan"


def test_a_clerk_of_another_store_sees_and_opens_nothing(shop, now):
    order = paid(shop, now)
    shop.commit()
    tab = Tab(STRANGER)
    tab.do("load")
    tab.do("show_tab", "prepare")
    assert tab.state.lines == []
    tab.do("open", order.code)
    assert tab.state.order.code == ""
    assert tab.notice
    tab.do("set_aside", {"serial": CARD})
    assert tab.state.error


def test_without_a_store_the_page_says_what_to_do(shop):
    tab = Tab(Actor(user_id=5, role=CLERK.role))
    tab.do("load")
    assert "chưa được gán cửa hàng" in tab.state.no_store


def test_the_search_reads_names_codes_and_the_end_of_a_phone(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    shop.commit()
    tab = Tab(CLERK)
    tab.do("load")
    for typed, found in (("ngoc lan", 1), (order.code, 1), ("678", 1), ("0901 23", 1), ("ba", 0)):
        tab.do("look_for", typed)
        assert len(tab.state.lines) == found, typed


def test_the_customer_says_no(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    shop.commit()
    tab = Tab(CLERK)
    tab.do("load")
    tab.do("step", 1)
    assert tab.state.order.code == order.code
    tab.do("ask_refuse")
    tab.do("refuse")
    assert tab.state.lines == []
    shop.expire_all()
    assert shop.get_one(StorePickup, order.key).ended_at == now
    assert pickup.pickup_of(shop, order.key) is not None
    shop.refresh(order)
    assert order.fulfilment is Fulfilment.CANCELLED
