"""The made-up stock as rows of the product's own table."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sqlalchemy as sa

from chonso_app.numbers.index.layout import KIND_CODES, Columns
from chonso_app.numbers.models import Number
from chonso_app.numbers.rules import RULES_VERSION

_BLOCK = 50_000
_KINDS = np.array([kind.value for kind in KIND_CODES])
_COLUMNS = (
    "msisdn", "national", "reversed", "prefix", "cls", "classes", "traits", "rules_version",
    "beauty", "price", "status", "unit_id", "store_code", "kind",
)  # fmt: skip
_VALUES = (
    "'84' || ?1, '0' || ?1, ?2, '0' || substr(?1, 1, 2), '', ?3, ?4, "
    f"{RULES_VERSION}, ?5, ?6, ?7, ?8, ?9, ?10"
)


def fill(engine: sa.Engine, columns: Columns) -> None:
    """SQLite only. Off the shelf is `sold`; units need no rows: nothing here looks at them.

    Indexes are made when the rows are there: sorted once instead of searched for every row.
    """
    indexes = Number.metadata.tables["number"].indexes
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        for index in indexes:
            index.drop(connection)
        connection.commit()
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-500000"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("BEGIN")
        names = ", ".join(_COLUMNS)
        raw.executemany(f"INSERT INTO number ({names}) VALUES ({_VALUES})", _rows(columns))  # noqa: S608
        raw.execute("COMMIT")
        for index in indexes:
            index.create(connection)
        connection.commit()
        raw.execute("ANALYZE")
        connection.invalidate()  # its settings must not come back from the pool


def _rows(columns: Columns) -> Iterator[tuple[Any, ...]]:
    """In the order of numbers, so that the primary key grows at its end."""
    order = np.argsort(columns.number)
    units, stores = np.array([None, *columns.units]), np.array([None, *columns.stores])
    for start in range(0, len(order), _BLOCK):
        some = order[start : start + _BLOCK]
        numbers = [str(number) for number in columns.number[some].tolist()]
        yield from zip(
            numbers,
            [f"{number[::-1]}0" for number in numbers],
            columns.classes[some].tolist(),
            columns.traits[some].tolist(),
            columns.beauty[some].tolist(),
            columns.price[some].tolist(),
            np.where(columns.shown[some], "available", "sold").tolist(),
            units[columns.unit[some]].tolist(),
            stores[columns.store[some]].tolist(),
            _KINDS[columns.kind[some]].tolist(),
            strict=True,
        )
