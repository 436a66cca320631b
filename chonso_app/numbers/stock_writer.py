"""Many rows in one statement, on both databases: a chunk must hold its locks for an instant only.

SQLite takes prepared statements in a loop of its own; PostgreSQL takes whole columns as arrays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.stock_models import RunKind, StockStep
from chonso_app.numbers.stock_rules import Change, Standing

_ASKED_AT_ONCE = 5_000
_NUMBER: sa.Table = Number.__table__  # pyright: ignore[reportAttributeAccessIssue]
_STANDING = (
    col(Number.msisdn), col(Number.status), col(Number.price), col(Number.classes),
    col(Number.cls), col(Number.prefix), col(Number.unit_id), col(Number.store_code),
)  # fmt: skip


def standing(
    session: Session, msisdns: Sequence[str], *, lock: bool = False
) -> dict[str, Standing]:
    """How these numbers stand. `lock`: nobody moves them before the transaction ends; always in
    the order of the numbers, so that two who lock several never wait for each other."""
    found: dict[str, Standing] = {}
    for start in range(0, len(msisdns), _ASKED_AT_ONCE):
        some = msisdns[start : start + _ASKED_AT_ONCE]
        asked = sa.select(*_STANDING).where(col(Number.msisdn).in_(some)).order_by(Number.msisdn)
        if lock:
            asked = asked.with_for_update()
        found |= {row[0]: Standing(*row) for row in session.execute(asked)}
    return found


def put_in(session: Session, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Numbers that are not here yet; `rows` in the order of `columns`, the msisdn first."""
    if not rows:
        return
    connection, names, in_order = session.connection(), ", ".join(columns), sorted(rows)
    if connection.dialect.name == "postgresql":
        kinds = [_NUMBER.c[name].type.compile(connection.dialect) for name in columns]
        arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
        connection.exec_driver_sql(
            f"INSERT INTO number ({names}) SELECT * FROM unnest({arrays}) "  # noqa: S608
            "ON CONFLICT DO NOTHING",  # another run may bring the same number this very moment
            tuple(map(list, zip(*in_order, strict=True))),
        )
    else:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO number ({names}) VALUES ({marks})", in_order)  # noqa: S608


def change(session: Session, kind: RunKind, changes: Sequence[Change]) -> None:
    """`changes` of numbers that `standing` has locked."""
    if not changes:
        return
    if kind in (RunKind.BLOCK, RunKind.RELEASE):
        _set_status(session, changes)
    elif kind is RunKind.UNIT:
        _update(session, "unit_id", [int(one.became) if one.became else None for one in changes],
                changes, also="store_code = NULL")  # fmt: skip
    elif kind is RunKind.STORE:
        _update(session, "store_code", [one.became or None for one in changes], changes)
    else:
        _update(session, "price", [int(one.became) for one in changes], changes)


def note_steps(session: Session, run_id: int, changes: Sequence[Change], at: datetime) -> None:
    if changes:
        session.execute(sa.insert(StockStep), [
            {"run_id": run_id, "at": at, **one._asdict()} for one in changes
        ])  # fmt: skip


def _set_status(session: Session, changes: Sequence[Change]) -> None:
    values = [NumberStatus(one.became).value for one in changes]
    _update(session, "status", values, changes)


def _update(
    session: Session, name: str, values: list[Any], changes: Sequence[Change], also: str = ""
) -> None:
    connection, more = session.connection(), f", {also}" if also else ""
    msisdns = [one.msisdn for one in changes]
    if connection.dialect.name == "postgresql":
        kind = _NUMBER.c[name].type.compile(connection.dialect)
        connection.exec_driver_sql(
            f"UPDATE number SET {name} = given.value{more} "  # noqa: S608  our own names only
            f"FROM unnest(%s::varchar[], %s::{kind}[]) AS given(msisdn, value) "
            "WHERE number.msisdn = given.msisdn",
            (msisdns, values),
        )
    else:
        connection.exec_driver_sql(
            f"UPDATE number SET {name} = ?{more} WHERE msisdn = ?",  # noqa: S608
            list(zip(values, msisdns, strict=True)),
        )
