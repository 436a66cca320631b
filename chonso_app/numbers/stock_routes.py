"""Files of the stock: numbers in, wrong lines and the whole list out."""

import asyncio
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from chonso_app.core import media
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.numbers import bulk, exporting, importing, stock_query, stock_runs
from chonso_app.numbers.bulk import Act
from chonso_app.numbers.stock_models import RunKind
from chonso_app.numbers.stock_uploads import kept, legible
from chonso_app.ui.edge import Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

MOST_BYTES = 96_000_000  # a million lines with every column
_NEED = Permission.NUMBERS_MANAGE
_PIECE = 65_536


class FileTooLarge(ShopError):
    """`megabytes`: how large one may be."""


async def take(request: Request) -> Response:
    """The raw body is the file, kept encrypted until it is imported; 201 with the run's id."""
    actor = await actor_of_request(request)
    body = await _body(request)
    async with kept(body) as name:
        run = await in_transaction(
            importing.begin, actor, _file_name(request), len(body), name, now=utc_now()
        )
    return JSONResponse({"id": run.key}, 201, headers={"Cache-Control": "no-store"})


async def act_on_list(request: Request) -> Response:
    """The raw body is a list of numbers; the address says what to do with them."""
    actor, act = await actor_of_request(request), _act(request.query_params)
    async with kept(await _body(request)) as name:
        run = await in_transaction(
            bulk.begin, actor, act, now=utc_now(), media=name, file_name=_file_name(request)
        )
    return JSONResponse({"id": run.key}, 201, headers={"Cache-Control": "no-store"})


def _file_name(request: Request) -> str:
    return legible(unquote(request.headers.get("x-file-name", "")))[:120].strip() or "so.csv"


def _act(params: QueryParams) -> Act:
    said = {name: legible(value) for name, value in params.items()}
    kind, price = said.get("viec", ""), said.get("gia", "")
    if kind not in set(RunKind):
        raise bulk.NoSelection
    return Act(
        RunKind(kind), said.get("ly-do", "")[:200], said.get("vung", "")[:16],
        said.get("cua-hang", "")[:32], int(price) if re.fullmatch(r"[0-9]{1,12}", price) else 0,
    )  # fmt: skip


async def wrong_lines(request: Request) -> Response:
    actor = await actor_of_request(request)
    run = await in_read(stock_runs.run_of, actor, request.path_params["run"])
    if not run.wrong_media:
        raise stock_runs.RunNotFound
    packed = await asyncio.to_thread(media.get, run.wrong_media)
    return _csv(_unpacked(packed), f"dong-loi-{run.key}.csv")


async def export(request: Request) -> Response:
    actor = await actor_of_request(request)
    query = stock_query.from_url(request.url.query)
    units = await in_transaction(exporting.begin, actor, query, now=utc_now())
    return _csv(exporting.rows(actor, query, units), "kho-so.csv")


def _csv(pieces: Iterator[bytes], name: str) -> Response:
    return StreamingResponse(
        pieces,
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """gzip in, text out, a piece at a time: a million wrong lines are large."""
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    while packed and not reader.eof:
        yield reader.decompress(packed, _PIECE)
        packed = reader.unconsumed_tail
    yield reader.flush()


async def _body(request: Request) -> bytes:
    return await body_of(request, MOST_BYTES, FileTooLarge(megabytes=MOST_BYTES // 1_000_000))


routes: list[BaseRoute] = [
    route("/api/kho-so/tep", take, methods=["POST"], need=_NEED, limit=Limit(10, 60)),
    route("/api/kho-so/viec", act_on_list, methods=["POST"], need=_NEED, limit=Limit(10, 60)),
    route("/api/kho-so/loi/{run:int}.csv", wrong_lines, need=_NEED, limit=Limit(20, 60)),
    route("/api/kho-so/xuat.csv", export, need=_NEED, limit=Limit(6, 60)),
]
