"""Settlement files in, the list of cash out."""

import asyncio
import csv
import io
from urllib.parse import unquote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import cash_desk, settlement, settlement_file
from chonso_app.delivery.cash_models import CashDue, CashStatus
from chonso_app.delivery.settlement_file import MOST_BYTES, FileTooLarge
from chonso_app.ui.edge import Limit, actor_of_request, route
from chonso_app.ui.uploads import body_of

_NEED = Permission.CASH_MANAGE


async def upload(request: Request) -> Response:
    """The raw body is the file: read and kept, nothing is counted yet."""
    data = await body_of(request, MOST_BYTES, FileTooLarge(megabytes=MOST_BYTES // 1_000_000))
    parsed = await asyncio.to_thread(settlement_file.read, data)
    name = unquote(request.headers.get("x-file-name", ""))[:120]
    actor, carrier = await actor_of_request(request), request.path_params["carrier"]
    given = (actor, carrier, name, data, parsed)
    file = await in_transaction(settlement.keep, *given, now=utc_now())
    return JSONResponse({"id": file.key})


async def export(request: Request) -> Response:
    asked = request.query_params
    status = asked.get("trang-thai", "")
    wanted = cash_desk.Wanted(
        CashStatus(status) if status in set(CashStatus) else None,
        asked.get("noi", "")[:32],
        asked.get("phieu", "")[:16],
    )
    text = await in_transaction(_csv, await actor_of_request(request), wanted)
    return Response(
        "\ufeff" + text,  # without the mark, Excel takes UTF-8 for something else
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="tien-thu-ho.csv"',
        },
    )


def _csv(session: Session, actor: Actor, wanted: cash_desk.Wanted) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    heads = ("order", "holder", "amount", "remitted", "status", "when", "reference")
    rows.writerow([say(f"cash.{head}") for head in heads])
    for due in cash_desk.exported(session, actor, wanted, now=utc_now()):
        rows.writerow(_cells(due))
    return out.getvalue()


def _cells(due: CashDue) -> list[object]:
    at = due.remitted_at or due.collected_at or due.expected_at
    return [
        due.order_code, due.carrier or due.store_code, due.amount, due.remitted,
        say(f"cash.{due.status.value}"), vn_datetime(at), _plain(due.reference),
    ]  # fmt: skip


def _plain(text: str) -> str:
    """A carrier's word must not become a formula in somebody's sheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


routes = [
    route("/api/admin/doi-soat/{carrier}", upload, need=_NEED, methods=["POST"],
          limit=Limit(20, 60)),
    route("/api/admin/tien-thu-ho.csv", export, need=_NEED, limit=Limit(20, 60)),
]  # fmt: skip
