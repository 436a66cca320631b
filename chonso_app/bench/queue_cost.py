"""What one change of the queue costs the process that shows it, in CPU: the machine may be busy.

The tabs without their sockets: every page works out what it shows now and what it would send.
"""

import asyncio
import json
import time
from typing import Any

import reflex as rx
from sqlmodel import Session, col, select

from chonso_app.bench.queue_stage import Customer
from chonso_app.calls import console, pages, state
from chonso_app.calls.models import Call, CallState
from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.ui.edge import VISITOR_COOKIE, act_as, visitor_hash

__all__ = ["pages"]  # imported: that maps every state of the calls
CHANGES = 10


class Tab:
    def __init__(self, kind: type[rx.State], who: Actor) -> None:
        self.root: Any = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.state: Any = self.root.get_substate(kind.get_full_name().split("."))
        self.who = who

    async def refresh(self) -> None:
        """As `ui.live` does it for every tab of a topic."""
        act_as(self.who)
        await self.state._refresh()
        json.dumps(await self.root._get_resolved_delta(), default=vars)
        self.root._clean()


def run(agents: list[Actor], customers: list[Customer]) -> tuple[float, float]:
    """CPU milliseconds of a change: for those who wait, and for the agents."""
    before = state.follow, console.follow
    state.follow = console.follow = lambda *_, **__: None  # no tab of a server
    try:
        return asyncio.run(_measure(agents, customers))
    finally:
        state.follow, console.follow = before


async def _measure(agents: list[Actor], customers: list[Customer]) -> tuple[float, float]:
    waiting = [_waiting(one) for one in customers]
    desks = [Tab(console.ConsoleState, one) for one in agents]
    await refreshed(waiting)
    await refreshed(desks)
    costs = [0.0, 0.0]
    for one in customers[:CHANGES]:
        waiting.pop(0)
        db.transact(_gone, one.call_id)
        for nth, tabs in enumerate((waiting, desks)):
            began = time.process_time()
            await refreshed(tabs)
            costs[nth] += time.process_time() - began
    assert waiting[-1].state.view.place == len(waiting)
    return costs[0] * 1000 / CHANGES, costs[1] * 1000 / CHANGES


def _waiting(who: Customer) -> Tab:
    visitor = visitor_hash(who.cookie.removeprefix(f"{VISITOR_COOKIE}="))
    tab = Tab(state.CallState, Actor.anonymous(visitor, "127.0.0.1"))
    tab.state._code = who.code
    return tab


async def refreshed(tabs: list[Tab]) -> None:
    await asyncio.gather(*(tab.refresh() for tab in tabs))


def _gone(session: Session, call_id: int) -> None:
    """Not by `leave`, whose own cost is not measured here."""
    call = session.exec(select(Call).where(col(Call.id) == call_id)).one()
    call.state = CallState.CANCELLED
    session.add(call)
