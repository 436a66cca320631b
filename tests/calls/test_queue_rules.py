"""Places and estimates from one look at the queue, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from chonso_app.calls.queue.rules import Agent, Board, Waiting, closes_before, turn_in
from chonso_app.hours.rules import Opening

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TALK = 4 * MINUTE


def waiting(call_id: int, unit_id: int | None, *, priority: int = 0, ago: int = 0) -> Waiting:
    return Waiting(call_id, unit_id, priority, NOW - ago * MINUTE, NOW)


@pytest.mark.parametrize(
    ("place", "free_in", "minutes"),
    [
        (1, [], None),  # nobody is there
        (1, [0], 0),
        (2, [0], 4),  # the first one takes the agent for a talk
        (2, [0, 0], 0),
        (1, [1.5], 2),  # rounded up: better too long than too short
        (3, [0, 1, 3], 3),
        (10, [0] * 4, 8),
    ],
)
def test_a_turn_comes_when_an_agent_is_free(
    place: int, free_in: list[float], minutes: int | None
) -> None:
    wait = turn_in(place, [one * MINUTE for one in free_in], TALK)
    assert wait == (None if minutes is None else minutes * MINUTE)


def test_a_place_counts_only_calls_that_the_same_agents_could_take() -> None:
    board = Board(
        NOW,
        waiting=(waiting(1, 2, ago=9), waiting(2, 9, ago=8), waiting(3, 2), waiting(4, 9)),
        agents=(Agent(21, 2, True), Agent(22, 9, True, NOW - MINUTE)),
    )
    mine = board.place_of(3)
    assert mine is not None
    assert (mine.place, mine.on_duty, mine.wait) == (2, 1, TALK)
    other = board.place_of(4)
    assert other is not None
    assert (other.place, other.wait) == (2, 7 * MINUTE)  # the one in a call has three to go


def test_calls_of_a_unit_with_nobody_stand_before_everyone_elses() -> None:
    board = Board(
        NOW, waiting=(waiting(1, 5, ago=9), waiting(2, 2)), agents=(Agent(21, 2, True),)
    )  # fmt: skip
    second = board.place_of(2)
    assert second is not None
    assert second.place == 2
    first = board.place_of(1)
    assert first is not None
    assert (first.place, first.on_duty) == (1, 1)  # the other unit's agent helps


def test_priority_stands_before_time_and_the_silent_count_no_more() -> None:
    gone = Waiting(1, None, 0, NOW - 9 * MINUTE, NOW - MINUTE)
    board = Board(NOW, waiting=(waiting(3, None, priority=1), gone, waiting(2, None, ago=8)))
    places = {one: board.place_of(one) for one in (1, 2, 3)}
    assert {one: place and place.place for one, place in places.items()} == {1: 2, 2: 2, 3: 1}
    assert board.place_of(99) is None


def test_todays_handling_time_of_the_unit_comes_before_everyones() -> None:
    board = Board(NOW, handling={2: 7 * MINUTE, None: 3 * MINUTE})
    assert [board.handling_of(unit) for unit in (2, 9, None)] == [7 * MINUTE] + [3 * MINUTE] * 2


def test_nobody_is_let_in_whom_there_is_no_time_for() -> None:
    def board(closes_in: int, queue: int) -> Board:
        return Board(
            NOW,
            waiting=tuple(waiting(n, 2) for n in range(1, queue + 1)),
            agents=(Agent(21, 2, True),),
            openings={2: Opening(NOW - 60 * MINUTE, NOW + closes_in * MINUTE)},
        )

    assert not closes_before(board(30, 0), 2)
    assert not closes_before(board(12, 2), 2)  # 8 to wait, 4 to talk
    assert closes_before(board(11, 2), 2)
    assert not closes_before(Board(NOW, openings={2: Opening(NOW, None)}), 2)
