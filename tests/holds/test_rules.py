"""The clock of decision 14, minute by minute."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chonso_app.holds import rules

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


def minute(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def test_five_minutes_until_the_phone_is_proven():
    clock = rules.placed(NOON)
    assert (clock.ends_at, clock.releases_at, clock.latest_at) == (minute(5), minute(5), minute(30))


def test_fifteen_minutes_from_the_moment_of_the_proof():
    assert rules.proven(rules.placed(NOON), minute(4)).ends_at == minute(19)


def test_going_to_the_bank_early_changes_nothing_but_the_patience():
    clock = rules.at_bank(rules.proven(rules.placed(NOON), minute(1)), minute(2))
    assert (clock.ends_at, clock.releases_at) == (minute(16), minute(21))


def test_going_to_the_bank_late_leaves_eleven_minutes():
    clock = rules.at_bank(rules.proven(rules.placed(NOON), minute(1)), minute(13))
    assert (clock.ends_at, clock.releases_at) == (minute(24), minute(29))


def test_never_more_than_thirty_minutes_in_all():
    clock = rules.at_bank(rules.proven(rules.placed(NOON), minute(4.9)), minute(19.8))
    assert (clock.ends_at, clock.releases_at) == (minute(30), minute(30))


def test_the_bank_stops_a_minute_before_the_hold():
    clock = rules.at_bank(rules.proven(rules.placed(NOON), minute(1)), minute(13))
    assert rules.bank_deadline(clock) == minute(23)


def test_back_from_the_bank_nobody_is_waited_for():
    gone = rules.at_bank(rules.proven(rules.placed(NOON), minute(1)), minute(13))
    assert rules.back_from_bank(gone).releases_at == minute(24)


def test_with_less_than_three_minutes_left_nobody_is_sent_to_the_bank():
    clock = rules.at_bank(rules.proven(rules.placed(NOON), minute(4)), minute(18))
    assert rules.is_long_enough_for_bank(clock, minute(26))
    assert not rules.is_long_enough_for_bank(clock, minute(28))


@given(st.lists(st.tuples(st.sampled_from("pbr"), st.floats(0, 3)), max_size=12))
def test_whatever_is_pressed_the_clock_stays_inside_its_limits(steps):
    clock, at = rules.placed(NOON), 0.0
    for step, minutes in steps:
        at += minutes
        now = minute(at)
        if now >= clock.releases_at:
            break
        before = clock
        clock = {
            "p": lambda c, now=now: rules.proven(c, now),
            "b": lambda c, now=now: rules.at_bank(c, now),
            "r": lambda c, now=now: rules.back_from_bank(c),
        }[step](clock)
        assert before.ends_at <= clock.ends_at <= clock.releases_at <= clock.latest_at == minute(30)
