"""What the page of one number knows."""

from dataclasses import dataclass

import reflex as rx
from sqlmodel import Session

from chonso_app.core.db import in_read, utc_now
from chonso_app.core.texts import say
from chonso_app.numbers import pairs, patience, rows, service
from chonso_app.numbers.fengshui_rows import Readings, readings_of
from chonso_app.numbers.fengshui_state import FengshuiState
from chonso_app.numbers.models import Number
from chonso_app.numbers.pairs import PairKind
from chonso_app.numbers.query import Query
from chonso_app.numbers.rows import Link, NumberDetail, NumberRow
from chonso_app.ui.edge import limited, public, route_arg
from chonso_app.ui.live import follow

_TAIL = 4  # digits that people shop by


class NumberState(rx.State):
    """Follows the number: who looks at it sees it leave the shelf and come back."""

    number: NumberDetail = NumberDetail()
    similar: list[NumberRow] = []
    pairs: list[Link] = []  # a kind of pair, how many there are, where they are listed
    alike: str = ""  # the question to wait with for numbers like this one
    readings: Readings = Readings()

    @rx.event
    @limited(240, 60)
    @public
    async def load(self) -> None:
        if await patience.is_spent(self):
            return
        await self._refresh()
        if self.number.national:
            follow(self, f"number:84{self.number.national[1:]}")

    @rx.event
    @limited(240, 60)
    @public
    async def again(self) -> None:
        """The hold ran out."""
        if not await patience.is_spent(self):
            await self._refresh()

    async def _refresh(self) -> None:
        now, typed = utc_now(), route_arg(self, "msisdn")
        self.alike = _alike(typed)
        try:
            found = await in_read(_find, typed)
        except service.NumberNotFound:
            self.number, self.similar, self.pairs = NumberDetail(phase="missing"), [], []
            return
        self.number = rows.detail_of(found.number, now)
        self.similar = [rows.row_of(one, Query(), now) for one in found.similar]
        self.pairs = [_pair_link(kind, count, found.number) for kind, count in found.pairs.items()]
        person = await self.get_state(FengshuiState)
        self.readings = readings_of(found.number.national, person._person())


@dataclass(frozen=True)
class _Found:
    number: Number
    similar: list[Number]
    pairs: dict[PairKind, int]


def _find(session: Session, typed: str) -> _Found:
    msisdn = service.msisdn_typed(typed)
    number = service.number_of(session, msisdn)
    similar = service.alternatives(session, msisdn)
    return _Found(number, similar, pairs.partners_of(session, number.national))


def _alike(typed: str) -> str:
    """ "" for what is no number at all."""
    try:
        return f"q=*{service.msisdn_typed(typed)[-_TAIL:]}"
    except service.NumberNotFound:
        return ""


def _pair_link(kind: PairKind, count: int, number: Number) -> Link:
    return Link(
        say(f"pairs.kind.{kind.value}"),
        f"/sim-doi?kieu={kind.value}&q={number.national}",
        say("pairs.count", count=rows.thousands(count)),
    )
