"""What a wallboard counts, and how a second look is drawn."""

from datetime import UTC, datetime, timedelta

from chonso_app.supervision import rules
from chonso_app.supervision.chart import FLOOR, chart_of
from chonso_app.supervision.rules import Talk

NINE = datetime(2026, 11, 20, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WITHIN = 3 * MINUTE


def talk(entered: float, taken: float | None = None, **later: float) -> Talk:
    moments = {name: NINE + minutes * MINUTE for name, minutes in later.items()}
    return Talk(
        NINE + entered * MINUTE, None if taken is None else NINE + taken * MINUTE, **moments
    )


def test_the_service_level_is_the_share_picked_up_in_time() -> None:
    talks = [talk(0, 1), talk(0, 3), talk(0, 4), talk(0, 9)]
    assert rules.service_level(talks, WITHIN, NINE + 20 * MINUTE) == 50


def test_who_leaves_early_counts_for_neither_side_and_who_leaves_late_against_us() -> None:
    early, late = talk(0, left_at=1), talk(0, left_at=8)
    assert rules.service_level([talk(0, 1), early], WITHIN, NINE) == 100
    assert rules.service_level([talk(0, 1), late], WITHIN, NINE) == 50


def test_who_still_waits_counts_once_the_time_is_over() -> None:
    waiting = talk(0)
    assert rules.service_level([talk(0, 1), waiting], WITHIN, NINE + 2 * MINUTE) == 100
    assert rules.service_level([talk(0, 1), waiting], WITHIN, NINE + 4 * MINUTE) == 50


def test_without_calls_nothing_is_claimed() -> None:
    assert rules.service_level([], WITHIN, NINE) is None
    assert rules.handling([talk(0, 1)]) is None
    assert chart_of([], NINE, week=False, now=NINE + MINUTE).empty


def test_only_who_left_unserved_is_abandoned() -> None:
    assert rules.abandoned([talk(0, left_at=2), talk(0, 1, left_at=5), talk(0)]) == 1


def test_handling_runs_from_picking_up_to_the_verdict() -> None:
    assert rules.handling([talk(0, 1, done_at=5), talk(0, 2, done_at=4)]) == 3 * MINUTE


def test_a_call_belongs_to_the_quarter_in_which_it_entered() -> None:
    talks = [talk(0, 1), talk(14.9, 16), talk(15, left_at=16)]
    first, second = rules.periods(talks, NINE, rules.QUARTER, 2, WITHIN, NINE + 30 * MINUTE)
    assert (first.taken, first.abandoned) == (2, 0)
    assert (second.taken, second.abandoned) == (0, 1)


def test_the_bars_stand_on_the_floor_and_the_lost_on_the_taken() -> None:
    drawn = chart_of([talk(0, 1), talk(1, left_at=5)], NINE, week=False, now=NINE + 20 * MINUTE)
    bar = next(one for one in drawn.bars if one.taken_height)
    assert bar.taken_y + bar.taken_height == FLOOR
    assert bar.lost_y + bar.lost_height == bar.taken_y
    assert bar.lost_height > 0


def test_about_as_many_calls_are_drawn_as_asked_and_always_the_same_ones() -> None:
    drawn = {call for call in range(5000) if rules.is_drawn(call, 10)}
    assert 400 < len(drawn) < 600
    assert drawn == {call for call in range(5000) if rules.is_drawn(call, 10)}
    assert not any(rules.is_drawn(call, 0) for call in range(500))
    assert all(rules.is_drawn(call, 100) for call in range(500))
