"""The stock as CSV, for sheets: a million rows pass through, a few thousand at a time."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.core import audit, db
from chonso_app.core.actors import Actor
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.numbers import stock_places, stock_query
from chonso_app.numbers.models import Number, SubscriptionKind
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.stock_problems import harmless
from chonso_app.numbers.stock_query import StockQuery

MOST_ROWS = 1_000_000
_AT_ONCE = 5_000
_HEADS = ("so", "gia", "vung", "cua_hang", "loai", "lop", "tinh_trang")  # as an import reads them
_KINDS = {
    SubscriptionKind.PREPAID: "tra_truoc", SubscriptionKind.POSTPAID: "tra_sau",
    SubscriptionKind.EITHER: "ca_hai",
}  # fmt: skip
_COLUMNS = (
    col(Number.national), col(Number.price), col(Number.unit_id), col(Number.store_code),
    col(Number.kind), col(Number.cls), col(Number.status),
)  # fmt: skip


def begin(session: Session, actor: Actor, query: StockQuery, *, now: datetime) -> dict[int, str]:
    """Who takes the stock home is written down first. Unit id → code, for `rows`."""
    require(actor, Permission.NUMBERS_MANAGE)
    audit.record(
        session, actor, "numbers.exported", "shelf", now=now, query=stock_query.to_url(query)
    )
    units = stock_places.of_actor(session, actor).units
    return {unit_id: code for code, unit_id in units.items()}


def rows(actor: Actor, query: StockQuery, units: dict[int, str]) -> Iterator[bytes]:
    """Pieces of the file. Every piece is a question of its own: no transaction stays open while
    somebody's slow line takes the file."""
    yield ("\ufeff" + _line(_HEADS)).encode()  # without the mark Excel takes UTF-8 for another
    after, left = "", MOST_ROWS
    while left > 0:
        found = db.read(_next, actor, query, after, min(left, _AT_ONCE))
        if not found:
            return
        yield "".join(_line(_cells(row, units)) for row in found).encode()
        after, left = found[-1][0], left - len(found)


def _next(
    session: Session, actor: Actor, query: StockQuery, after: str, limit: int
) -> list[sa.Row[Any]]:
    asked = sa.select(*_COLUMNS).where(*stock_query.conditions(query, actor.unit_id))
    asked = asked.where(col(Number.national) > after).order_by(col(Number.national)).limit(limit)
    return list(session.execute(asked))


def _cells(row: Any, units: dict[int, str]) -> list[object]:
    national, price, unit_id, store, kind, cls, status = row
    return [
        national, price, units.get(unit_id, ""), harmless(store or ""), _KINDS[kind],
        say(f"numbers.class.{NumberClass(cls).value}") if cls else "",
        say(f"numbers.stock.status.{status.value}"),
    ]  # fmt: skip


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
