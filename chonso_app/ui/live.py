"""Live pages: a change in the database reaches every tab that shows it, whoever made it.

Each web process polls the change counters (`core.events`) a few times a second and refreshes its
own tabs. No process needs to know another, and no Redis is needed.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from weakref import WeakKeyDictionary

import reflex as rx

from chonso_app.core import events
from chonso_app.core.db import in_read, utc_now
from chonso_app.ui.gate import act_as, actor_behind

POLL_SECONDS = 0.25
_OVERLAP = timedelta(seconds=10)  # a long transaction commits with an older time: look back
_MOST_TABS = 20_000
_AT_ONCE = 5  # tabs that read for themselves; the smallest machine has six threads for all reads
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Tab:
    token: str
    shows: type[rx.State]


_watchers: dict[str, set[_Tab]] = {}
_topics_of: dict[_Tab, frozenset[str]] = {}
_shared: set[_Tab] = set()
_running: dict[_Tab, asyncio.Task[None]] = {}
_again: set[_Tab] = set()  # something changed while they were being refreshed
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def turns() -> asyncio.Semaphore:
    """`async with turns():` around what a `shared` tab reads for itself, after what is shared.

    Never around a whole refresh: a tab that is not shared has its turn already.
    """
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))


def follow(state: rx.State, *topics: str, shared: bool = False) -> None:
    """Call in `on_load`: from now on `state._refresh()` runs whenever one of `topics` changes.

    Following again replaces what this state of this tab followed before. `shared`: the refresh
    asks for what is read once for all such tabs, so they need not take `turns`.
    """
    tab = _Tab(state.router.session.client_token, type(state))
    _forget(tab)
    if len(_topics_of) >= _MOST_TABS:
        return
    _topics_of[tab] = frozenset(topics)
    if shared:
        _shared.add(tab)
    for topic in topics:
        _watchers.setdefault(topic, set()).add(tab)


def _forget(tab: _Tab) -> None:
    _shared.discard(tab)
    for topic in _topics_of.pop(tab, frozenset()):
        watchers = _watchers.get(topic, set())
        watchers.discard(tab)
        if not watchers:
            _watchers.pop(topic, None)


@contextlib.asynccontextmanager
async def pushing(app: rx.App) -> AsyncIterator[None]:
    """A lifespan: polls and pushes while the process serves."""
    task = asyncio.create_task(_poll(app))
    yield
    ending = [task, *_running.values()]
    for one in ending:
        one.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


async def _poll(app: rx.App) -> None:
    seen: dict[str, int] = {}
    since = utc_now()
    while True:
        await asyncio.sleep(POLL_SECONDS)
        if not _watchers:
            continue
        try:
            began = utc_now()
            counters = await in_read(events.changed_since, since - _OVERLAP)
            since = began
            fresh = {topic for topic, seq in counters.items() if seen.get(topic) != seq}
            seen = counters
            _wake(app, fresh, turns())
        except Exception:
            log.exception("live updates: poll failed")


def _wake(app: rx.App, topics: set[str], turns: asyncio.Semaphore) -> None:
    """Nobody waits for a slow tab: the next look comes in time for all others."""
    for tab in {tab for topic in topics for tab in _watchers.get(topic, ())}:
        if tab in _running:
            _again.add(tab)
        else:
            _running[tab] = asyncio.create_task(_keep_fresh(app, tab, turns))


async def _keep_fresh(app: rx.App, tab: _Tab, turns: asyncio.Semaphore) -> None:
    """However often it changed meanwhile: once more, for the last of it."""
    try:
        await _refresh(app, tab, turns)
        while tab in _again:
            await _refresh(app, tab, turns)
    finally:
        del _running[tab]


async def _refresh(app: rx.App, tab: _Tab, turns: asyncio.Semaphore) -> None:
    _again.discard(tab)
    sockets = app.event_namespace.token_to_sid if app.event_namespace else {}
    if tab.token not in sockets:
        _forget(tab)
        return
    try:
        token = rx.BaseStateToken(ident=tab.token, cls=tab.shows)
        async with app.modify_state(token) as root:
            state: Any = await root.get_state(tab.shows)
            async with contextlib.nullcontext() if tab in _shared else turns:
                _again.discard(tab)  # what changed while it waited is read now
                act_as(await actor_behind(state))
                await state._refresh()
    except Exception:  # one tab's trouble must not stop the others
        log.exception("live updates: %s did not refresh", tab.shows.__name__)
