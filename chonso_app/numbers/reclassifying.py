"""Rows that say what an older version of the rules said are read anew, a piece at a time.

So a changed rule, or a new column of readings, needs no long migration: RULES_VERSION is raised,
and within minutes every row says the new thing, while the shop is open.
"""

from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import db
from chonso_app.core.clock import vn_today
from chonso_app.numbers import changes, reading, rules
from chonso_app.numbers.models import Number

_PIECE = 2_000  # rows in one transaction: short enough for a hold to slip in between
_PIECES = 25  # in one sweep
_place: dict[int, str] = {}  # version → the last msisdn that was looked at; one worker process


def sweep(now: datetime) -> int:
    """How many rows were rewritten. Walks the table once per version and worker start."""
    rewritten = 0
    for _ in range(_PIECES):
        after = _place.get(rules.RULES_VERSION, "")
        last, count = db.transact(reclassify_after, after, now=now)
        _place[rules.RULES_VERSION] = last or after
        rewritten += count
        if not last:
            break
    return rewritten


def reclassify_after(session: Session, after: str, *, now: datetime) -> tuple[str, int]:
    """One piece beyond `after`: the last msisdn looked at ("" at the end), and rows rewritten."""
    rows = session.execute(
        select(Number.msisdn, Number.national, Number.rules_version)
        .where(col(Number.msisdn) > after)
        .order_by(col(Number.msisdn))
        .limit(_PIECE)
    ).all()
    stale = [row for row in rows if row.rules_version != rules.RULES_VERSION]
    if stale:
        session.execute(
            sa.update(Number.__table__)  # pyright: ignore[reportAttributeAccessIssue]
            .where(col(Number.msisdn) == sa.bindparam("stale"))
            .values({name: sa.bindparam(name) for name in _READ}),
            _read(stale, vn_today(now).year),
        )
        changes.note(session, [row.msisdn for row in stale], now)
    return (rows[-1].msisdn if rows else ""), len(stale)


_READ = ("classes", "traits", "beauty", "cls", "rules_version")


def _read(rows: list[Any], this_year: int) -> list[dict[str, Any]]:
    numbers = np.array([int(row.national) for row in rows], dtype=np.uint32)
    classes, traits, beauty = reading.read_all(numbers, this_year=this_year)
    return [
        {
            "stale": row.msisdn,
            "classes": int(mask),
            "traits": int(said),
            "beauty": int(fine),
            "cls": next(iter(rules.classes_in(int(mask))), ""),
            "rules_version": rules.RULES_VERSION,
        }
        for row, mask, said, fine in zip(rows, classes, traits, beauty, strict=True)
    ]
