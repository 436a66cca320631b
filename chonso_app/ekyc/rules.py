"""Pure rules around a check: how often one may try, how long it holds, what to do again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chonso_app.core.config import settings
from chonso_app.ekyc.engine.results import Outcome
from chonso_app.ekyc.models import CheckStatus, Kind, Paper

FORGOTTEN_AFTER = timedelta(hours=settings.ekyc_forgotten_hours)  # older failures no longer count
MOST_PENDING = timedelta(minutes=2)  # a check that nobody settled is given up


def kinds_for(paper: Paper) -> tuple[Kind, ...]:
    """The pictures that this paper needs, in the order of taking."""
    return tuple(kind for kind in Kind if paper is Paper.CARD or kind is not Kind.CARD_BACK)


@dataclass(frozen=True)
class Allowance:
    """`left`: tries in this round. With `wait_until` the next round opens then."""

    left: int
    round: int
    wait_until: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.left == 0 and self.wait_until is None


def allowance(
    failed_at: Sequence[datetime], *, tries: int, rounds: int, wait: timedelta, now: datetime
) -> Allowance:
    """What S6 leaves after these failures, oldest first: rounds with a pause between."""
    recent = [moment for moment in failed_at if now - moment < FORGOTTEN_AFTER]
    failures = len(recent)
    if failures >= rounds * tries:
        return Allowance(0, rounds)
    ended, used = divmod(failures, tries)
    if ended and used == 0:
        opens = recent[-1] + wait
        if now < opens:
            return Allowance(0, ended, opens)
    return Allowance(tries - used, ended + 1)


def status_of(outcomes: Iterable[str]) -> CheckStatus:
    """Passed only when everything that ran passed: what is unsure is never silently good."""
    found = set(outcomes)
    if "failed" in found:
        return CheckStatus.FAILED
    return (
        CheckStatus.PASSED
        if found <= {"passed", "not_run"} and "passed" in found
        else (CheckStatus.UNSURE)
    )


def to_redo(checks: Sequence[dict[str, Any]]) -> list[Kind]:
    """Pictures that failed checks ask for again, in the order of taking."""
    asked = {kind for one in checks if one["outcome"] == "failed" for kind in one["redo"]}
    return [kind for kind in Kind if kind.value in asked]


def to_amend(checks: Sequence[dict[str, Any]]) -> bool:
    """Whether the typed data stands in the way."""
    return any(one["outcome"] == "failed" and one["amend"] for one in checks)


def leads_nowhere(checks: Sequence[dict[str, Any]]) -> bool:
    """Of a failed check: no other picture and no other data would help, so a counter goes on."""
    return not to_redo(checks) and not to_amend(checks)


def waits_for_moves(checks: Sequence[dict[str, Any]]) -> bool:
    """Only the challenge is open: it may be done with the pictures that are there."""
    moved = {one["check"]: one["outcome"] for one in checks}.get("liveness") == "passed"
    others = any(one["outcome"] == "failed" and one["check"] != "liveness" for one in checks)
    return not moved and not others


def passport_verdict(policy: str, nation: str) -> tuple[Outcome, str]:
    """Of a passport that was read well. Foreigners come to a shop, whatever the policy says."""
    if policy == "refused":
        return Outcome.FAILED, "passport_refused"
    if nation and nation != "VNM":
        return Outcome.FAILED, "foreign_passport"
    if policy == "accepted" and nation:
        return Outcome.PASSED, ""
    return Outcome.UNSURE, "passport_review"


def is_ours(checks: Sequence[dict[str, Any]]) -> bool:
    """The engine gave up: no try of the customer's was spent."""
    return any(one["check"] == "engine" for one in checks)
