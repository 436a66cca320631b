"""What goes into an index and what comes out: plain arrays, and numbers with their count."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers.models import SubscriptionKind

Bits = NDArray[np.uint64]  # one bit per number, 64 to the word, the lowest bit first
Key = tuple[int, ...]  # where a number stands: what its list is in the order of
KIND_CODES = {kind: code for code, kind in enumerate(SubscriptionKind)}


@dataclass(frozen=True)
class Columns:
    """One entry per number, in any order. Units and stores are places in the lists beside them."""

    number: NDArray[np.uint32]  # 901236868 for 0901236868
    price: NDArray[np.int64]  # ₫
    classes: NDArray[np.int64]
    traits: NDArray[np.int64]
    beauty: NDArray[np.uint8]
    kind: NDArray[np.uint8]  # KIND_CODES
    unit: NDArray[np.uint8]  # 0: everybody's; else the place in `units` + 1
    store: NDArray[np.uint16]  # 0: in no shop; else the place in `stores` + 1
    shown: NDArray[np.bool_]  # on the shelf: `search.on_shelf`
    units: tuple[int, ...] = ()
    stores: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The first numbers of a list, in its order, and how many it has in all. `more` come after.

    `keys`: where the index has each of them, the number itself last.
    """

    numbers: list[int]
    total: int
    more: bool
    keys: list[Key] = field(default_factory=list)


Arrays = dict[str, NDArray[Any]]  # what a generation file keeps, by name
