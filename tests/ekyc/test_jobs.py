"""What travels between the steps of the workflow is unreadable, and comes back whole."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.core import media
from chonso_app.core.config import settings
from chonso_app.ekyc import service
from chonso_app.ekyc.engine.results import Check, CheckResult, EkycResult, Form, Outcome
from chonso_app.ekyc.models import VendorOutcome
from chonso_app.ekyc.pool import Crashed, TookTooLong
from chonso_app.ekyc.settling import Job
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.asking import Said
from chonso_app.ekyc.vendors.contract import EkycRequest, VendorResult
from chonso_app.orders.models import Order
from tests.ekyc.conftest import BLURRED, LAN, UNSURE, answer, shoot_all
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


# -- services ------------------------------------------------------------------------------------


class Eager:
    """A service that keeps what it was sent, and passes its check."""

    name = "authority"
    capabilities = frozenset({Check.AUTHORITY})
    for_cards: frozenset[Check] = frozenset()

    def __init__(self) -> None:
        self.sent: list[tuple[EkycRequest, str]] = []

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        self.sent.append((request, key))
        return VendorResult((words.passed(Check.AUTHORITY),), "AU-1", "{}")


@pytest.fixture
def eager(jobs, monkeypatch: pytest.MonkeyPatch) -> Eager:
    service = Eager()
    monkeypatch.setattr(jobs.asking, "providers", lambda: (service,))
    return service


def test_services_get_the_sides_by_their_right_names_under_the_checks_key(
    jobs, monkeypatch: pytest.MonkeyPatch, eager: Eager, database: sa.Engine
):
    class Ready:
        def run(self, *_: object, **__: object) -> EkycResult:
            return answer(swapped=True)

    monkeypatch.setattr(jobs, "_pool", Ready)
    front, back, face = (media.put(text, kind="t") for text in (b"front", b"back", b"face"))
    job = Job(front, back, face, (("left", face),), _FORM, date(2026, 11, 25))
    examined = jobs.examine(job, key="check-9")
    request, key = eager.sent[0]
    assert (request.front, request.back, key) == (b"back", b"front", "check-9")
    assert [one.vendor for one in examined.said] == ["authority"]


def test_the_sweep_asks_an_authority_that_was_away_once_more(
    jobs,
    monkeypatch: pytest.MonkeyPatch,
    eager: Eager,
    session: Session,
    order: Order,
    now: datetime,
):
    monkeypatch.setattr(settings, "activation_proof", "authority")
    shots = shoot_all(session, order, now)
    for row in shots.values():
        row.media = media.put(row.kind.value.encode(), kind="t")
    check = service.request_check(session, LAN, order.code, now=now)
    down = CheckResult(Check.AUTHORITY, Outcome.UNSURE, "vendor_down")
    service.settle_check(session, check.key, answer(down), now=now)
    assert service.lacks(session, check.key)
    session.commit()
    jobs.ask_authority_again(now)
    jobs.ask_authority_again(now)
    assert len(eager.sent) == 1
    assert eager.sent[0][0].portrait == b"portrait"
    session.expire_all()
    assert service.lacks(session, check.key) == ()
