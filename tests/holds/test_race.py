"""One number, one owner: 64 buyers press at one moment, from two processes, again and again."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from chonso_app.core import db
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.holds import service
from chonso_app.holds.models import Hold, HoldStatus
from chonso_app.numbers.importing import new_row, put_on_shelf
from chonso_app.numbers.models import Number, NumberStatus
from tests.conftest import NOON

BUYERS, PROCESSES = 64, 2
ROUNDS, DEEP_ROUNDS = 30, 100
EACH = BUYERS // PROCESSES
_PATIENCE = 400  # seconds; a quiet machine needs about 10


def test_of_64_buyers_in_two_processes_exactly_one_wins_each_round(
    database: sa.Engine, record_property: Callable[[str, object], None], pytestconfig: pytest.Config
):
    rounds = DEEP_ROUNDS if pytestconfig.getoption("--full") else ROUNDS
    numbers = [f"8490{number:07d}" for number in range(rounds)]
    with Session(database) as session, session.begin():
        put_on_shelf(session, [new_row(f"0{n[2:]}", 1, this_year=2026) for n in numbers])
    url = database.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=_buy, args=(url, first, numbers, barrier, answers))
        for first in range(0, BUYERS, EACH)
    ]
    try:
        for process in processes:
            process.start()
        told = [answers.get(timeout=_PATIENCE) for _ in processes]
    finally:
        for process in processes:
            process.join(timeout=10)
            process.kill()

    won = [number for winners, _, _ in told for number in winners]
    assert sorted(won) == numbers, "one winner for each number"
    assert sum(refused for _, refused, _ in told) == rounds * (BUYERS - 1)
    assert [error for _, _, errors in told for error in errors] == []
    assert all(winners for winners, _, _ in told), "both processes took part"
    with Session(database) as session:
        held = session.exec(select(Hold.msisdn).where(Hold.status == HoldStatus.ACTIVE)).all()
        shelf = select(Number.msisdn).where(col(Number.status) == NumberStatus.HELD)
        assert sorted(held) == sorted(session.exec(shelf)) == numbers
    record_property("race", f"tried={rounds * BUYERS} winners={len(won)} oversold=0")


def _buy(
    url: str, first: int, numbers: list[str], barrier: Barrier, answers: "Queue[object]"
) -> None:
    """One process: EACH buyers, each in a thread of its own with a connection of its own."""
    db.use_engine(db.make_engine(url))
    won: list[str] = []
    refused, errors = [0], []
    lock = threading.Lock()

    def other_process() -> None:
        barrier.wait(timeout=_PATIENCE)

    start = threading.Barrier(EACH, action=other_process, timeout=_PATIENCE)  # all 64 at once

    def buyer(place: int) -> None:
        for round_, msisdn in enumerate(numbers):
            actor = Actor.anonymous(visitor=f"buyer-{place}-{round_}")
            start.wait()
            try:
                db.transact(service.place, actor, msisdn, now=NOON)
            except service.NumberTaken:
                with lock:
                    refused[0] += 1
            except (ShopError, SQLAlchemyError) as error:
                with lock:
                    errors.append(repr(error)[:300])
            else:
                with lock:
                    won.append(msisdn)

    with ThreadPoolExecutor(EACH) as pool:
        list(pool.map(buyer, range(first, first + EACH)))
    answers.put((won, refused[0], errors))
