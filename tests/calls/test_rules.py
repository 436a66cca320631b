from datetime import UTC, datetime, timedelta

import pytest

from chonso_app.calls import rules
from chonso_app.calls.rules import Rejection, Technical, Verdict

TALK = timedelta(minutes=4)


def vn(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 25, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def test_the_team_answers_between_opening_and_closing_in_vietnam() -> None:
    hours = rules.hours("08:00", "20:00", always=False)
    assert [hours.is_open(vn(h)) for h in (7, 8, 19, 20)] == [False, True, True, False]
    assert not hours.is_open(vn(7, 59))
    assert hours.is_open(vn(19, 59))


def test_the_next_opening_is_this_morning_before_eight_and_tomorrow_after_closing() -> None:
    hours = rules.hours("08:00", "20:00", always=False)
    assert hours.next_opening(vn(6)) == vn(8)
    assert hours.next_opening(vn(21)) == vn(8) + timedelta(days=1)


def test_the_demo_is_always_open() -> None:
    assert rules.hours("08:00", "20:00", always=True).is_open(vn(3))


def test_an_estimate_needs_somebody_on_duty() -> None:
    assert rules.estimate(1, agents=0, free=0, talk=TALK) is None


def test_a_free_agent_means_now() -> None:
    assert rules.estimate(1, agents=1, free=1, talk=TALK) == timedelta(0)
    assert rules.estimate(2, agents=2, free=2, talk=TALK) == timedelta(0)


def test_an_estimate_grows_with_the_place_and_shrinks_with_agents() -> None:
    alone = [rules.estimate(p, agents=1, free=0, talk=TALK) for p in (1, 2, 3)]
    assert alone == [timedelta(minutes=m) for m in (2, 6, 10)]
    assert rules.estimate(3, agents=4, free=0, talk=TALK) == timedelta(minutes=4)


@pytest.mark.parametrize(
    ("verdict", "reason", "fits"),
    [
        (Verdict.APPROVED, None, True),
        (Verdict.APPROVED, "too_dark", False),
        (Verdict.REJECTED, Rejection.OTHER_PERSON, True),
        (Verdict.REJECTED, None, False),
        (Verdict.REJECTED, Technical.WEAK_NETWORK, False),
        (Verdict.INCONCLUSIVE, Technical.WEAK_NETWORK, True),
        (Verdict.INCONCLUSIVE, "forged_paper", False),
        (Verdict.SUSPECTED_FRAUD, "forged_paper", True),
    ],
)
def test_each_verdict_has_reasons_of_its_own(
    verdict: Verdict, reason: str | None, fits: bool
) -> None:
    assert rules.fits(verdict, reason) is fits


def test_the_next_step_is_the_first_not_done() -> None:
    assert rules.next_step({}) is rules.Step.CONSENT
    assert rules.next_step({"consent": "", "light": "", "front": ""}) is rules.Step.TURN
    assert rules.next_step({step.value: "" for step in rules.Step}) is None
