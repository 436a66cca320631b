"""Codes and checklist."""

import pytest

from chonso_app.calls import rules
from chonso_app.calls.rules import Rejection, Technical, Verdict


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
    assert rules.next_step({}, 2) is rules.Step.CONSENT
    assert rules.next_step({"consent": "", "light": "", "front": ""}, 2) is rules.Step.TURN
    assert rules.next_step({step.value: "" for step in rules.Step}, 2) is None


def test_a_call_of_before_the_consent_was_a_step_is_not_asked_for_it() -> None:
    done = {step.value: "" for step in rules.Step if step is not rules.Step.CONSENT}
    assert rules.next_step({}, 1) is rules.Step.LIGHT
    assert rules.next_step(done, 1) is None
