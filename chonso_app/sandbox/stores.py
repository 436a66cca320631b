"""The own system of two stores, by docs/store-api.md: SIMs set aside and handed over by button."""

import hmac
import random
from html import escape

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.core.iccid import grouped, with_check_digit
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import TIMERS, Doc, store
from chonso_app.sandbox.switches import COMMON, SYSTEMS, Switch, misbehaving, number, switch

STORES = {"CH-79-03": 2_000_090, "CH-01-03": 2_000_270}  # code → number before its first card
_ISSUER = "898401"
_STATES = {
    "waiting": "Chờ lấy phôi", "ready": "Chờ khách nhận", "handed_over": "Đã giao",
    "cancelled": "Đã hủy",
}  # fmt: skip
SYSTEMS["stores"] = (
    *COMMON,
    Switch(
        "serial", "Serial gắn vào đơn",
        (("own", "Đúng kho"), ("foreign", "Thẻ lạ"), ("typo", "Sai số kiểm tra")), "own",
    ),
    Switch("ready_after", "Tự lấy phôi sau (giây), 0 là bấm tay", default="0"),
    Switch(
        "callback", "Báo lại",
        (("once", "Ngay"), ("twice", "Hai lần"), ("late", "Chậm"), ("never", "Không báo")), "once",
    ),
)  # fmt: skip


@misbehaving("stores")
async def push(request: Request) -> Response:
    if refused := _refused(request):
        return refused
    told, key = await request.json(), request.headers["idempotency-key"]
    with store.transaction():
        return _known(key) or _take(told, key)


def _take(told: Doc, key: str) -> Response:
    if told.get("store") not in STORES:
        return _no(422, "unknown_store")
    reference = f"ST-{store.count('store-order') + 1:06}"
    kept = {name: told.get(name) for name in ("store", "number", "name", "phone_tail", "cash")}
    if not store.add("store-order", told["order"], kept | {"state": "waiting"}):
        return _no(409, "order_exists")
    if after := number("stores", "ready_after"):
        store.later(after, "store-ready", {"order": told["order"]})
    return _answered(key, 202, {"reference": reference})


@misbehaving("stores")
async def look(request: Request) -> Response:
    if not _is_ours(request):
        return _no(401, "unauthorised")
    code = request.path_params["order"]
    found = store.get("store-order", code)
    if found is None:
        return _no(404, "no_such_order")
    shown = {name: found[name] for name in ("state", "serial", "receiver") if name in found}
    return JSONResponse({"order": code} | shown)


@misbehaving("stores")
async def cancel(request: Request) -> Response:
    if refused := _refused(request):
        return refused
    key, code = request.headers["idempotency-key"], request.path_params["order"]
    with store.transaction():
        return _known(key) or _cancel(code, key)


def _cancel(code: str, key: str) -> Response:
    found = store.get("store-order", code)
    if found is None:
        return _no(404, "no_such_order")
    if found["state"] == "handed_over":
        return _no(409, "handed_over")
    store.put("store-order", code, found | {"state": "cancelled"})
    return _answered(key, 200, {"order": code, "state": "cancelled"})


# -- the store's own screen -----------------------------------------------------------------------


def _ready(told: Doc) -> None:
    """The next card of that store, as the demo's stock has them; with a switch, a wrong one."""
    found = store.get("store-order", told["order"])
    if found is None or found["state"] != "waiting":
        return
    with store.transaction():
        taken = store.count("store-card")
        store.put("store-card", told["order"], {})
    serial = with_check_digit(f"{_ISSUER}{STORES[found['store']] + 1 + taken:013d}")
    if switch("stores", "serial") == "foreign":
        serial = with_check_digit(f"{_ISSUER}{9_000_000_000 + taken:013d}")
    elif switch("stores", "serial") == "typo":
        serial = serial[:-1] + str((int(serial[-1]) + 1) % 10)
    store.put("store-order", told["order"], found | {"state": "ready", "serial": serial})
    _call_back(told["order"])


TIMERS["store-ready"] = _ready


async def set_aside(request: Request) -> Response:
    _ready({"order": request.path_params["order"]})
    return RedirectResponse("/stores/", 303)


async def hand_over(request: Request) -> Response:
    """The shop says whether the code is right; a wrong one hands nothing over."""
    code, form = request.path_params["order"], await request.form()
    found = store.get("store-order", code)
    if found is None or found["state"] != "ready":
        return RedirectResponse("/stores/", 303)
    if wrong := await _wrong_code(code, str(form.get("code", ""))):
        return _screen(wrong)
    receiver = "other" if form.get("receiver") == "other" else "self"
    store.put("store-order", code, found | {"state": "handed_over", "receiver": receiver})
    _call_back(code)
    return RedirectResponse("/stores/", 303)


async def _wrong_code(code: str, typed: str) -> str:
    """What the shop says against the code; "" when it is right."""
    asked = {"order": code, "code": typed}
    try:
        async with httpx.AsyncClient(timeout=10) as shop:
            answer = await shop.post(
                f"{settings.public_url}/api/cua-hang/ma-nhan-hang", json=asked, headers=_shown()
            )
        told = answer.json()
    except (httpx.HTTPError, ValueError):
        return "Chọn Số Online không trả lời. Thử lại."
    return "" if told.get("right") is True else str(told.get("text", "Mã chưa đúng."))


def _call_back(code: str) -> None:
    how = switch("stores", "callback")
    for _ in range({"never": 0, "twice": 2}.get(how, 1)):
        late = random.uniform(5, 30) if how == "late" else 0  # noqa: S311
        store.later(late, "store-callback", {"order": code})


def _send(told: Doc) -> None:
    """Once; whoever misses it looks for itself."""
    try:
        httpx.post(
            f"{settings.public_url}/api/cua-hang/su-kien", json=told, headers=_shown(), timeout=5
        )
    except httpx.HTTPError:
        return


TIMERS["store-callback"] = _send


def _shown() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.store_callback_token}"}


async def overview(_request: Request) -> Response:
    return _screen("")


def _screen(wrong: str) -> Response:
    rows = [
        (
            when(one.at),
            f"<b>{escape(one.key)}</b><br>{escape(str(one.body['number']))}",
            escape(f"{one.body['name']}, …{one.body['phone_tail']}"),
            escape(f"{one.body['cash'] or 0:,} ₫".replace(",", ".")),
            escape(grouped(one.body.get("serial", "")) or "–"),
            escape(_STATES[one.body["state"]]),
            _buttons(one.key, one.body["state"]),
        )
        for one in store.newest("store-order")
    ]
    told = f'<p class="card" role="alert"><b>{escape(wrong)}</b></p>' if wrong else ""
    heads = ("Lúc", "Phiếu", "Khách", "Thu", "Serial", "Trạng thái", "Làm")
    shown = table(heads, rows, empty="Chưa có đơn nào. Đặt nhận tại CH-79-03 hoặc CH-01-03.")
    return page("Hệ thống của cửa hàng", told + shown + switch_form("stores"))


def _buttons(code: str, state: str) -> str:
    at = f"/stores/orders/{escape(code)}"
    if state == "waiting":
        return f'<form method="post" action="{at}/ready"><button>Lấy phôi</button></form>'
    if state == "ready":
        return (
            f'<form method="post" action="{at}/hand-over">'
            '<input name="code" aria-label="Mã nhận hàng" placeholder="Mã 6 số" maxlength="6">'
            '<select name="receiver" aria-label="Người nhận"><option value="self">Chính chủ'
            '</option><option value="other">Nhận thay</option></select>'
            "<button>Giao SIM</button></form>"
        )
    return "–"


async def listing(_request: Request) -> Response:
    """For tests."""
    return JSONResponse({one.key: one.body for one in store.newest("store-order", 100_000)})


# -- wire -----------------------------------------------------------------------------------------


def _known(key: str) -> Response | None:
    """The first answer to this Idempotency-Key."""
    known = store.get("store-call", key)
    return JSONResponse(known["answer"], known["status"]) if known else None


def _answered(key: str, status: int, answer: Doc) -> Response:
    store.put("store-call", key, {"status": status, "answer": answer})
    return JSONResponse(answer, status)


def _refused(request: Request) -> Response | None:
    if not _is_ours(request):
        return _no(401, "unauthorised")
    return None if request.headers.get("idempotency-key") else _no(400, "no_idempotency_key")


def _is_ours(request: Request) -> bool:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(shown.encode(), settings.store_system_token.encode())


def _no(status: int, code: str) -> Response:
    return JSONResponse({"code": code, "message": f"sandbox: {code}"}, status)


routes = [
    Route("/stores/", overview),
    Route("/stores/orders.json", listing),
    Route("/stores/orders/{order}/ready", set_aside, methods=["POST"]),
    Route("/stores/orders/{order}/hand-over", hand_over, methods=["POST"]),
    Route("/stores/api/orders", push, methods=["POST"]),
    Route("/stores/api/orders/{order}", look),
    Route("/stores/api/orders/{order}/cancel", cancel, methods=["POST"]),
]
