"""The own system of a store, against the sandbox (docs/store-api.md)."""

import json

import httpx
import pytest

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.core.iccid import luhn_holds
from chonso_app.delivery.store_gateway import StoreOrder, StoreState
from chonso_app.delivery.store_system import HttpStoreSystem
from chonso_app.sandbox.stores import STORES
from tests.contract.conftest import Sandbox


@pytest.fixture
def system(sandbox: Sandbox) -> HttpStoreSystem:
    chosen = sandbox.settings
    return HttpStoreSystem(url=chosen.store_system_url, token=chosen.store_system_token)


def order(code: str, store: str = "CH-79-03") -> StoreOrder:
    return StoreOrder(code, store, "0901236868", "Nguyễn Ngọc Lan", "678", 1_275_000)


def press(sandbox: Sandbox, order: str, button: str, **form: str) -> httpx.Response:
    return httpx.post(f"{sandbox.url}/stores/orders/{order}/{button}", data=form)


def test_an_order_is_there_once_however_often_it_is_pushed(sandbox, system) -> None:
    references = {system.push(order("GS-AAAAA1"), key="push-1") for _ in range(3)}
    assert len(references) == 1
    assert system.look("GS-AAAAA1").state is StoreState.WAITING
    with pytest.raises(GatewayRefused, match="order_exists"):
        system.push(order("GS-AAAAA1"), key="push-other")
    with pytest.raises(GatewayRefused, match="unknown_store"):
        system.push(order("GS-AAAAA9", "CH-00-00"), key="push-9")
    with pytest.raises(GatewayRefused, match="no_such_order"):
        system.look("GS-NOBODY")


def test_ready_carries_a_serial_of_the_stores_own_stock_and_calls_back(sandbox, system) -> None:
    system.push(order("GS-AAAAA2"), key="push-2")
    press(sandbox, "GS-AAAAA2", "ready")
    answer = system.look("GS-AAAAA2")
    assert answer.state is StoreState.READY
    assert luhn_holds(answer.serial)
    assert answer.serial.startswith("898401")
    (heard,) = sandbox.shop.wait(1)
    method, path, headers, body = heard
    assert (method, path) == ("POST", "/api/cua-hang/su-kien")
    told = {name.lower(): value for name, value in headers.items()}
    assert told["authorization"] == f"Bearer {sandbox.settings.store_callback_token}"
    assert json.loads(body) == {"order": "GS-AAAAA2"}


def test_a_code_that_the_shop_does_not_confirm_hands_nothing_over(sandbox, system) -> None:
    system.push(order("GS-AAAAA3"), key="push-3")
    press(sandbox, "GS-AAAAA3", "ready")
    press(sandbox, "GS-AAAAA3", "hand-over", code="000000")  # this shop never says {"right": true}
    assert system.look("GS-AAAAA3").state is StoreState.READY
    assert "/api/cua-hang/ma-nhan-hang" in {one[1] for one in sandbox.shop.wait(2)}


def test_a_cancelled_order_is_cancelled_once(sandbox, system) -> None:
    system.push(order("GS-AAAAA4"), key="push-4")
    system.cancel("GS-AAAAA4", "no_show", key="cancel-4")
    system.cancel("GS-AAAAA4", "no_show", key="cancel-4")
    assert system.look("GS-AAAAA4").state is StoreState.CANCELLED


def test_a_lost_answer_is_asked_for_again_with_the_same_key(sandbox, system) -> None:
    sandbox.set("stores", lose="1")
    with pytest.raises(GatewayUnavailable):
        system.push(order("GS-AAAAA5"), key="push-5")
    assert system.push(order("GS-AAAAA5"), key="push-5").startswith("ST-")
    sandbox.set("stores", down="1")
    with pytest.raises(GatewayUnavailable):
        system.look("GS-AAAAA5")


def test_the_wrong_token_is_no_clear_no(sandbox) -> None:
    stranger = HttpStoreSystem(url=sandbox.settings.store_system_url, token="x")
    with pytest.raises(GatewayUnavailable, match="401"):
        stranger.look("GS-AAAAA1")


def test_its_cards_are_those_of_the_demos_stock() -> None:
    from chonso_app.stores import seed
    from chonso_app.stores.models import Store

    codes: list[str] = []
    for province, *_ in seed._STORES:
        count = sum(code.startswith(f"CH-{province}-") for code in codes)
        codes.append(f"CH-{province}-{count + 1:02d}")
    for store, before in STORES.items():
        assert store in seed._WITH_OWN_SYSTEM
        stores = [Store(code=code, name="", unit_id=1, province_code="") for code in codes]
        first = next(iccid for one, iccid in seed._serials(stores) if one.code == store)
        assert first.startswith(f"898401{before + 1:013d}")
