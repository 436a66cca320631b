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

import reflex as rx

from chonso_app.core import events
from chonso_app.core.db import in_read, utc_now
from chonso_app.ui.gate import act_as, actor_behind

POLL_SECONDS = 0.25
_OVERLAP = timedelta(seconds=10)  # a long transaction commits with an older time: look back
_MOST_TABS = 20_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Tab:
    token: str
    shows: type[rx.State]


_watchers: dict[str, set[_Tab]] = {}
_topics_of: dict[_Tab, frozenset[str]] = {}


def follow(state: rx.State, *topics: str) -> None:
    """Call in `on_load`: from now on `state._refresh()` runs whenever one of `topics` changes.

    Following again replaces what this state of this tab followed before.
    """
    tab = _Tab(state.router.session.client_token, type(state))
    _forget(tab)
    if len(_topics_of) >= _MOST_TABS:
        return
    _topics_of[tab] = frozenset(topics)
    for topic in topics:
        _watchers.setdefault(topic, set()).add(tab)


def _forget(tab: _Tab) -> None:
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
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


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
            await _refresh_tabs(app, fresh)
        except Exception:
            log.exception("live updates: poll failed")


async def _refresh_tabs(app: rx.App, topics: set[str]) -> None:
    tabs = {tab for topic in topics for tab in _watchers.get(topic, ())}
    await asyncio.gather(*(_refresh(app, tab) for tab in tabs))


async def _refresh(app: rx.App, tab: _Tab) -> None:
    sockets = app.event_namespace.token_to_sid if app.event_namespace else {}
    if tab.token not in sockets:
        _forget(tab)
        return
    try:
        token = rx.BaseStateToken(ident=tab.token, cls=tab.shows)
        async with app.modify_state(token) as root:
            state: Any = await root.get_state(tab.shows)
            act_as(await actor_behind(state))
            await state._refresh()
    except Exception:  # one tab's trouble must not stop the others
        log.exception("live updates: %s did not refresh", tab.shows.__name__)
