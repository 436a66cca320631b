"""The room ticket, the signalling socket, and the pictures taken during a call."""

import asyncio

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chonso_app.calls.models import CallStill
from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.room import service as room
from chonso_app.calls.room import signalling, stills, tokens
from chonso_app.calls.room.stills import Shot, StillNotFound
from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.images import NotAPicture, Picture, reencode
from chonso_app.core.permissions import Permission
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route, ws_route
from chonso_app.ui.uploads import picture_body


async def give_ticket(request: Request) -> Response:
    """A short-lived ticket to the caller's own chair; asked for anew before every connection."""
    call_id = _id(request, "call_id")
    actor = await actor_of_request(request)
    side = await in_read(room.seat, actor, call_id)
    person = signalling.person_of(actor, side, call_id)
    ticket = tokens.mint(call_id, side, person, now=utc_now())
    return JSONResponse({"token": ticket}, headers={"Cache-Control": "no-store"})


async def take_still(request: Request) -> Response:
    """The picture as the raw body; what it answers to, as JSON in the header `X-Shot`."""
    call_id = _id(request, "call_id")
    actor = await actor_of_request(request)
    await in_read(stills.may_send, actor, call_id)
    try:
        shot = Shot.model_validate_json(request.headers.get("x-shot", "{}")[:2000])
    except ValidationError as error:
        raise NotAPicture from error
    still = await in_read(stills.known_shot, call_id, shot.shot)
    if still is None:
        body = await picture_body(request)
        shot.must_match(body)
        picture = await asyncio.to_thread(reencode, body)
        still = await _keep(actor, call_id, shot, picture)
    about = {"number": still.number, "kind": still.kind, "width": still.width}
    return JSONResponse({**about, "height": still.height, "sha256": still.sha256}, 201)


async def _keep(actor: Actor, call_id: int, shot: Shot, picture: Picture) -> CallStill:
    """The file first, then its row; a refusal leaves no file behind."""
    name = await asyncio.to_thread(media.put, picture.data, kind="calls")
    kept: CallStill | None = None
    try:
        kept = await in_transaction(stills.keep, actor, call_id, shot, picture, name, now=utc_now())
        return kept
    finally:
        if kept is None or kept.media != name:  # refused, or the same shot came twice
            await asyncio.to_thread(media.delete, name)


async def show_still(request: Request) -> Response:
    call_id, number = _id(request, "call_id"), _id(request, "number")
    actor = await actor_of_request(request)
    still = await in_transaction(stills.look_at, actor, call_id, number, now=utc_now())
    try:
        data = await asyncio.to_thread(media.get, still.media)
    except FileNotFoundError as error:
        raise StillNotFound from error
    return Response(
        data,
        media_type="image/jpeg",
        headers={"Cache-Control": "no-store", "Content-Disposition": "inline"},
    )


def _id(request: Request, name: str) -> int:
    """Raises CallNotFound: an id that is no number is an id of nothing."""
    text = str(request.path_params[name])
    if not text.isdigit() or len(text) > 9:
        raise CallNotFound
    return int(text)


routes: list[BaseRoute] = [
    route(
        "/api/calls/{call_id}/ticket", give_ticket, methods=["POST"], need=PUBLIC,
        limit=Limit(60, 60),
    ),
    route(
        "/api/calls/{call_id}/stills", take_still, methods=["POST"], need=PUBLIC,
        limit=Limit(30, 60),
    ),
    route("/api/calls/{call_id}/stills/{number}", show_still, need=Permission.EVIDENCE_SEE),
    ws_route("/ws/call", signalling.call_socket, need=PUBLIC),
]  # fmt: skip
