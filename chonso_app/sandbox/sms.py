"""eSMS: takes what the real one takes, answers with its codes, and shows the phone's inbox."""

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.msisdn import NotAPhone, to_e164, to_national
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import store
from chonso_app.sandbox.switches import (
    ARRIVAL,
    COMMON,
    SYSTEMS,
    Switch,
    deliver,
    misbehaving,
    switch,
)

_CODES = (
    ("100", "100 nhận gửi"), ("99", "99 số bị chặn"), ("103", "103 hết tiền"),
    ("146", "146 sai mẫu đã đăng ký"),
)  # fmt: skip
SYSTEMS["sms"] = (*COMMON, ARRIVAL, Switch("code", "Mã trả lời", _CODES, "100"))


@misbehaving("sms")
async def send(request: Request) -> Response:
    told: dict[str, Any] = await request.json()
    keys = (told.get("ApiKey"), told.get("SecretKey"))
    if keys != (settings.esms_api_key, settings.esms_secret_key):
        return _answer("101", "Authorize Failed")
    try:
        phone = to_e164(str(told.get("Phone", "")))
    except NotAPhone:
        return _answer("108", "Phone number invalid")
    if told.get("SmsType") not in {"2", "8"}:
        return _answer("118", "SmsType invalid")
    if (code := switch("sms", "code")) != "100":
        return _answer(code, "sandbox: told to refuse")
    sms_id = _accept(phone, told)
    crashpoint("sandbox.sms.accepted")
    return _answer("100", "", sms_id) if sms_id else _answer("124", "RequestId exists")


def _accept(phone: str, told: dict[str, Any]) -> str:
    """The id of the message, "" when its RequestId was there before."""
    key = str(told.get("RequestId") or f"no-id-{store.count('sms-request')}")
    sms_id = f"SMS{store.count('sms-request') + 1:08}"
    with store.transaction():
        if not store.add("sms-request", key, {"id": sms_id}):
            return ""
        message = {"phone": phone, "content": str(told.get("Content", "")), "id": sms_id}
        deliver("sms", key, message | {"brandname": str(told.get("Brandname", ""))})
    return sms_id


def _answer(code: str, message: str, sms_id: str = "") -> JSONResponse:
    return JSONResponse(
        {"CodeResult": code, "CountRegenerate": 0, "SMSID": sms_id, "ErrorMessage": message}
    )


async def inbox(request: Request) -> Response:
    phone = request.query_params.get("phone", "")
    rows = [
        (when(at), f"<b>{escape(to_national(m['phone']))}</b>", escape(m["content"]))
        for at, m in _messages(phone)
    ]
    search = (
        '<form class="card" method="get"><label for="phone">Chỉ xem tin của số</label>'
        f'<input id="phone" name="phone" inputmode="tel" value="{escape(phone)}">'
        '<div class="row"><button>Lọc</button></div></form>'
    )
    shown = table(("Lúc", "Tới số", "Nội dung"), rows, empty="Chưa có tin nào.")
    return page("Hộp tin nhắn (eSMS)", search + shown + switch_form("sms"))


async def listing(request: Request) -> Response:
    """For tests: newest first."""
    return JSONResponse([m for _, m in _messages(request.query_params.get("phone", ""))])


def _messages(phone: str) -> list[tuple[float, dict[str, Any]]]:
    try:
        wanted = to_e164(phone) if phone else ""
    except NotAPhone:
        return []
    kept = store.newest("sms", 1000)
    return [(one.at, one.body) for one in kept if not wanted or one.body["phone"] == wanted][:100]


_SEND = "/esms/MainService.svc/json/SendMultipleMessage_V4_post_json/"
routes = [
    Route(_SEND, send, methods=["POST"]),
    Route("/sms/", inbox),
    Route("/sms/messages.json", listing),
]
