"""Pictures in, from the camera or a file, and out again to those who may see them."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.images import Picture, reencode
from chonso_app.ekyc import liveness_routes, service
from chonso_app.ekyc.models import Evidence, Kind
from chonso_app.ui.edge import PUBLIC, Limit, actor_of_request, route
from chonso_app.ui.uploads import picture_body

LONGEST_SIDE = 2400  # pixels: what the QR needs, and no more of anybody's papers


class UnknownPicture(ShopError):
    """Neither a card side nor a portrait."""


async def take(request: Request) -> Response:
    """The picture as the raw body. Whose order it is comes before the first byte is read."""
    code, kind = str(request.path_params["code"]), _kind(request)
    actor = await actor_of_request(request)
    await in_transaction(service.may_store, actor, code, kind=kind, now=utc_now())
    body = await picture_body(request)
    picture = await asyncio.to_thread(reencode, body, longest_side=LONGEST_SIDE)
    row = await _keep(actor, code, kind, picture)
    about = {"id": row.key, "kind": row.kind.value, "width": row.width, "height": row.height}
    return JSONResponse(about, 201, headers={"Cache-Control": "no-store"})


async def _keep(actor: Actor, code: str, kind: Kind, picture: Picture) -> Evidence:
    """The file first, then its row; a refusal leaves no file behind."""
    name = await asyncio.to_thread(media.put, picture.data, kind="ekyc")
    kept = False
    try:
        row = await in_transaction(
            service.store_picture, actor, code, kind, picture, name, now=utc_now()
        )
        kept = True
        return row
    finally:
        if not kept:
            await asyncio.to_thread(media.delete, name)


async def show(request: Request) -> Response:
    """For the owner and for staff with the permission; every look of staff is in the audit."""
    code, evidence_id = str(request.path_params["code"]), _id(request)
    actor = await actor_of_request(request)
    look = in_transaction if actor.is_staff else in_read
    row = await look(service.look_at, actor, code, evidence_id, now=utc_now())
    try:
        data = await asyncio.to_thread(media.get, row.media)
    except FileNotFoundError as error:
        raise service.EvidenceNotFound from error
    return Response(
        data,
        media_type="image/jpeg",
        headers={"Cache-Control": "no-store", "Content-Disposition": "inline"},
    )


def _kind(request: Request) -> Kind:
    try:
        return Kind(request.path_params["kind"])
    except ValueError as error:
        raise UnknownPicture from error


def _id(request: Request) -> int:
    """Raises EvidenceNotFound: an id that is no number is an id of nothing."""
    text = str(request.path_params["evidence"])
    if not text.isdecimal() or len(text) > 9:
        raise service.EvidenceNotFound
    return int(text)


routes: list[BaseRoute] = [
    route("/api/ekyc/{code}/{kind}", take, methods=["POST"], need=PUBLIC, limit=Limit(30, 60)),
    route("/api/ekyc/{code}/{evidence}", show, need=PUBLIC, limit=Limit(600, 60)),
    *liveness_routes.routes,
]
