"""The moves in front of the camera: asked for, sent as frames, finished.

The nonce travels in a header: addresses end up in logs.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.images import Picture, PictureTooLarge, reencode
from chonso_app.ekyc import liveness
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

LONGEST_SIDE = 960  # pixels: what a pose needs
_MOST_BYTES = 1_000_000
_NONCE = "x-challenge"
_NO_STORE = {"Cache-Control": "no-store"}


async def begin(request: Request) -> Response:
    """Moves and nonce for the portrait that was just taken."""
    actor = await actor_of_request(request)
    begun = await in_transaction(liveness.begin, actor, _code(request), now=utc_now())
    about = {
        "nonce": begun.nonce,
        "moves": [move.value for move in begun.moves],
        "seconds": begun.seconds,
        "frames": liveness.FRAMES_PER_MOVE,
    }
    return JSONResponse(about, 201, headers=_NO_STORE)


async def take(request: Request) -> Response:
    """One frame as the raw body. Its challenge is looked at before the first byte is read."""
    actor, code, nonce = await actor_of_request(request), _code(request), _nonce(request)
    number = _number(request)
    await in_transaction(liveness.may_send, actor, code, nonce, now=utc_now())
    body = await body_of(request, _MOST_BYTES, PictureTooLarge(megabytes=_MOST_BYTES // 1_000_000))
    picture = await asyncio.to_thread(reencode, body, longest_side=LONGEST_SIDE)
    await _keep(actor, code, nonce, number, picture)
    return JSONResponse({"number": number}, 201, headers=_NO_STORE)


async def _keep(actor: Actor, code: str, nonce: str, number: int, picture: Picture) -> None:
    """The file first, then its row; a refusal leaves no file behind."""
    name = await asyncio.to_thread(media.put, picture.data, kind="ekyc")
    kept = False
    try:
        await in_transaction(
            liveness.keep_frame, actor, code, nonce, number, picture, name, now=utc_now()
        )
        kept = True
    finally:
        if not kept:
            await asyncio.to_thread(media.delete, name)


async def finish(request: Request) -> Response:
    """All frames went up."""
    actor = await actor_of_request(request)
    await in_transaction(liveness.finish, actor, _code(request), _nonce(request), now=utc_now())
    return JSONResponse({"done": True}, 201, headers=_NO_STORE)


def _code(request: Request) -> str:
    return str(request.path_params["code"])


def _nonce(request: Request) -> str:
    return request.headers.get(_NONCE, "")[:64]


def _number(request: Request) -> int:
    text = str(request.path_params["number"])
    if not text.isdecimal() or len(text) > 2:
        raise liveness.FrameOutOfPlace
    return int(text)


routes: list[BaseRoute] = [
    route(
        "/api/ekyc/{code}/moves/begin", begin, methods=["POST"], need=PUBLIC, limit=Limit(12, 60)
    ),
    route(
        "/api/ekyc/{code}/moves/done", finish, methods=["POST"], need=PUBLIC, limit=Limit(12, 60)
    ),
    route(
        "/api/ekyc/{code}/moves/{number}", take, methods=["POST"], need=PUBLIC, limit=Limit(90, 60)
    ),
]
