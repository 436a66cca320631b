"""Turns in order; a desk that answers whoever stands there together."""

import asyncio
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from chonso_app.core.desk import Desk
from chonso_app.core.turns import Turns


def test_turns_are_given_in_the_order_in_which_they_were_asked_for():
    turns, order = Turns(), []

    def one(number: int) -> None:
        with turns:
            order.append(number)

    with ThreadPoolExecutor(20) as pool:
        with turns:
            waiting = []
            for number in range(20):
                waiting.append(pool.submit(one, number))
                while len(turns._waiting) <= number:
                    time.sleep(0.0005)
        for one_ in waiting:
            one_.result(timeout=10)
    assert order == list(range(20))


def test_a_turn_inside_a_turn_is_refused_and_does_no_harm():
    turns = Turns()
    with turns, pytest.raises(RuntimeError), turns:
        pass
    with turns:
        pass


def test_those_who_wait_are_answered_together_and_each_gets_their_own_answer():
    gate, batches = threading.Event(), []

    def decide(asked):
        gate.wait(10)
        batches.append(list(asked))
        return [ValueError(one) if one == 13 else one * 2 for one in asked]

    desk = Desk(decide, most=8)
    answers: list[Future[int]] = [desk.ask_soon(one) for one in range(20)]
    gate.set()
    assert [a.result(10) for n, a in enumerate(answers) if n != 13] == [
        n * 2 for n in range(20) if n != 13
    ]
    with pytest.raises(ValueError, match="13"):
        answers[13].result(10)
    assert max(map(len, batches)) == 8
    assert [one for batch in batches for one in batch] == list(range(20))
    desk.close()
    assert desk.ask_soon(21).result(10) == 42, "it opens again"
    desk.close()


def test_a_batch_that_fails_closes_no_desk():
    def decide(asked):
        if asked == [0]:
            raise KeyError("no")
        return asked

    desk = Desk(decide)
    with pytest.raises(KeyError):
        desk.ask_soon(0).result(10)
    assert desk.ask_soon(1).result(10) == 1
    desk.close()


async def _gives_up(desk: Desk[int, int], gate: threading.Event) -> None:
    first = asyncio.ensure_future(desk.ask(1))
    await asyncio.sleep(0.05)
    second = asyncio.ensure_future(desk.ask(2))
    await asyncio.sleep(0.05)
    second.cancel()
    await asyncio.sleep(0.01)
    gate.set()
    assert await first == 1


def test_who_gives_up_before_their_turn_was_never_there():
    gate, seen = threading.Event(), []

    def decide(asked):
        seen.extend(asked)
        gate.wait(10)
        return asked

    desk = Desk(decide)
    asyncio.run(_gives_up(desk, gate))
    desk.close()
    assert seen == [1]
