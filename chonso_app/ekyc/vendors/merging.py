"""How a vendor's word is taken: only for its own checks, and silence never becomes a yes."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from chonso_app.ekyc.engine.results import Check, CheckResult, EkycResult, Outcome, Picture
from chonso_app.ekyc.models import VendorOutcome
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.contract import BadImage, VendorError

Checks = frozenset[Check]
_BADNESS = {Outcome.PASSED: 0, Outcome.NOT_RUN: 1, Outcome.UNSURE: 2, Outcome.FAILED: 3}
_SEEN_HERE = {"no_chip", "print_of_card", "no_challenge"}  # reasons


def with_answer(result: EkycResult, mine: Checks, answered: Iterable[CheckResult]) -> EkycResult:
    """The checks of `mine` as the vendor has them; one that it left out is unsure.

    Of two words about one check the worse counts.
    """
    told: dict[Check, CheckResult] = {}
    for one in answered:
        told[one.check] = worse(told.get(one.check, one), one)
    return _each(result, mine, lambda ours: told.get(ours.check) or _doubt(ours, words.UNCLEAR))


def with_error(result: EkycResult, mine: Checks, error: VendorError) -> EkycResult:
    """What asking in vain means: the customer's picture, the vendor's no, or people look."""
    if isinstance(error, BadImage):
        redo = (error.picture,)
        return _fail(result, _about(mine, error.picture), "vendor_bad_image", redo)
    if error.outcome is VendorOutcome.REJECTED:
        return _fail(result, carries_no(mine), "vendor_rejected", ())
    down = error.outcome is VendorOutcome.UNAVAILABLE
    return without(result, mine, words.DOWN if down else words.UNCLEAR)


def without(result: EkycResult, mine: Checks, reason: str) -> EkycResult:
    """The embedded result stands, but what the vendor should have said is open."""
    return _each(result, mine, lambda ours: _doubt(ours, reason))


def worse(one: CheckResult, other: CheckResult) -> CheckResult:
    """The first, unless the other is worse."""
    return other if _BADNESS[other.outcome] > _BADNESS[one.outcome] else one


def _doubt(ours: CheckResult, reason: str) -> CheckResult:
    if ours.outcome in (Outcome.FAILED, Outcome.UNSURE):
        return ours
    return CheckResult(ours.check, Outcome.UNSURE, reason)


def carries_no(mine: Checks) -> Check:
    """The check that carries a rejection."""
    return _about(mine, Picture.CARD_FRONT)


def _about(mine: Checks, picture: Picture) -> Check:
    """The check that carries a complaint about this picture."""
    usual = Check.FACE if picture is Picture.PORTRAIT else Check.KIND
    return usual if usual in mine else next(check for check in Check if check in mine)


def _fail(result: EkycResult, check: Check, reason: str, redo: tuple[Picture, ...]) -> EkycResult:
    failed = CheckResult(check, Outcome.FAILED, reason, redo)
    return _each(result, frozenset({check}), lambda _ours: failed)


def _each(
    result: EkycResult, mine: Checks, changed: Callable[[CheckResult], CheckResult]
) -> EkycResult:
    have = {one.check for one in result.checks}
    missing = [CheckResult(check, Outcome.NOT_RUN) for check in Check if check in mine - have]
    checks = (
        _taken(one, changed(one)) if one.check in mine else one
        for one in (*result.checks, *missing)
    )  # fmt: skip
    return replace(result, checks=tuple(checks))


def _taken(ours: CheckResult, theirs: CheckResult) -> CheckResult:
    """Of what was seen here a vendor can make a no, and nothing better."""
    no = theirs.outcome is Outcome.FAILED and ours.outcome is not Outcome.FAILED
    return ours if _stands(ours) and not no else theirs


def _stands(ours: CheckResult) -> bool:
    """A CMND, a print and moves that nobody made stay so, whatever is made of their pictures.

    Moves are judged from frames and a challenge of ours; many services see one portrait only.
    """
    doubt = ours.check is Check.LIVENESS and ours.outcome is Outcome.UNSURE
    return ours.outcome is Outcome.FAILED or doubt or ours.reason in _SEEN_HERE
