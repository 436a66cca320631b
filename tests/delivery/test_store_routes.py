"""What a store's own system may call: its token, its orders, the customer's code."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from chonso_app.core.config import settings
from chonso_app.delivery import store_push, store_routes
from chonso_app.delivery.store_gateway import StoreAnswer, StoreState
from tests.delivery.test_pickup import code_of
from tests.delivery.test_pickup import shop as shop  # noqa: PLC0414  fixtures
from tests.delivery.test_store_push import Theirs as Theirs  # noqa: PLC0414
from tests.delivery.test_store_push import order as order  # noqa: PLC0414
from tests.delivery.test_store_push import pushed, seen
from tests.delivery.test_store_push import theirs as theirs  # noqa: PLC0414
from tests.stores.world import iccid

GOOD = {"Authorization": f"Bearer {settings.store_callback_token}"}


@pytest.fixture
def client(monkeypatch, now) -> TestClient:
    monkeypatch.setattr(store_routes, "utc_now", lambda: now)
    return TestClient(Starlette(routes=store_routes.routes))


def test_a_call_makes_us_look_once_more(shop, now, order, theirs, client, enqueued):
    pushed(shop, order, now)
    answer = client.post("/api/cua-hang/su-kien", json={"order": order.code}, headers=GOOD)
    assert answer.status_code == 200
    assert (store_push.LOOK, f"{order.key}:1", (order.key,)) in enqueued


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}])
def test_without_the_token_there_is_nothing_here(shop, now, order, theirs, client, headers):
    pushed(shop, order, now)
    for path in ("su-kien", "ma-nhan-hang"):
        told = {"order": order.code, "code": "1"}
        answer = client.post(f"/api/cua-hang/{path}", json=told, headers=headers)
        assert answer.status_code == 404


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"x" * 9_000, b'{"order": "GS-NOBODY"}'])
def test_what_is_no_order_of_theirs_is_not_found(shop, client, body):
    for path in ("su-kien", "ma-nhan-hang"):
        answer = client.post(f"/api/cua-hang/{path}", content=body, headers=GOOD)
        assert answer.status_code == 404


def test_the_code_is_checked_and_wrong_ones_are_counted(shop, now, order, theirs, client):
    pushed(shop, order, now)
    told = {"order": order.code, "code": "1"}
    early = client.post("/api/cua-hang/ma-nhan-hang", json=told, headers=GOOD).json()
    assert early["right"] is False
    seen(shop, order, theirs, StoreAnswer(StoreState.READY, iccid(1)))
    wrong = client.post("/api/cua-hang/ma-nhan-hang", json=told, headers=GOOD).json()
    assert "Còn 4 lần thử" in wrong["text"]
    pin = code_of(shop)
    shop.commit()
    right = {"order": order.code, "code": pin}
    answer = client.post("/api/cua-hang/ma-nhan-hang", json=right, headers=GOOD)
    assert answer.json() == {"right": True}
