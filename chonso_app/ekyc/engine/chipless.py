"""The card of 2016 to 2021: a barcode, no chip, no lines for machines. A person must look.

Some are still in date. Print is all that can be read, and OCR proves little: it may contradict
what was typed, or support it, but the paper itself stays unsure.
"""

from datetime import date

from chonso_app.ekyc.engine import crosscheck, dates, names
from chonso_app.ekyc.engine.answers import FRONT, failed, not_run, passed, to_amend, unsure
from chonso_app.ekyc.engine.reading import Papers
from chonso_app.ekyc.engine.results import CardFields, Check, CheckResult, Form
from chonso_app.ekyc.engine.thresholds import Thresholds


def checks(papers: Papers, form: Form, today: date, limits: Thresholds) -> tuple[CheckResult, ...]:
    number, lines = _check_number(papers, form), papers.front.words
    told = number.outcome == "passed"
    born = form.birth_date if f"{form.birth_date:%d/%m/%Y}" in "".join(lines) else None
    named = names.printed_in(form.full_name, lines)
    by_number = dates.sex_of(int(form.id_number[3])) if told else ""
    return (
        unsure(Check.KIND, "no_chip"),
        passed(Check.FRONT)
        if papers.front.face
        else failed(Check.FRONT, "no_face_on_card", *FRONT),
        not_run(Check.BACK, "no_code"),
        not_run(Check.SIDES, "no_code"),
        number,
        passed(Check.NAME) if named else unsure(Check.NAME, "marks_unread"),
        passed(Check.BIRTH) if born else not_run(Check.BIRTH),
        passed(Check.SEX) if by_number and form.sex in ("", by_number) else not_run(Check.SEX),
        not_run(Check.EXPIRY),
        crosscheck.check_age(born, today, limits),
    )


def fields(papers: Papers, form: Form) -> CardFields:
    """Only what was read as it was typed."""
    read = form.id_number in papers.front.numbers
    return CardFields(id_number=form.id_number if read else "")


def _check_number(papers: Papers, form: Form) -> CheckResult:
    printed = papers.front.numbers
    if form.id_number in printed:
        return passed(Check.NUMBER)
    if any(crosscheck.differs_clearly(form.id_number, other) for other in printed):
        return to_amend(Check.NUMBER, "number_differs")
    return unsure(Check.NUMBER, "front_number_unread")
