"""Twenty agents, two hundred who wait: one look for all of them, and no call lost in a crash."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, SQLModel

from chonso_app.bench import queue_cost, queue_crowd
from chonso_app.bench.queue import Shown, behind
from chonso_app.bench.queue_stage import people
from chonso_app.calls import console, queue
from chonso_app.calls.queue_shared import Together
from chonso_app.core import db
from tests import postgres


def test_two_hundred_who_ask_at_once_are_answered_by_two_looks() -> None:
    looks: list[int] = []

    def look(_session: Session) -> int:
        looks.append(len(looks))
        return looks[-1]

    async def ask() -> list[int]:
        together = Together(look)
        first = asyncio.create_task(together.ask())
        await asyncio.sleep(0)
        return [*await asyncio.gather(*(together.ask() for _ in range(200))), await first]

    answers = asyncio.run(ask())
    assert len(looks) <= 2
    assert set(answers) <= {0, 1}


def test_no_answer_is_older_than_its_question(database: sa.Engine) -> None:
    async def ask() -> list[int]:
        together, value = Together(lambda _session: state["value"]), []
        for asked in range(5):
            state["value"] = asked
            value.append(await together.ask())
        return value

    state = {"value": 0}
    assert asyncio.run(ask()) == [0, 1, 2, 3, 4]


def test_a_look_at_a_long_queue_asks_few_questions(
    database: sa.Engine, session: Session, now: datetime
) -> None:
    people(session, 20, 60, now)
    session.commit()
    asked: list[str] = []
    event.listen(database, "before_cursor_execute", lambda *args: asked.append(args[2]))
    board = queue.look(session, now)
    assert [board.place_of(one.call_id) for one in board.waiting]
    assert len(board.waiting) == 60
    assert len(asked) <= 14


def test_twenty_consoles_of_one_unit_read_its_queue_once(
    database: sa.Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chonso_app.calls.console.follow", lambda *_, **__: None)
    people(session, 20, 60, db.utc_now())
    session.commit()
    desks = [queue_cost.Tab(console.ConsoleState, one) for one in queue_crowd.actors(session, 20)]
    session.commit()
    asked: list[str] = []
    event.listen(database, "before_cursor_execute", lambda *args: asked.append(args[2]))
    asyncio.run(queue_cost.refreshed(desks))
    assert {len(one.state.board.queue) for one in desks} == {30}
    assert {one.state.board.count for one in desks} == {60}
    assert sum("FROM shop_order" in one for one in asked) <= 2
    reads = [one for one in asked if one.startswith("SELECT")]
    assert len(reads) <= 20 * 3 + 2 * 12  # call, availability, figures of today: each one's own


def test_the_lag_of_a_screen_is_counted_until_it_shows_something_as_new() -> None:
    truths = [(0.0, {7: 3}), (10.0, {7: 2}), (20.0, {7: 1}), (30.0, {})]
    shown = Shown(7, [(1.0, 3), (10.5, 2), (20.2, 1)])
    assert behind(shown, truths) == [0.5, pytest.approx(0.2)]
    skipped = Shown(7, [(1.0, 3), (20.2, 1)])  # never showed the second place
    assert behind(skipped, truths) == [pytest.approx(10.2), pytest.approx(0.2)]


def test_no_call_is_lost_or_given_twice_when_processes_are_killed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/queue.db"
    _tables(url)
    seen = queue_crowd.run(url, agents=4, customers=10, processes=2)
    assert (seen.lost, seen.twice, seen.concluded, seen.killed) == ([], [], 10, 2)


@pytest.mark.full
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_twenty_agents_and_two_hundred_calls_survive_the_kills(kind: str, tmp_path: Path) -> None:
    with postgres.fresh_database() as fresh:
        url = fresh if kind == "postgresql" else f"sqlite:///{tmp_path}/queue.db"
        _tables(url)
        seen = queue_crowd.run(url, agents=20, customers=200, processes=4)
    assert (seen.lost, seen.twice, seen.concluded, seen.killed) == ([], [], 200, 2)


def _tables(url: str) -> None:
    engine = db.make_engine(url)
    SQLModel.metadata.create_all(engine)
    engine.dispose()
