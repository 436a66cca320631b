"""What travels between the steps of the workflow is unreadable, and comes back whole."""

import json
from dataclasses import replace
from datetime import date

import pytest

from chonso_app.core import media
from chonso_app.core.config import settings
from chonso_app.ekyc.engine.results import Form
from chonso_app.ekyc.models import VendorOutcome
from chonso_app.ekyc.pool import Crashed, TookTooLong
from chonso_app.ekyc.settling import Job
from chonso_app.ekyc.vendors.asking import Said
from tests.ekyc.conftest import BLURRED, UNSURE, answer
from tests.fixtures.people import SPECIMEN

_FORM = Form(SPECIMEN.name, SPECIMEN.id_number, SPECIMEN.born)


@pytest.fixture(scope="module")
def jobs():
    """Imported late: the module is the worker's, and registers its workflow."""
    from chonso_app.ekyc import jobs

    return jobs


def test_a_result_comes_back_as_it_was(jobs):
    result = replace(answer(BLURRED, UNSURE, swapped=True), template=(0.25, -0.5))
    said = Said("fpt", VendorOutcome.BAD_IMAGE, "409", "r-1", {"face": "failed"}, "{}")
    examined = jobs.Examined(result, (said,), {31: 0.612})
    assert jobs._opened(jobs._sealed(examined, 7), 7) == examined


def test_what_dbos_keeps_says_nothing_about_the_person(jobs):
    kept = json.dumps(jobs._sealed(jobs.Examined(answer()), 7))
    for word in (SPECIMEN.id_number, "Mẫu", "1990", "passed"):
        assert word not in kept


@pytest.mark.parametrize(
    "trouble", [TookTooLong(), Crashed("died"), Crashed("memory"), Crashed("WrongWeights")]
)
def test_whatever_goes_wrong_on_our_side_ends_as_unsure(
    jobs, monkeypatch: pytest.MonkeyPatch, trouble: Exception
):
    class Broken:
        def run(self, *_: object, **__: object) -> None:
            raise trouble

    monkeypatch.setattr(jobs, "_pool", Broken)
    name = media.put(b"x", kind="t")
    job = Job(name, None, name, (("left", name),), _FORM, date(2026, 11, 25))
    result = jobs.examine(job, key="k").result
    assert result.outcome.value == "unsure"
    assert result.checks[0].reason == "technical"


def test_a_picture_that_is_gone_ends_as_unsure(jobs):
    job = Job("ekyc/none", None, "ekyc/none", (), _FORM, date(2026, 11, 25))
    assert jobs.examine(job, key="k").result.checks[0].reason == "technical"


def test_the_settings_have_the_last_word_on_thresholds(jobs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings, "ekyc_face_same", 0.6)
    monkeypatch.setattr(settings, "ekyc_of_age", 16)
    given = jobs.thresholds()
    assert (given.face_same, given.of_age) == (0.6, 16)
