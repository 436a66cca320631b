"""QR against MRZ against what was typed. Dates and digits are hard, an MRZ's name is soft."""

from dataclasses import dataclass
from datetime import date

from chonso_app.ekyc.engine import dates, names
from chonso_app.ekyc.engine.mrz import MrzCard
from chonso_app.ekyc.engine.qr import QrCard
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    Form,
    Outcome,
    Picture,
)
from chonso_app.ekyc.engine.thresholds import Thresholds

_FOR_LIFE = 58  # from this age a card does not expire
_OTHER_CARD = 3  # digits read on the front that differ: fewer may be misreading
BOTH = (Picture.CARD_FRONT, Picture.CARD_BACK)


@dataclass(frozen=True)
class Read:
    """What the two sides said."""

    qr: QrCard | None
    mrz: MrzCard | None
    printed: tuple[str, ...] = ()  # numbers printed on the front; read only when needed

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
    def fields(self) -> CardFields:
        if self.qr is None and self.mrz is None:
            return CardFields()
        return CardFields(
            id_number=self.number,
            name=self.qr.name if self.qr else "",
            birth_date=self.born,
            sex=(self.qr.sex if self.qr else "") or dates.sex_of(int(self.number[3])),
            address=self.qr.address if self.qr else "",
            issued=self.qr.issued if self.qr else None,
            expires=self.mrz.expires if self.mrz else None,
        )


def check_sides(read: Read, *, front_has_qr: bool) -> CheckResult:
    """Both sides are of one card. A front without a QR is tied by the number printed on it."""
    qr, mrz = read.qr, read.mrz
    if qr and mrz:
        if (qr.id_number, qr.born) != (mrz.id_number, mrz.born):
            return _failed(Check.SIDES, "sides_differ", redo=BOTH)
        if qr.sex and mrz.sex and qr.sex != mrz.sex:
            return _unsure(Check.SIDES, "sex_lines_differ")
        if front_has_qr:
            return _passed(Check.SIDES)
    if not read.number:
        return CheckResult(Check.SIDES, Outcome.NOT_RUN, "unread")
    return _check_printed(read)


def _check_printed(read: Read) -> CheckResult:
    if read.front_tied:
        return _passed(Check.SIDES)
    if any(_distance(read.number, other) >= _OTHER_CARD for other in read.printed):
        return _failed(Check.SIDES, "sides_differ", redo=BOTH)
    return _unsure(Check.SIDES, "front_number_unread")


def _distance(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def check_number(read: Read, form: Form) -> CheckResult:
    if not read.number:
        return CheckResult(Check.NUMBER, Outcome.NOT_RUN, "unread")
    if read.number != form.id_number:
        return _failed(Check.NUMBER, "number_differs", amend=True)
    return _passed(Check.NUMBER)


def check_name(read: Read, form: Form, limits: Thresholds) -> CheckResult:
    if read.qr:
        return _check_name_by_qr(read.qr.name, form.full_name)
    if read.mrz is None:
        return CheckResult(Check.NAME, Outcome.NOT_RUN, "unread")
    likeness = round(names.likeness(read.mrz.name, form.full_name), 3)
    least = limits.mrz_name
    reason = "marks_unread" if likeness >= least else "name_unlike"
    return CheckResult(Check.NAME, Outcome.UNSURE, reason, score=likeness, threshold=least)


def _check_name_by_qr(card: str, typed: str) -> CheckResult:
    if names.same(card, typed):
        return _passed(Check.NAME)
    if names.same_without_marks(card, typed):
        return CheckResult(Check.NAME, Outcome.UNSURE, "marks_differ", amend=True)
    return _failed(Check.NAME, "name_differs", amend=True)


def check_birth(read: Read, form: Form) -> CheckResult:
    if read.born is None:
        return CheckResult(Check.BIRTH, Outcome.NOT_RUN, "unread")
    if read.born.year % 100 != int(read.number[4:6]):
        return _unsure(Check.BIRTH, "number_unlike")
    if read.born != form.birth_date:
        return _failed(Check.BIRTH, "birth_differs", amend=True)
    return _passed(Check.BIRTH)


def check_sex(read: Read, form: Form) -> CheckResult:
    """The fourth digit of the number tells it as well."""
    if not read.number:
        return CheckResult(Check.SEX, Outcome.NOT_RUN, "unread")
    by_number = dates.sex_of(int(read.number[3]))
    if read.qr and read.qr.sex and read.qr.sex != by_number:
        return _failed(Check.SEX, "number_unlike", redo=BOTH)
    if form.sex and form.sex != by_number:
        return _failed(Check.SEX, "sex_differs", amend=True)
    return _passed(Check.SEX)


def check_expiry(read: Read, today: date) -> CheckResult:
    """Only the MRZ says when the card ends."""
    if read.mrz is None:
        return CheckResult(Check.EXPIRY, Outcome.NOT_RUN, "unread")
    issued = read.qr.issued if read.qr else None
    for_life = issued is not None and dates.age_on(read.mrz.born, issued) >= _FOR_LIFE
    ends = read.mrz.expires
    if ends and ends < today and not for_life:
        return _failed(Check.EXPIRY, "expired", redo=BOTH)
    if issued and dates.expected_expiry(read.mrz.born, issued) != ends:
        return _unsure(Check.EXPIRY, "expiry_unlike")
    return _passed(Check.EXPIRY)


def check_age(read: Read, today: date, limits: Thresholds) -> CheckResult:
    if read.born is None:
        return CheckResult(Check.AGE, Outcome.NOT_RUN, "unread")
    age = dates.age_on(read.born, today)
    if age < limits.youngest:
        return _failed(Check.AGE, "too_young")
    return _passed(Check.AGE) if age >= limits.of_age else _unsure(Check.AGE, "guardian")


def _passed(check: Check) -> CheckResult:
    return CheckResult(check, Outcome.PASSED)


def _unsure(check: Check, reason: str) -> CheckResult:
    return CheckResult(check, Outcome.UNSURE, reason)


def _failed(
    check: Check, reason: str, *, redo: tuple[Picture, ...] = (), amend: bool = False
) -> CheckResult:
    return CheckResult(check, Outcome.FAILED, reason, redo, amend)
