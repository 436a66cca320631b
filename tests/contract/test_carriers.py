"""Both carriers' adapters: the bytes they send, and how they read what comes."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chonso_app.carriers.gateway import (
    BadNotice,
    ParcelState,
)
from chonso_app.carriers.ghn import Ghn
from chonso_app.carriers.ghtk import Ghtk
from chonso_app.core.gateways import GatewayRefused, GatewayUnavailable
from tests.contract.posting import HOME, NOW, S, parcel

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
