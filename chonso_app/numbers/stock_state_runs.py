"""Runs on the page: one that is checked or on its way, those of before, and what to ask for."""

import asyncio
import contextlib
from urllib.parse import urlencode

import reflex as rx
from sqlmodel import Session

from chonso_app.core import media
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import NotAllowed
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.numbers import bulk, stock_look, stock_places, stock_query, stock_runs
from chonso_app.numbers import stock_views as views
from chonso_app.numbers import stock_words as words
from chonso_app.numbers.bulk import Act
from chonso_app.numbers.import_file import Unreadable, price_typed
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun
from chonso_app.numbers.stock_places import Places
from chonso_app.numbers.stock_state import TABS, NumberStockState
from chonso_app.numbers.stock_uploads import kept, legible
from chonso_app.numbers.stock_views import Count, Problem, Row, RunView
from chonso_app.ui.edge import actor_of, allow, limited, refusals_told
from chonso_app.ui.live import follow

_NUMBERS = allow(Permission.NUMBERS_MANAGE)
_LONGEST_LIST = 200_000  # characters: about fifteen thousand numbers; more come as a file
_ACT_FIELDS = {"viec": 16, "ly-do": 200, "vung": 16, "cua-hang": 32, "gia": 16, "chon": 8}


class NumberRunState(NumberStockState):
    run: RunView = RunView()
    counts: list[Count] = []
    problems: list[Problem] = []
    history: list[Row] = []
    older: bool = False
    prices: bool = False  # the file's prices for numbers that are here already
    act: dict[str, str] = {**dict.fromkeys(_ACT_FIELDS, ""), "viec": "block", "chon": "loc"}
    act_error: str = ""

    @rx.event
    @_NUMBERS
    async def show_tab(self, tab: str) -> None:
        self.tab = tab if tab in TABS else TABS[0]
        self.panel = ""
        await self._refresh()

    @rx.event
    @_NUMBERS
    async def open_run(self, run_id: int) -> None:
        await self._open_run(_id(run_id))

    @rx.event
    @_NUMBERS
    async def older_runs(self) -> None:
        actor = actor_of(self)
        last = self.history[-1].run_id if self.history else 0
        more = await in_read(_rows, actor, last)
        self.history, self.older = [*self.history, *more], len(more) == stock_runs.PAGE

    async def _open_run(self, run_id: int) -> None:
        self.run, self.panel = RunView(run_id=run_id), "run"
        await self._refresh()

    async def _refresh(self) -> None:
        """Also called when the run, or the list of runs, has changed."""
        actor = actor_of(self)
        try:
            self.history = await in_read(_rows, actor, 0)
        except NotAllowed:
            self.reset()
            return
        self.older = len(self.history) == stock_runs.PAGE
        topics = [stock_runs.list_topic(actor.unit_id)]
        if self.run.run_id:
            before = self.run.status
            async with refusals_told(self):
                row, places = await in_read(_run, actor, self.run.run_id)
                self._show_run(row, places)
                topics.append(stock_runs.topic(row.key))
            if before == RunStatus.RUNNING and self.run.status != before:
                stock_look.forget_counts()
                await self._look()
        follow(self, *topics)

    def _show_run(self, row: StockRun, places: Places) -> None:
        over = row.status in (RunStatus.RUNNING, RunStatus.DONE)
        stopped = row.status is RunStatus.STOPPED and bool(row.results)
        self.run = views.view(row, places)
        told = words.outcomes(row.results, did=True) if over or stopped else None
        found = words.outcomes(row.counts, did=False) if told is None else told
        self.counts = [Count(*one) for one in found]
        self.problems = [views.problem(*one) for one in row.problems[: views.PROBLEMS_SHOWN]]

    @rx.event
    @_NUMBERS
    async def choose_prices(self, on: bool) -> None:
        self.prices = on is True

    @rx.event
    @_NUMBERS
    async def confirm(self) -> None:
        more = {"prices": True} if self.prices and self.run.is_import else {}
        async with refusals_told(self):
            await in_transaction(
                stock_runs.confirm, actor_of(self), self.run.run_id, now=utc_now(), **more
            )
        self.prices = False
        await self._refresh()

    @rx.event
    @_NUMBERS
    async def stop(self) -> None:
        async with refusals_told(self):
            name = await in_transaction(
                stock_runs.stop, actor_of(self), self.run.run_id, now=utc_now()
            )
            if name:
                with contextlib.suppress(FileNotFoundError):
                    await asyncio.to_thread(media.delete, name)
        await self._refresh()

    # -- asking for one -----------------------------------------------------------------------
    @rx.event
    @_NUMBERS
    async def file_sent(self, run_id: int) -> None:
        await self._open_run(_id(run_id))

    @rx.event
    @_NUMBERS
    async def set_act(self, name: str, value: str) -> None:
        if name in _ACT_FIELDS and isinstance(value, str):
            self.act = {**self.act, name: legible(value[: _ACT_FIELDS[name]])}
            self.act_error = ""

    @rx.var
    def list_url(self) -> str:
        """Where a list in a file goes: the address says what to do with it."""
        said = {name: self.act[name] for name in ("viec", "ly-do", "vung", "cua-hang", "gia")
                if self.act.get(name)}  # fmt: skip
        return f"/api/kho-so/viec?{urlencode(said)}"

    @rx.event
    @limited(20, 60)
    @_NUMBERS
    async def ask_act(self, form: dict) -> None:
        """Count what the act would change: of the filter, or of the numbers pasted."""
        pasted = form.get("numbers") if isinstance(form, dict) else None
        act = _act(self.act)
        if act is None:
            self.act_error = say("numbers.stock.wrong.price")
            return
        async with refusals_told(self):
            if self.act.get("chon") == "dan":
                await self._act_on_list(act, pasted if isinstance(pasted, str) else "")
            else:
                await self._act_on_query(act, stock_query.from_params(self.asked))

    @rx.event
    @limited(20, 60)
    @_NUMBERS
    async def ask_rules(self) -> None:
        """Count what the rules of price would change in the whole stock."""
        async with refusals_told(self):
            await self._act_on_query(Act(RunKind.RULES), stock_query.StockQuery())

    async def _act_on_query(self, act: Act, query: stock_query.StockQuery) -> None:
        row = await in_transaction(bulk.begin, actor_of(self), act, now=utc_now(), query=query)
        await self._open_run(row.key)

    async def _act_on_list(self, act: Act, pasted: str) -> None:
        if not any(one.isdigit() for one in pasted):
            raise bulk.NoSelection
        async with kept(pasted[:_LONGEST_LIST].encode("utf-8", "ignore")) as name:
            row = await in_transaction(bulk.begin, actor_of(self), act, now=utc_now(), media=name)
        await self._open_run(row.key)


def _id(said: object) -> int:
    """0, which no run has, for what cannot be one."""
    return said if isinstance(said, int) and 0 < said < 2**31 else 0


def _act(said: dict[str, str]) -> Act | None:
    """None: the price cannot be read."""
    kind = said.get("viec", "")
    try:
        price = price_typed(said.get("gia", "").strip()) or 0
    except Unreadable:
        return None
    return Act(
        RunKind(kind) if kind in set(RunKind) else RunKind.IMPORT, said.get("ly-do", ""),
        said.get("vung", ""), said.get("cua-hang", ""), price,
    )  # fmt: skip


def _rows(session: Session, actor: Actor, before: int) -> list[Row]:
    found = stock_runs.runs(session, actor, before=before)
    places = stock_places.of_actor(session, actor)
    who = words.names(session, [run.actor for run in found])
    return [views.row(run, who[run.actor], places) for run in found]


def _run(session: Session, actor: Actor, run_id: int) -> tuple[StockRun, Places]:
    return stock_runs.run_of(session, actor, run_id), stock_places.of_actor(session, actor)
