"""The order console: which list is shown, which orders are ticked, and what was done to them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core.clock import VN, vn
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.delivery import console_views, fulfilment, shipping
from chonso_app.delivery.console import Filters
from chonso_app.delivery.console_views import Choices, OrderLine
from chonso_app.delivery.fulfilment import MOST_AT_ONCE, Outcome
from chonso_app.orders.models import Fulfilment, ReceiveBy
from chonso_app.orders.notices import TABS
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

FULFIL = allow(Permission.DELIVERY_FULFIL)
_TABS = {tab.value for tab in Fulfilment}
_FIRST_HOUR, _LAST_HOUR, _SUNDAY = 9, 17, 6
_AHEAD = timedelta(hours=2)  # the pick-up that the dialog proposes


class _Search(BaseModel):
    q: str = Field(default="", max_length=40)


class _PickUp(BaseModel):
    point: str = Field(min_length=1, max_length=32)
    at: datetime  # as the browser's field gives it: wall clock of Vietnam, no zone


@dataclass(frozen=True)
class Asked:
    """The filters as the page's fields hold them; "" asks for nothing."""

    unit: str = ""
    way: str = ""
    cash: str = ""
    carrier: str = ""
    province: str = ""
    packed: str = ""
    day: str = ""


@dataclass(frozen=True)
class OutcomeRow:
    code: str
    text: str
    ok: bool


class OrdersState(rx.State):
    """The list."""

    tab: str = Fulfilment.PENDING.value
    q: str = ""
    asked: Asked = Asked()
    choices: Choices = Choices([], [], [], [])
    counts: list[str] = ["", "", "", "", ""]
    lines: list[OrderLine] = []
    first: int = 0  # the place of the first line, from 1
    more: bool = False
    selected: list[str] = []
    dialog: str = ""  # confirm, outcomes
    pick_up_at: str = ""
    pick_up_point: str = ""
    errors: dict[str, str] = {}
    outcomes: list[OutcomeRow] = []
    _starts: list[int] = []  # after which id each page seen so far began
    _next: int = 0
    _sizes: list[int] = []

    @rx.event
    @FULFIL
    async def load(self) -> None:
        self.reset()
        follow(self, TABS, shipping.TOPIC)
        self.choices = await in_read(console_views.choices, actor_of(self))
        await self._refresh()

    async def _refresh(self) -> None:
        """After every change of anybody's: the same page, counted anew."""
        async with refusals_told(self):
            after = self._starts[-1] if self._starts else None
            found = await in_read(
                console_views.listed, actor_of(self), self._filters(), after, now=utc_now()
            )
            self.lines, self.counts, self._next = found.lines, found.counts, found.next_after
            self.more, self.first = bool(found.next_after), sum(self._sizes) + bool(found.lines)
            shown = {line.code for line in found.lines}
            self.selected = [code for code in self.selected if code in shown]

    def _filters(self) -> Filters:
        asked = self.asked
        return Filters(
            tab=Fulfilment(self.tab),
            q=self.q,
            unit_id=int(asked.unit) if asked.unit.isdecimal() else None,
            way=ReceiveBy(asked.way) if asked.way in ("home", "store") else None,
            cash={"cod": True, "paid": False}.get(asked.cash),
            carrier=asked.carrier,
            province=asked.province,
            day=_day(asked.day),
            packed={"yes": True, "no": False}.get(asked.packed),
        )

    async def _restart(self) -> None:
        self._starts, self._sizes, self.selected = [], [], []
        await self._refresh()

    @rx.event
    @FULFIL
    async def show_tab(self, tab: str) -> None:
        self.tab, self.q = (tab if tab in _TABS else self.tab), ""
        await self._restart()

    @rx.event
    @FULFIL
    async def search(self, form: dict[str, str]) -> None:
        typed, _ = parse(_Search, form)
        self.q = typed.q.strip() if typed else ""
        await self._restart()

    @rx.event
    @FULFIL
    async def filter_by(self, name: str, value: str) -> None:
        if name in Asked.__dataclass_fields__ and isinstance(value, str) and len(value) <= 32:
            self.asked, self.q = replace(self.asked, **{name: value}), ""
            await self._restart()

    @rx.event
    @FULFIL
    async def clear(self) -> None:
        self.asked, self.q = Asked(), ""
        await self._restart()

    @rx.event
    @FULFIL
    async def next_page(self) -> None:
        if self._next:
            self._starts = [*self._starts, self._next]
            self._sizes = [*self._sizes, len(self.lines)]
            self.selected = []
            await self._refresh()

    @rx.event
    @FULFIL
    async def previous_page(self) -> None:
        self._starts, self._sizes, self.selected = self._starts[:-1], self._sizes[:-1], []
        await self._refresh()

    # -- ticking ---------------------------------------------------------------------------------

    @rx.event
    @FULFIL
    async def toggle(self, code: str) -> None:
        if code in {line.code for line in self.lines}:
            chosen = set(self.selected) ^ {code}
            self.selected = [line.code for line in self.lines if line.code in chosen]

    @rx.event
    @FULFIL
    async def toggle_all(self) -> None:
        every = [line.code for line in self.lines][:MOST_AT_ONCE]
        self.selected = [] if len(self.selected) == len(every) else every

    @rx.event
    @FULFIL
    async def unselect(self) -> None:
        self.selected = []

    # -- doing -----------------------------------------------------------------------------------

    @rx.event
    @FULFIL
    async def begin_confirm(self) -> None:
        self._ask_for_time()

    def _ask_for_time(self) -> None:
        if self.selected:
            self.dialog, self.errors = "confirm", {}
            self.pick_up_at = _proposed(utc_now())
            ways = [one.leaves_from for one in self.lines if one.code in self.selected]
            self.pick_up_point = ways[0] if ways else ""

    @rx.event
    @FULFIL
    async def close_dialog(self) -> None:
        self.dialog = ""

    @rx.event
    @FULFIL
    async def confirm(self, form: dict[str, str]) -> None:
        """Xác nhận giờ lấy hàng for every ticked order (F.8)."""
        typed, self.errors = parse(_PickUp, form, texts="delivery.orders.bad")
        if typed is None:
            return
        at = typed.at.replace(tzinfo=VN) if typed.at.tzinfo is None else typed.at
        async with refusals_told(self):
            done = await in_transaction(
                fulfilment.confirm, actor_of(self), self.selected, typed.point, at, now=utc_now()
            )
            await self._tell(done, "delivery.orders.confirmed")
        await self._refresh()

    @rx.event
    @FULFIL
    async def hand_over(self) -> None:
        """Giao cho shipper (F.13.1)."""
        async with refusals_told(self):
            done = await in_transaction(
                fulfilment.hand_over, actor_of(self), self.selected, now=utc_now()
            )
            await self._tell(done, "delivery.orders.handed")
        await self._refresh()

    async def _tell(self, done: list[Outcome], words: str) -> None:
        refused = [one for one in done if one.refusal]
        self.dialog = "outcomes" if refused else ""
        self.selected = [one.code for one in refused]
        if not refused:
            await tell(self, say(words, n=len(done)), "ok")
            return
        self.outcomes = [_outcome(one) for one in (*refused, *(o for o in done if not o.refusal))]
        counted = say("delivery.orders.partly", ok=len(done) - len(refused), bad=len(refused))
        await tell(self, counted, "bad")


def _outcome(one: Outcome) -> OutcomeRow:
    text = of_refusal(one.refusal) if one.refusal else say("delivery.orders.outcome_ok")
    return OutcomeRow(one.code, text, one.refusal is None)


def _proposed(now: datetime) -> str:
    """The next half hour from two hours on, moved into office hours; as the browser's field
    wants it. Only a proposal: the warehouse's own hours are checked when it is confirmed.
    """
    at = vn(now + _AHEAD).replace(second=0, microsecond=0)
    at += timedelta(minutes=-at.minute % 30)
    if at.hour >= _LAST_HOUR or at.weekday() == _SUNDAY:
        at = (at + timedelta(days=1)).replace(hour=_FIRST_HOUR, minute=0)
    if at.weekday() == _SUNDAY:
        at += timedelta(days=1)
    at = max(at, at.replace(hour=_FIRST_HOUR, minute=0))
    return at.strftime("%Y-%m-%dT%H:%M")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
