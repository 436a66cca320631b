"""The eSIM over HTTP: its QR and fields for the owner, and the SM-DP+'s reports to us."""

import asyncio
import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.activation import desk, esim, qr, rules, sim_routes
from chonso_app.activation.reports import NotAReport, read_report
from chonso_app.activation.service import DossierNotFound
from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal
from chonso_app.orders.service import OrderNotFound
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route

_MOST_REPORT_BYTES = 16_384
_GONE = (esim.CodeUsedUp,)


async def qr_picture(request: Request) -> Response:
    """The QR of the actor's own eSIM; 410 once the profile is on a phone."""
    code = await _revealed(request, "qr")
    if isinstance(code, Response):
        return code
    name = "esim-qr.png"
    disposition = "attachment" if "tai" in request.query_params else "inline"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "Referrer-Policy": "no-referrer",
    }
    return Response(await asyncio.to_thread(qr.draw, code), media_type="image/png", headers=headers)


async def fields(request: Request) -> Response:
    """What to type in by hand, and the one-tap links. Fetched by the page, kept in no State."""
    code = await _revealed(request, "manual")
    if isinstance(code, Response):
        return code
    address, matching_id = rules.parts_of_lpa(code)
    answer = {
        "smdp": address,
        "code": matching_id,
        "iphone": rules.iphone_link(code),
        "android": rules.android_link(code),
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def _revealed(request: Request, how: str) -> str | Response:
    actor, code = await actor_of_request(request), request.path_params["code"]
    try:
        return await in_transaction(esim.reveal, actor, code, now=utc_now(), how=how)
    except (OrderNotFound, DossierNotFound):
        raise  # 404, whichever it was
    except ShopError as refusal:
        status = 410 if isinstance(refusal, _GONE) else 409
        told = {"error": refusal.text_key(), "text": of_refusal(refusal)}
        return JSONResponse(told, status, headers={"Cache-Control": "no-store"})


async def leave_desk(request: Request) -> Response:
    """The console was closed: a beacon from the browser. What it held goes back to the queue."""
    await in_transaction(desk.leave, await actor_of_request(request), now=utc_now())
    return Response(status_code=204)


# -- ES2+, the SM-DP+'s side of it -------------------------------------------------------------


async def progress(request: Request) -> Response:
    """Late, repeated, unknown and uninteresting reports are all answered 204 and change nothing."""
    if not _is_the_smdp(request):
        return JSONResponse({"error": "unauthorised"}, 401)
    try:
        report = read_report(await request.body() if _is_short(request) else b"")
    except NotAReport:
        return JSONResponse({"error": "malformed"}, 400)
    await in_transaction(esim.note_progress, report, now=utc_now())
    crashpoint("activation.progress.noted")
    return Response(status_code=204)


def _is_the_smdp(request: Request) -> bool:
    """The shared secret, compared in constant time; mutual TLS ends at the proxy."""
    expected = settings.smdp_callback_token
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(expected) and hmac.compare_digest(shown.encode(), expected.encode())


def _is_short(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    return length.isdigit() and int(length) <= _MOST_REPORT_BYTES


routes = [
    *sim_routes.routes,
    route("/api/esim/{code}/qr.png", qr_picture, need=PUBLIC, limit=Limit(60, 600)),
    route("/api/esim/{code}/fields", fields, need=PUBLIC, limit=Limit(60, 600)),
    route(
        "/api/admin/activation/leave", leave_desk, need=Permission.ACTIVATION_DECIDE,
        methods=["POST"],
    ),
    route(
        "/gsma/rsp2/es2plus/handleDownloadProgressInfo", progress, need=PUBLIC,
        methods=["POST"], machine=True,
    ),
]  # fmt: skip
