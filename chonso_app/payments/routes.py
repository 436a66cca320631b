"""Where VNPAY and the payer's browser come in: IPN, the way there, the way back."""

import logging

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.payments import service
from chonso_app.payments.gateway import BadSignature, Notice
from chonso_app.payments.vnpay import gateway
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route

log = logging.getLogger(__name__)
_MESSAGES = {
    "00": "Confirm Success",
    "01": "Order not found",
    "02": "Order already confirmed",
    "04": "Invalid amount",
    "97": "Invalid signature",
    "99": "Unknown error",
}
_NO_STORE = {"Cache-Control": "no-store"}


async def ipn(request: Request) -> Response:
    """The only truth about money. 99 makes VNPAY call again: whatever fails here was not stored."""
    try:
        code = await in_transaction(_apply, _notice(request))
        crashpoint("payments.ipn.stored")
    except BadSignature:
        code = "97"
    except Exception:
        log.exception("ipn failed")
        code = "99"
    answer = {"RspCode": code, "Message": _MESSAGES[code]}
    return JSONResponse(answer, headers=_NO_STORE)


def _apply(session: Session, notice: Notice) -> str:
    code = service.apply_ipn(session, notice, now=utc_now())
    crashpoint("payments.ipn.unsaved")
    return code


async def come_back(request: Request) -> Response:
    """The payer's browser returns. Only shows: what it carries never changes anything."""
    try:
        code = await in_read(service.order_code_of, _notice(request).txn_ref)
    except BadSignature:
        code = ""
    page = f"/ket-qua/{code}/" if code else "/phieu/"
    return RedirectResponse(page, 303, _NO_STORE)


async def go_to_bank(request: Request) -> Response:
    """To the payment that the order's owner has started; without one, back to the checkout."""
    actor = await actor_of_request(request)
    code = request.path_params["code"]
    asked = await in_read(service.request_under_way, actor, code, now=utc_now())
    place = gateway().pay_url(asked) if asked else f"/thanh-toan/{code}/"
    return RedirectResponse(place, 303, _NO_STORE)


def _notice(request: Request) -> Notice:
    return gateway().read(request.query_params.multi_items(), request.url.query)


routes = [
    route("/api/vnpay/ipn", ipn, need=PUBLIC, machine=True),
    route(service.RETURN_PATH, come_back, need=PUBLIC),
    route("/api/thanh-toan/{code}", go_to_bank, need=PUBLIC, limit=Limit(30, 60)),
]
