"""The best of SQLite: numbers as integers, an index for every road, trigrams; roads forced."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from chonso_app.bench.search_roads import Facts, Road, road_to_count, road_to_page, trigrams_of
from chonso_app.numbers import rules
from chonso_app.numbers.index.layout import Columns
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import PAGE_SIZE, Query, Sort
from chonso_app.numbers.rules import LENGTH, NumberClass

_BLOCK = 100_000
_ASKED = "beauty, cls, traits"
_ON_SHELF = "WHERE shown = 1"
_ORDERS = {
    Sort.CHEAPEST: ("by_price", "price, num"),
    Sort.NUMBER: ("by_num", "num"),
    Sort.BEST: ("by_beauty", "beauty DESC, price DESC, num DESC"),
}


class Sqlite:
    name = "SQLite"
    server_pid = None

    def __init__(self, folder: Path, shelf: Columns, facts: Facts) -> None:
        self._facts = facts
        self._connection = sqlite3.connect(folder / "search.db", isolation_level=None)
        for pragma in ("synchronous=OFF", "cache_size=-2000000", "temp_store=MEMORY"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._fill(shelf)
        self._index()

    def page(self, query: Query) -> list[int]:
        road = road_to_page(self._facts, query)
        order = _ORDERS[query.sort][1]
        asked = f"SELECT num FROM {self._where(query, road)} ORDER BY {order} LIMIT {PAGE_SIZE}"  # noqa: S608
        return [number for (number,) in self._connection.execute(asked)]

    def count(self, query: Query) -> int:
        road = road_to_count(self._facts, query)
        asked = f"SELECT count(*) FROM {self._where(query, road, counts=True)}"  # noqa: S608
        return self._connection.execute(asked).fetchone()[0]

    def count_to(self, query: Query, most: int) -> int:
        road = road_to_count(self._facts, query)
        some = f"SELECT 1 FROM {self._where(query, road, counts=True)} LIMIT {most + 1}"  # noqa: S608
        return self._connection.execute(f"SELECT count(*) FROM ({some})").fetchone()[0]  # noqa: S608

    def close(self) -> None:
        self._connection.close()

    def _fill(self, shelf: Columns) -> None:
        """By number: the table grows at its end."""
        self._connection.execute(
            "CREATE TABLE n (num INTEGER PRIMARY KEY, price INTEGER, shown INTEGER, "
            "cls INTEGER, traits INTEGER, beauty INTEGER, rev INTEGER)"
        )
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO n VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(shelf))
        self._connection.execute("COMMIT")

    def _index(self) -> None:
        indexes = {
            "by_price": f"price, num, {_ASKED}", "by_num": f"num, price, {_ASKED}",
            "by_rev": f"rev, price, {_ASKED}", "by_beauty": "beauty, price, num, cls, traits",
        }  # fmt: skip
        for name, columns in indexes.items():
            self._connection.execute(f"CREATE INDEX {name} ON n({columns}) {_ON_SHELF}")
        for cls in self._facts.rare:
            self._connection.execute(
                f"CREATE INDEX {_name(cls)} ON n(price, num, {_ASKED}) "
                f"{_ON_SHELF} AND (cls & {_bit(cls)}) <> 0"
            )
        self._connection.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(n, content='', columnsize=0, detail=none, "
            "tokenize='trigram')"
        )
        self._connection.execute(
            "INSERT INTO texts(rowid, n) SELECT num, '^0' || num || '$' FROM n"
        )
        self._connection.execute("INSERT INTO texts(texts) VALUES ('optimize')")

    def _where(self, query: Query, road: Road, *, counts: bool = False) -> str:
        wanted = ["shown = 1", *_conditions(query)]
        if road is Road.TEXT:
            words = " AND ".join(f'"{word}"' for word in trigrams_of(query.pattern))
            found = f"texts CROSS JOIN n ON n.num = texts.rowid WHERE texts MATCH '{words}'"
            return " AND ".join([found, *wanted])
        index = _ORDERS[Sort.CHEAPEST if counts else query.sort][0]
        if road is Road.TAIL:
            index, wanted = "by_rev", [*wanted, _between("rev", query.pattern.tail[::-1])]
        elif road is Road.HEAD or index == "by_num":
            index, wanted = "by_num", [*wanted, _between("num", query.pattern.head)]
        elif road is Road.CLASS:
            index = _name(query.classes[0])
        return f"n INDEXED BY {index} WHERE {' AND '.join(wanted)}"


def _conditions(query: Query) -> Iterator[str]:
    if query.pattern:
        yield from _matching(query.pattern)
    for cls in query.classes:  # the mix asks for one
        yield f"(cls & {_bit(cls)}) <> 0"
    for mask in query.masks:
        yield f"(traits & {mask}) <> 0"
    if query.price_from is not None:
        yield f"price >= {query.price_from}"
    if query.price_to is not None:
        yield f"price <= {query.price_to}"
    if query.prefixes:
        yield f"num / 10000000 IN ({', '.join(str(int(one)) for one in query.prefixes)})"


def _matching(pattern: Pattern) -> Iterator[str]:
    """Digits in their places by arithmetic, which costs least; pieces that float by GLOB."""
    if pattern.middle:
        yield f"'0' || num GLOB '{pattern.text}'"
        return
    left, _, right = pattern.text.partition("*")
    text = left.ljust(LENGTH - len(right), "?") + right
    if len(text) > LENGTH:
        yield "0"
        return
    for run in re.finditer(r"\d+", text):
        behind = LENGTH - run.end()
        yield f"num / {10**behind} % {10 ** len(run[0])} = {int(run[0])}"


def _between(column: str, start: str) -> str:
    low, high = rules.range_of(start)
    return f"{column} BETWEEN {int(low)} AND {int(high)}"


def _bit(cls: NumberClass) -> int:
    return rules.mask_of((cls,))


def _name(cls: NumberClass) -> str:
    return f"by_{cls.value.replace('-', '_')}"


def _rows(shelf: Columns) -> Iterator[tuple[Any, ...]]:
    order = np.argsort(shelf.number)
    for start in range(0, len(order), _BLOCK):
        some = order[start : start + _BLOCK]
        number = shelf.number[some]
        yield from zip(
            number.tolist(), shelf.price[some].tolist(), shelf.shown[some].tolist(),
            shelf.classes[some].tolist(), shelf.traits[some].tolist(),
            shelf.beauty[some].tolist(), reversed_digits(number).tolist(), strict=True,
        )  # fmt: skip


def reversed_digits(number: np.typing.NDArray[np.uint32]) -> np.typing.NDArray[np.int64]:
    """0901236868 → 8686321090."""
    left, turned = number.astype(np.int64), np.zeros(len(number), np.int64)
    for _ in range(LENGTH):
        left, digit = np.divmod(left, 10)
        turned = turned * 10 + digit
    return turned
