"""The cards that may be used here: 2021 with a chip, and Căn cước since July 2024."""

from datetime import date

from chonso_app.ekyc.engine import crosscheck, faces, sides
from chonso_app.ekyc.engine.answers import BACK, BOTH, FRONT, failed, not_run, passed, unsure
from chonso_app.ekyc.engine.crosscheck import Read
from chonso_app.ekyc.engine.reading import Papers
from chonso_app.ekyc.engine.results import Check, CheckResult, Form, Kind, Picture
from chonso_app.ekyc.engine.sides import Side
from chonso_app.ekyc.engine.thresholds import Thresholds

_CARD_WORDS = ("CĂN CƯỚC", "CITIZEN IDENTITY", "IDENTITY CARD")
_AS_LARGE = 0.7  # another face this wide against the first; the ghost portrait is smaller


def checks(papers: Papers, form: Form, today: date, limits: Thresholds) -> tuple[CheckResult, ...]:
    """Of a card, or of what should be one."""
    read = papers.read
    return (
        _check_kind(papers, read, limits),
        _check_front(papers, read, limits),
        _check_back(papers, limits),
        crosscheck.check_sides(read, front_has_qr=papers.front.qr is not None),
        crosscheck.check_number(read, form),
        crosscheck.check_name(read, form, limits),
        crosscheck.check_birth(read, form),
        crosscheck.check_sex(read, form),
        crosscheck.check_expiry(read, today),
        crosscheck.check_age(read.born, today, limits),
    )


def _check_kind(papers: Papers, read: Read, limits: Thresholds) -> CheckResult:
    if papers.kind is Kind.CMND:
        return failed(Check.KIND, "cmnd", *BOTH)
    if papers.back is None:
        is_card = papers.kind is not Kind.UNKNOWN
        return failed(Check.KIND, "card_for_passport" if is_card else "not_a_passport", *FRONT)
    if papers.kind is not Kind.UNKNOWN or read.front_tied:
        return passed(Check.KIND)
    if papers.front.quality.fault(limits) or papers.front.mrz:  # the front says so itself
        return not_run(Check.KIND)
    return failed(Check.KIND, "not_a_card", *(FRONT if papers.back.mrz else BOTH))


def _check_front(papers: Papers, read: Read, limits: Thresholds) -> CheckResult:
    """Whether the front says who it is, and shows whose face."""
    front = papers.front
    if front.face is None:
        reason = "back_again" if front.mrz else front.quality.fault(limits) or "no_face_on_card"
        return failed(Check.FRONT, reason, *FRONT)
    if _shows_two(front, limits):
        return failed(Check.FRONT, "two_cards", *FRONT)
    if front.qr or (read.front_tied and papers.kind is Kind.CC_2024):
        return passed(Check.FRONT)
    if not read.front_tied and not front.says(*_CARD_WORDS):
        return failed(Check.FRONT, front.quality.fault(limits) or "not_a_card", *FRONT)
    missing = "front_number_unread" if papers.kind is Kind.CC_2024 else "qr_unread"
    return _unread(Check.FRONT, front, missing, FRONT, limits)


def _check_back(papers: Papers, limits: Thresholds) -> CheckResult:
    back = papers.back
    if back is None:
        return not_run(Check.BACK, "one_page")
    if len(back.codes) > 1:
        return failed(Check.BACK, "two_cards", *BACK)
    if back.mrz and (back.qr or papers.kind is not Kind.CC_2024):
        return passed(Check.BACK)
    if back.mrz:
        return _unread(Check.BACK, back, "qr_unread", BACK, limits)
    if not back.reading and sides.look(back.picture).face:
        return failed(Check.BACK, "same_side", *BACK)
    missing = "mrz_digits" if back.reading else "mrz_unread"
    return failed(Check.BACK, back.quality.fault(limits) or missing, *BACK)


def _shows_two(front: Side, limits: Thresholds) -> bool:
    """Two codes, or the portraits of two people."""
    if len(front.codes) > 1 or len(front.faces) < 2:
        return len(front.codes) > 1
    first, second = front.faces[:2]
    if second.width < _AS_LARGE * first.width:
        return False
    alike = faces.alike(*(faces.embed(front.picture, one) for one in (first, second)))
    return alike < limits.face_other


def _unread(
    check: Check, side: Side, missing: str, redo: tuple[Picture, ...], limits: Thresholds
) -> CheckResult:
    """A poor picture is to be taken again; a good one of a worn card goes on to the agent."""
    if fault := side.quality.fault(limits):
        return failed(check, fault, *redo)
    return unsure(check, missing, redo=redo)
