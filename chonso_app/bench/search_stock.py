"""A made-up shelf of any size: the same numbers and prices on every machine."""

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers import reading
from chonso_app.numbers.index.layout import Columns
from chonso_app.numbers.rules import PREFIXES

SPACE = len(PREFIXES) * 10**7  # every number that the eight prefixes can make
THIS_YEAR = 2026
UNITS = tuple(range(1, 10))
STORES = tuple(f"CH{place:03d}" for place in range(1, 151))
_SEED = 20_261_125
_ON_SHELF = 0.7
_LOWEST, _MEDIAN, _SPREAD = 35_000, 60_000, 1.4  # ₫; a third of the stock is at the lowest price


def stock(count: int) -> Columns:
    dice = np.random.default_rng(_SEED)
    number = _numbers(dice, count)
    classes, traits, beauty = reading.read_all(number, this_year=THIS_YEAR)
    return Columns(
        number=number,
        price=_prices(dice, count),
        classes=classes,
        traits=traits,
        beauty=beauty,
        kind=dice.integers(0, 3, count, dtype=np.uint8),
        unit=dice.integers(0, len(UNITS) + 1, count, dtype=np.uint8),
        store=_stores(dice, count),
        shown=dice.random(count, dtype=np.float32) < _ON_SHELF,
        units=UNITS,
        stores=STORES,
    )


def _numbers(dice: np.random.Generator, count: int) -> NDArray[np.uint32]:
    """Different ones; when the whole space is asked for, all of it."""
    place = np.arange(SPACE, dtype=np.uint32) if count >= SPACE else _drawn(dice, count)
    heads = np.array([int(prefix) for prefix in PREFIXES], np.uint32)
    return heads[place // 10**7] * np.uint32(10**7) + place % np.uint32(10**7)


def _drawn(dice: np.random.Generator, count: int) -> NDArray[np.uint32]:
    """Twice-drawn ones fall out, so more are drawn than are needed."""
    drawn = np.empty(0, np.uint32)
    while len(drawn) < count:
        more = dice.integers(0, SPACE, count // 4 + 64, dtype=np.uint32)
        drawn = np.unique(np.concatenate([drawn, more]))
    return dice.permutation(drawn)[:count]


def _prices(dice: np.random.Generator, count: int) -> NDArray[np.int64]:
    asked = dice.standard_normal(count, dtype=np.float32)
    np.exp(asked * np.float32(_SPREAD), out=asked)
    thousands = (asked * np.float32(_MEDIAN / 1000)).astype(np.int64)
    return np.maximum(thousands * 1000, _LOWEST)


def _stores(dice: np.random.Generator, count: int) -> NDArray[np.uint16]:
    """One number in ten lies in a shop."""
    in_shop = dice.random(count, dtype=np.float32) < 0.1
    return np.where(in_shop, dice.integers(1, len(STORES) + 1, count), 0).astype(np.uint16)
