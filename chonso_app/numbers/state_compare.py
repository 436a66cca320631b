"""What the comparison knows: the numbers that its address names."""

from dataclasses import dataclass, field
from datetime import datetime

import reflex as rx

from chonso_app.core.db import in_read, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, to_e164
from chonso_app.core.texts import say
from chonso_app.numbers import fengshui, reasons, rows, rules, service, wording
from chonso_app.numbers.compared import numbers_of, wanted_in
from chonso_app.numbers.models import Number
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import Span
from chonso_app.ui.edge import limited, public, query_arg
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class Compared:
    """One column. `phase`: free, held, gone or missing. `without`: the page without this number."""

    national: str
    grouped: str
    spans: list[Span]
    path: str
    phase: str
    without: str
    price: str = ""
    badges: list[str] = field(default_factory=list)
    why: str = ""
    held_until: str = ""


@dataclass(frozen=True)
class Line:
    """A reading of phong thủy: one word for each of the columns."""

    title: str
    said: list[str]


class CompareState(rx.State):
    phase: str = "loading"  # loading, none or table
    columns: list[Compared] = []
    lines: list[Line] = []
    now: str = ""

    @rx.event
    @limited(240, 60)
    @public
    async def load(self) -> None:
        await self._refresh()
        follow(self, *[f"number:84{one.national[1:]}" for one in self.columns])

    @rx.event
    @limited(240, 60)
    @public
    async def again(self) -> None:
        """The hold of one of them ran out."""
        await self._refresh()

    async def _refresh(self) -> None:
        wanted, now = wanted_in(query_arg(self, "so")), utc_now()
        found = await in_read(numbers_of, wanted)
        self.columns = [_column(one, found.get(one), wanted, now) for one in wanted]
        self.lines = _lines(wanted)
        self.phase, self.now = "table" if wanted else "none", now.isoformat()


def _column(national: str, number: Number | None, wanted: list[str], now: datetime) -> Compared:
    others = ",".join(one for one in wanted if one != national)
    without = f"/so-sanh?so={others}" if others else "/so-sanh"
    if number is None:
        return Compared(national, grouped(to_e164(national)), [], "", "missing", without)
    detail = rows.detail_of(number, now)
    shapes = service.shapes_of(number, now)
    return Compared(
        national,
        detail.grouped,
        list(rules.spans(national, reasons.emphasis(national, shapes, Query()))),
        rows.path_of(number),
        detail.phase,
        without,
        price=vnd(number.price),
        badges=detail.badges,
        why=wording.of_shape(national, shapes[0]) if shapes else say("find.compare.plain"),
        held_until=detail.held_until,
    )


def _lines(wanted: list[str]) -> list[Line]:
    """Readings come in one order for every number. `stars` are of another school: not beside
    these."""
    return [
        Line(same[0].title, [one.value for one in same])
        for same in zip(*(fengshui.readings(one) for one in wanted), strict=True)
        if same[0].key != "stars"
    ]
