"""The whole examination: the paper, the portrait, the face on both, the challenge."""

import time
from datetime import date

from chonso_app.ekyc.engine import (
    chipcards,
    chipless,
    liveness,
    passports,
    portrait,
    reading,
    sides,
    weights,
)
from chonso_app.ekyc.engine.answers import not_run
from chonso_app.ekyc.engine.reading import Papers
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Form,
    Kind,
    Pictures,
)
from chonso_app.ekyc.engine.thresholds import USUAL, Thresholds

VERSION = "2"
_BY_KIND = {Kind.PASSPORT: passports.checks, Kind.CCCD_2016: chipless.checks}


def examine(pictures: Pictures, form: Form, today: date, limits: Thresholds = USUAL) -> EkycResult:
    """Every check that the pictures and the form allow. Raises sides.Unreadable, WrongWeights."""
    began, cpu = time.monotonic(), time.process_time()
    papers = reading.read(pictures, limits)
    person = portrait.look(sides.decode(pictures.portrait))
    kind = papers.kind
    of_paper = _BY_KIND.get(kind, chipcards.checks)(papers, form, today, limits)
    checks = (*of_paper, *_of_person(papers, person, pictures, limits))
    return EkycResult(
        checks,
        _fields(papers, form, kind),
        kind,
        papers.swapped,
        engine=f"embedded-{VERSION}/{weights.fingerprint()}",
        template=person.template_numbers,
        template_model=weights.DIGESTS[weights.SFACE] if person.face else "",
        elapsed_ms=round((time.monotonic() - began) * 1000),
        cpu_ms=round((time.process_time() - cpu) * 1000),
    )


def _of_person(
    papers: Papers, person: portrait.Portrait, pictures: Pictures, limits: Thresholds
) -> tuple[CheckResult, ...]:
    return (
        portrait.check_portrait(person, limits),
        portrait.check_face(papers.front, person, limits),
        liveness.check_liveness(pictures.frames, person.template, limits),
        not_run(Check.CHIP, "no_reader"),
        not_run(Check.AUTHORITY, "not_connected"),
    )


def _fields(papers: Papers, form: Form, kind: Kind) -> CardFields:
    return chipless.fields(papers, form) if kind is Kind.CCCD_2016 else papers.read.fields
