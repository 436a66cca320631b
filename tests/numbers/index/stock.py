"""A shelf with everything on it, its index in a folder, and the same question asked both ways."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from chonso_app.core import db
from chonso_app.numbers import finding
from chonso_app.numbers.importing import put_on_shelf
from chonso_app.numbers.index import building, live
from chonso_app.numbers.models import NumberStatus, SubscriptionKind
from chonso_app.numbers.query import Query
from chonso_app.numbers.seed import rows

_PRICES = (60_000, 60_000, 90_000, 250_000, 1_000_000)  # many are equal on purpose


@cache
def some_rows(count: int, now: datetime) -> list[dict[str, Any]]:
    """Every tenth is held, sold, paid for or blocked; units, shops and kinds are mixed."""
    dice = random.Random(5)
    found = []
    for row in rows(count, this_year=now.year):
        status, until = NumberStatus.AVAILABLE, None
        if dice.random() < 0.1:
            status = dice.choice(list(NumberStatus))
            if status is NumberStatus.HELD and dice.random() < 0.7:
                until = now + timedelta(minutes=dice.choice((-1, 1)))
        found.append(
            row
            | {
                "price": dice.choice(_PRICES), "status": status, "held_until": until,
                "unit_id": dice.choice((None, 1, 2, 3)),
                "store_code": dice.choice((None, None, "CH01", "CH02")),
                "kind": dice.choice(list(SubscriptionKind)),
            }
        )  # fmt: skip
    return found


def stocked(count: int, now: datetime) -> list[str]:
    """Numbers in the database of the test; their MSISDNs."""
    some = some_rows(count, now)
    db.transact(put_on_shelf, some)
    return [row["msisdn"] for row in some]


@contextmanager
def followed(folder: Path, *, sql_is_enough: int = 0) -> Iterator[live.Live]:
    """The index of `folder`, looked after by the test instead of its thread."""
    one = live.Live(folder, sql_is_enough=sql_is_enough)
    with patch.object(live, "_live", one):
        yield one
        one.stop()


def built(folder: Path, now: datetime) -> None:
    assert not building.build(folder, now).failed


def ready(one: live.Live) -> None:
    """Turns until it has opened what there is."""
    for _ in range(500):
        one.turn()
        if not one.status().why:
            return
        one._stop.wait(0.01)
    raise AssertionError(one.status())


def by_sql(query: Query) -> finding.Page:
    with patch.object(live, "_live", None):
        return db.read(finding.search, query)


def same_both_ways(query: Query) -> None:
    """The index's answer is SQL's: the page, the total, and where the next one begins."""
    assert live.answer(query) is not None
    assert db.read(finding.search, query) == by_sql(query), query
