"""What the page of blank cards knows: counts by store, one card's story, the file on its way in."""

import asyncio
import contextlib
from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core import media
from chonso_app.core.clock import vn_datetime, vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.core.iccid import grouped
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.stores import importing, keeping
from chonso_app.stores.keeping import Shelf, Story
from chonso_app.stores.models import CardStatus, ImportStatus, StockEntry, StockImport
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told, tell
from chonso_app.ui.live import follow

_STOCK = allow(Permission.STOCK_MANAGE)
_PROBLEMS_SHOWN = 100
_TONES = {
    CardStatus.IN_STOCK: "ok", CardStatus.BOUND: "warn", CardStatus.SHIPPED: "plum",
    CardStatus.HANDED: "now", CardStatus.ACTIVE: "now", CardStatus.DAMAGED: "bad",
    CardStatus.LOST: "bad",
}  # fmt: skip


@dataclass(frozen=True)
class ShelfLine:
    code: str
    name: str
    warehouse: bool
    in_stock: str
    bound: str
    out: str  # shipped, handed, active
    gone: str  # damaged, lost
    low: bool


@dataclass(frozen=True)
class EntryLine:
    status: str
    tone: str
    at: str
    order: str
    note: str


@dataclass(frozen=True)
class CardView:
    serial: str = ""
    iccid: str = ""
    status: str = ""
    tone: str = "idle"
    store: str = ""
    order: str = ""
    may_write_off: bool = False
    may_find: bool = False


@dataclass(frozen=True)
class ProblemLine:
    line: str
    typed: str
    reason: str


@dataclass(frozen=True)
class FileView:
    import_id: int = 0
    name: str = ""
    size: str = ""
    status: str = ""
    word: str = ""
    tone: str = "idle"
    lines: str = "0"
    good: str = "0"
    known: str = "0"
    wrong: str = "0"
    added: str = ""
    share: int = 0
    refusal: str = ""
    shown: str = ""


class _Typed(BaseModel):
    serial: str = Field(default="", max_length=64)


class _WriteOff(BaseModel):
    to: CardStatus
    why: str = Field(default="", max_length=200)


class StockState(rx.State):
    shelves: list[ShelfLine] = []
    totals: list[str] = []  # in stock, set aside, out, written off
    search: str = ""
    card: CardView = CardView()
    story: list[EntryLine] = []
    error: str = ""
    panel: str = ""  # "", "card" or "file"
    file: FileView = FileView()
    problems: list[ProblemLine] = []

    @rx.event
    @_STOCK
    async def load(self) -> None:
        await self._refresh()

    async def _refresh(self) -> None:
        actor = actor_of(self)
        try:
            found = await in_read(keeping.shelves, actor, self.search)
            newest = await in_read(importing.newest, actor)
        except NotAllowed:
            self.reset()
            return
        self.shelves = [_shelf(one) for one in found]
        self.totals = _totals(found)
        self._show_file(newest)
        watched = [importing.topic(newest.key)] if newest else []
        follow(self, *watched, *(f"stock:{one.store.code}" for one in found))

    def _show_file(self, row: StockImport | None) -> None:
        self.file = _file(row) if row else FileView()
        kept = row.problems if row else []
        self.problems = [ProblemLine(*one) for one in kept[:_PROBLEMS_SHOWN]]

    @rx.event
    @limited(60, 60)
    @_STOCK
    async def look_for(self, typed: str) -> None:
        self.search = typed[:40] if isinstance(typed, str) else ""
        await self._refresh()

    @rx.event
    @_STOCK
    async def show_panel(self, panel: str) -> None:
        self.panel = panel if panel in {"card", "file"} else ""
        self.error = ""

    @rx.event
    @limited(60, 60)
    @_STOCK
    async def find(self, form: dict) -> None:
        data, _ = parse(_Typed, form)
        if data:
            await self._open(data.serial)

    async def _open(self, typed: str) -> None:
        self.card, self.story, self.error = CardView(), [], ""
        try:
            told = await in_read(keeping.story, actor_of(self), typed)
        except ShopError as refusal:
            self.error = of_refusal(refusal)
            return
        self.panel = "card"
        self.card = _card(told)
        self.story = [_entry(one) for one in told.entries]

    @rx.event
    @_STOCK
    async def write_off(self, form: dict) -> None:
        data, _ = parse(_WriteOff, form)
        if data is None:
            return
        async with refusals_told(self):
            await in_transaction(
                keeping.write_off, actor_of(self), self.card.iccid, data.to, data.why,
                now=utc_now(),
            )  # fmt: skip
            await tell(self, say("stores.stock.written_off"), "ok")
            await self._open(self.card.iccid)
        await self._refresh()

    # -- the file -----------------------------------------------------------------------------
    @rx.event
    @_STOCK
    async def file_sent(self, _import_id: int) -> None:
        self.panel = "file"
        await self._refresh()

    @rx.event
    @_STOCK
    async def confirm(self) -> None:
        async with refusals_told(self):
            await in_transaction(
                importing.confirm, actor_of(self), self.file.import_id, now=utc_now()
            )
        await self._refresh()

    @rx.event
    @_STOCK
    async def stop(self) -> None:
        async with refusals_told(self):
            name = await in_transaction(
                importing.stop, actor_of(self), self.file.import_id, now=utc_now()
            )
            with contextlib.suppress(FileNotFoundError):
                await asyncio.to_thread(media.delete, name)
        await self._refresh()


def _shelf(shelf: Shelf) -> ShelfLine:
    count = shelf.counts.get
    free = count(CardStatus.IN_STOCK, 0)
    out = sum(count(one, 0) for one in (CardStatus.SHIPPED, CardStatus.HANDED, CardStatus.ACTIVE))
    gone = count(CardStatus.DAMAGED, 0) + count(CardStatus.LOST, 0)
    return ShelfLine(
        shelf.store.code, shelf.store.name, shelf.store.kind.value == "warehouse", _many(free),
        _many(count(CardStatus.BOUND, 0)), _many(out), _many(gone), free < keeping.LOW,
    )  # fmt: skip


def _totals(found: list[Shelf]) -> list[str]:
    def total(*statuses: CardStatus) -> str:
        return _many(sum(one.counts.get(status, 0) for one in found for status in statuses))

    return [
        total(CardStatus.IN_STOCK), total(CardStatus.BOUND),
        total(CardStatus.SHIPPED, CardStatus.HANDED, CardStatus.ACTIVE),
        total(CardStatus.DAMAGED, CardStatus.LOST),
    ]  # fmt: skip


def _card(told: Story) -> CardView:
    card = told.card
    return CardView(
        serial=grouped(card.iccid), iccid=card.iccid, status=_word(card.status),
        tone=_TONES[card.status], store=f"{told.store.name} ({told.store.code})",
        order=card.order_code or "",
        may_write_off=card.status in (CardStatus.IN_STOCK, CardStatus.BOUND),
        may_find=card.status is CardStatus.LOST,
    )  # fmt: skip


def _entry(entry: StockEntry) -> EntryLine:
    return EntryLine(
        _word(entry.status), _TONES[entry.status], vn_datetime(entry.at), entry.order_code or "",
        entry.note,
    )  # fmt: skip


def _word(status: CardStatus) -> str:
    return say(f"stores.card.{status.value}")


def _many(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _file(row: StockImport) -> FileView:
    tone = {ImportStatus.DONE: "ok", ImportStatus.REFUSED: "bad", ImportStatus.STOPPED: "idle"}
    done = 100 * row.written // row.lines if row.lines else 0
    return FileView(
        import_id=row.key, name=row.file_name, status=row.status.value,
        size=say("stores.stock.file_about", kb=_many(max(row.file_size // 1024, 1)),
                 when=vn_short(row.created_at)),
        word=say(f"stores.stock.file.{row.status.value}"), tone=tone.get(row.status, "now"),
        lines=_many(row.lines), good=_many(row.good), known=_many(row.known),
        wrong=_many(row.wrong), refusal=row.refusal,
        added=say("stores.stock.added", added=_many(row.added), lines=_many(row.lines)),
        share=100 if row.status is ImportStatus.DONE else done,
        shown=say("stores.stock.shown", shown=min(len(row.problems), _PROBLEMS_SHOWN),
                  wrong=_many(row.wrong)),
    )  # fmt: skip
