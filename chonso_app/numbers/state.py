"""What the front page and the list of results know."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

import reflex as rx
from sqlmodel import Session

from chonso_app.core.db import in_read, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.texts import of_refusal
from chonso_app.numbers import loosening, query, rows, service, shelf, wording
from chonso_app.numbers.query import Query
from chonso_app.numbers.rows import Link, NumberRow
from chonso_app.ui.edge import limited, public
from chonso_app.ui.live import follow

_LONGEST_QUERY = 400


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


@dataclass(frozen=True)
class Asked:
    """The question, as the page repeats it. `address` changes with it."""

    address: str = ""
    typed: str = ""
    understood: str = ""
    cells: list[str] = field(default_factory=list)
    chips: list[Link] = field(default_factory=list)
    filters: int = 0
    classes: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    price: str = ""  # as in the address: 0-500000
    low: str = ""
    high: str = ""
    sort: str = query.Sort.CHEAPEST.value


@dataclass(frozen=True)
class Found:
    """The answer. `phase`: loading, list, none or unread (the pattern was not understood)."""

    phase: str = "loading"
    total: str = ""
    following: str = ""
    error: str = ""
    now: str = ""


class SearchState(rx.State):
    asked: Asked = Asked()
    found: Found = Found()
    numbers: list[NumberRow] = []
    loosened: list[Link] = []
    preview: str = ""  # how many the filters would find, while they are being chosen

    @rx.event
    @public
    async def load(self) -> None:
        await self._refresh()
        follow(self, *[f"number:84{row.national[1:]}" for row in self.numbers])

    @rx.event
    @public
    async def again(self) -> None:
        """A hold in the list ran out."""
        await self._refresh()

    @rx.event
    @public
    def sort_by(self, word: str) -> rx.event.EventSpec | None:
        try:
            asked = self._query()
        except ShopError:
            return None
        sort = query.from_params({"sap-xep": str(word)[:20]}).sort
        return rx.redirect(rows.href_of(asked.but(sort=sort)))

    @rx.event
    @limited(120, 60)
    @public
    async def count(self, typed: str) -> None:
        """`typed`: the filter form as a query string."""
        try:
            asked = query.from_params(params_of(str(typed)))
        except ShopError:
            self.preview = ""
            return
        page = await in_read(service.search, asked)
        self.preview = rows.thousands(page.total)

    async def _refresh(self) -> None:
        self.preview = ""
        try:
            asked = self._query()
        except ShopError as refusal:
            typed = params_of(self.router.url.query).get("q", "")[:40]
            self.asked = Asked(address=self.router.url.query, typed=typed)
            self.found = Found("unread", error=of_refusal(refusal))
            self.numbers, self.loosened = [], []
            return
        await self._show(asked, utc_now())

    async def _show(self, asked: Query, now: datetime) -> None:
        page, looser = await in_read(_search, asked)
        self.asked = _asked(asked)
        self.found = Found(
            "list" if page.total else "none",
            rows.thousands(page.total),
            rows.href_of(asked.but(after=page.following)) if page.following else "",
            now=now.isoformat(),
        )
        self.numbers = [rows.row_of(number, asked, now) for number in page.numbers]
        self.loosened = rows.loosened_of(looser)

    def _query(self) -> Query:
        """Raises PatternUnreadable, PatternTooLong."""
        return query.from_params(params_of(self.router.url.query))


def params_of(query_string: str) -> Mapping[str, str]:
    """A form may say one name several times, and its prices as people type them."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in parse_qsl(query_string[:_LONGEST_QUERY]):
        said[name].append(value)
    params = {name: ",".join(values) for name, values in said.items()}
    low, high = (_digits(params.pop(name, "")) for name in ("tu", "den"))
    if low or high:
        params["gia"] = f"{low}-{high}"
    return params


def _digits(typed: str) -> str:
    return "".join(filter(str.isdecimal, typed))[:12]


def _search(session: Session, asked: Query) -> tuple[service.Page, list[loosening.Looser]]:
    page = service.search(session, asked)
    return page, [] if page.total else loosening.loosened(session, asked)


def _asked(asked: Query) -> Asked:
    has_price = asked.price_from is not None or asked.price_to is not None
    low, high = ("" if one is None else str(one) for one in (asked.price_from, asked.price_to))
    price = f"{low}-{high}" if has_price else ""
    typed = has_price and price not in rows.PRICES
    chips = rows.chips_of(asked)
    return Asked(
        address=query.to_url(asked),
        typed=asked.pattern.text,
        understood=wording.of_pattern(asked.pattern),
        cells=list(asked.pattern.cells()) if asked.pattern else [],
        chips=chips,
        filters=len(chips),
        classes=[cls.value for cls in asked.classes],
        prefixes=list(asked.prefixes),
        price=price,
        low=_typed_price(asked.price_from) if typed else "",
        high=_typed_price(asked.price_to) if typed else "",
        sort=asked.sort.value,
    )


def _typed_price(price: int | None) -> str:
    return rows.thousands(price) if price else ""


_EXAMPLES = {"loc-phat": "6868", "than-tai": "3979", "tu-quy": "8888", "nam-sinh": "1998"}


def _kind_row(kind: service.ClassOnShelf) -> KindRow:
    return KindRow(
        _EXAMPLES[kind.cls],
        wording.class_name(kind.cls),
        rows.thousands(kind.count),
        vnd(kind.from_price),
        rows.href_of(Query(classes=(kind.cls,))),
    )
