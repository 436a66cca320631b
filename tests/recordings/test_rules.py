"""What needs no database: the chain, what a talk lost, the time line, ranges."""

from datetime import datetime, timedelta

import pytest

from chonso_app.recordings import blocks, rules, timeline
from chonso_app.recordings.timeline import Moment

SECOND = timedelta(seconds=1)


def test_no_link_of_the_chain_can_be_changed_left_out_or_moved() -> None:
    chain = rules.chain_of(["a" * 64, "b" * 64, "c" * 64])
    for other in (["a" * 64, "d" * 64, "c" * 64], ["a" * 64, "c" * 64], ["b" * 64, "a" * 64]):
        assert rules.chain_of(other) != chain
    assert rules.link(rules.chain_of(["a" * 64, "b" * 64]), "c" * 64) == chain


def test_what_no_part_covers_is_lost(now: datetime) -> None:
    talk = [(now, now + 10 * SECOND), (now + 20 * SECOND, now + 30 * SECOND)]
    assert rules.total_ms(rules.uncovered(talk, [])) == 20_000
    parts = [(now - SECOND, now + 9 * SECOND), (now + 22 * SECOND, now + 40 * SECOND)]
    assert rules.uncovered(talk, parts) == [
        (now + 9 * SECOND, now + 10 * SECOND),
        (now + 20 * SECOND, now + 22 * SECOND),
    ]
    middle = [(now + 4 * SECOND, now + 5 * SECOND)]
    assert rules.total_ms(rules.uncovered(talk, middle)) == 19_000


def test_parts_follow_one_another_and_what_lies_between_is_a_gap(now: datetime) -> None:
    laid = timeline.lay_out([(1, now, 6000), (2, now + 16 * SECOND, 4000)])
    moments = [
        Moment("still.face", now + 2 * SECOND, number=1),
        Moment("reconnecting", now + 9 * SECOND),  # in the gap: where the next part begins
        Moment("still.card_front", now + 17 * SECOND, number=2),
        Moment("claimed", now - SECOND),
        Moment("approved", now + 60 * SECOND),
    ]
    told = timeline.build(laid, moments)
    assert [(mark.kind, mark.at_ms) for mark in told.marks] == [
        ("still.face", 2000), ("gap", 6000), ("reconnecting", 6000), ("still.card_front", 7000),
    ]  # fmt: skip
    assert told.marks[1].ms == 10_000
    assert [part["at_ms"] for part in told.parts] == [0, 6000]


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("", (0, 99)), ("bytes=0-", (0, 99)), ("bytes=10-19", (10, 19)), ("bytes=90-500", (90, 99)),
        ("bytes=-5", (95, 99)), ("bytes=-500", (0, 99)), ("bytes=100-", None), ("bytes=7-3", None),
        ("bytes=0-1,5-6", (0, 99)), ("lines=1-2", (0, 99)), ("bytes=-0", None),
        (f"bytes={'9' * 5000}-", (0, 99)),  # more digits than Python reads
    ],
)  # fmt: skip
def test_a_range_is_read_as_the_standard_says(header: str, span: tuple[int, int] | None) -> None:
    assert blocks.asked_range(header, 100) == span


def test_what_two_tabs_recorded_at_once_is_marked_and_the_later_one_counts(now: datetime) -> None:
    laid = timeline.lay_out(
        [(1, now, 10_000), (2, now + 6 * SECOND, 2000), (3, now + 9 * SECOND, 5000)]
    )
    moments = [
        Moment("still.face", now + 7 * SECOND, number=1),
        Moment("still.card_front", now + 8500 * SECOND / 1000, number=2),
        Moment("stall", now + 7 * SECOND, 800, part=1),
    ]
    told = timeline.build(laid, moments)
    assert [(mark.kind, mark.at_ms, mark.ms) for mark in told.marks] == [
        ("stall", 7000, 800), ("still.card_front", 8500, 0), ("overlap", 10_000, 2000),
        ("still.face", 11_000, 0), ("overlap", 12_000, 1000),
    ]  # fmt: skip


def test_what_two_clocks_make_of_one_moment_is_no_overlap(now: datetime) -> None:
    laid = timeline.lay_out([(1, now, 6000), (2, now + 5700 * SECOND / 1000, 4000)])
    assert timeline.build(laid, []).marks == []
