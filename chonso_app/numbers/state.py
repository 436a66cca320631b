"""What the list of results knows. The question is in the address, or being typed."""

from dataclasses import dataclass, replace
from datetime import datetime

import reflex as rx
from sqlmodel import Session

from chonso_app.core.db import in_read, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import of_refusal
from chonso_app.numbers import loosening, patience, query, rows, service, stock_places
from chonso_app.numbers.asked import (
    LONGEST,
    MOST_SHOWN,
    Asked,
    Kept,
    address_of,
    asked_of,
    params_of,
    shown_of,
)
from chonso_app.numbers.query import PAGE_SIZE, Cursor, Query, Sort
from chonso_app.numbers.rows import Link, NumberRow
from chonso_app.ui.edge import limited, public
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class Found:
    """The answer. `phase`: loading, list, none or unread (the pattern was not understood)."""

    phase: str = "loading"
    total: str = ""
    more: bool = False  # there are numbers after those shown
    onward: str = ""  # where they are, once this page shows as many as it may
    error: str = ""
    now: str = ""


class SearchState(rx.State):
    asked: Asked = Asked()
    found: Found = Found()
    numbers: list[NumberRow] = []
    loosened: list[Link] = []
    regions: list[Kept] = []  # name and value: what a filter says, and how the address says it
    preview: str = ""  # how many the filters would find, while they are being chosen
    _question: str = ""
    _shown: int = PAGE_SIZE
    _following: Cursor | None = None

    @rx.event
    @limited(240, 60)
    @public
    async def load(self) -> None:
        if not self.regions:
            self.regions = await in_read(_regions)
        await self._answer(self.router.url.query)

    @rx.event
    @limited(1_200, 60)
    @public
    async def ask(self, question: str) -> None:
        """While somebody types. `question`: the search form as a query string."""
        await self._answer(str(question))

    @rx.event
    @limited(120, 60)
    @public
    async def more(self) -> None:
        """The next twenty, after those that are shown."""
        if self._following is None or self._shown >= MOST_SHOWN or await patience.is_spent(self):
            return
        asked, now = self._query(), utc_now()
        page = await in_read(service.search, asked.but(after=self._following))
        shown = {row.national for row in self.numbers}  # a new price may bring one here again
        fresh = [number for number in page.numbers if number.national not in shown]
        self.numbers = [*self.numbers, *(rows.row_of(number, asked, now) for number in fresh)]
        self._shown += PAGE_SIZE
        self.asked = replace(self.asked, address=address_of(asked, self._shown))
        self._tell_rest(asked, page, now)
        self._follow()

    @rx.event
    @limited(600, 60)
    @public
    async def again(self) -> None:
        """A hold in the list ran out."""
        if not await patience.is_spent(self):
            await self._refresh()

    @rx.event
    @public
    def sort_by(self, word: str) -> rx.event.EventSpec | None:
        try:
            asked = self._query()
        except ShopError:
            return None
        sort = Sort(word) if word in set(Sort) else Sort.CHEAPEST
        return rx.redirect(rows.href_of(asked.but(sort=sort)))

    @rx.event
    @limited(120, 60)
    @public
    async def count(self, typed: str) -> None:
        """`typed`: the filter form as a query string."""
        if await patience.is_spent(self):
            self.preview = ""
            return
        try:
            asked = query.from_params(params_of(str(typed)))
        except ShopError:
            self.preview = ""
            return
        self.preview = rows.thousands(await in_read(service.total, asked))

    async def _answer(self, question: str) -> None:
        if await patience.is_spent(self):
            return
        self._question, self._shown = question[:LONGEST], shown_of(question)
        await self._refresh()
        self._follow()

    async def _refresh(self) -> None:
        if self.preview:
            self.preview = ""
        try:
            asked = self._query()
        except ShopError as refusal:
            typed = params_of(self._question).get("q", "")
            self.asked = Asked(question=self._question, address=self._question, typed=typed)
            self.found = Found("unread", error=of_refusal(refusal))
            self.numbers, self.loosened, self._following = [], [], None
            return
        await self._show(asked, utc_now())

    async def _show(self, asked: Query, now: datetime) -> None:
        page, looser, names = await in_read(_search, asked, self._shown)
        self.asked = asked_of(self._question, asked, self._shown, names)
        self.numbers = [rows.row_of(number, asked, now) for number in page.numbers]
        self.loosened = rows.loosened_of(looser)
        self._tell_rest(asked, page, now)

    def _tell_rest(self, asked: Query, page: service.Page, now: datetime) -> None:
        self._following = page.following
        full = self._shown >= MOST_SHOWN and page.following
        self.found = Found(
            "list" if page.total else "none",
            rows.thousands(page.total),
            more=page.following is not None,
            onward=rows.href_of(asked.but(after=page.following)) if full else "",
            now=now.isoformat(),
        )

    def _follow(self) -> None:
        follow(self, *[f"number:84{row.national[1:]}" for row in self.numbers])

    def _query(self) -> Query:
        """Raises PatternUnreadable, PatternTooLong."""
        return query.from_params(params_of(self._question))


def _search(
    session: Session, asked: Query, shown: int
) -> tuple[service.Page, list[loosening.Looser], dict[str, str]]:
    """The page, what else to ask when it is empty, and the names of the places in the question."""
    page = service.search(session, asked, limit=shown)
    looser = [] if page.total else loosening.loosened(session, asked)
    return page, looser, _places(session) if asked.units or asked.store else {}


def _places(session: Session) -> dict[str, str]:
    places = stock_places.within(session, None)
    shops = {code: shop.name for code, shop in places.shops.items()}
    return shops | {str(unit_id): name for unit_id, name in places.unit_names.items()}


def _regions(session: Session) -> list[Kept]:
    places = stock_places.within(session, None)
    return [Kept(name, str(unit_id)) for unit_id, name in places.unit_names.items()]
