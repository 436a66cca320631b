"""Packing slips and hand-over lists, as PDF. Made anew at each look, kept nowhere."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.delivery import papers
from chonso_app.ui.edge import Limit, actor_of_request, route

_NEED, _OFTEN = Permission.DELIVERY_FULFIL, Limit(60, 60)


async def slips(request: Request) -> Response:
    return await _answer(request, papers.slips)


async def hand_over(request: Request) -> Response:
    return await _answer(request, papers.hand_over)


async def _answer(request: Request, gather: object) -> Response:
    """`?don=GS-…,GS-…`: the browser's word; only orders of the actor's unit are printed."""
    codes = [code for code in request.query_params.get("don", "")[:2000].split(",") if code]
    actor = await actor_of_request(request)
    paper = await in_transaction(gather, actor, codes, now=utc_now())  # pyright: ignore
    pdf = await asyncio.to_thread(papers.typeset, paper)
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'inline; filename="{paper.file_name}"',
        },
    )


routes = [
    route("/api/admin/phieu-goi.pdf", slips, need=_NEED, limit=_OFTEN),
    route("/api/admin/ban-giao.pdf", hand_over, need=_NEED, limit=_OFTEN),
]
