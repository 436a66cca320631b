"""The page of a passport with the portrait. Ours carries the twelve digits of the card.

Whoever holds another state's is registered face to face: the law wants it so.
"""

from datetime import date

from chonso_app.ekyc.engine import crosscheck, td3
from chonso_app.ekyc.engine.answers import BOTH, FRONT, failed, not_run, passed, unsure
from chonso_app.ekyc.engine.mrz import MrzCard
from chonso_app.ekyc.engine.reading import Papers
from chonso_app.ekyc.engine.results import Check, CheckResult, Form
from chonso_app.ekyc.engine.thresholds import Thresholds

_LONGEST = 10  # years that a passport runs


def checks(papers: Papers, form: Form, today: date, limits: Thresholds) -> tuple[CheckResult, ...]:
    """Whether a passport is taken at all is not the engine's to say: it tells the kind."""
    read = papers.read
    return (
        _check_kind(papers),
        _check_page(papers, limits),
        not_run(Check.BACK, "one_page"),
        not_run(Check.SIDES, "one_page"),
        _check_number(papers, form),
        crosscheck.check_name(read, form, limits),
        crosscheck.check_birth(read, form),
        crosscheck.check_sex(read, form),
        _check_expiry(papers.book, today),
        crosscheck.check_age(read.born, today, limits),
    )


def _check_kind(papers: Papers) -> CheckResult:
    if papers.back is not None:
        return failed(Check.KIND, "passport_for_card", *BOTH)
    if _is_foreign(papers):
        return failed(Check.KIND, "foreign_passport")
    return passed(Check.KIND)


def _is_foreign(papers: Papers) -> bool:
    """Both lines name one other state. Ours is known by its number, even if letters are misread."""
    reading = papers.front.reading
    return (
        bool(reading) and papers.front.shows_book and td3.nation_of(reading) not in ("", td3.HOME)
    )


def _check_page(papers: Papers, limits: Thresholds) -> CheckResult:
    page = papers.front
    if page.face is None:
        return failed(Check.FRONT, page.quality.fault(limits) or "no_face_on_page", *FRONT)
    if papers.book:
        return passed(Check.FRONT)
    if page.shows_book:
        return failed(Check.FRONT, "book_digits", *FRONT)
    return failed(Check.FRONT, page.quality.fault(limits) or "book_unread", *FRONT)


def _check_number(papers: Papers, form: Form) -> CheckResult:
    if papers.book and not papers.book.id_number:
        return unsure(Check.NUMBER, "number_not_in_passport")
    return crosscheck.check_number(papers.read, form)


def _check_expiry(book: MrzCard | None, today: date) -> CheckResult:
    if book is None or book.expires is None:
        return not_run(Check.EXPIRY)
    if book.expires < today:
        return failed(Check.EXPIRY, "passport_expired", *FRONT)
    if book.expires.year > today.year + _LONGEST:
        return unsure(Check.EXPIRY, "expiry_unlike")
    return passed(Check.EXPIRY)
