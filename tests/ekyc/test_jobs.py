"""What travels between the steps of the workflow is unreadable, and comes back whole."""

import json
from datetime import date

import pytest

from chonso_app.core import media
from chonso_app.ekyc.checking import Job
from chonso_app.ekyc.engine.results import Form
from chonso_app.ekyc.pool import Crashed, TookTooLong
from tests.ekyc.conftest import BLURRED, UNSURE, answer
from tests.fixtures.people import SPECIMEN

_FORM = Form(SPECIMEN.name, SPECIMEN.id_number, SPECIMEN.born)


@pytest.fixture(scope="module")
def jobs():
    """Imported late: the module is the worker's, and registers its workflow."""
    from chonso_app.ekyc import jobs

    return jobs


def test_a_result_comes_back_as_it_was(jobs):
    result = answer(BLURRED, UNSURE, swapped=True)
    sealed = jobs._sealed(result, 7)
    assert jobs._opened(sealed, 7) == result


def test_what_dbos_keeps_says_nothing_about_the_person(jobs):
    kept = json.dumps(jobs._sealed(answer(), 7))
    for word in (SPECIMEN.id_number, "Mẫu", "1990", "passed"):
        assert word not in kept


@pytest.mark.parametrize("trouble", [TookTooLong(), Crashed("died"), Crashed("WrongWeights")])
def test_whatever_goes_wrong_on_our_side_ends_as_unsure(
    jobs, monkeypatch: pytest.MonkeyPatch, trouble: Exception
):
    class Broken:
        def run(self, *_: object, **__: object) -> None:
            raise trouble

    monkeypatch.setattr(jobs, "_pool", Broken)
    name = media.put(b"x", kind="t")
    result = jobs.run_engine(Job(name, name, name, _FORM, date(2026, 11, 25)))
    assert result.outcome.value == "unsure"
    assert result.checks[0].reason == "technical"
