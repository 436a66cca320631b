"""Vendors' yes and no as our checks: one wording for all of them."""

from chonso_app.ekyc.engine.results import Check, CheckResult, Outcome, Picture

_BOTH = (Picture.CARD_FRONT, Picture.CARD_BACK)
_NO: dict[Check, tuple[str, tuple[Picture, ...]]] = {
    Check.KIND: ("card_copy", _BOTH),
    Check.FACE: ("face_differs", (Picture.PORTRAIT,)),
    Check.LIVENESS: ("not_live", (Picture.PORTRAIT,)),
    Check.AUTHORITY: ("authority_differs", ()),
}
_MAYBE = {
    Check.KIND: "card_look",
    Check.FACE: "face_unsure",
    Check.LIVENESS: "live_look",
    Check.OTHER_FACE: "face_known",
    Check.AUTHORITY: "authority_unknown",
}
UNCLEAR, DOWN = "vendor_unclear", "vendor_down"


def passed(check: Check, *, score: float | None = None) -> CheckResult:
    return CheckResult(check, Outcome.PASSED, score=score)


def no(check: Check, *, score: float | None = None) -> CheckResult:
    """A no; of a face that is known elsewhere only a doubt, which staff look into."""
    if check not in _NO:
        return maybe(check, score=score)
    reason, redo = _NO[check]
    return CheckResult(check, Outcome.FAILED, reason, redo, score=score)


def maybe(check: Check, *, score: float | None = None) -> CheckResult:
    return CheckResult(check, Outcome.UNSURE, _MAYBE.get(check, UNCLEAR), score=score)


def unclear(check: Check) -> CheckResult:
    return CheckResult(check, Outcome.UNSURE, UNCLEAR)
