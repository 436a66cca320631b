"""Turns in order; a desk that answers whoever stands there together."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

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


async def asked(desk: Desk, *questions: int):
    return await asyncio.gather(*map(desk.ask, questions), return_exceptions=True)


def test_those_who_wait_are_answered_together_and_each_gets_their_own_answer():
    gate, batches = threading.Event(), []

    def decide(standing):
        gate.wait(10)
        batches.append(list(standing))
        return [ValueError(one) if one == 13 else one * 2 for one in standing]

    async def twenty():
        answers = asyncio.ensure_future(asked(desk, *range(20)))
        await asyncio.sleep(0.05)
        gate.set()
        return await answers

    desk = Desk(decide, most=8)
    answers = asyncio.run(twenty())
    assert isinstance(answers.pop(13), ValueError)
    assert answers == [one * 2 for one in range(20) if one != 13]
    assert max(map(len, batches)) == 8
    assert [one for batch in batches for one in batch] == list(range(20))
    desk.close()
    assert asyncio.run(asked(desk, 21)) == [42], "it opens again"
    desk.close()


def test_a_batch_that_fails_closes_no_desk():
    def decide(standing):
        if standing == [0]:
            raise KeyError("no")
        return standing

    desk = Desk(decide)
    assert isinstance(asyncio.run(asked(desk, 0))[0], KeyError)
    assert asyncio.run(asked(desk, 1)) == [1]
    desk.close()


def test_who_gives_up_before_their_turn_was_never_there():
    gate, seen = threading.Event(), []

    def decide(standing):
        seen.extend(standing)
        gate.wait(10)
        return standing

    async def gives_up():
        first = asyncio.ensure_future(desk.ask(1))
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(desk.ask(2))
        await asyncio.sleep(0.05)
        second.cancel()
        await asyncio.sleep(0.01)
        gate.set()
        return await first

    desk = Desk(decide)
    assert asyncio.run(gives_up()) == 1
    desk.close()
    assert seen == [1]


def test_who_asks_while_the_desk_closes_keeps_it_from_nothing():
    gate = threading.Event()

    def decide(standing):
        gate.wait(10)
        return standing

    async def asks_while_it_closes():
        first = asyncio.ensure_future(desk.ask(1))
        await asyncio.sleep(0.05)
        closing.start()
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(desk.ask(2))
        await asyncio.sleep(0.05)
        gate.set()
        return await asyncio.gather(first, second)

    desk = Desk(decide)
    closing = threading.Thread(target=desk.close, daemon=True)
    assert asyncio.run(asks_while_it_closes()) == [1, 2]
    closing.join(5)
    assert not closing.is_alive()
    desk.close()
