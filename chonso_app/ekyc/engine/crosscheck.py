"""What the paper says against itself and against what was typed.

Dates and digits are hard. A name is hard by the QR only: lines for machines have no marks.
"""

from dataclasses import dataclass
from datetime import date

from chonso_app.ekyc.engine import dates, names
from chonso_app.ekyc.engine.answers import BOTH, failed, not_run, passed, to_amend, unsure
from chonso_app.ekyc.engine.mrz import MrzCard
from chonso_app.ekyc.engine.qr import QrCard
from chonso_app.ekyc.engine.results import CardFields, Check, CheckResult, Form, Outcome
from chonso_app.ekyc.engine.thresholds import Thresholds

_FOR_LIFE = 58  # from this age a card does not expire
_OTHER_CARD = 3  # digits read on the front that differ: fewer may be misreading


@dataclass(frozen=True)
class Read:
    """What the pictures of the paper said. Print is read only where the codes are not enough."""

    qr: QrCard | None
    mrz: MrzCard | None
    printed: tuple[str, ...] = ()  # numbers on the front
    lines: tuple[str, ...] = ()  # text beside the portrait

    @property
    def number(self) -> str:
        return self.qr.id_number if self.qr else self.mrz.id_number if self.mrz else ""

    @property
    def front_tied(self) -> bool:
        """The number printed on the front is the one that QR or MRZ told."""
        return bool(self.number) and self.number in self.printed

    @property
    def born(self) -> date | None:
        return self.qr.born if self.qr else self.mrz.born if self.mrz else None

    @property
    def sex(self) -> str:
        by_number = dates.sex_of(int(self.number[3])) if self.number else ""
        return (self.qr.sex if self.qr else "") or by_number or (self.mrz.sex if self.mrz else "")

    @property
    def fields(self) -> CardFields:
        if self.qr is None and self.mrz is None:
            return CardFields()
        return CardFields(
            id_number=self.number,
            name=self.qr.name if self.qr else "",
            birth_date=self.born,
            sex=self.sex,
            address=self.qr.address if self.qr else "",
            issued=self.qr.issued if self.qr else None,
            expires=self.mrz.expires if self.mrz else None,
            passport=self.mrz.passport if self.mrz else "",
            nation=self.mrz.nation if self.mrz else "",
        )


def check_sides(read: Read, *, front_has_qr: bool) -> CheckResult:
    """Both sides are of one card. A front without a QR is tied by the number printed on it."""
    qr, mrz = read.qr, read.mrz
    if qr and mrz:
        if (qr.id_number, qr.born) != (mrz.id_number, mrz.born):
            return failed(Check.SIDES, "sides_differ", *BOTH)
        if qr.sex and mrz.sex and qr.sex != mrz.sex:
            return unsure(Check.SIDES, "sex_lines_differ")
        if front_has_qr:
            return passed(Check.SIDES)
    return _check_printed(read) if read.number else not_run(Check.SIDES)


def _check_printed(read: Read) -> CheckResult:
    if read.front_tied:
        return passed(Check.SIDES)
    if any(differs_clearly(read.number, other) for other in read.printed):
        return failed(Check.SIDES, "sides_differ", *BOTH)
    return unsure(Check.SIDES, "front_number_unread")


def differs_clearly(one: str, other: str) -> bool:
    """More digits differ than OCR gets wrong."""
    return sum(a != b for a, b in zip(one, other, strict=True)) >= _OTHER_CARD


def check_number(read: Read, form: Form) -> CheckResult:
    if not read.number:
        return not_run(Check.NUMBER)
    if read.number != form.id_number:
        return to_amend(Check.NUMBER, "number_differs")
    return passed(Check.NUMBER)


def check_name(read: Read, form: Form, limits: Thresholds) -> CheckResult:
    if read.qr:
        return _check_name_by_qr(read.qr.name, form.full_name)
    if read.mrz is None:
        return not_run(Check.NAME)
    likeness = round(names.likeness(read.mrz.name, form.full_name), 3)
    outcome, reason = Outcome.UNSURE, "name_unlike"
    if likeness >= limits.mrz_name:
        printed = names.printed_in(form.full_name, read.lines)
        outcome, reason = (Outcome.PASSED, "") if printed else (Outcome.UNSURE, "marks_unread")
    return CheckResult(Check.NAME, outcome, reason, score=likeness, threshold=limits.mrz_name)


def _check_name_by_qr(card: str, typed: str) -> CheckResult:
    if names.same(card, typed):
        return passed(Check.NAME)
    if names.same_without_marks(card, typed):
        return CheckResult(Check.NAME, Outcome.UNSURE, "marks_differ", amend=True)
    return to_amend(Check.NAME, "name_differs")


def check_birth(read: Read, form: Form) -> CheckResult:
    if read.born is None:
        return not_run(Check.BIRTH)
    if read.number and read.born.year % 100 != int(read.number[4:6]):
        return unsure(Check.BIRTH, "number_unlike")
    if read.born != form.birth_date:
        return to_amend(Check.BIRTH, "birth_differs")
    return passed(Check.BIRTH)


def check_sex(read: Read, form: Form) -> CheckResult:
    """The fourth digit of the number tells it as well."""
    if not read.sex:
        return not_run(Check.SEX)
    by_number = dates.sex_of(int(read.number[3])) if read.number else read.sex
    if read.qr and read.qr.sex and read.qr.sex != by_number:
        return failed(Check.SEX, "number_unlike", *BOTH)
    if form.sex and form.sex != by_number:
        return to_amend(Check.SEX, "sex_differs")
    return passed(Check.SEX)


def check_expiry(read: Read, today: date) -> CheckResult:
    """Only the MRZ says when the card ends."""
    if read.mrz is None:
        return not_run(Check.EXPIRY)
    issued = read.qr.issued if read.qr else None
    for_life = issued is not None and dates.age_on(read.mrz.born, issued) >= _FOR_LIFE
    ends = read.mrz.expires
    if ends and ends < today and not for_life:
        return failed(Check.EXPIRY, "expired", *BOTH)
    if issued and dates.expected_expiry(read.mrz.born, issued) != ends:
        return unsure(Check.EXPIRY, "expiry_unlike")
    return passed(Check.EXPIRY)


def check_age(born: date | None, today: date, limits: Thresholds) -> CheckResult:
    if born is None:
        return not_run(Check.AGE)
    age = dates.age_on(born, today)
    if age < limits.youngest:
        return failed(Check.AGE, "too_young")
    return passed(Check.AGE) if age >= limits.of_age else unsure(Check.AGE, "guardian")
