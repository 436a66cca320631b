"""The store's console as a browser drives it."""

from typing import Any

import pytest

from chonso_app.core.actors import Actor
from chonso_app.delivery import pickup, store_state
from chonso_app.delivery.pickup_models import StorePickup
from chonso_app.delivery.store_state import StoreState
from chonso_app.orders.models import Fulfilment
from tests import tabs
from tests.delivery.test_pickup import CARD, STRANGER, cod, code_of, paid, ready
from tests.delivery.test_pickup import shop as shop  # noqa: PLC0414  the fixture
from tests.stores.world import CLERK


class Tab(tabs.Tab):
    @property
    def page(self) -> Any:
        return self.state(StoreState)


@pytest.fixture(autouse=True)
def _time(monkeypatch, now):
    monkeypatch.setattr(store_state, "utc_now", lambda: now)
    monkeypatch.setattr(store_state, "follow", lambda *_: None)


def test_from_the_list_to_the_hand_over(shop, now):
    order = cod(shop, now)
    shop.commit()
    tab = Tab(CLERK)
    tab.do(StoreState.load)
    assert (tab.page.store.prepare, tab.page.store.waiting, tab.page.store.stock) == (1, 0, 3)
    tab.do(StoreState.show_tab, "prepare")
    assert [line.code for line in tab.page.lines] == [order.code]
    tab.do(StoreState.open, order.code)
    assert tab.page.order.stage == "prepare"
    assert tab.page.order.contact == "09•• ••• 678"
    tab.do(StoreState.set_aside, {"serial": "123"})
    assert "19 hoặc 20 chữ số" in tab.page.error
    tab.do(StoreState.set_aside, {"serial": CARD})
    assert (tab.page.order.stage, tab.page.error) == ("waiting", "")
    tab.do(StoreState.hand_over, {"serial": CARD, "id_tail": "1234", "name_seen": "1"})
    assert "mã nhận hàng" in tab.page.error.lower()
    tab.do(StoreState.prove, {"pin": "xxxxxx"})
    assert "Còn 4 lần thử" in tab.page.code_error
    pin = code_of(shop)
    shop.rollback()
    tab.do(StoreState.prove, {"pin": pin})
    assert tab.page.order.proven
    tab.do(StoreState.hand_over, {"serial": CARD, "id_tail": "1234", "name_seen": "1"})
    assert "Thu đủ" in tab.page.error
    given = {
        "other_name": None,
        "serial": CARD,
        "id_tail": "1234",
        "name_seen": "1",
        "cash_taken": "1",
    }
    tab.do(StoreState.hand_over, given)
    assert tab.page.order.code == ""
    assert tab.notice.startswith("Đã giao SIM số")
    assert (tab.page.store.handed, tab.page.store.prepare) == (1, 0)
    assert tab.page.store.latest[0].name == "Nguyễn Ngọc Lan"


def test_a_clerk_of_another_store_sees_and_opens_nothing(shop, now):
    order = paid(shop, now)
    shop.commit()
    tab = Tab(STRANGER)
    tab.do(StoreState.load)
    tab.do(StoreState.show_tab, "prepare")
    assert tab.page.lines == []
    tab.do(StoreState.open, order.code)
    assert tab.page.order.code == ""
    assert tab.notice
    tab.do(StoreState.set_aside, {"serial": CARD})
    assert tab.page.error


def test_without_a_store_the_page_says_what_to_do(shop):
    tab = Tab(Actor(user_id=5, role=CLERK.role))
    tab.do(StoreState.load)
    assert "chưa được gán cửa hàng" in tab.page.no_store


def test_the_search_reads_names_codes_and_the_end_of_a_phone(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    shop.commit()
    tab = Tab(CLERK)
    tab.do(StoreState.load)
    for typed, found in (("ngoc lan", 1), (order.code, 1), ("678", 1), ("0901 23", 1), ("ba", 0)):
        tab.do(StoreState.look_for, typed)
        assert len(tab.page.lines) == found, typed


def test_the_customer_says_no(shop, now):
    order = paid(shop, now)
    ready(shop, now, order)
    shop.commit()
    tab = Tab(CLERK)
    tab.do(StoreState.load)
    tab.do(StoreState.step, 1)
    assert tab.page.order.code == order.code
    tab.do(StoreState.ask_refuse)
    tab.do(StoreState.refuse)
    assert tab.page.lines == []
    shop.expire_all()
    assert shop.get_one(StorePickup, order.key).ended_at == now
    assert pickup.pickup_of(shop, order.key) is not None
    shop.refresh(order)
    assert order.fulfilment is Fulfilment.CANCELLED
