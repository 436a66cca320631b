"""What the page of one number knows."""

import reflex as rx
from sqlmodel import Session

from chonso_app.core.db import in_read, utc_now
from chonso_app.numbers import rows, service
from chonso_app.numbers.models import Number
from chonso_app.numbers.query import Query
from chonso_app.numbers.rows import NumberDetail, NumberRow
from chonso_app.ui.edge import public, route_arg
from chonso_app.ui.live import follow


class NumberState(rx.State):
    """Follows the number: who looks at it sees it leave the shelf and come back."""

    number: NumberDetail = NumberDetail()
    similar: list[NumberRow] = []

    @rx.event
    @public
    async def load(self) -> None:
        await self._refresh()
        if self.number.national:
            follow(self, f"number:84{self.number.national[1:]}")

    @rx.event
    @public
    async def again(self) -> None:
        """The hold ran out."""
        await self._refresh()

    async def _refresh(self) -> None:
        now = utc_now()
        try:
            found, similar = await in_read(_find, route_arg(self, "msisdn"))
        except service.NumberNotFound:
            self.number, self.similar = NumberDetail(phase="missing"), []
            return
        self.number = rows.detail_of(found, now)
        taken = self.number.phase != "free"
        self.similar = [rows.row_of(one, Query(), now) for one in similar] if taken else []


def _find(session: Session, typed: str) -> tuple[Number, list[Number]]:
    msisdn = service.msisdn_typed(typed)
    return service.number_of(session, msisdn), service.alternatives(session, msisdn)
