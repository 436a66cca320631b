"""Web push against the sandbox, which decrypts as a browser would."""

import json

import httpx
import pytest

from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from chonso_app.notifications import vapid
from chonso_app.notifications.gateway import GONE, PushTarget
from chonso_app.notifications.webpush import WebPush
from tests.contract.conftest import Sandbox

TOLD = {"title": "Đã nhận 1.250.000 ₫", "path": "/phieu/GS-7K3Q68", "tag": "t"}


@pytest.fixture
def push() -> WebPush:
    return WebPush(signer=vapid.signer(), subject="mailto:test@chonso.example")


def browser(sandbox: Sandbox) -> PushTarget:
    made = httpx.post(f"{sandbox.url}/push/browsers.json").json()
    return PushTarget(made["endpoint"], made["keys"]["p256dh"], made["keys"]["auth"])


def shown_in(sandbox: Sandbox, target: PushTarget) -> list[dict[str, str]]:
    name = target.endpoint.rsplit("/", 1)[-1]
    shown = sandbox.get("/push/messages.json")
    return [one["told"] for one in shown if one["browser"] == name]


def test_the_browser_reads_what_was_said_once(sandbox: Sandbox, push: WebPush) -> None:
    target = browser(sandbox)
    for _ in range(2):
        assert push.send(target, json.dumps(TOLD), key="paid:1")
    assert shown_in(sandbox, target) == [TOLD]


def test_another_browser_cannot_read_it(sandbox: Sandbox, push: WebPush) -> None:
    one, other = browser(sandbox), browser(sandbox)
    crossed = PushTarget(one.endpoint, other.p256dh, other.auth)
    with pytest.raises(GatewayUnavailable):  # the stand-in chokes on it: a browser would drop it
        push.send(crossed, json.dumps(TOLD), key="paid:2")
    assert shown_in(sandbox, one) == []


def test_a_browser_that_is_gone_is_a_clear_no(sandbox: Sandbox, push: WebPush) -> None:
    target = browser(sandbox)
    sandbox.set("push", answer="410")
    with pytest.raises(GatewayRefused, match=GONE):
        push.send(target, "{}", key="paid:3")


def test_too_long_is_a_clear_no(sandbox: Sandbox, push: WebPush) -> None:
    with pytest.raises(GatewayRefused, match="413"):
        push.send(browser(sandbox), "x" * 5000, key="paid:4")


@pytest.mark.parametrize("switches", [{"fail": "1"}, {"down": "1"}])
def test_an_outage_is_tried_again(
    sandbox: Sandbox, push: WebPush, switches: dict[str, str]
) -> None:
    target = browser(sandbox)
    sandbox.set("push", **switches)
    with pytest.raises(GatewayUnavailable):
        push.send(target, json.dumps(TOLD), key="paid:5")
    sandbox.set("push", fail="0", down="0")
    assert push.send(target, json.dumps(TOLD), key="paid:5")


def test_a_service_that_does_not_answer_is_tried_again(push: WebPush, sandbox: Sandbox) -> None:
    target = browser(sandbox)
    nobody = PushTarget("http://127.0.0.1:9/x", target.p256dh, target.auth)
    with pytest.raises(GatewayUnavailable):
        push.send(nobody, "{}", key="paid:6")
