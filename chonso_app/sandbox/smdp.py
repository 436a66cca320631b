"""The SM-DP+: ES2+ of SGP.22, and a page where a profile is "installed" by a button."""

import secrets
from datetime import UTC, datetime
from html import escape
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import TIMERS, Doc, store
from chonso_app.sandbox.switches import COMMON, SYSTEMS, Switch, misbehaving, switch

_ISSUER = "898401"  # the operator's ICCIDs: telecom, Viet Nam, issuer 01
_REPORT_TRIES, _REPORT_GAP_SECONDS = 60, 30
_REVERSED_SECONDS = 5
_POINTS = {"downloaded": 3, "installed": 4}
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
SYSTEMS["smdp"] = (
    *COMMON,
    Switch(
        "report",
        "Báo tiến trình cài đặt",
        (("1", "Có"), ("0", "Không"), ("2", "Hai lần"), ("reversed", "Ngược thứ tự")),
        "1",
    ),
)
_STATES = {
    "allocated": "Đã giữ",
    "confirmed": "Đã xác nhận",
    "released": "Chờ tải về",
    "downloaded": "Đã tải về",
    "installed": "Đã cài",
    "unavailable": "Đã hủy",
}
Answer = tuple[Doc, str, str]  # body, subject code, reason code


@misbehaving("smdp")
async def es2plus(request: Request) -> Response:
    """One endpoint for all four functions: they differ in what they do, not in how they speak."""
    function = request.path_params["function"]
    if function not in FUNCTIONS:
        return Response(status_code=404)
    if not request.headers.get("x-admin-protocol", "").startswith("gsma/rsp/v2"):
        return Response(status_code=400)
    told: dict[str, Any] = await request.json()
    call_id = str(told.get("header", {}).get("functionCallIdentifier", ""))
    if not call_id:
        return JSONResponse(_failed("1.2", "2.2"))
    key = f"{function}:{call_id}"
    with store.transaction():
        answer = store.get("smdp-call", key) or _execute(function, told, key)
    crashpoint("sandbox.smdp.done")
    return JSONResponse(answer)


def _execute(function: str, told: Doc, key: str) -> Doc:
    body, subject, reason = FUNCTIONS[function](told)
    if subject:
        return _failed(subject, reason)
    answer = _done(body)
    store.put("smdp-call", key, answer)
    return answer


def _download_order(told: Doc) -> Answer:
    if not told.get("profileType") and not told.get("iccid"):
        return {}, "8.2.5", "2.2"
    iccid = str(told.get("iccid") or _new_iccid())
    profile = {"state": "allocated", "type": told.get("profileType", ""), "matching_id": ""}
    store.put("profile", iccid, profile)
    return {"iccid": iccid}, "", ""


def _confirm_order(told: Doc) -> Answer:
    profile = store.get("profile", str(told.get("iccid")))
    if profile is None:
        return {}, "8.2.1", "3.9"
    if profile["state"] not in {"allocated", "released"}:
        return {}, "8.2.1", "3.3"
    matching = str(told.get("matchingId") or profile["matching_id"] or _new_matching_id())
    state = "released" if told.get("releaseFlag") else "confirmed"
    store.put("profile", str(told["iccid"]), profile | {"state": state, "matching_id": matching})
    return {"matchingId": matching, "smdpAddress": settings.smdp_address, "eid": ""}, "", ""


def _release_profile(told: Doc) -> Answer:
    profile = store.get("profile", str(told.get("iccid")))
    if profile is None or profile["state"] not in {"confirmed", "released"}:
        return {}, "8.2.1", "3.9"
    store.put("profile", str(told["iccid"]), profile | {"state": "released"})
    return {}, "", ""


def _cancel_order(told: Doc) -> Answer:
    profile = store.get("profile", str(told.get("iccid")))
    if profile is None:
        return {}, "8.2.1", "3.9"
    if profile["state"] == "installed":
        return {}, "8.2.1", "3.3"
    store.put("profile", str(told["iccid"]), profile | {"state": "unavailable"})
    return {}, "", ""


FUNCTIONS = {
    "downloadOrder": _download_order,
    "confirmOrder": _confirm_order,
    "releaseProfile": _release_profile,
    "cancelOrder": _cancel_order,
}


def _done(body: Doc) -> Doc:
    return {"header": {"functionExecutionStatus": {"status": "Executed-Success"}}} | body


def _failed(subject: str, reason: str) -> Doc:
    data = {"subjectCode": subject, "reasonCode": reason, "message": "sandbox"}
    status = {"status": "Failed", "statusCodeData": data}
    return {"header": {"functionExecutionStatus": status}}


def _new_iccid() -> str:
    """89 84 01 + serial + Luhn digit, 20 digits in all."""
    body = f"{_ISSUER}{store.count('profile') + 1:013}"
    return body + luhn_digit(body)


def luhn_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def _new_matching_id() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


# -- a phone meets the profile ---------------------------------------------------------------


async def act(request: Request) -> Response:
    """The buttons of the page, and tests: `install`, `download` or `fail`."""
    iccid, what = request.path_params["iccid"], request.path_params["what"]
    profile = store.get("profile", iccid)
    if profile is None or profile["state"] not in {"released", "downloaded"}:
        return JSONResponse({"error": "not downloadable"}, 409)
    steps = {"install": ("downloaded", "installed"), "download": ("downloaded",)}.get(what, ())
    with store.transaction():
        if steps:
            store.put("profile", iccid, profile | {"state": steps[-1]})
        for step in steps:
            _report(iccid, profile["type"], _POINTS[step], ok=True)
        if what == "fail":
            _report(iccid, profile["type"], _POINTS["installed"], ok=False)
    return RedirectResponse("/smdp/", 303)


def _report(iccid: str, kind: str, point: int, *, ok: bool) -> None:
    """Tell the shop, as often and in the order that the switch says."""
    status: Doc = {"status": "Executed-Success"}
    if not ok:
        data = {"subjectCode": "8.2.5", "reasonCode": "4.2"}
        status = {"status": "Failed", "statusCodeData": data}
    body = {
        "header": {
            "functionRequesterIdentifier": "sandbox-smdp",
            "functionCallIdentifier": secrets.token_hex(8),
        },
        "eid": "89049032000001234567890123456748",
        "iccid": iccid,
        "profileType": kind,
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "notificationPointId": point,
        "notificationPointStatus": status,
    }
    how = switch("smdp", "report")
    after = _REVERSED_SECONDS if how == "reversed" and point == _POINTS["downloaded"] else 0
    for _ in range({"0": 0, "2": 2}.get(how, 1)):
        store.later(after, "smdp-report", {"body": body, "tries": 0})


def _send_report(told: Doc) -> None:
    url = f"{settings.public_url}/gsma/rsp2/es2plus/handleDownloadProgressInfo"
    headers = {
        "Authorization": f"Bearer {settings.smdp_callback_token}",
        "X-Admin-Protocol": "gsma/rsp/v2.4.0",
    }
    try:
        delivered = httpx.post(url, json=told["body"], headers=headers, timeout=10).is_success
    except httpx.HTTPError:
        delivered = False
    if not delivered and told["tries"] < _REPORT_TRIES:
        store.later(_REPORT_GAP_SECONDS, "smdp-report", told | {"tries": told["tries"] + 1})


TIMERS["smdp-report"] = _send_report


async def overview(_request: Request) -> Response:
    rows = []
    for one in store.newest("profile"):
        buttons = "".join(
            f'<form method="post" action="/smdp/{one.key}/{what}"><button class="quiet">{label}'
            "</button></form>"
            for what, label in (("install", "Cài xong"), ("fail", "Cài hỏng"))
        )
        may_act = one.body["state"] in {"released", "downloaded"}
        rows.append(
            (
                when(one.at),
                escape(one.key),
                escape(_STATES[one.body["state"]]),
                f'<div class="row">{buttons}</div>' if may_act else "",
            )
        )
    shown = table(
        ("Lúc", "ICCID", "Trạng thái", "Điện thoại của khách"), rows, empty="Chưa có hồ sơ."
    )
    return page("SM-DP+ (ES2+)", shown + switch_form("smdp"))


async def listing(_request: Request) -> Response:
    """For tests."""
    return JSONResponse({one.key: one.body for one in store.newest("profile", 100_000)})


routes = [
    Route("/smdp/gsma/rsp2/es2plus/{function}", es2plus, methods=["POST"]),
    Route("/smdp/", overview),
    Route("/smdp/profiles.json", listing),
    Route("/smdp/{iccid}/{what}", act, methods=["POST"]),
]
