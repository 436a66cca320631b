"""How often one may try, what a set of outcomes means."""

from datetime import datetime, timedelta

import pytest

from chonso_app.ekyc.models import Kind
from chonso_app.ekyc.rules import allowance, status_of, to_amend, to_redo

WAIT = timedelta(minutes=10)


def allowed(failed: list[datetime], now: datetime):
    return allowance(failed, tries=3, rounds=2, wait=WAIT, now=now)


def test_the_second_round_opens_after_the_pause(now: datetime):
    failed = [now - timedelta(minutes=minutes) for minutes in (12, 11, 9)]
    assert allowed(failed[:2], now).left == 1
    paused = allowed(failed, now)
    assert (paused.left, paused.wait_until) == (0, now + timedelta(minutes=1))
    assert not paused.closed
    opened = allowed(failed, now + timedelta(minutes=1))
    assert (opened.left, opened.round) == (3, 2)


def test_after_two_rounds_it_is_closed_until_the_next_day(now: datetime):
    failed = [now] * 6
    assert allowed(failed, now).closed
    assert allowed(failed, now + timedelta(hours=24)).left == 3


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (["passed", "not_run"], "passed"),
        (["passed", "unsure"], "unsure"),
        (["passed", "unsure", "failed"], "failed"),
        (["not_run"], "unsure"),
        ([], "unsure"),
    ],
)
def test_what_did_not_pass_is_not_passed(outcomes: list[str], status: str):
    assert status_of(outcomes).value == status


def test_what_to_do_again_comes_from_failed_checks_only():
    checks = [
        {"outcome": "failed", "redo": ["portrait", "card_back"], "amend": False},
        {"outcome": "unsure", "redo": ["card_front"], "amend": True},
    ]
    assert to_redo(checks) == [Kind.CARD_BACK, Kind.PORTRAIT]
    assert not to_amend(checks)
