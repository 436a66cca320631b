"""The file of blank cards, as the raw body of a POST."""

import asyncio
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from chonso_app.core import media
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.stores import importing
from chonso_app.ui.edge import Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

MOST_BYTES = 64_000_000  # two million lines


class FileTooLarge(ShopError):
    """`megabytes`: how large one may be."""


async def take(request: Request) -> Response:
    """Kept encrypted until it is imported; 201 with the import's id."""
    actor = await actor_of_request(request)
    body = await body_of(request, MOST_BYTES, FileTooLarge(megabytes=MOST_BYTES // 1_000_000))
    name = unquote(request.headers.get("x-file-name", ""))[:120] or "the.csv"
    kept = await asyncio.to_thread(media.put, body, kind="stock")
    row = await in_transaction(importing.begin, actor, name, len(body), kept, now=utc_now())
    return JSONResponse({"id": row.key}, 201, headers={"Cache-Control": "no-store"})


routes: list[BaseRoute] = [
    route(
        "/api/kho-sim/tep", take, methods=["POST"], need=Permission.STOCK_MANAGE,
        limit=Limit(10, 60),
    ),
]  # fmt: skip
