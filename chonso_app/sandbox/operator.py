"""The operator's back end (HT TC & QLKH), by docs/operator-api.md: results come later."""

import hmac
import random
import re
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.msisdn import to_national
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import TIMERS, Doc, store
from chonso_app.sandbox.switches import COMMON, SYSTEMS, Switch, misbehaving, number, switch

_ICCID = re.compile(r"^\d{18,20}$")
_MSISDN = re.compile(r"^84\d{9}$")
_STATES = {
    "processing": "Đang đấu nối",
    "active": "Đang hoạt động",
    "rejected": "Bị từ chối",
    "suspended": "Tạm khóa",
}
SYSTEMS["operator"] = (
    *COMMON,
    Switch("result_after", "Có kết quả sau (giây)", default="3"),
    Switch("order", "Thứ tự kết quả", (("asked", "Như khi hỏi"), ("shuffled", "Lộn xộn")), "asked"),
    Switch(
        "result",
        "Kết quả đấu nối",
        (("active", "Thành công"), ("rejected", "Từ chối: sai dữ liệu")),
        "active",
    ),
)


@misbehaving("operator")
async def activate(request: Request) -> Response:
    if refused := _refused(request):
        return refused
    key, told = request.headers["idempotency-key"], await request.json()
    with store.transaction():
        answer = _known(key) or _take(told, key)
    crashpoint("sandbox.operator.taken")
    return answer


def _take(told: Doc, key: str) -> Response:
    if wrong := _what_is_wrong(told):
        return _no(409 if wrong.endswith("in_use") else 422, wrong)
    reference = f"OP-{store.count('activation') + 1:06}"
    store.put("activation", reference, told | {"state": "processing", "code": ""})
    store.put("line", told["msisdn"], told | {"state": "processing", "reference": reference})
    after = number("operator", "result_after")
    if switch("operator", "order") == "shuffled":
        after *= random.uniform(1, 10)  # noqa: S311
    store.later(after, "operator-result", {"reference": reference})
    return _answered(key, "activate", 202, {"reference": reference})


def _known(key: str) -> Response | None:
    """The first answer to this Idempotency-Key."""
    known = store.get("operator-call", key)
    return JSONResponse(known["answer"], known["status"]) if known else None


def _answered(key: str, what: str, status: int, answer: Doc) -> Response:
    store.put("operator-call", key, {"what": what, "status": status, "answer": answer})
    return JSONResponse(answer, status)


def _what_is_wrong(told: dict[str, Any]) -> str:
    if not _MSISDN.match(str(told.get("msisdn"))) or not _ICCID.match(str(told.get("iccid"))):
        return "bad_request"
    if "plan" not in told:
        return "unknown_plan"
    line = store.get("line", told["msisdn"])
    if line and line["state"] in {"processing", "active"}:
        return "number_in_use"
    used = (one.body for one in store.newest("line", 100_000))
    busy = any(
        one["iccid"] == told["iccid"] and one["state"] in {"processing", "active"} for one in used
    )
    return "sim_in_use" if busy else ""


def _finish(body: Doc) -> None:
    """The operator's answer, some time later."""
    done = store.get("activation", body["reference"])
    if done is None or done["state"] != "processing":
        return
    state = switch("operator", "result")
    code = "" if state == "active" else "data_mismatch"
    with store.transaction():
        store.put("activation", body["reference"], done | {"state": state, "code": code})
        line = store.get("line", done["msisdn"]) or {}
        store.put("line", done["msisdn"], line | {"state": state})


TIMERS["operator-result"] = _finish


@misbehaving("operator")
async def result(request: Request) -> Response:
    if not _is_ours(request):
        return _no(401, "unauthorised")
    reference = request.path_params["reference"]
    found = store.get("activation", reference)
    if found is None:
        return _no(404, "no_such_reference")
    return JSONResponse({"reference": reference, "state": found["state"], "code": found["code"]})


@misbehaving("operator")
async def suspend(request: Request) -> Response:
    return await _change_line(request, "suspend")


@misbehaving("operator")
async def replace_sim(request: Request) -> Response:
    return await _change_line(request, "sim")


async def _change_line(request: Request, what: str) -> Response:
    if refused := _refused(request):
        return refused
    key, told = request.headers["idempotency-key"], await request.json()
    with store.transaction():
        answer = _known(key) or _change(request.path_params["msisdn"], what, told, key)
    crashpoint("sandbox.operator.changed")
    return answer


def _change(msisdn: str, what: str, told: Doc, key: str) -> Response:
    line = store.get("line", msisdn)
    if line is None or line["state"] not in {"active", "suspended"}:
        return _no(404, "no_such_line")
    changed = {"state": "suspended"} if what == "suspend" else {"iccid": str(told.get("iccid"))}
    store.put("line", msisdn, line | changed)
    return _answered(key, what, 200, {"msisdn": msisdn} | changed)


def _refused(request: Request) -> Response | None:
    if not _is_ours(request):
        return _no(401, "unauthorised")
    return None if request.headers.get("idempotency-key") else _no(400, "no_idempotency_key")


def _is_ours(request: Request) -> bool:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(shown.encode(), settings.operator_token.encode())


def _no(status: int, code: str) -> Response:
    return JSONResponse({"code": code, "message": f"sandbox: {code}"}, status)


async def overview(_request: Request) -> Response:
    rows = [
        (
            when(one.at),
            f"<b>{escape(to_national(one.key))}</b>",
            escape(one.body.get("iccid", "")),
            escape(f"{one.body.get('plan', '')} {one.body.get('promotion', '')}"),
            escape(_STATES[one.body["state"]]),
        )
        for one in store.newest("line")
    ]
    shown = table(
        ("Lúc", "Thuê bao", "ICCID", "Gói", "Trạng thái"), rows, empty="Chưa có thuê bao."
    )
    return page("Hệ thống tính cước và quản lý thuê bao", shown + switch_form("operator"))


async def listing(_request: Request) -> Response:
    """For tests: each line, and how often each kind of call had an effect."""
    lines = {one.key: one.body for one in store.newest("line", 100_000)}
    calls = [one.body["what"] for one in store.newest("operator-call", 100_000)]
    return JSONResponse({"lines": lines, "effects": {what: calls.count(what) for what in calls}})


routes = [
    Route("/operator/", overview),
    Route("/operator/lines.json", listing),
    Route("/operator/activations", activate, methods=["POST"]),
    Route("/operator/activations/{reference}", result),
    Route("/operator/lines/{msisdn}/suspend", suspend, methods=["POST"]),
    Route("/operator/lines/{msisdn}/sim", replace_sim, methods=["POST"]),
]
