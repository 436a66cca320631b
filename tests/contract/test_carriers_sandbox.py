"""Both carriers' adapters with the sandbox, which answers, moves parcels and tells of them."""

import json
import time
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from chonso_app.carriers.gateway import (
    BadNotice,
    CarrierGateway,
    CarrierNotice,
)
from chonso_app.carriers.ghn import Ghn
from chonso_app.carriers.ghtk import Ghtk
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from tests.contract.conftest import Sandbox
from tests.contract.posting import HOME, S, parcel


def adapter(sandbox: Sandbox, name: str) -> CarrierGateway:
    chosen = sandbox.settings
    if name == "ghn":
        return Ghn(url=chosen.ghn_url, token=chosen.ghn_token, shop_id=chosen.ghn_shop_id)
    return Ghtk(url=chosen.ghtk_url, token=chosen.ghtk_token, client=chosen.ghtk_client)


@pytest.fixture(params=["ghn", "ghtk"])
def name(request: pytest.FixtureRequest, sandbox: Sandbox) -> str:
    sandbox.set(request.param, moves="manual")
    return request.param


@pytest.fixture
def carrier(sandbox: Sandbox, name: str) -> CarrierGateway:
    return adapter(sandbox, name)


def press(sandbox: Sandbox, name: str, code: str, *buttons: str) -> None:
    for button in buttons:
        told = {"accept": "application/json"}
        httpx.post(f"{sandbox.url}/{name}/parcels/{code}/{button}", headers=told).raise_for_status()


def notices(
    sandbox: Sandbox, carrier: CarrierGateway, code: str, count: int, seconds: float = 10
) -> list[CarrierNotice]:
    """Those of this parcel that the shop has heard."""
    deadline = time.monotonic() + seconds
    while True:
        heard = [_read(carrier, call) for call in list(sandbox.shop.heard)]
        mine = [one for one in heard if one and one.carrier_code == code]
        if len(mine) >= count or time.monotonic() > deadline:
            return mine
        time.sleep(0.05)


def _read(
    carrier: CarrierGateway, call: tuple[str, str, dict[str, str], str]
) -> CarrierNotice | None:
    _, _, headers, body = call
    kind = {key.lower(): value for key, value in headers.items()}.get("content-type", "")
    fields = json.loads(body or "{}") if "json" in kind else dict(parse_qsl(body))
    try:
        return carrier.read(fields)
    except BadNotice:
        return None


# -- with the sandbox ------------------------------------------------------------------------------


def test_a_parcel_lives_from_quote_to_delivery(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    wanted = parcel()
    assert carrier.fee(wanted).amount == 30_000
    made = carrier.create(wanted)
    assert made.fee == 30_000
    state = carrier.detail(made.carrier_code)
    assert (state.status, state.cod_amount) == (S.CREATED, 1_297_000)
    assert state.client_order_code == wanted.client_order_code
    press(sandbox, name, made.carrier_code, "pick")
    assert carrier.detail(made.carrier_code).status is S.PICKED
    press(sandbox, name, made.carrier_code, "deliver")
    assert carrier.detail(made.carrier_code).status is S.DELIVERED
    told = notices(sandbox, carrier, made.carrier_code, 3)
    assert {one.status for one in told} == {S.CREATED, S.PICKED, S.DELIVERED}
    assert {one.client_order_code for one in told} == {wanted.client_order_code}


@pytest.mark.parametrize("answer", ["same", "error"])
def test_creating_again_gets_the_first_answer(
    sandbox: Sandbox, carrier: CarrierGateway, name: str, answer: str
) -> None:
    sandbox.set(name, duplicate=answer)
    wanted = parcel()
    first, second = carrier.create(wanted), carrier.create(wanted)
    assert first.carrier_code == second.carrier_code
    mine = [
        one
        for one in sandbox.get(f"/{name}/parcels.json")["parcels"].values()
        if one["client"] == wanted.client_order_code
    ]
    assert len(mine) == 1


def test_an_answer_that_got_lost_is_found_again(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    sandbox.set(name, lose="1")
    wanted = parcel()
    with pytest.raises(GatewayUnavailable):
        carrier.create(wanted)
    found = carrier.find(wanted.client_order_code)
    assert found
    assert carrier.create(wanted).carrier_code == found.carrier_code
    assert carrier.find("NOBODY-1") is None


def test_cancelling_is_possible_until_the_pick_up_and_harmless_twice(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    early, late = carrier.create(parcel()), carrier.create(parcel())
    carrier.cancel(early.carrier_code)
    carrier.cancel(early.carrier_code)
    assert carrier.detail(early.carrier_code).status is S.CANCELLED
    press(sandbox, name, late.carrier_code, "pick")
    with pytest.raises(GatewayRefused):
        carrier.cancel(late.carrier_code)
    if name == "ghn":
        carrier.recall(late.carrier_code)
        carrier.recall(late.carrier_code)
        assert carrier.detail(late.carrier_code).status is S.RETURNING
    else:
        with pytest.raises(GatewayRefused):
            carrier.recall(late.carrier_code)


def test_a_carrier_may_refuse_and_may_be_silent(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    sandbox.set(name, refuse="1")
    with pytest.raises(GatewayRefused, match="NOT_SERVED"):
        carrier.create(parcel())
    with pytest.raises(GatewayRefused):
        carrier.create(parcel(receiver=replace(HOME, ward="")))
    sandbox.set(name, refuse="0", down="1")
    with pytest.raises(GatewayUnavailable):
        carrier.fee(parcel())


def test_a_wrong_token_is_not_a_no_of_the_parcel(sandbox: Sandbox, name: str) -> None:
    chosen = sandbox.settings
    stranger = (
        Ghn(url=chosen.ghn_url, token="wrong", shop_id=chosen.ghn_shop_id)
        if name == "ghn"
        else Ghtk(url=chosen.ghtk_url, token="wrong", client=chosen.ghtk_client)
    )
    with pytest.raises(GatewayUnavailable):
        stranger.create(parcel())


def test_the_label_is_a_page_or_a_pdf(sandbox: Sandbox, carrier: CarrierGateway, name: str) -> None:
    made = carrier.create(parcel())
    label = carrier.label(made.carrier_code)
    if name == "ghn":
        assert made.carrier_code in httpx.get(label.url).text
        assert httpx.get(label.url.replace("token=", "token=0")).status_code == 401
    else:
        assert label.pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("buttons", "ends"),
    [(("pick", "lose"), S.LOST), (("pick", "refuse", "return"), S.RETURNED)],
)
def test_parcels_end_badly_at_the_press_of_a_button(
    sandbox: Sandbox, carrier: CarrierGateway, name: str, buttons: tuple[str, ...], ends: S
) -> None:
    made = carrier.create(parcel())
    press(sandbox, name, made.carrier_code, *buttons)
    assert carrier.detail(made.carrier_code).status is ends
    told = notices(sandbox, carrier, made.carrier_code, len(buttons) + 1)
    if "refuse" in buttons:
        assert "Khách không nhận hàng" in {
            one.raw.get("Reason") or one.raw.get("reason") for one in told
        }


@pytest.mark.parametrize(("ends", "status"), [("delivered", S.DELIVERED), ("refused", S.RETURNED)])
def test_parcels_move_by_themselves(
    sandbox: Sandbox, carrier: CarrierGateway, name: str, ends: str, status: S
) -> None:
    sandbox.set(name, moves="auto", step_after="5", ends=ends)
    made = carrier.create(parcel())
    deadline = time.monotonic() + 20
    while carrier.detail(made.carrier_code).status is not status:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_webhooks_come_twice_shuffled_late_or_never(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    for how, count in (("twice", 2), ("shuffled", 2), ("late", 1)):
        sandbox.set(name, hooks=how)
        assert len(notices(sandbox, carrier, carrier.create(parcel()).carrier_code, count)) == count
    sandbox.set(name, hooks="never")
    assert notices(sandbox, carrier, carrier.create(parcel()).carrier_code, 1, seconds=1) == []


def test_the_secret_travels_as_each_carrier_does_it(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    carrier.create(parcel())
    deadline = time.monotonic() + 10
    while not sandbox.shop.heard and time.monotonic() < deadline:
        time.sleep(0.05)
    method, path, headers, _ = sandbox.shop.heard[-1]
    secret, parts = sandbox.settings.carrier_hook_secret, urlsplit(path)
    assert method == "POST"
    kind = {key.lower(): value for key, value in headers.items()}["content-type"]
    if name == "ghn":
        assert parts.path == f"/api/van-chuyen/ghn/{secret}"
        assert kind == "application/json"
    else:
        assert (parts.path, parts.query) == ("/api/van-chuyen/ghtk", f"hash={secret}")
        assert kind == "application/x-www-form-urlencoded"


def test_a_webhook_that_is_not_taken_comes_ten_times_or_twice(
    sandbox: Sandbox, carrier: CarrierGateway, name: str
) -> None:
    sandbox.shop.status = 500
    code = carrier.create(parcel()).carrier_code
    count = 10 if name == "ghn" else 2
    assert len(notices(sandbox, carrier, code, count, seconds=30)) == count
    assert len(notices(sandbox, carrier, code, count + 1, seconds=2)) == count
