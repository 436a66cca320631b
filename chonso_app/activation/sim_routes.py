"""The photo of a physical SIM in and out, and the barcode in a frame of the customer's camera."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chonso_app.activation import serials
from chonso_app.activation.barcode import serial_in
from chonso_app.activation.models import SimProof
from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.images import Picture, reencode
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route
from chonso_app.ui.uploads import picture_body

LONGEST_SIDE = 2400  # pixels: what a serial needs to be read
_NO_STORE = {"Cache-Control": "no-store"}


async def scan(request: Request) -> Response:
    """The serial in the picture that is the body, "" when none is seen. Nothing is kept."""
    picture = await _received(request)
    return JSONResponse({"serial": await asyncio.to_thread(serial_in, picture)}, headers=_NO_STORE)


async def take(request: Request) -> Response:
    """The photo as the raw body. Whose order it is comes before the first byte is read."""
    code, actor = str(request.path_params["code"]), await actor_of_request(request)
    picture = await _received(request)
    proof = await _keep(actor, code, picture)
    serial = "" if proof.iccid else await asyncio.to_thread(serial_in, picture)
    return JSONResponse({"id": proof.key, "serial": serial}, 201, headers=_NO_STORE)


async def _received(request: Request) -> Picture:
    code, actor = str(request.path_params["code"]), await actor_of_request(request)
    await in_transaction(serials.may_store_photo, actor, code, now=utc_now())
    body = await picture_body(request)
    return await asyncio.to_thread(reencode, body, longest_side=LONGEST_SIDE)


async def _keep(actor: Actor, code: str, picture: Picture) -> SimProof:
    """The file first, then its row; a refusal leaves no file behind."""
    name = await asyncio.to_thread(media.put, picture.data, kind="sim")
    kept = False
    try:
        proof = await in_transaction(serials.store_photo, actor, code, picture, name, now=utc_now())
        kept = True
        return proof
    finally:
        if not kept:
            await asyncio.to_thread(media.delete, name)


async def show(request: Request) -> Response:
    """For the owner and for staff with the permission; every look of staff is in the audit."""
    code, actor = str(request.path_params["code"]), await actor_of_request(request)
    look = in_transaction if actor.is_staff else in_read
    proof = await look(serials.look_at_photo, actor, code, _id(request), now=utc_now())
    try:
        data = await asyncio.to_thread(media.get, proof.media)
    except FileNotFoundError as error:
        raise serials.PhotoNotFound from error
    return Response(
        data, media_type="image/jpeg", headers={**_NO_STORE, "Content-Disposition": "inline"}
    )


def _id(request: Request) -> int:
    text = str(request.path_params["proof"])
    if not text.isdecimal() or len(text) > 9:
        raise serials.PhotoNotFound
    return int(text)


routes: list[BaseRoute] = [
    route("/api/sim/{code}/photo", take, methods=["POST"], need=PUBLIC, limit=Limit(20, 60)),
    route("/api/sim/{code}/scan", scan, methods=["POST"], need=PUBLIC, limit=Limit(90, 60)),
    route("/api/sim/{code}/{proof}", show, need=PUBLIC, limit=Limit(600, 60)),
]
