"""Giao Hàng Tiết Kiệm: `{"success", "message"}`, numbers for statuses, webhooks as forms."""

import hmac
import secrets
import time

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.sandbox.parcels import SWITCHES, Courier, fee_of
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import SYSTEMS, misbehaving, switch

SYSTEMS["ghtk"] = SWITCHES
_API = "/ghtk/services"
_GMT7_SECONDS = 7 * 3600
_WORDS = {
    "-1": "Đã hủy", "2": "Đã tiếp nhận", "12": "Đang lấy hàng", "3": "Đã lấy hàng",
    "4": "Đang giao", "5": "Đã giao", "9": "Không giao được", "20": "Đang trả", "21": "Đã trả",
    "13": "Bồi hoàn",
}  # fmt: skip


def _notice(code: str, parcel: Doc) -> Doc:
    return {
        "label_id": code,
        "partner_id": parcel["client"],
        "status_id": parcel["status"],
        "action_time": _iso(parcel["at"]),
        "reason_code": "130" if parcel["reason"] else "",
        "reason": parcel["reason"],
        "weight": str(parcel["weight"]),
        "fee": str(parcel["fee"]),
        "return_part_package": "0",
    }


def _send(fields: Doc) -> httpx.Response:
    """A form, with the shop's secret in `hash`."""
    url = f"{settings.public_url}/api/van-chuyen/ghtk"
    return httpx.post(url, params={"hash": settings.carrier_hook_secret}, data=fields, timeout=15)


COURIER = Courier(
    system="ghtk",
    name="Giao Hàng Tiết Kiệm",
    words=_WORDS,
    next={"2": "12", "12": "3", "3": "4", "4": "5", "9": "20", "20": "21"},
    branches={"4": {"refused": "9", "lost": "13", "damaged": "13"}},
    buttons={"pick": "3", "deliver": "5", "refuse": "9", "return": "21", "lose": "13"},
    open=frozenset({"2", "12"}),
    final=frozenset({"-1", "5", "21", "13"}),
    tries=2,
    send=_send,
    notice=_notice,
)


def _no(message: str, code: str = "BAD_REQUEST", **more: str) -> Response:
    error = {"code": code, **more}
    return JSONResponse({"success": False, "message": message, "error": error})


def _stranger(request: Request) -> Response | None:
    token = request.headers.get("token", "")
    known = hmac.compare_digest(token.encode(), settings.ghtk_token.encode())
    if known and request.headers.get("x-client-source") == settings.ghtk_client:
        return None
    return JSONResponse({"success": False, "message": "Token không hợp lệ"}, 401)


@misbehaving("ghtk")
async def fee(request: Request) -> Response:
    if refused := _stranger(request):
        return refused
    asked = request.query_params
    if not asked.get("province") or not asked.get("pick_province") or not asked.get("weight"):
        return _no("Thiếu tỉnh hoặc khối lượng")
    amount = fee_of(
        asked["pick_province"], asked["province"], int(asked["weight"]),
        int(asked.get("value", 0)),
    )  # fmt: skip
    told = {"name": "area1", "fee": amount, "insurance_fee": 0, "delivery": True}
    return JSONResponse({"success": True, "message": "", "fee": told})


@misbehaving("ghtk")
async def create(request: Request) -> Response:
    if refused := _stranger(request):
        return refused
    told = await request.json()
    order, products = told.get("order") or {}, told.get("products") or []
    if wrong := _what_is_wrong(order, products, request.query_params.get("ver", "")):
        return _no(wrong)
    if switch("ghtk", "refuse") == "1":
        return _no("Không giao tới khu vực này", "NOT_SERVED")
    with store.transaction():
        if known := COURIER.by_client(str(order["id"])):
            if switch("ghtk", "duplicate") == "error":
                return _no("Đơn đã tồn tại", "ORDER_ID_EXIST", ghtk_label=known[0])
            return _taken(*known)
        code = f"S885.{secrets.token_hex(2).upper()}.{secrets.randbelow(10**9):09}"
        weight = sum(float(one.get("weight", 0)) for one in products)
        amount = fee_of(
            str(order["pick_province"]), str(order["province"]), int(weight * 1000),
            int(order.get("value") or 0),
        )  # fmt: skip
        parcel = {
            "client": str(order["id"]), "body": order, "cod": int(order.get("pick_money") or 0),
            "fee": amount, "reason": "", "to": str(order["address"]), "weight": weight,
        }  # fmt: skip
        COURIER.take(code, parcel, "2")
    return _taken(code, parcel)


def _what_is_wrong(order: Doc, products: list[Doc], version: str) -> str:
    needed = ("id", "pick_province", "pick_tel", "tel", "name", "address", "province", "ward")
    if missing := [name for name in (*needed, "hamlet") if not order.get(name)]:
        return f"Thiếu {', '.join(missing)}"
    return "" if products and version == "1.5" else "Thiếu hàng hóa"


def _taken(code: str, parcel: Doc) -> Response:
    order = {
        "partner_id": parcel["client"], "label": code, "area": "1", "fee": str(parcel["fee"]),
        "insurance_fee": "0", "estimated_pick_time": "Sáng mai",
        "estimated_deliver_time": "Chiều ngày kia", "products": [], "status_id": 2,
    }  # fmt: skip
    return JSONResponse({"success": True, "message": "Các đơn hàng đã được thêm", "order": order})


def _named(request: Request) -> tuple[str, Doc] | None:
    """A label, or `partner_id:<the shop's code>`."""
    name = request.path_params["label"]
    if name.startswith("partner_id:"):
        return COURIER.by_client(name.removeprefix("partner_id:"))
    parcel = COURIER.get(name)
    return (name, parcel) if parcel else None


@misbehaving("ghtk")
async def detail(request: Request) -> Response:
    found = _named(request)
    if refused := _stranger(request):
        return refused
    if found is None:
        return _no("Không tìm thấy đơn hàng", "NOT_FOUND")
    code, parcel = found
    order = {
        "label_id": code, "partner_id": parcel["client"], "status": parcel["status"],
        "status_text": _WORDS.get(parcel["status"], ""), "modified": _local(parcel["at"]),
        "message": parcel["reason"], "ship_money": parcel["fee"], "insurance": 0,
        "pick_money": parcel["cod"], "weight": str(int(parcel["weight"] * 1000)), "is_freeship": 1,
    }  # fmt: skip
    return JSONResponse({"success": True, "message": "", "order": order})


@misbehaving("ghtk")
async def cancel(request: Request) -> Response:
    found = _named(request)
    if refused := _stranger(request):
        return refused
    if found is None or found[1]["status"] not in COURIER.open:
        return _no("Đơn đã lấy hàng, không thể hủy đơn.", "TOO_LATE")
    COURIER.move(found[0], "-1")
    return JSONResponse({"success": True, "message": "", "log_id": secrets.token_hex(4)})


@misbehaving("ghtk")
async def label(request: Request) -> Response:
    found = _named(request)
    if refused := _stranger(request):
        return refused
    if found is None:
        return _no("Không tìm thấy đơn hàng", "NOT_FOUND")
    return Response(_pdf(found[0], found[1]["client"]), media_type="application/pdf")


def _pdf(*lines: str) -> bytes:
    """The smallest page that says which parcel it is."""
    drawn = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    text = f"BT /F1 14 Tf 20 120 Td {drawn} ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 150]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = "%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{told}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return f"{body}{end}startxref\n{len(body)}\n%%EOF".encode("latin-1")


def _iso(seconds: float) -> str:
    return _shifted(seconds, "%Y-%m-%dT%H:%M:%S") + f".{int(seconds * 1e6) % 10**6:06}+07:00"


def _local(seconds: float) -> str:
    return _shifted(seconds, "%Y-%m-%d %H:%M:%S")


def _shifted(seconds: float, shape: str) -> str:
    return time.strftime(shape, time.gmtime(seconds + _GMT7_SECONDS))


routes = [
    Route(f"{_API}/shipment/fee", fee),
    Route(f"{_API}/shipment/order/", create, methods=["POST"]),
    Route(f"{_API}/shipment/v2/{{label}}", detail),
    Route(f"{_API}/shipment/cancel/{{label}}", cancel, methods=["POST"]),
    Route(f"{_API}/label/{{label}}", label),
    *COURIER.routes,
]
