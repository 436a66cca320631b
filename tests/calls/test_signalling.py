"""What an open socket makes the database write, and what a database that is away costs it."""

import asyncio
import json
from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from chonso_app.calls.room import pulse, signalling
from chonso_app.calls.room.hub import Chair, Hub, OneProcess
from chonso_app.calls.room.pulse import Pulse
from chonso_app.calls.room.service import Side
from tests.calls.conftest import HOA


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a socket told the database of its picture; the clock stands at `signalling.time`."""
    told: list[str] = []

    async def note(_: object, act: Callable[..., None], *__: object, **___: object) -> None:
        told.append(act.__name__)

    monkeypatch.setattr(signalling, "in_transaction", note)
    return told


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    moment = {"now": 1000.0}
    monkeypatch.setattr(signalling.time, "monotonic", lambda: moment["now"])
    return moment


def say(session: signalling._Session, *kinds: str) -> None:
    async def all_of_them() -> None:
        for kind in kinds:
            await session._take(json.dumps({"t": kind}))

    asyncio.run(all_of_them())


def sitting() -> signalling._Session:
    chair = Chair(None, 1, Side.AGENT, "a")  # pyright: ignore[reportArgumentType]
    return signalling._Session(chair, HOA)


@pytest.mark.parametrize(("kind", "act"), [("frame", "frame_seen"), ("lost", "lost")])
def test_a_picture_told_while_the_database_is_away_does_not_cost_the_socket(
    monkeypatch: pytest.MonkeyPatch, clock: dict[str, float], kind: str, act: str
) -> None:
    """It is told again with the next ping."""
    told: list[str] = []

    async def at_first_away(
        _: object, act: Callable[..., None], *__: object, **___: object
    ) -> None:
        told.append(act.__name__)
        if len(told) == 1:
            raise OperationalError("update", {}, Exception("no connection"))

    monkeypatch.setattr(signalling, "in_transaction", at_first_away)
    session = sitting()
    say(session, kind)
    clock["now"] += 2
    say(session, "ping", "ping")
    assert told == [act, act]


def test_nobody_makes_the_database_write_without_end_by_losing_the_picture(
    written: list[str], clock: dict[str, float]
) -> None:
    session = sitting()
    for _ in range(60):  # a minute of it
        say(session, *["lost", "frame"] * 40)
        clock["now"] += 1
    assert 30 <= len(written) <= 40


def test_the_last_word_on_a_picture_counts_though_it_came_too_soon(
    written: list[str], clock: dict[str, float]
) -> None:
    session = sitting()
    say(session, *["frame", "lost"] * 40)
    clock["now"] += 60
    say(session, "ping", "ping")
    assert written[-1] == "lost"
    assert len(written) < 10


def test_reports_wait_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[list[str]] = []

    async def at_first_away(_: object, words: list[str]) -> None:
        tries.append(list(words))
        if len(tries) == 1:
            raise OperationalError("insert", {}, Exception("no connection"))

    async def story() -> None:
        beat = Pulse(Hub(OneProcess()))
        beat.hear("stalled")  # pyright: ignore[reportArgumentType]
        with pytest.raises(OperationalError):
            await beat._write_down()
        beat.hear("media_back")  # pyright: ignore[reportArgumentType]
        await beat._write_down()
        await beat._write_down()

    monkeypatch.setattr(pulse, "in_transaction", at_first_away)
    asyncio.run(story())
    assert tries == [["stalled"], ["stalled", "media_back"]]
