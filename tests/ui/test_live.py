"""Which tabs are refreshed when something changes, and that none waits for another."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from chonso_app.core.actors import Actor
from chonso_app.ui import gate, live
from chonso_app.ui.edge import actor_of

Work = Callable[["_State"], Awaitable[None]]


class _State:
    """What `live` asks of a tab's state."""

    def __init__(self, name: str, work: Work) -> None:
        self.router = SimpleNamespace(session=SimpleNamespace(client_token=name))
        self.work, self.refreshed = work, 0

    async def get_state(self, _kind: object) -> "_State":
        return self

    async def _refresh(self) -> None:
        self.refreshed += 1
        await self.work(self)


class _App:
    def __init__(self, *states: _State) -> None:
        self.tabs = {state.router.session.client_token: state for state in states}
        self.event_namespace = SimpleNamespace(token_to_sid=self.tabs)

    @contextlib.asynccontextmanager
    async def modify_state(self, token: Any) -> AsyncIterator[_State]:
        yield self.tabs[token.ident]


async def _at_once(_state: _State) -> None:
    return


async def _turns_of_the_loop() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    async def behind(state: _State) -> Actor:
        return Actor.anonymous(state.router.session.client_token)

    monkeypatch.setattr(live, "actor_behind", behind)
    monkeypatch.setattr(live.rx, "BaseStateToken", SimpleNamespace)
    yield
    for known in (live._watchers, live._topics_of, live._shared, live._running, live._again):
        known.clear()


def _follow(state: _State, *topics: str, shared: bool = False) -> None:
    live.follow(state, *topics, shared=shared)  # pyright: ignore[reportArgumentType]


def _wake(app: _App, turns: asyncio.Semaphore, *topics: str) -> None:
    live._wake(app, set(topics), turns)  # pyright: ignore[reportArgumentType]


def test_only_who_follows_is_refreshed_and_for_its_own_person() -> None:
    seen: list[str] = []

    async def note(state: _State) -> None:
        seen.append(actor_of(state).visitor)  # pyright: ignore[reportArgumentType]

    async def run() -> None:
        mine, other = _State("mine", note), _State("other", note)
        _follow(mine, "order:1")
        _follow(other, "order:2")
        _wake(_App(mine, other), asyncio.Semaphore(1), "order:1")
        await _turns_of_the_loop()

    before = gate.actor_of(None)  # pyright: ignore[reportArgumentType]
    asyncio.run(run())
    assert seen == ["mine"]
    assert gate.actor_of(None) == before  # pyright: ignore[reportArgumentType]


def test_a_slow_tab_keeps_nobody_waiting_and_is_refreshed_once_more_for_all_it_missed() -> None:
    async def run() -> tuple[int, int]:
        done = asyncio.Event()

        async def wait(_state: _State) -> None:
            await done.wait()

        slow, quick = _State("slow", wait), _State("quick", _at_once)
        app, turns = _App(slow, quick), asyncio.Semaphore(2)
        for one in (slow, quick):
            _follow(one, "queue")
        for _ in range(3):
            _wake(app, turns, "queue")
            await _turns_of_the_loop()
        done.set()
        await _turns_of_the_loop()
        return slow.refreshed, quick.refreshed

    assert asyncio.run(run()) == (2, 3)


def test_who_shares_a_read_takes_no_turn() -> None:
    async def run() -> list[int]:
        done = asyncio.Event()

        async def wait(_state: _State) -> None:
            await done.wait()

        desks = [_State(f"desk{nth}", wait) for nth in range(3)]
        waiting = [_State(f"customer{nth}", _at_once) for nth in range(3)]
        for one in desks:
            _follow(one, "queue")
        for one in waiting:
            _follow(one, "queue", shared=True)
        _wake(_App(*desks, *waiting), asyncio.Semaphore(1), "queue")
        await _turns_of_the_loop()
        counts = [one.refreshed for one in (*desks, *waiting)]
        done.set()
        await _turns_of_the_loop()
        return sorted(counts)

    assert asyncio.run(run()) == [0, 0, 1, 1, 1, 1]


def test_a_tab_that_went_or_failed_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_state: _State) -> None:
        raise LookupError

    async def run() -> int:
        gone, broken, well = _State("gone", _at_once), _State("broken", fail), _State("w", _at_once)
        app, turns = _App(broken, well), asyncio.Semaphore(1)
        for one in (gone, broken, well):
            _follow(one, "queue")
        for _ in range(2):
            _wake(app, turns, "queue")
            await _turns_of_the_loop()
        assert not live._running
        assert len(live._topics_of) == 2
        return well.refreshed

    assert asyncio.run(run()) == 2
    assert "did not refresh" in caplog.text
