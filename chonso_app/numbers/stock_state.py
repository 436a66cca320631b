"""What /admin/kho-so knows: a page of the stock, how many stand how, one number's story."""

import reflex as rx
from pydantic import BaseModel, Field
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.numbers import service, stock_acts, stock_look, stock_places, stock_query
from chonso_app.numbers import stock_shown as shown
from chonso_app.numbers import stock_words as words
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.stock_look import Found, Story
from chonso_app.numbers.stock_places import Places
from chonso_app.numbers.stock_shown import Figure, Line, Opened, Told
from chonso_app.numbers.stock_uploads import legible
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told, tell

_NUMBERS = allow(Permission.NUMBERS_MANAGE)
TABS, PANELS = ("stock", "rules", "history"), ("", "number", "import", "act", "run", "rule")
_ASKABLE = ("q", "tinh-trang", "lop", "kho", "tu", "den")
_LONGEST = 40


class _Reason(BaseModel):
    reason: str = Field(default="", max_length=200)


class NumberStockState(rx.State):
    tab: str = "stock"
    panel: str = ""
    asked: dict[str, str] = dict.fromkeys(_ASKABLE, "")
    error: str = ""
    lines: list[Line] = []
    total: str = ""
    following: str = ""  # where the next page begins
    began: str = ""  # where this one does
    figures: list[Figure] = []
    units: list[list[str]] = []  # id, name
    unit_codes: list[list[str]] = []
    shops: list[list[str]] = []
    head_office: bool = False
    opened: Opened = Opened()
    told: list[Told] = []
    export_url: str = ""
    filter_serial: int = 0  # another one empties the boxes
    filtered: bool = False

    @rx.event
    @_NUMBERS
    async def load(self) -> None:
        self.reset()
        await self._look()

    @rx.event
    @_NUMBERS
    async def show(self, panel: str) -> None:
        self.panel = panel if panel in PANELS else ""

    @rx.event
    @limited(120, 60)
    @_NUMBERS
    async def ask(self, name: str, value: str) -> None:
        """One field of the filter."""
        if name not in _ASKABLE or not isinstance(value, str):
            return
        self.asked = {**self.asked, name: legible(value[:_LONGEST]).strip()}
        self.began = ""
        await self._look()

    @rx.event
    @_NUMBERS
    async def clear(self) -> None:
        self.asked, self.began = dict.fromkeys(_ASKABLE, ""), ""
        self.filter_serial += 1
        await self._look()

    @rx.event
    @_NUMBERS
    async def next_page(self) -> None:
        self.began = self.following
        await self._look()

    @rx.event
    @_NUMBERS
    async def first_page(self) -> None:
        self.began = ""
        await self._look()

    async def _look(self) -> None:
        """Read the page and the figures again."""
        actor = actor_of(self)
        self.error, self.filtered = "", any(self.asked.values())
        try:
            query = stock_query.from_params(self.asked)
            found, places, counts = await in_read(_seen, actor, query, self.began)
        except NotAllowed:
            self.reset()
            return
        except ShopError as refusal:
            self.error = of_refusal(refusal)
            return
        self.lines = [shown.line(one, places) for one in found.numbers]
        self.following, self.total = found.following, shown.total(found)
        self.figures = shown.figures(counts)
        self._show_places(places)
        self.export_url = f"/api/kho-so/xuat.csv?{stock_query.to_url(query)}"

    def _show_places(self, places: Places) -> None:
        self.head_office = places.unit_id is None
        self.units = [[str(unit_id), name] for unit_id, name in places.unit_names.items()]
        names = places.unit_names
        self.unit_codes = [[code, names[unit_id]] for code, unit_id in places.units.items()]
        self.shops = [[shop.code, f"{shop.name} ({shop.code})"] for shop in places.shops.values()]

    # -- one number ---------------------------------------------------------------------------
    @rx.event
    @limited(120, 60)
    @_NUMBERS
    async def open(self, national: str) -> None:
        async with refusals_told(self):
            await self._open(service.msisdn_typed(str(national)[:_LONGEST]))

    async def _open(self, msisdn: str) -> None:
        story, told, places = await in_read(_story, actor_of(self), msisdn)
        self.opened, self.panel = shown.opened(story, places), "number"
        self.told = [
            Told(vn_short(one.at), told[one.actor], words.happened(one, places), one.reason)
            for one in story.happenings
        ]

    @rx.event
    @_NUMBERS
    async def block(self, form: dict) -> None:
        data, _ = parse(_Reason, form)
        if data is None:
            return
        msisdn = f"84{self.opened.national[1:]}"
        async with refusals_told(self):
            await in_transaction(
                stock_acts.block, actor_of(self), msisdn, legible(data.reason), now=utc_now()
            )
            await self._acted(msisdn, "numbers.stock.blocked")

    @rx.event
    @_NUMBERS
    async def release(self) -> None:
        msisdn = f"84{self.opened.national[1:]}"
        async with refusals_told(self):
            await in_transaction(stock_acts.release, actor_of(self), msisdn, now=utc_now())
            await self._acted(msisdn, "numbers.stock.released")

    async def _acted(self, msisdn: str, key: str) -> None:
        await tell(self, say(key), "ok")
        stock_look.forget_counts()
        await self._open(msisdn)
        await self._look()


def _seen(
    session: Session, actor: Actor, query: stock_query.StockQuery, after: str
) -> tuple[Found, Places, dict[NumberStatus, int]]:
    found = stock_look.page(session, actor, query, after=after)
    places = stock_places.of_actor(session, actor)
    return found, places, stock_look.counts(session, actor, now=utc_now())


def _story(session: Session, actor: Actor, msisdn: str) -> tuple[Story, dict[str, str], Places]:
    story = stock_look.story(session, actor, msisdn)
    told = words.names(session, [one.actor for one in story.happenings])
    return story, told, stock_places.of_actor(session, actor)
