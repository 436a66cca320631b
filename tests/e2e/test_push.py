"""Web push in a real browser: asked for by a tap, shown by the service worker, opened by a tap.

The vendor's push service is out of reach here: `subscribe` gives a browser of the sandbox, and the
message is put into the worker by the browser's own debugger.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import Person

PATH = "/hop-thu/"
_STAND_IN = """(() => {
  const given = %s; let on = null;
  const made = { toJSON: () => given, unsubscribe: async () => { on = null; return true; } };
  PushManager.prototype.subscribe = async () => (on = made);
  PushManager.prototype.getSubscription = async () => on;
})()"""
_SHOWN = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
  .then((shown) => JSON.stringify(shown.map((one) => [one.title, one.data.path])))"""


@pytest.fixture
def lan(people: Callable[..., Person]) -> Person:
    """A customer who is signed in, whose browser may show notices."""
    lan = people("customer")
    page, server = lan.page, lan.server
    page.context.grant_permissions(["notifications"], origin=server.url)
    made = httpx.post(f"{server.sandbox}/push/browsers.json").json()
    page.add_init_script(_STAND_IN % json.dumps(made))
    form: dict[str, str | float | bool] = {"phone": "0912345678", "password": "chonso-demo"}
    heads = {"Origin": server.url}
    page.context.request.post("/api/dang-nhap", form=form, headers=heads, max_redirects=0)
    return lan


def evaluated(page: Page, script: str) -> Any:
    """Past the page's policy, which forbids eval."""
    session = page.context.new_cdp_session(page)
    asked = {"expression": script, "awaitPromise": True}
    return session.send("Runtime.evaluate", asked)["result"]["value"]


def pushed_into(page: Page, origin: str, told: dict[str, str]) -> None:
    workers: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda e: workers.extend(e["registrations"])
    )
    session.send("ServiceWorker.enable")
    deadline = time.monotonic() + 5
    while not workers and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    found = {"origin": origin, "registrationId": workers[0]["registrationId"]}
    session.send("ServiceWorker.deliverPushMessage", found | {"data": json.dumps(told)})


def test_notices_are_turned_on_by_a_tap_shown_and_turned_off(lan: Person) -> None:
    page = lan.open(PATH)
    switch = page.locator("[data-push]")
    expect(switch).to_have_attribute("data-push", "off")  # nobody is asked unasked
    page.get_by_role("button", name="Bật thông báo").click()
    expect(switch).to_have_attribute("data-push", "on")
    pushed_into(page, lan.server.url, {"title": "Đã hòa mạng", "path": "/hop-thu", "tag": "t"})
    deadline = time.monotonic() + 5
    while evaluated(page, _SHOWN) == "[]" and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert json.loads(evaluated(page, _SHOWN)) == [["Đã hòa mạng", "/hop-thu"]]
    page.get_by_role("button", name="Tắt").click()
    expect(switch).to_have_attribute("data-push", "off")


def test_a_path_elsewhere_is_never_opened(lan: Person) -> None:
    page = lan.open(PATH)
    page.get_by_role("button", name="Bật thông báo").click()
    expect(page.locator("[data-push]")).to_have_attribute("data-push", "on")
    pushed_into(page, lan.server.url, {"title": "x", "path": "//evil.example/", "tag": "e"})
    deadline = time.monotonic() + 5
    while evaluated(page, _SHOWN) == "[]" and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert json.loads(evaluated(page, _SHOWN)) == [["x", "/"]]


def test_where_notices_are_blocked_it_says_how_to_allow_them(people: Callable[..., Person]) -> None:
    minh = people("customer")
    minh.page.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    form: dict[str, str | float | bool] = {"phone": "0912345678", "password": "chonso-demo"}
    heads = {"Origin": minh.server.url}
    minh.page.context.request.post("/api/dang-nhap", form=form, headers=heads, max_redirects=0)
    minh.open(PATH)
    minh.sees("Trình duyệt đang chặn")
