"""A push service (RFC 8030) and the browsers behind it: decrypts as a browser would (RFC 8291).

`POST /push/browsers.json` makes a browser, and gives what `pushManager.subscribe` would.
"""

import base64
import json
import os
from html import escape

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chonso_app.core.config import settings
from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import COMMON, SYSTEMS, Switch, misbehaving, switch

_ANSWERS = (("201", "201 nhận"), ("410", "410 trình duyệt đã tắt"), ("413", "413 quá dài"))
SYSTEMS["push"] = (*COMMON, Switch("answer", "Mã trả lời", _ANSWERS, "201"))
_LONGEST = 4096  # bytes, as the standard asks of a service


async def make_browser(_request: Request) -> Response:
    name = _base64url(os.urandom(16))
    private = ec.generate_private_key(ec.SECP256R1())
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    auth = _base64url(os.urandom(16))
    store.put("push-browser", name, {"secret": _base64url(secret), "auth": auth})
    endpoint = f"{settings.sandbox_api}/push/to/{name}"
    return JSONResponse(
        {"endpoint": endpoint, "keys": {"p256dh": _base64url(point), "auth": auth}}, 201
    )


@misbehaving("push")
async def receive(request: Request) -> Response:
    browser = store.get("push-browser", request.path_params["name"])
    answer = int(switch("push", "answer"))
    if browser is None or answer == 410:
        return Response(status_code=410)
    body = await request.body()
    if len(body) > _LONGEST or answer == 413:
        return Response(status_code=413)
    heads = request.headers
    if heads.get("content-encoding") != "aes128gcm" or not heads.get("ttl", "").isdigit():
        return Response("content-encoding or ttl", 400)
    if not _is_signed(heads.get("authorization", "")):
        return Response("vapid", 403)
    told = json.loads(_decrypted(browser, body))
    key = f"{request.path_params['name']}:{heads.get('topic') or _base64url(os.urandom(8))}"
    shown = {"browser": request.path_params["name"], "told": told, "bytes": len(body)}
    store.put("push", key, shown)  # the same topic replaces what was not shown yet
    return Response(status_code=201, headers={"Location": f"/push/m/{key[-16:]}"})


async def shown(_request: Request) -> Response:
    rows = [
        (when(one.at), escape(one.body["browser"][:8]), escape(one.body["told"]["title"]),
         escape(one.body["told"]["path"]))
        for one in store.newest("push")
    ]  # fmt: skip
    heads = ("Lúc", "Trình duyệt", "Hiện trên màn hình", "Bấm thì mở")
    note = (
        '<p class="muted">Trình duyệt thật nhận thông báo qua dịch vụ của hãng; ở đây là những '
        "trình duyệt giả lập mà bộ kiểm thử tạo ra.</p>"
    )
    listed = table(heads, rows, empty="Chưa có thông báo nào.")
    return page("Thông báo đẩy (web push)", note + listed + switch_form("push"))


async def listing(_request: Request) -> Response:
    """For tests: newest first."""
    return JSONResponse([one.body for one in store.newest("push")])


def _decrypted(browser: Doc, body: bytes) -> bytes:
    secret = int.from_bytes(_bytes(browser["secret"]), "big")
    private = ec.derive_private_key(secret, ec.SECP256R1())
    auth = _bytes(browser["auth"])
    return http_ece.decrypt(body, private_key=private, auth_secret=auth, version="aes128gcm")


def _is_signed(authorization: str) -> bool:
    return authorization.startswith("vapid ") and Vapid02.verify(authorization)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


routes = [
    Route("/push/", shown),
    Route("/push/browsers.json", make_browser, methods=["POST"]),
    Route("/push/to/{name}", receive, methods=["POST"]),
    Route("/push/messages.json", listing),
]
