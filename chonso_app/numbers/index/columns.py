"""Numbers as the index sees them: from the database into plain arrays, all of them or some."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from chonso_app.numbers.index.layout import KIND_CODES, Columns
from chonso_app.numbers.models import Number
from chonso_app.numbers.search import on_shelf

_CHUNK = 200_000
_SOME = 500  # keys in one question
_FIELDS = 8  # of a packed row, below
_COPY_HEAD = 19  # bytes before the rows of PostgreSQL's binary COPY
_FIELD = np.dtype([("length", ">i4"), ("value", ">i8")])
_COPIED = np.dtype([("fields", ">i2"), ("field", _FIELD, _FIELDS)])


class Row(NamedTuple):
    """What search asks about one number. `shown` last: the rest are its facts."""

    number: int
    price: int
    classes: int
    traits: int
    beauty: int
    kind: int  # KIND_CODES
    unit: int | None
    store: str | None
    shown: bool

    @property
    def facts(self) -> tuple[Any, ...]:
        return self[:-1]


def some_rows(session: Session, msisdns: Sequence[str]) -> list[Row]:
    """Those that there are."""
    found: list[Row] = []
    columns = (
        col(Number.national), col(Number.price), col(Number.classes), col(Number.traits),
        col(Number.beauty), col(Number.kind), col(Number.unit_id), col(Number.store_code),
        on_shelf(),
    )  # fmt: skip
    for start in range(0, len(msisdns), _SOME):
        some = col(Number.msisdn).in_(msisdns[start : start + _SOME])
        for national, *facts, kind, unit, store, shown in session.execute(
            sa.select(*columns).where(some)
        ):
            price, classes, traits, beauty = facts
            code = KIND_CODES[kind]
            found.append(
                Row(int(national), price, classes, traits, beauty, code, unit, store, bool(shown))
            )
    return found


def columns_of(rows: Sequence[Row]) -> Columns:
    units = tuple(sorted({row.unit for row in rows if row.unit is not None}))
    stores = tuple(sorted({row.store for row in rows if row.store is not None}))
    unit_code = {None: 0} | {unit: code for code, unit in enumerate(units, 1)}
    store_code = {None: 0} | {store: code for code, store in enumerate(stores, 1)}
    return Columns(
        number=np.array([row.number for row in rows], np.uint32),
        price=np.array([row.price for row in rows], np.int64),
        classes=np.array([row.classes for row in rows], np.int64),
        traits=np.array([row.traits for row in rows], np.int64),
        beauty=np.array([row.beauty for row in rows], np.uint8),
        kind=np.array([row.kind for row in rows], np.uint8),
        unit=np.array([unit_code[row.unit] for row in rows], np.uint8),
        store=np.array([store_code[row.store] for row in rows], np.uint16),
        shown=np.array([row.shown for row in rows], np.bool_),
        units=units,
        stores=stores,
    )


def all_columns(session: Session) -> Columns:
    """The whole stock. What changes while it is read is in the feed after the place of before."""
    units = tuple(sorted(_distinct(session, col(Number.unit_id))))
    stores = tuple(sorted(_distinct(session, col(Number.store_code))))
    fields = _packed(units, stores)
    blocks = _copied(session, fields) if _is_postgres(session) else _fetched(session, fields)
    parts = [_unpacked(block) for block in blocks] or [_unpacked(np.empty((0, _FIELDS), np.int64))]
    whole: dict[str, Any] = {}
    for name in list(parts[0]):
        whole[name] = np.concatenate([part.pop(name) for part in parts])
    return Columns(**whole, units=units, stores=stores)


def _distinct(session: Session, column: Any) -> Iterable[Any]:
    return session.exec(select(column).where(column.is_not(None)).distinct())


def _packed(units: tuple[int, ...], stores: tuple[str, ...]) -> list[Any]:
    """A row as _FIELDS integers: those travel quickly, and nothing is NULL."""
    unit = _code_of(col(Number.unit_id), units)
    store = _code_of(col(Number.store_code), stores)
    kind = sa.case(*[(col(Number.kind) == kind, code) for kind, code in KIND_CODES.items()])
    number = sa.cast(col(Number.national), sa.BigInteger)
    on = sa.case((on_shelf(), 1), else_=0)
    return [
        number, col(Number.price), col(Number.classes), col(Number.traits),
        col(Number.beauty) * 2 + on, kind, unit, store,
    ]  # fmt: skip


def _code_of(column: Any, known: Sequence[Any]) -> Any:
    if not known:
        return sa.literal(0)
    codes = {value: code for code, value in enumerate(known, 1)}
    return sa.case((column.is_(None), 0), else_=sa.case(codes, value=column, else_=0))


def _unpacked(block: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    return {
        "number": block[:, 0].astype(np.uint32),
        "price": block[:, 1].astype(np.int64),
        "classes": block[:, 2].astype(np.int64),
        "traits": block[:, 3].astype(np.int64),
        "beauty": (block[:, 4] >> 1).astype(np.uint8),
        "shown": block[:, 4] & 1 == 1,
        "kind": block[:, 5].astype(np.uint8),
        "unit": block[:, 6].astype(np.uint8),
        "store": block[:, 7].astype(np.uint16),
    }


def _fetched(session: Session, fields: list[Any]) -> Iterator[NDArray[np.int64]]:
    """SQLite, in the order in which the rows lie: short questions, for a long one would keep the
    write-ahead log from being emptied."""
    place = sa.literal_column("rowid")
    after = 0
    while True:
        asked = sa.select(*fields, place).select_from(Number).where(place > after)
        cursor: Any = session.connection().execute(asked.order_by(place).limit(_CHUNK))
        block = np.fromiter(chain.from_iterable(cursor.cursor), np.int64).reshape(-1, _FIELDS + 1)
        session.rollback()
        if not len(block):
            return
        after = int(block[-1, -1])
        yield block[:, :_FIELDS]


def _copied(session: Session, fields: list[Any]) -> Iterator[NDArray[np.int64]]:
    """PostgreSQL's binary COPY: with integers of 8 bytes all rows are of one length."""
    casts = [sa.cast(field, sa.BigInteger) for field in fields]
    asked = sa.select(*casts).select_from(Number)
    text = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    cursor: Any = session.connection().connection.cursor()
    with cursor, cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT BINARY)") as copy:
        got = bytearray(copy.read())
        del got[:_COPY_HEAD]  # comes whole, in front of the first row
        for piece in copy:
            got += piece
            if len(got) > _CHUNK * _COPIED.itemsize:
                yield _taken(got)
        yield _taken(got)
    session.rollback()


def _taken(got: bytearray) -> NDArray[np.int64]:
    """The whole rows in `got`, which keeps what is left."""
    count = len(got) // _COPIED.itemsize
    rows = np.frombuffer(bytes(got[: count * _COPIED.itemsize]), _COPIED)
    del got[: count * _COPIED.itemsize]
    return rows["field"]["value"].astype(np.int64)


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
