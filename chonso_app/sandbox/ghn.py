"""Giao Hàng Nhanh, API v2, as its adapter and its webhooks' receiver see it.

Written apart from the adapter on purpose: two readings of the same documents.
"""

import hmac
import re
import secrets
import time
from html import escape
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.sandbox.layout import page
from chonso_app.sandbox.parcels import SWITCHES, Courier, fee_of
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import SYSTEMS, misbehaving, switch

SYSTEMS["ghn"] = SWITCHES
_API = "/ghn/shiip/public-api"
_PHONE = re.compile(r"^0\d{9,10}$")
_NOTES = {"KHONGCHOXEMHANG", "CHOXEMHANGKHONGTHU", "CHOTHUHANG"}
_TOKEN_SECONDS = 1800
_WORDS = {
    "ready_to_pick": "Chờ lấy hàng", "picking": "Đang lấy hàng", "picked": "Đã lấy hàng",
    "storing": "Trong kho", "transporting": "Đang luân chuyển", "delivering": "Đang giao",
    "delivered": "Đã giao", "delivery_fail": "Giao không được",
    "waiting_to_return": "Chờ trả", "return": "Trả hàng", "returning": "Đang trả",
    "returned": "Đã trả", "cancel": "Đã hủy", "lost": "Thất lạc", "damage": "Hư hỏng",
}  # fmt: skip


def _notice(code: str, parcel: Doc) -> Doc:
    """The webhook's fields, all of them."""
    body = parcel["body"]
    return {
        "CODAmount": parcel["cod"],
        "CODTransferDate": None,
        "ClientOrderCode": parcel["client"],
        "ConvertedWeight": body.get("weight", 0),
        "Description": _WORDS.get(parcel["status"], ""),
        "Fee": {
            "CODFailedFee": 0, "CODFee": 0, "Coupon": 0, "DeliverRemoteAreasFee": 0,
            "DocumentReturn": 0, "DoubleCheck": 0, "Insurance": 0, "MainService": parcel["fee"],
            "PickRemoteAreasFee": 0, "R2S": 0, "Return": 0, "StationDO": 0, "StationPU": 0,
            "Total": parcel["fee"],
        },
        "Height": body.get("height", 0),
        "IsPartialReturn": False,
        "Length": body.get("length", 0),
        "OrderCode": code,
        "PartialReturnCode": "",
        "PaymentType": body.get("payment_type_id", 1),
        "Reason": parcel["reason"],
        "ReasonCode": "GHN-DFC1A2" if parcel["reason"] else "",
        "ShopID": int(settings.ghn_shop_id or 0),
        "Status": parcel["status"],
        "Time": _iso(parcel["at"]),
        "TotalFee": parcel["fee"],
        "Type": "create" if parcel["version"] == 1 else "switch_status",
        "Warehouse": "Bưu cục thử nghiệm",
        "Weight": body.get("weight", 0),
        "Width": body.get("width", 0),
    }  # fmt: skip


def _send(fields: Doc) -> httpx.Response:
    url = f"{settings.public_url}/api/van-chuyen/ghn/{settings.carrier_hook_secret}"
    return httpx.post(url, json=fields, timeout=15)


COURIER = Courier(
    system="ghn",
    name="Giao Hàng Nhanh",
    words=_WORDS,
    next={
        "ready_to_pick": "picking", "picking": "picked", "picked": "storing",
        "storing": "transporting", "transporting": "delivering", "delivering": "delivered",
        "delivery_fail": "waiting_to_return", "waiting_to_return": "return",
        "return": "returning", "returning": "returned",
    },
    branches={
        "transporting": {"lost": "lost", "damaged": "damage"},
        "delivering": {"refused": "delivery_fail"},
    },
    buttons={
        "pick": "picked", "deliver": "delivered", "refuse": "delivery_fail",
        "return": "returned", "lose": "lost", "damage": "damage",
    },
    open=frozenset({"ready_to_pick", "picking"}),
    final=frozenset({"delivered", "returned", "cancel", "lost", "damage"}),
    tries=10,
    send=_send,
    notice=_notice,
)  # fmt: skip


# -- the API -------------------------------------------------------------------------------------


def _ok(data: Any) -> Response:
    return JSONResponse({"code": 200, "message": "Success", "data": data})


def _no(message: str, code_message: str = "USER_ERR_COMMON") -> Response:
    told = {"code": 400, "message": message, "data": None, "code_message": code_message}
    return JSONResponse(told, 400)


def _stranger(request: Request, *, shop: bool = True) -> Response | None:
    token, shop_id = request.headers.get("token", ""), request.headers.get("shopid", "")
    known = hmac.compare_digest(token.encode(), settings.ghn_token.encode())
    if known and (not shop or shop_id == settings.ghn_shop_id):
        return None
    return JSONResponse({"code": 401, "message": "Token is not valid!", "data": None}, 401)


def _what_is_wrong(body: Doc) -> str:
    needed = ("to_name", "to_phone", "to_address", "weight", "required_note", "payment_type_id")
    if missing := [name for name in needed if not body.get(name)]:
        return f"Missing {', '.join(missing)}"
    if not _PHONE.match(str(body["to_phone"])):
        return "to_phone is invalid"
    by_code = body.get("to_ward_code") and body.get("to_district_id")
    if not by_code and not (body.get("to_ward_name") and body.get("to_province_name")):
        return "to_ward is invalid"
    if body["required_note"] not in _NOTES or not body.get("items"):
        return "required_note or items is invalid"
    return "insurance_value is too high" if body.get("insurance_value", 0) > 5_000_000 else ""


def _fee(body: Doc) -> int:
    return fee_of(
        str(body.get("from_province_name", "")),
        str(body.get("to_province_name", "")),
        int(body.get("weight", 0)),
        int(body.get("insurance_value") or 0),
    )


def _answer(body: Doc, code: str = "") -> Doc:
    fee = _fee(body)
    return {
        "order_code": code,
        "sort_code": "0-000-0-00",
        "trans_type": "truck",
        "fee": {"main_service": fee, "insurance": 0},
        "total_fee": fee,
        "expected_delivery_time": _iso(time.time() + 2 * 86_400),
    }


@misbehaving("ghn")
async def preview(request: Request) -> Response:
    body = await request.json()
    wrong = _what_is_wrong(body | {"to_name": "x", "to_phone": body.get("to_phone", "0900000000")})
    return _stranger(request) or (_no(wrong) if wrong else _ok(_answer(body)))


@misbehaving("ghn")
async def fee(request: Request) -> Response:
    body = await request.json()
    if refused := _stranger(request):
        return refused
    if not body.get("to_district_id") or not body.get("weight"):
        return _no("to_district_id is invalid")
    amount = _fee(body)
    return _ok({"total": amount, "service_fee": amount, "insurance_fee": 0})


@misbehaving("ghn")
async def create(request: Request) -> Response:
    body = await request.json()
    if refused := _stranger(request):
        return refused
    if wrong := _what_is_wrong(body):
        return _no(wrong)
    if switch("ghn", "refuse") == "1":
        return _no("Address is not served", "NOT_SERVED")
    client = str(body.get("client_order_code") or secrets.token_hex(6))
    with store.transaction():
        if known := COURIER.by_client(client):
            if switch("ghn", "duplicate") == "error":
                return _no("client_order_code is existed", "CLIENT_ORDER_CODE_EXISTED")
            return _ok(_answer(known[1]["body"], known[0]))
        code = "L" + secrets.token_hex(4).upper()
        answer = _answer(body, code)
        parcel = {
            "client": client, "body": body, "cod": int(body.get("cod_amount") or 0),
            "fee": answer["total_fee"], "reason": "", "to": str(body.get("to_address", "")),
        }  # fmt: skip
        COURIER.take(code, parcel, "ready_to_pick")
    return _ok(answer)


@misbehaving("ghn")
async def switch_status(request: Request) -> Response:
    """cancel: before it is picked up. return: after it."""
    wanted = request.path_params["what"]
    codes = (await request.json()).get("order_codes") or []
    if refused := _stranger(request):
        return refused
    return _ok([_switched(str(code), wanted) for code in codes])


def _switched(code: str, wanted: str) -> Doc:
    parcel = COURIER.get(code)
    state = parcel["status"] if parcel else ""
    back = {"picked", "storing", "transporting", "delivering", "delivery_fail", "waiting_to_return"}
    may = state in (COURIER.open if wanted == "cancel" else back)
    if may:
        COURIER.move(code, "cancel" if wanted == "cancel" else "return", ends="refused")
    message = "OK" if may else f"order in status {state or 'unknown'}"
    return {"order_code": code, "result": may, "message": message}


def _detail(code: str, parcel: Doc) -> Doc:
    body = parcel["body"]
    return {
        "order_code": code,
        "client_order_code": parcel["client"],
        "status": parcel["status"],
        "cod_amount": parcel["cod"],
        "payment_type_id": body.get("payment_type_id"),
        "weight": body.get("weight"),
        "to_name": body.get("to_name"),
        "updated_date": _iso(parcel["at"]),
        "log": [
            {"status": one["status"], "updated_date": _iso(one["at"])} for one in parcel["log"]
        ],
    }


@misbehaving("ghn")
async def detail(request: Request) -> Response:
    code = str((await request.json()).get("order_code", ""))
    parcel = COURIER.get(code)
    if refused := _stranger(request, shop=False):
        return refused
    return _ok(_detail(code, parcel)) if parcel else _no("Order is not found")


@misbehaving("ghn")
async def detail_by_client(request: Request) -> Response:
    found = COURIER.by_client(str((await request.json()).get("client_order_code", "")))
    if refused := _stranger(request, shop=False):
        return refused
    return _ok([_detail(*found)]) if found else _no("Order is not found")


@misbehaving("ghn")
async def gen_token(request: Request) -> Response:
    codes = (await request.json()).get("order_codes") or []
    if refused := _stranger(request, shop=False):
        return refused
    token = secrets.token_hex(16)
    store.put("ghn-label", token, {"codes": codes, "until": time.time() + _TOKEN_SECONDS})
    return _ok({"token": token})


async def label(request: Request) -> Response:
    known = store.get("ghn-label", request.query_params.get("token", ""))
    if known is None or known["until"] < time.time():
        return page("Nhãn", '<p class="bad">Mã in đã hết hạn (30 phút).</p>', status=401)
    shown = "".join(_label(str(code)) for code in known["codes"])
    return page("Nhãn vận chuyển", shown)


def _label(code: str) -> str:
    parcel = COURIER.get(code)
    if parcel is None:
        return ""
    body = parcel["body"]
    lines = (code, parcel["client"], body.get("to_name"), body.get("to_phone"), parcel["to"])
    return f'<div class="card">{"<br>".join(escape(str(line)) for line in lines)}</div>'


def _iso(seconds: float) -> str:
    return (
        time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        + f".{int(seconds * 1e3) % 1000:03}Z"
    )


routes = [
    Route(f"{_API}/v2/shipping-order/create", create, methods=["POST"]),
    Route(f"{_API}/v2/shipping-order/preview", preview, methods=["POST"]),
    Route(f"{_API}/v2/shipping-order/fee", fee, methods=["POST"]),
    Route(f"{_API}/v2/shipping-order/detail", detail, methods=["POST"]),
    Route(f"{_API}/v2/shipping-order/detail-by-client-code", detail_by_client, methods=["POST"]),
    Route(f"{_API}/v2/switch-status/{{what:str}}", switch_status, methods=["POST"]),
    Route(f"{_API}/v2/a5/gen-token", gen_token, methods=["POST"]),
    *(
        Route(f"/ghn/a5/public-api/{size}", label)
        for size in ("printA5", "print80x80", "print52x70")
    ),
    *COURIER.routes,
]
