"""The best of PostgreSQL: an index for every road, which are forced by what its planner can see."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg

from chonso_app.bench.search_roads import Facts, Road, road_to_count, road_to_page
from chonso_app.bench.search_sqlite import reversed_digits
from chonso_app.numbers import rules
from chonso_app.numbers.index.layout import Columns
from chonso_app.numbers.query import PAGE_SIZE, Query, Sort
from chonso_app.numbers.rules import NumberClass

_BLOCK = 20_000
_ON_SHELF = "WHERE shown"
_SETTINGS = (
    "jit = off", "max_parallel_workers_per_gather = 0", "work_mem = '64MB'",
    "maintenance_work_mem = '1GB'", "max_parallel_maintenance_workers = 0",
    "random_page_cost = 1.1", "effective_cache_size = '8GB'",
)  # fmt: skip
_ORDERS = {
    Sort.CHEAPEST: ("price", "num"),
    Sort.NUMBER: ("num",),
    Sort.BEST: ("beauty", "price", "num"),
}


class Postgres:
    name = "PostgreSQL"

    def __init__(self, url: str, shelf: Columns, facts: Facts) -> None:
        self._facts = facts
        self._connection = psycopg.connect(url, autocommit=True)
        for setting in _SETTINGS:
            self._run(f"SET {setting}")
        self.server_pid = self._connection.info.backend_pid
        self._fill(shelf)
        self._index()

    def page(self, query: Query) -> list[int]:
        road = road_to_page(self._facts, query)
        keys = _ORDERS[query.sort]
        if road not in (Road.ORDER, Road.CLASS):
            keys = [f"{key} || ''" if key == "num" else f"{key} + 0" for key in keys]
        order = ", ".join(f"{key} DESC" if query.sort is Sort.BEST else key for key in keys)
        asked = f"SELECT num FROM n WHERE {self._where(query, road)} ORDER BY {order}"  # noqa: S608
        return [int(number) for (number,) in self._run(f"{asked} LIMIT {PAGE_SIZE}")]

    def count(self, query: Query) -> int:
        road = road_to_count(self._facts, query)
        asked = f"SELECT count(*) FROM n WHERE {self._where(query, road)}"  # noqa: S608
        return self._run(asked).fetchone()[0]

    def count_to(self, query: Query, most: int) -> int:
        road = road_to_count(self._facts, query)
        some = f"SELECT 1 FROM n WHERE {self._where(query, road)} LIMIT {most + 1}"  # noqa: S608
        return self._run(f"SELECT count(*) FROM ({some}) AS few").fetchone()[0]  # noqa: S608

    def shared_buffers(self) -> str:
        return self._run("SHOW shared_buffers").fetchone()[0]

    def close(self) -> None:
        self._connection.close()

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)

    def _fill(self, shelf: Columns) -> None:
        self._run("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self._run(
            'CREATE UNLOGGED TABLE n (num text COLLATE "C", rev text COLLATE "C", price bigint, '
            "cls bigint, traits bigint, beauty smallint, shown boolean)"
        )
        with self._connection.cursor().copy("COPY n FROM STDIN") as copy:
            for block in _blocks(shelf):
                copy.write(block)

    def _index(self) -> None:
        indexes = {
            "by_price": "(price, num) INCLUDE (cls, traits, beauty)",
            "by_num": "(num) INCLUDE (price, cls, traits, beauty)",
            "by_rev": "(rev) INCLUDE (num, price, cls, traits, beauty)",
            "by_beauty": "(beauty, price, num) INCLUDE (cls, traits)",
            "by_text": "USING gin (num gin_trgm_ops)",
        }
        for name, columns in indexes.items():
            self._run(f"CREATE INDEX {name} ON n {columns} {_ON_SHELF}")
        for cls in self._facts.rare:
            bit = rules.mask_of((cls,))
            self._run(
                f"CREATE INDEX ON n (price, num) INCLUDE (cls, traits, beauty) "
                f"{_ON_SHELF} AND (cls & {bit}) <> 0"
            )
        self._run("VACUUM ANALYZE n")

    def _where(self, query: Query, road: Road) -> str:
        """Roads not taken are hidden: a head or tail is then only a LIKE of an expression."""
        wanted = ["shown", *_conditions(query, road)]
        pattern = query.pattern
        if road is Road.TAIL:
            wanted.append(_between("rev", pattern.tail[::-1]))
        elif road is Road.HEAD or (query.sort is Sort.NUMBER and pattern.head):
            wanted.append(_between("num", pattern.head))
        return " AND ".join(wanted)


def _conditions(query: Query, road: Road) -> Iterator[str]:
    if query.pattern:
        column = "num" if road is Road.TEXT else "(num || '')"
        yield f"{column} LIKE '{query.pattern.like}'"
    for cls in query.classes:  # the mix asks for one
        yield from _of_class(cls, hidden=road is not Road.CLASS)
    for mask in query.masks:
        yield f"(traits & {mask}) <> 0"
    price = "price" if road in (Road.ORDER, Road.CLASS) else "price + 0"
    if query.price_from is not None:
        yield f"{price} >= {query.price_from}"
    if query.price_to is not None:
        yield f"{price} <= {query.price_to}"
    if query.prefixes:
        named = ", ".join(f"'{prefix}'" for prefix in query.prefixes)
        yield f"left(num, 3) IN ({named})"


def _of_class(cls: NumberClass, *, hidden: bool) -> Iterator[str]:
    bit = rules.mask_of((cls,))
    yield f"(cls & {bit}) {'> 0' if hidden else '<> 0'}"


def _between(column: str, start: str) -> str:
    low, high = rules.range_of(start)
    return f"{column} BETWEEN '{low}' AND '{high}'"


def _blocks(shelf: Columns) -> Iterator[str]:
    order = np.argsort(shelf.number)
    for start in range(0, len(order), _BLOCK):
        some = order[start : start + _BLOCK]
        number = shelf.number[some]
        rows = zip(
            number.tolist(), reversed_digits(number).tolist(), shelf.price[some].tolist(),
            shelf.classes[some].tolist(), shelf.traits[some].tolist(),
            shelf.beauty[some].tolist(), shelf.shown[some].tolist(), strict=True,
        )  # fmt: skip
        yield "".join(
            f"0{num}\t{rev:010d}\t{price}\t{cls}\t{traits}\t{beauty}\t{shown}\n"
            for num, rev, price, cls, traits, beauty, shown in rows
        )
