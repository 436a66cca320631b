"""Every stored face against one, in the worker's memory: a product of two arrays, no more.

100,000 faces are 51 MB and some milliseconds (docs/decisions/0093-ekyc-vendors.md). The index
reads what is new before each search, and everything again when something was deleted.
"""

import base64
import threading
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.core.config import settings
from chonso_app.core.db import read
from chonso_app.ekyc.engine.results import EkycResult
from chonso_app.ekyc.models import FaceTemplate

_AT_ONCE = 2_000
Row = tuple[int, int, str, str]
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
        return {orders[at]: round(float(cosines[at]), 3) for at in near}

    def _empty(self) -> None:
        self._last, self._mark = 0, _NOTHING
        self._faces: dict[str, list[Any]] = {}  # blocks by model
        self._orders: dict[str, list[int]] = {}

    def _refresh(self) -> None:
        if read(_mark_up_to, self._last) != self._mark:
            self._empty()
        while rows := read(_after, self._last):
            self._take(rows)
        self._mark = read(_mark_up_to, self._last)

    def _take(self, rows: list[Row]) -> None:
        import numpy as np

        for model in {row[2] for row in rows}:
            mine = [row for row in rows if row[2] == model]
            block = np.stack([np.frombuffer(base64.b64decode(row[3]), "float32") for row in mine])
            self._faces.setdefault(model, []).append(
                block / np.linalg.norm(block, axis=1, keepdims=True)
            )
            self._orders.setdefault(model, []).extend(row[1] for row in mine)
        self._last = rows[-1][0]

    def _of_model(self, model: str) -> tuple[Any, list[int]]:
        """One block, made of those that came since the last search."""
        import numpy as np

        blocks = self._faces.get(model, [])
        if len(blocks) > 1:
            blocks[:] = [np.concatenate(blocks)]
        return (blocks[0] if blocks else None), self._orders.get(model, [])


def _mark_up_to(session: Session, last: int) -> Mark:
    """Other when something was deleted, also where its id was given away again (SQLite)."""
    counted = sa.select(sa.func.count(), sa.func.max(col(FaceTemplate.made_at)))
    row = session.execute(counted.where(col(FaceTemplate.id) <= last)).one()
    return row[0], row[1]


def _after(session: Session, last: int) -> list[Row]:
    columns = (
        col(FaceTemplate.id), col(FaceTemplate.order_id), col(FaceTemplate.model),
        col(FaceTemplate.numbers),
    )  # fmt: skip
    wanted = sa.select(*columns).where(col(FaceTemplate.id) > last)
    rows = session.execute(wanted.order_by(col(FaceTemplate.id)).limit(_AT_ONCE))
    return [(row[0], row[1], row[2], row[3]) for row in rows]
