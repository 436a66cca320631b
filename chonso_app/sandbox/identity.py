"""What the stand-ins for identity services have in common: their faults, tokens and lists."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from chonso_app.sandbox.layout import page, switch_form, table, when
from chonso_app.sandbox.store import Doc, store
from chonso_app.sandbox.switches import (
    COMMON,
    Endpoint,
    Switch,
    misbehaving,
    switch,
    take_one,
)

_HANG_SECONDS = 60
SWITCHES = (
    *COMMON,
    Switch(
        "say",
        "Trả lời",
        (
            ("ok", "Đạt"),
            ("no_match", "Khuôn mặt không khớp"),
            ("unsure", "Chưa chắc chắn"),
            ("bad_image", "Ảnh không dùng được"),
            ("rejected", "Từ chối"),
            ("unknown_code", "Mã lạ"),
            ("unknown_word", "Kết quả lạ"),
            ("limited", "Quá nhiều lần (429)"),
            ("hang", "Treo"),
            ("malformed", "JSON hỏng"),
            ("truncated", "Đứt giữa câu trả lời"),
        ),
        "ok",
    ),
    Switch("revoke", "Thu hồi token, số lần"),
)


def says(system: str) -> str:
    return switch(system, "say")


def faulty(system: str) -> Callable[[Endpoint], Endpoint]:
    """Wraps an endpoint: the faults of the line, whatever the service would say."""

    def wrap(endpoint: Endpoint) -> Endpoint:
        async def wrapped(request: Request) -> Response:
            return await _odd(system, request) or await endpoint(request)

        return misbehaving(system)(wrapped)

    return wrap


async def _odd(system: str, request: Request) -> Response | None:
    match says(system):
        case "limited":
            return JSONResponse({"message": "too many requests"}, 429)
        case "hang":
            return await _hang(request)
        case "malformed":
            return Response('{"checks": [', media_type="application/json")
        case "truncated":
            return StreamingResponse(_broken_off(), headers={"Content-Length": "4096"})
        case _:
            return None


async def _hang(request: Request) -> Response:
    """Until whoever asked has left."""
    await request.body()
    for _ in range(_HANG_SECONDS * 10):
        if await request.is_disconnected():
            break
        await asyncio.sleep(0.1)
    return Response(status_code=504)


async def _broken_off() -> AsyncIterator[bytes]:
    yield b'{"checks": ['
    raise ConnectionError("sandbox: told to break off")


def new_token(system: str, seconds: int) -> Doc:
    token = secrets.token_hex(16)
    store.put(f"{system}-token", token, {})
    return {"access_token": token, "expires_in": seconds, "token_type": "bearer"}


def knows_token(request: Request, system: str) -> bool:
    """Once for each `revoke`, a good token is good no more."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    known = store.get(f"{system}-token", token)
    if known is None or known.get("revoked"):
        return False
    if take_one(system, "revoke"):
        store.put(f"{system}-token", token, {"revoked": True})
        return False
    return True


def note(system: str, key: str, what: str) -> None:
    """That something was asked, and how often; never a picture, never a person."""
    asked = store.get(f"{system}-asked", key) or {}
    store.put(f"{system}-asked", key, asked | {what: asked.get(what, 0) + 1})


def listing(system: str) -> Endpoint:
    """For tests: what was asked under which key."""

    async def listed(_request: Request) -> Response:
        asked = {one.key: one.body for one in store.newest(f"{system}-asked", 10_000)}
        return JSONResponse(asked)

    return listed


def overview(system: str, title: str, note_text: str) -> Endpoint:
    async def shown(_request: Request) -> Response:
        rows = [
            (when(one.at), escape(one.key), escape(_counted(one.body.items())))
            for one in store.newest(f"{system}-asked")
        ]
        body = table(("Lúc", "Mã phiên", "Đã hỏi"), rows, empty="Chưa có lần hỏi nào.")
        told = f'<p class="muted">{escape(note_text)}</p>'
        return page(title, told + body + switch_form(system))

    return shown


def _counted(asked: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{what} × {count}" for what, count in asked)
