"""The bundle as a download, and its cover alone. Both are looks at the whole case: audited."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.evidence import exporting, service, storage
from chonso_app.ui.edge import Limit, actor_of_request, route

_NEED = Permission.EVIDENCE_EXPORT


async def download(request: Request) -> Response:
    export = await _asked(request, "zip")
    try:
        made = await asyncio.to_thread(exporting.as_zip, export)
    except storage.NotThere as error:
        raise service.BundleNotFound from error
    return StreamingResponse(
        exporting.pieces(made),
        media_type="application/zip",
        headers=_headers("attachment", f"bo-chung-cu-{export.code}-{export.number}.zip"),
    )


async def cover(request: Request) -> Response:
    export = await _asked(request, "cover")
    try:
        page = b"".join(await asyncio.to_thread(_read, export.cover_media))
    except storage.NotThere as error:
        raise service.BundleNotFound from error
    name = f"bia-bo-chung-cu-{export.code}-{export.number}.pdf"
    return Response(page, media_type="application/pdf", headers=_headers("inline", name))


def _read(name: str) -> list[bytes]:
    return list(storage.blocks(name))


async def _asked(request: Request, what: str) -> service.Export:
    code, number = str(request.path_params["code"]), int(request.path_params["number"])
    return await in_transaction(
        service.export, await actor_of_request(request), code, number, now=utc_now(), what=what
    )


def _headers(disposition: str, name: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'{disposition}; filename="{name}"',
    }


_BUNDLE = "/api/admin/evidence/{code}/{number:int}"
routes = [
    route(f"{_BUNDLE}/bo-chung-cu.zip", download, need=_NEED, limit=Limit(20, 600)),
    route(f"{_BUNDLE}/bia.pdf", cover, need=_NEED, limit=Limit(60, 600)),
]
