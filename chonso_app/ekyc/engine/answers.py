"""Short ways to say what a check found."""

from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture

FRONT, BACK = (Picture.CARD_FRONT,), (Picture.CARD_BACK,)
BOTH = (Picture.CARD_FRONT, Picture.CARD_BACK)
PORTRAIT = (Picture.PORTRAIT,)


def passed(check: Check) -> CheckResult:
    return CheckResult(check, Outcome.PASSED)


def unsure(check: Check, reason: str, *, redo: tuple[Picture, ...] = ()) -> CheckResult:
    return CheckResult(check, Outcome.UNSURE, reason, redo)


def failed(check: Check, reason: str, *redo: Picture) -> CheckResult:
    return CheckResult(check, Outcome.FAILED, reason, redo)


def to_amend(check: Check, reason: str) -> CheckResult:
    """What was typed is wrong; the pictures stay."""
    return CheckResult(check, Outcome.FAILED, reason, amend=True)


def not_run(check: Check, reason: str = "unread") -> CheckResult:
    return CheckResult(check, Outcome.NOT_RUN, reason)
