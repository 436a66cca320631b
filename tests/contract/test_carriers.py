"""Both carriers' adapters: the bytes they send, and the sandbox that answers and tells."""

import json
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from chonso_app.carriers.gateway import (
    Address,
    BadNotice,
    CarrierGateway,
    CarrierNotice,
    Parcel,
    ParcelState,
    ParcelStatus,
)
from chonso_app.carriers.ghn import Ghn
from chonso_app.carriers.ghtk import Ghtk
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from tests.contract.conftest import Sandbox

S = ParcelStatus
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
STORE = Address(
    province="Hà Nội", ward="Phường Yên Hòa", district="Quận Cầu Giấy", street="1 Phạm Văn Bạch",
    name="Kho Hà Nội", phone="0900009090",
)  # fmt: skip
HOME = Address(
    province="TP. Hồ Chí Minh", ward="Phường Bến Thành", district="Quận 1", street="12 Lê Lợi",
    name="Nguyễn Ngọc Lan", phone="0912345678", province_code="79",
)  # fmt: skip


def parcel(**changed: Any) -> Parcel:
    made = Parcel(
        client_order_code=f"GS{secrets.token_hex(4).upper()}-1", sender=STORE, receiver=HOME,
        cod_amount=1_297_000, value=25_000, content="Thẻ SIM", pick_up_at=NOW, note="Gọi trước",
    )  # fmt: skip
    return replace(made, **changed)


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


# -- the bytes of each call ----------------------------------------------------------------------


class Wire:
    """What an adapter sends, and canned answers instead of a carrier."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        told = self.answers.pop(0)
        return httpx.Response(400 if told.get("code") == 400 else 200, json=told)


def wired(carrier: Ghn | Ghtk, *answers: dict[str, Any]) -> Wire:
    wire, old = Wire(*answers), carrier._http
    carrier._http = httpx.Client(
        base_url=old.base_url, headers=old.headers, transport=httpx.MockTransport(wire)
    )
    return wire


def ok(data: Any) -> dict[str, Any]:
    return {"code": 200, "message": "Success", "data": data}


GHN_NO = {"code": 400, "message": "no", "data": None, "code_message": "USER_ERR_COMMON"}


@pytest.fixture
def ghn() -> Ghn:
    base = "https://online-gateway.ghn.vn/shiip/public-api"
    return Ghn(url=base, token="tok-1", shop_id="885")


@pytest.fixture
def ghtk() -> Ghtk:
    return Ghtk(url="https://services.giaohangtietkiem.vn", token="tok-2", client="S885")


def test_ghn_create_is_these_bytes(ghn: Ghn) -> None:
    wire = wired(ghn, ok({"order_code": "5E3NK3RS", "total_fee": 30_000}))
    assert ghn.create(parcel(client_order_code="GS7K3Q68-1")).carrier_code == "5E3NK3RS"
    sent = wire.sent[0]
    assert (sent.method, str(sent.url)) == (
        "POST",
        "https://online-gateway.ghn.vn/shiip/public-api/v2/shipping-order/create",
    )
    assert (sent.headers["token"], sent.headers["shopid"]) == ("tok-1", "885")
    assert sent.headers["content-type"] == "application/json"
    assert json.loads(sent.content) == {
        "payment_type_id": 1, "required_note": "KHONGCHOXEMHANG", "note": "Gọi trước",
        "client_order_code": "GS7K3Q68-1", "cod_amount": 1_297_000, "content": "Thẻ SIM",
        "insurance_value": 25_000, "service_id": 0, "service_type_id": 2,
        "items": [
            {"name": "Thẻ SIM", "code": "GS7K3Q68-1", "quantity": 1, "price": 25_000, "weight": 50}
        ],
        "pickup_time": int(NOW.timestamp()),
        "weight": 50, "length": 20, "width": 15, "height": 1,
        "from_name": "Kho Hà Nội", "from_phone": "0900009090", "from_address": "1 Phạm Văn Bạch",
        "from_ward_name": "Phường Yên Hòa", "from_district_name": "Quận Cầu Giấy",
        "from_province_name": "Hà Nội",
        "to_name": "Nguyễn Ngọc Lan", "to_phone": "0912345678", "to_address": "12 Lê Lợi",
        "to_ward_name": "Phường Bến Thành", "to_district_name": "Quận 1",
        "to_province_name": "TP. Hồ Chí Minh",
    }  # fmt: skip


def test_ghn_takes_its_own_codes_where_we_know_them(ghn: Ghn) -> None:
    known = replace(HOME, district_id=1442, ward_code="20109")
    wire = wired(ghn, ok({"order_code": "5E", "total_fee": 1}), ok({"total": 31_500}))
    ghn.create(parcel(receiver=known))
    body = json.loads(wire.sent[0].content)
    assert (body["to_district_id"], body["to_ward_code"]) == (1442, "20109")
    assert "to_ward_name" not in body
    assert ghn.fee(parcel(receiver=known)).amount == 31_500
    assert wire.sent[1].url.path.endswith("/v2/shipping-order/fee")
    assert json.loads(wire.sent[1].content) == {
        "service_type_id": 2, "to_district_id": 1442, "to_ward_code": "20109",
        "insurance_value": 25_000, "weight": 50, "length": 20, "width": 15, "height": 1,
    }  # fmt: skip


def test_ghn_since_the_reform_is_sent_no_district(ghn: Ghn) -> None:
    wire = wired(ghn, ok({"order_code": "", "total_fee": 22_000}))
    assert ghn.fee(parcel(receiver=replace(HOME, district=""))).amount == 22_000
    assert wire.sent[0].url.path.endswith("/v2/shipping-order/preview")
    assert "to_district_name" not in json.loads(wire.sent[0].content)


@pytest.mark.parametrize(
    ("call", "path", "body", "answer"),
    [
        ("cancel", "/v2/switch-status/cancel", {"order_codes": ["5E3NK3RS"]},
         [{"order_code": "5E3NK3RS", "result": True, "message": "OK"}]),
        ("recall", "/v2/switch-status/return", {"order_codes": ["5E3NK3RS"]},
         [{"order_code": "5E3NK3RS", "result": True, "message": "OK"}]),
        ("detail", "/v2/shipping-order/detail", {"order_code": "5E3NK3RS"},
         {"order_code": "5E3NK3RS", "status": "picked"}),
        ("find", "/v2/shipping-order/detail-by-client-code", {"client_order_code": "5E3NK3RS"},
         [{"order_code": "5E3NK3RS", "status": "picked"}]),
        ("label", "/v2/a5/gen-token", {"order_codes": ["5E3NK3RS"]}, {"token": "t-1"}),
    ],
)  # fmt: skip
def test_ghn_other_calls_are_these_bytes(
    ghn: Ghn, call: str, path: str, body: dict[str, Any], answer: Any
) -> None:
    wire = wired(ghn, ok(answer))
    told = getattr(ghn, call)("5E3NK3RS")
    assert wire.sent[0].url.path == f"/shiip/public-api{path}"
    assert json.loads(wire.sent[0].content) == body
    if call == "label":
        assert told.url == "https://online-gateway.ghn.vn/a5/public-api/printA5?token=t-1"
    if call in {"detail", "find"}:
        assert isinstance(told, ParcelState)
        assert told.status is S.PICKED


def test_ghn_errors_are_a_clear_no_or_not_known(ghn: Ghn) -> None:
    wired(ghn, GHN_NO)
    with pytest.raises(GatewayRefused, match="USER_ERR_COMMON"):
        ghn.detail("5E")
    wired(ghn, {"code": 500, "message": "x", "data": None})
    with pytest.raises(GatewayUnavailable):
        ghn.detail("5E")
    wired(ghn, ok({"order_code": "5E"}))  # a fee that is missing is not free
    with pytest.raises(GatewayUnavailable):
        ghn.fee(parcel())


def test_ghtk_create_is_these_bytes(ghtk: Ghtk) -> None:
    wire = wired(ghtk, {"success": True, "order": {"label": "S1.A1.17", "fee": "30400"}})
    made = ghtk.create(parcel(client_order_code="GS7K3Q68-1"))
    assert (made.carrier_code, made.fee) == ("S1.A1.17", 30_400)
    sent = wire.sent[0]
    assert (sent.method, str(sent.url)) == (
        "POST",
        "https://services.giaohangtietkiem.vn/services/shipment/order/?ver=1.5",
    )
    assert (sent.headers["token"], sent.headers["x-client-source"]) == ("tok-2", "S885")
    assert json.loads(sent.content) == {
        "products": [
            {"name": "Thẻ SIM", "weight": 0.05, "quantity": 1, "product_code": "GS7K3Q68-1"}
        ],
        "order": {
            "id": "GS7K3Q68-1", "pick_name": "Kho Hà Nội", "pick_address": "1 Phạm Văn Bạch",
            "pick_province": "Hà Nội", "pick_district": "Quận Cầu Giấy",
            "pick_ward": "Phường Yên Hòa", "pick_tel": "0900009090", "tel": "0912345678",
            "name": "Nguyễn Ngọc Lan", "address": "12 Lê Lợi", "province": "TP. Hồ Chí Minh",
            "district": "Quận 1", "ward": "Phường Bến Thành", "hamlet": "Khác",
            "is_freeship": "1", "pick_date": "2026-11-26", "pick_money": 1_297_000,
            "note": "Gọi trước", "value": 25_000, "transport": "road", "pick_option": "cod",
        },
    }  # fmt: skip


@pytest.mark.parametrize("day", [0, 400])
def test_a_word_that_is_not_ours_is_no_status(ghn: Ghn, day: int) -> None:
    told = ghn.read(
        {"OrderCode": "5E", "Type": "switch_status", "Status": "teleported",
         "Time": (NOW + timedelta(days=day)).isoformat()}
    )  # fmt: skip
    assert (told.status, told.raw_status) == (None, "teleported")


@pytest.mark.parametrize("gap", ["OrderCode", "Type", "Time"])
def test_a_notice_with_a_gap_is_none(ghn: Ghn, gap: str) -> None:
    whole = {
        "OrderCode": "5E",
        "Type": "create",
        "Status": "picked",
        "Time": "2026-11-26T02:00:00Z",
    }
    with pytest.raises(BadNotice):
        ghn.read(whole | {gap: ""})


def test_what_is_kept_of_a_notice_names_no_person(ghn: Ghn, ghtk: Ghtk) -> None:
    told = {
        "OrderCode": "5E", "Type": "switch_status", "Status": "picked", "Time": "t",
        "to_name": "Nguyễn Ngọc Lan", "to_phone": "0912345678", "Description": "12 Lê Lợi",
        "Fee": {"Total": 1}, "CODAmount": 5,
    }  # fmt: skip
    assert set(ghn.read(told).raw) == {
        "OrderCode", "Type", "Status", "Time", "CODAmount"
    }  # fmt: skip
    form = {"label_id": "S1", "status_id": "5", "action_time": "t", "tel": "0912345678"}
    assert set(ghtk.read(form).raw) == {"label_id", "status_id", "action_time"}


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
