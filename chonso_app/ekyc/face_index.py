"""Every stored face against one, in the worker's memory: a product of two arrays, no more.

100,000 faces are 51 MB and some milliseconds (docs/decisions/0093-ekyc-pipeline.md). What came
since the last search is read before each, and everything again when something was deleted.
"""

import base64
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.core.config import settings
from chonso_app.core.db import read
from chonso_app.ekyc.engine.results import EkycResult
from chonso_app.ekyc.models import FaceTemplate

_AT_ONCE = 2_000
_OVERLAP = timedelta(minutes=1)
_GONE = 0  # in the place of an order whose face was made anew
Row = tuple[int, str, str, datetime]  # order, model, numbers, when
Mark = tuple[int, datetime | None]
_NOTHING: Mark = (0, None)


class FaceIndex:
    """One for a worker; `search` may be called by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._empty()

    def search(self, result: EkycResult) -> dict[int, float]:
        """Orders whose face is at least `ekyc_face_known` like this one, with the cosine."""
        import numpy as np

        if not result.template:
            return {}
        mine = np.asarray(result.template, "float32")
        with self._lock:
            self._refresh()
            faces, orders = self._of_model(result.template_model)
        if not orders:
            return {}
        cosines = faces @ (mine / np.linalg.norm(mine))
        near = np.flatnonzero(cosines >= settings.ekyc_face_known)
        return {orders[at]: round(float(cosines[at]), 3) for at in near if orders[at] != _GONE}

    def _empty(self) -> None:
        self._mark = _NOTHING
        self._faces: dict[str, list[Any]] = {}  # blocks by model
        self._orders: dict[str, list[int]] = {}  # beside them
        self._places: dict[int, tuple[str, int, datetime]] = {}  # order → where, and made when

    def _refresh(self) -> None:
        """Count and newest time tell of any change: ids would not, SQLite gives the last again."""
        mark = read(_mark)
        if mark == self._mark:
            return
        newest = self._mark[1]
        if newest is not None:
            self._take(read(_since, newest))
        if len(self._places) != mark[0]:
            self._empty()
            last = 0
            while rows := read(_after, last):
                self._take(row[1:] for row in rows)
                last = rows[-1][0]
        self._mark = mark

    def _take(self, rows: Iterable[Row]) -> None:
        import numpy as np

        fresh = [row for row in rows if self._places.get(row[0], ("", 0, None))[2] != row[3]]
        for model in {row[1] for row in fresh}:
            mine = [row for row in fresh if row[1] == model]
            block = np.stack([np.frombuffer(base64.b64decode(row[2]), "float32") for row in mine])
            self._faces.setdefault(model, []).append(
                block / np.linalg.norm(block, axis=1, keepdims=True)
            )
            for row in mine:
                self._place(row)

    def _place(self, row: Row) -> None:
        order, model, _, made_at = row
        if before := self._places.get(order):
            self._orders[before[0]][before[1]] = _GONE
        listed = self._orders.setdefault(model, [])
        self._places[order] = (model, len(listed), made_at)
        listed.append(order)

    def _of_model(self, model: str) -> tuple[Any, list[int]]:
        """One block, made of those that came since the last search."""
        import numpy as np

        blocks = self._faces.get(model, [])
        if len(blocks) > 1:
            blocks[:] = [np.concatenate(blocks)]
        return (blocks[0] if blocks else None), list(self._orders.get(model, ()))


_COLUMNS = (
    col(FaceTemplate.id), col(FaceTemplate.order_id), col(FaceTemplate.model),
    col(FaceTemplate.numbers), col(FaceTemplate.made_at),
)  # fmt: skip


def _mark(session: Session) -> Mark:
    """From the index of times alone."""
    made = col(FaceTemplate.made_at)
    row = session.execute(sa.select(sa.func.count(made), sa.func.max(made))).one()
    return row[0], row[1]


def _since(session: Session, newest: datetime) -> list[Row]:
    """Made about that time or later: transactions end in another order than they began."""
    wanted = sa.select(*_COLUMNS).where(col(FaceTemplate.made_at) >= newest - _OVERLAP)
    return [(row[1], row[2], row[3], row[4]) for row in session.execute(wanted)]


def _after(session: Session, last: int) -> list[tuple[int, int, str, str, datetime]]:
    wanted = sa.select(*_COLUMNS).where(col(FaceTemplate.id) > last)
    rows = session.execute(wanted.order_by(col(FaceTemplate.id)).limit(_AT_ONCE))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
