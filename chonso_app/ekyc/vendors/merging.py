"""How a vendor's word is taken: only for its own checks, and silence never becomes a yes."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from chonso_app.ekyc.engine.results import Check, CheckResult, EkycResult, Outcome, Picture
from chonso_app.ekyc.models import VendorOutcome
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.contract import BadImage, VendorError

Checks = frozenset[Check]


def with_answer(result: EkycResult, mine: Checks, answered: Iterable[CheckResult]) -> EkycResult:
    """The checks of `mine` as the vendor has them; one that it left out is unsure."""
    told = {one.check: one for one in answered}
    return _each(result, mine, lambda ours: told.get(ours.check) or _doubt(ours, words.UNCLEAR))


def with_error(result: EkycResult, mine: Checks, error: VendorError) -> EkycResult:
    """What asking in vain means: the customer's picture, the vendor's no, or people look."""
    if isinstance(error, BadImage):
        redo = (error.picture,)
        return _fail(result, _about(mine, error.picture), "vendor_bad_image", redo)
    if error.outcome is VendorOutcome.REJECTED:
        return _fail(result, _about(mine, Picture.CARD_FRONT), "vendor_rejected", ())
    down = error.outcome is VendorOutcome.UNAVAILABLE
    return without(result, mine, words.DOWN if down else words.UNCLEAR)


def without(result: EkycResult, mine: Checks, reason: str) -> EkycResult:
    """The embedded result stands, but what the vendor should have said is open."""
    return _each(result, mine, lambda ours: _doubt(ours, reason))


def _doubt(ours: CheckResult, reason: str) -> CheckResult:
    if ours.outcome in (Outcome.FAILED, Outcome.UNSURE):
        return ours
    return CheckResult(ours.check, Outcome.UNSURE, reason)


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
        changed(one) if one.check in mine and not _stands(one) else one
        for one in (*result.checks, *missing)
    )  # fmt: skip
    return replace(result, checks=tuple(checks))


def _stands(ours: CheckResult) -> bool:
    """A CMND stays one, whatever somebody else makes of its picture."""
    return ours.check is Check.KIND and ours.outcome is Outcome.FAILED
