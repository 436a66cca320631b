"""How numbers come onto the shelf: the row of a number, and the run that a CSV file becomes.

What is here already is left alone; its price changes only when the keeper says so for this run.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_today
from chonso_app.numbers import rules, stock_runs
from chonso_app.numbers.import_file import Line
from chonso_app.numbers.models import Number, NumberStatus, SubscriptionKind
from chonso_app.numbers.reading import read_all
from chonso_app.numbers.stock_engine import Plan
from chonso_app.numbers.stock_models import RunKind, StockRun
from chonso_app.numbers.stock_rules import STILL, Asked, Change, Outcome, Standing, price_by
from chonso_app.numbers.stock_sources import Source
from chonso_app.numbers.traits import traits_of

_CHUNK = 5_000
COLUMNS = (
    "msisdn", "national", "reversed", "prefix", "cls", "classes", "traits", "rules_version",
    "beauty", "price", "status", "unit_id", "store_code", "kind", "run_id",
)  # fmt: skip
_PRICE = COLUMNS.index("price")
Rows = dict[str, tuple[Any, ...]]  # national → its row, in the order of COLUMNS
O = Outcome  # noqa: E741


def new_row(national: str, price: int, *, this_year: int) -> dict[str, Any]:
    """The columns of a free number."""
    shapes = rules.shapes_of(national, this_year=this_year)
    return {
        "msisdn": f"84{national[1:]}", "national": national, "reversed": national[::-1],
        "prefix": national[:3], "cls": rules.badge_of(shapes) or "",
        "classes": rules.mask_of(frozenset(shape.cls for shape in shapes)),
        "traits": traits_of(national), "rules_version": rules.RULES_VERSION,
        "beauty": rules.beauty_of(shapes), "price": price, "status": NumberStatus.AVAILABLE,
        "held_until": None, "unit_id": None, "store_code": None, "kind": SubscriptionKind.EITHER,
    }  # fmt: skip


def put_on_shelf(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Number), rows[start : start + _CHUNK])


def begin(
    session: Session, actor: Actor, file_name: str, size: int, media: str, *, now: datetime
) -> StockRun:
    """A file has arrived: have it checked. Nothing goes into stock yet."""
    return stock_runs.begin(
        session, actor, RunKind.IMPORT, now=now, file_name=file_name, file_size=size, media=media
    )


class ImportWork:
    """What the lines of a file come to. `prices`: also give known numbers the file's price."""

    columns = COLUMNS

    def __init__(
        self, source: Source, asked: Asked, *, run_id: int, prices: bool, now: datetime
    ) -> None:
        self.source, self._asked = source, asked
        self._run_id, self._prices, self._now = run_id, prices, now

    def prepare(self, lines: Sequence[Line], *, writing: bool) -> Rows:
        """Rows by number. The check needs them only where a rule must give the price."""
        wanted = [line for line in lines if not line.reason and (writing or line.price is None)]
        return dict(zip([line.national for line in wanted], self._rows(wanted), strict=True))

    def plan(self, lines: Sequence[Line], here: dict[str, Standing], prepared: Rows) -> Plan:
        plan = Plan()
        for line in lines:
            plan.outcomes.append(self._plan_one(plan, line, here, prepared))
        return plan

    def _plan_one(
        self, plan: Plan, line: Line, here: dict[str, Standing], prepared: Rows
    ) -> Outcome:
        if line.reason:
            return O.WRONG
        known = here.get(f"84{line.national[1:]}")
        if known:
            outcome = self._known(line.price, known)
            if outcome is O.CHANGED:
                plan.changed.append(Change(known.msisdn, str(known.price), str(line.price)))
            return outcome
        row = prepared.get(line.national)
        if row and row[_PRICE] is None:
            return O.NO_RULE
        if row:
            plan.fresh.append(row)
        return O.NEW

    def _known(self, price: int | None, number: Standing) -> Outcome:
        if not self._asked.places.may_touch(number.unit_id):
            return O.FOREIGN
        if number.status is NumberStatus.SOLD:
            return O.SOLD
        if price in (None, number.price):
            return O.SAME
        if number.status not in STILL:
            return O.HELD
        return O.CHANGED if self._prices else O.PRICED

    def _rows(self, lines: Sequence[Line]) -> Iterator[tuple[Any, ...]]:
        """In the order of COLUMNS."""
        numbers = np.array([int(line.national) for line in lines], np.uint32)
        read = read_all(numbers, this_year=vn_today(self._now).year)
        said = zip(lines, *(column.tolist() for column in read), strict=True)
        for line, classes, traits, beauty in said:
            national, badge = line.national, _badge(classes)
            price = line.price or self._price_by_rule(line, classes, badge)
            yield (
                f"84{national[1:]}", national, national[::-1], national[:3], badge, classes,
                traits, rules.RULES_VERSION, beauty, price, NumberStatus.AVAILABLE.value,
                line.unit_id, line.store, line.kind.value, self._run_id,
            )  # fmt: skip

    def _price_by_rule(self, line: Line, classes: int, badge: str) -> int | None:
        number = Standing(
            "", NumberStatus.AVAILABLE, 0, classes, badge, line.national[:3], line.unit_id,
            line.store,
        )  # fmt: skip
        return price_by(self._asked.price_rules, number)


def _badge(classes: int) -> str:
    found = rules.classes_in(classes)
    return found[0].value if found else ""
