"""What an index must answer, found by looking at every number: slow, and nothing but Python."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.fengshui.elements import tiers
from chonso_app.numbers.index import ranking, scan
from chonso_app.numbers.index.layout import KIND_CODES, Answer, Columns
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.query import Cursor, Query, Sort
from chonso_app.numbers.reading import read_all
from chonso_app.numbers.rules import PREFIXES, mask_of
from chonso_app.numbers.traits import element_in

YEAR = 2026
UNITS, STORES = (1, 2, 3), ("CH01", "CH02")  # as `strategies` asks for
_KINDS = list(KIND_CODES)
_PRICES = (60_000, 60_000, 60_000, 90_000, 250_000, 1_000_000)  # many are equal on purpose


@dataclass(frozen=True)
class Row:
    national: str
    price: int
    classes: int
    traits: int
    beauty: int
    kind: SubscriptionKind
    unit: int | None
    store: str | None
    shown: bool


def stock(numbers: list[int], seed: int = 5) -> Columns:
    """`numbers` with everything that dice can decide."""
    dice = np.random.default_rng(seed)
    count = len(numbers)
    number = np.array(numbers, np.uint32)
    classes, traits, beauty = read_all(number, this_year=YEAR)
    return Columns(
        number=number,
        price=dice.choice(np.array(_PRICES, np.int64), count),
        classes=classes,
        traits=traits,
        beauty=beauty,
        kind=dice.integers(0, 3, count, dtype=np.uint8),
        unit=dice.integers(0, 4, count, dtype=np.uint8),
        store=dice.integers(0, 3, count, dtype=np.uint16),
        shown=dice.random(count) < 0.8,
        units=UNITS,
        stores=STORES,
    )


def numbers(count: int, seed: int = 7) -> list[int]:
    """Different ones in no order, a third of them with few digits to choose from."""
    dice = random.Random(seed)
    found: dict[int, None] = {}
    while len(found) < count:
        among = dice.choice(("0123456789", "0123456789", "068"))
        found[int(dice.choice(PREFIXES) + "".join(dice.choices(among, k=7)))] = None
    return list(found)


def part(columns: Columns, some: slice | NDArray[np.intp]) -> Columns:
    names = [field.name for field in fields(columns) if field.name not in ("units", "stores")]
    return replace(columns, **{name: getattr(columns, name)[some] for name in names})


def rows(columns: Columns) -> list[Row]:
    units, stores = (None, *columns.units), (None, *columns.stores)
    return [
        Row(f"{number:010d}", price, classes, traits, beauty, _KINDS[kind], units[unit],
            stores[store], shown)
        for number, price, classes, traits, beauty, kind, unit, store, shown in zip(
            columns.number.tolist(), columns.price.tolist(), columns.classes.tolist(),
            columns.traits.tolist(), columns.beauty.tolist(), columns.kind.tolist(),
            columns.unit.tolist(), columns.store.tolist(), columns.shown.tolist(), strict=True,
        )
    ]  # fmt: skip


def answer(everything: list[Row], query: Query, limit: int = 20) -> Answer:
    found = sorted((row for row in everything if fits(row, query)), key=lambda r: key(r, query))
    after = query.after
    beyond = [row for row in found if after is None or key(row, query) > place(after, query)]
    keys = [tuple(map(abs, key(row, query))) for row in beyond[:limit]]
    if query.sort is Sort.ELEMENT and query.element is None:
        keys = [one[1:] for one in keys]
    return Answer([one[-1] for one in keys], len(found), len(beyond) > limit, keys)


def fits(row: Row, query: Query) -> bool:
    patterns = query.patterns
    return (
        row.shown
        and (not patterns or any(one.places(row.national) is not None for one in patterns))
        and not set(query.without) & set(row.national[1:])
        and (not query.classes or row.classes & mask_of(query.classes) != 0)
        and (query.price_from is None or row.price >= query.price_from)
        and (query.price_to is None or row.price <= query.price_to)
        and (not query.prefixes or row.national[:3] in query.prefixes)
        and (not query.units or row.unit in query.units)
        and (not query.store or row.store == query.store)
        and (query.kind is None or row.kind in (query.kind, SubscriptionKind.EITHER))
        and all(row.traits & mask for mask in query.traits)
    )


def cursor(row: Row, query: Query) -> Cursor:
    element = query.element
    tier = 0 if element is None else tiers(element).index(element_in(row.traits))
    return Cursor(row.national, row.price, row.beauty, tier)


def key(row: Row, query: Query) -> tuple[int, ...]:
    return place(cursor(row, query), query)


def place(at: Cursor, query: Query) -> tuple[int, ...]:
    """The lowest comes first."""
    number = int(at.national)
    tier = 0 if query.element is None else at.tier
    return {
        Sort.CHEAPEST: (at.price, number),
        Sort.DEAREST: (-at.price, -number),
        Sort.BEST: (-at.beauty, -at.price, -number),
        Sort.NUMBER: (number,),
        Sort.ELEMENT: (tier, at.price, number),
    }[query.sort]


@contextmanager
def tiny_steps() -> Iterator[None]:
    """A few thousand numbers are gone through as eighty millions are: in many blocks, with more
    hits than are compared one by one."""
    with (
        patch.object(scan, "_BLOCK", 16),
        patch.multiple(ranking, FEW=30, _FIRST_STEP=16, _TRIED=40, _LONGEST_STEP=64),
    ):
        yield
