"""What the system of a store calls: something changed, and is this the customer's code?"""

import hmac
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import of_refusal
from chonso_app.delivery import store_push
from chonso_app.ui.edge import PUBLIC, Limit, route

_MOST_BYTES = 4 * 1024


async def told(request: Request) -> Response:
    """It is only a reason to ask; whoever cannot show the token meets 404."""
    order_id = await _order(request)
    if order_id is None:
        return JSONResponse({"code": "not_found"}, 404)
    await in_transaction(store_push.ask, order_id, now=utc_now())
    return JSONResponse({"ok": True})


async def check_code(request: Request) -> Response:
    fields = await _fields(request)
    order_id = await _order(request)
    if order_id is None:
        return JSONResponse({"code": "not_found"}, 404)
    typed = str(fields.get("code", ""))[:32]
    wrong = await in_transaction(store_push.check_code, order_id, typed, now=utc_now())
    answer = {"right": False, "text": of_refusal(wrong)} if wrong else {"right": True}
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def _order(request: Request) -> int | None:
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    secret = settings.store_callback_token
    if not secret or not hmac.compare_digest(shown.encode(), secret.encode()):
        return None
    code = str((await _fields(request)).get("order", ""))[:16]
    return await in_read(store_push.order_coded, code)


async def _fields(request: Request) -> dict[str, object]:
    """{} for what is no JSON object, or too long."""
    if not hasattr(request.state, "fields"):
        kept = b""
        async for chunk in request.stream():
            kept += chunk
            if len(kept) > _MOST_BYTES:
                kept = b""
                break
        try:
            fields = json.loads(kept or b"{}")
        except (ValueError, RecursionError):
            fields = {}
        request.state.fields = fields if isinstance(fields, dict) else {}
    return request.state.fields


_LIMIT = Limit(600, 60)
routes: list[BaseRoute] = [
    route(
        "/api/cua-hang/su-kien", told, methods=["POST"], need=PUBLIC, machine=True, limit=_LIMIT
    ),
    route(
        "/api/cua-hang/ma-nhan-hang", check_code, methods=["POST"], need=PUBLIC, machine=True,
        limit=_LIMIT,
    ),
]  # fmt: skip
