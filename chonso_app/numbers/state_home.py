"""What the front page knows."""

from dataclasses import dataclass, field

import reflex as rx

from chonso_app.core.db import in_read, utc_now
from chonso_app.core.money import vnd
from chonso_app.numbers import rows, service, shelf, wording
from chonso_app.numbers.query import Query
from chonso_app.numbers.rows import NumberRow
from chonso_app.ui.edge import public


@dataclass(frozen=True)
class KindRow:
    """A class of numbers on the front page. `example`: digits that are one."""

    example: str
    name: str
    count: str
    from_price: str
    href: str


@dataclass(frozen=True)
class Front:
    """The counted part of the front page; empty until it is there."""

    free: str = ""
    examples: list[str] = field(default_factory=list)
    kinds: list[KindRow] = field(default_factory=list)
    easy_total: str = ""


_NO_NUMBER = NumberRow("", "", "", [], "", "", "", "")
_EXAMPLES = {"loc-phat": "6868", "than-tai": "3979", "tu-quy": "8888", "nam-sinh": "1998"}


class HomeState(rx.State):
    front: Front = Front()
    star: NumberRow = _NO_NUMBER
    easy: list[NumberRow] = []

    @rx.event
    @public
    async def load(self) -> None:
        now = utc_now()
        seen = await in_read(shelf.shelf, now=now)
        self.front = Front(
            rows.thousands(seen.free),
            [rows.thousands(count) for count in seen.examples],
            [_kind_row(kind) for kind in seen.kinds],
            rows.thousands(seen.easy_total),
        )
        self.star = rows.row_of(seen.star, Query(), now) if seen.star else _NO_NUMBER
        self.easy = [rows.row_of(number, Query(), now) for number in seen.easy]


def _kind_row(kind: service.ClassOnShelf) -> KindRow:
    return KindRow(
        _EXAMPLES[kind.cls],
        wording.class_name(kind.cls),
        rows.thousands(kind.count),
        vnd(kind.from_price),
        rows.href_of(Query(classes=(kind.cls,))),
    )
