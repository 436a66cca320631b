"""How a service's word is taken, and what its silence is worth: never a pass."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from chonso_app.core.db import transact
from chonso_app.ekyc import rules
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Form,
    Outcome,
    Picture,
)
from chonso_app.ekyc.models import VendorOutcome
from chonso_app.ekyc.vendors import asking, breaker, vnpt, wire, words
from chonso_app.ekyc.vendors.contract import (
    BadImage,
    ContractError,
    EkycRequest,
    Rejected,
    Unavailable,
    VendorError,
    VendorResult,
)
from tests.ekyc.conftest import BLURRED, UNSURE, answer
from tests.fixtures.people import SPECIMEN

REQUEST = EkycRequest(
    b"f", b"b", b"p", (), Form(SPECIMEN.name, SPECIMEN.id_number, SPECIMEN.born), CardFields(),
    date(2026, 11, 26),
)  # fmt: skip
MINE = frozenset({Check.FACE, Check.LIVENESS})


@dataclass
class Service:
    """Says what it is told to; counts how often it was asked."""

    says: Iterable[CheckResult] | VendorError = ()
    name: str = "test"
    capabilities: frozenset[Check] = MINE
    for_cards: frozenset[Check] = frozenset()
    asked: list[str] = field(default_factory=list)

    def verify(self, request: EkycRequest, *, deadline: float, key: str) -> VendorResult:
        self.asked.append(key)
        if isinstance(self.says, VendorError):
            raise self.says
        return VendorResult(tuple(self.says), "r-1", '{"private": 1}')


def ask(service: Service, result: EkycResult | None = None) -> tuple[EkycResult, asking.Said]:
    result, said = asking.ask_all([service], REQUEST, result or answer(), key="check-1")
    return result, said[0]


def outcomes(result: EkycResult) -> dict[Check, tuple[str, str]]:
    return {one.check: (one.outcome.value, one.reason) for one in result.checks}


def status(result: EkycResult) -> str:
    return rules.status_of(one.outcome.value for one in result.checks).value


@pytest.mark.usefixtures("database")
class TestItsWord:
    def test_replaces_its_own_checks_and_no_others(self) -> None:
        known = CheckResult(Check.NUMBER, Outcome.FAILED, "number_differs")
        told = [words.passed(Check.FACE, score=0.9), words.no(Check.LIVENESS), known]
        result, said = ask(Service(told), answer(UNSURE))
        found = outcomes(result)
        assert found[Check.FACE] == ("passed", "")
        assert found[Check.LIVENESS] == ("failed", "not_live")
        assert found[Check.NUMBER] == ("passed", "")
        assert (said.outcome, said.reference) == (VendorOutcome.ANSWERED, "r-1")

    def test_leaves_unsure_what_it_does_not_mention(self) -> None:
        result, _ = ask(Service([words.passed(Check.FACE)]))
        assert outcomes(result)[Check.LIVENESS] == ("unsure", "vendor_unclear")
        assert status(result) == "unsure"

    @pytest.mark.parametrize(
        "ours",
        [
            CheckResult(Check.KIND, Outcome.FAILED, "cmnd"),
            CheckResult(Check.KIND, Outcome.UNSURE, "no_chip"),
            CheckResult(Check.FACE, Outcome.FAILED, "same_picture"),
            CheckResult(Check.FACE, Outcome.UNSURE, "print_of_card"),
            CheckResult(Check.LIVENESS, Outcome.FAILED, "frames_still"),
            CheckResult(Check.LIVENESS, Outcome.UNSURE, "move_unseen"),
            CheckResult(Check.LIVENESS, Outcome.NOT_RUN, "no_challenge"),
        ],
    )
    def test_never_washes_what_was_seen_here(self, ours: CheckResult) -> None:
        service = Service([words.passed(ours.check)], capabilities=frozenset({ours.check}))
        result, _ = asking.ask_one(service, REQUEST, answer(ours), key="k")
        assert outcomes(result)[ours.check] == (ours.outcome.value, ours.reason)

    def test_makes_a_no_of_a_doubt_of_ours(self) -> None:
        doubt = CheckResult(Check.LIVENESS, Outcome.UNSURE, "move_unseen")
        result, _ = ask(
            Service([words.passed(Check.FACE), words.no(Check.LIVENESS)]), answer(doubt)
        )
        assert outcomes(result)[Check.LIVENESS] == ("failed", "not_live")

    def test_said_twice_counts_as_the_worse(self) -> None:
        twice = [words.passed(Check.FACE), words.no(Check.FACE), words.passed(Check.FACE)]
        result, _ = ask(Service([*twice, words.passed(Check.LIVENESS)]))
        assert outcomes(result)[Check.FACE] == ("failed", "face_differs")

    def test_about_cards_is_not_missed_on_a_passport(self) -> None:
        service = Service(
            [words.passed(Check.FACE)], capabilities=frozenset({Check.FACE, Check.KIND}),
            for_cards=frozenset({Check.KIND}),
        )  # fmt: skip
        page = replace(REQUEST, back=None)
        result, _ = asking.ask_one(service, page, answer(), key="k")
        assert outcomes(result)[Check.KIND] == ("passed", "")
        service.says = Unavailable("http_500")
        result, _ = asking.ask_one(service, page, answer(), key="k")
        assert outcomes(result)[Check.KIND] == ("passed", "")
        assert outcomes(result)[Check.FACE] == ("unsure", "vendor_down")

    def test_about_a_face_known_elsewhere_is_a_doubt_and_no_refusal(self) -> None:
        service = Service(
            [words.no(Check.OTHER_FACE)], capabilities=frozenset({Check.OTHER_FACE})
        )  # fmt: skip
        result, _ = ask(service)
        assert outcomes(result)[Check.OTHER_FACE] == ("unsure", "face_known")

    def test_is_not_asked_for_when_the_customer_must_act_first(self) -> None:
        service = Service([words.passed(Check.FACE)])
        result, said = asking.ask_all([service], REQUEST, answer(BLURRED), key="k")
        assert (result, said, service.asked) == (answer(BLURRED), [], [])

    def test_is_not_asked_for_about_its_own_check_that_failed_here(self) -> None:
        other = answer(CheckResult(Check.FACE, Outcome.FAILED, "face_differs"))
        service = Service([words.passed(Check.FACE)])
        assert asking.ask_all([service], REQUEST, other, key="k") == (other, [])
        assert service.asked == []


@pytest.mark.usefixtures("database")
class TestItsSilence:
    @pytest.mark.parametrize(
        ("error", "reason"),
        [(Unavailable("http_500"), "vendor_down"), (ContractError("E7"), "vendor_unclear")],
    )
    def test_keeps_the_embedded_result_and_sends_it_to_people(
        self, error: VendorError, reason: str
    ) -> None:
        result, said = ask(Service(error))
        assert {outcomes(result)[check] for check in MINE} == {("unsure", reason)}
        assert status(result) == "unsure"
        assert said.outcome is error.outcome

    def test_does_not_wash_a_no_of_ours(self) -> None:
        other = CheckResult(Check.FACE, Outcome.FAILED, "face_differs", (Picture.PORTRAIT,))
        service = Service(Unavailable("ReadTimeout"))
        result, _ = asking.ask_one(service, REQUEST, answer(other), key="k")
        assert outcomes(result)[Check.FACE] == ("failed", "face_differs")

    def test_about_a_picture_asks_for_that_picture_only(self) -> None:
        result, _ = ask(Service(BadImage("407", Picture.PORTRAIT)))
        face = next(one for one in result.checks if one.check is Check.FACE)
        assert (face.reason, face.redo) == ("vendor_bad_image", (Picture.PORTRAIT,))
        assert status(result) == "failed"

    def test_a_rejection_is_a_no_with_nothing_to_take_again(self) -> None:
        result, said = ask(Service(Rejected("black")))
        assert said.checks == {"face": "failed"}
        failed = [one for one in result.checks if one.outcome is Outcome.FAILED]
        assert [(one.reason, one.redo) for one in failed] == [("vendor_rejected", ())]


@pytest.mark.parametrize("name", ["face_swapping", "fake_liveness"])
@pytest.mark.parametrize(
    ("flag", "outcome"),
    [(True, "failed"), (False, "passed"), (None, "passed"), ("true", "unsure"), (1, "unsure"),
     (0, "unsure"), ("", "unsure"), ([], "unsure")],
)  # fmt: skip
def test_a_flag_of_a_spoof_is_off_only_when_it_says_so(
    name: str, flag: object, outcome: str
) -> None:
    told = {"liveness": "success", name: flag}
    assert vnpt._of_card(told).outcome.value == outcome


def test_words_of_a_vendor_stay_out_of_logs(
    database: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    ask(Service(ContractError("E7", reference="r-9", raw="079190000268 private")))
    assert "E7" in caplog.text
    assert "079190000268" not in caplog.text


@pytest.mark.parametrize(
    ("said", "taken"),
    [("IDG-1", "IDG-1"), (7, "7"), (None, ""), ({}, ""), ("a\x00b\ud800", "ab"),
     ("x" * 99, "x" * 64), (10**64, "1" + "0" * 63)],
)  # fmt: skip
def test_a_vendors_word_fits_into_a_column(said: object, taken: str) -> None:
    assert wire.text(said) == taken


@pytest.mark.parametrize("said", [None, "97", True, 10**400, float("inf"), float("nan"), [], -1e9])
def test_a_score_is_a_number_of_a_possible_size(said: object) -> None:
    assert wire.number(said) is None
    assert wire.share(said) is None


@pytest.mark.parametrize("raw", ["[]", "NaN", '{"a": NaN}', "", "[" * 100_000, '{"a": 1'])
def test_what_is_no_json_object_is_our_trouble(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = wire.Line("http://127.0.0.1:1", {})
    monkeypatch.setattr(line, "_once", lambda *_, **__: (200, raw))
    with pytest.raises(ContractError):
        line.ask("GET", "/", deadline=0)


# -- breaker -------------------------------------------------------------------------------------


def may(now: datetime) -> bool:
    return transact(breaker.may_ask, "test", now=now)


def note(now: datetime, *, good: bool) -> None:
    transact(breaker.note, "test", good=good, now=now)


def test_after_five_failures_nobody_asks_for_a_minute(database: sa.Engine, now: datetime) -> None:
    for _ in range(4):
        note(now, good=False)
    assert may(now)
    note(now, good=False)
    assert not may(now + timedelta(seconds=59))


def test_then_one_tries_and_the_others_wait_for_what_comes_of_it(
    database: sa.Engine, now: datetime
) -> None:
    for _ in range(5):
        note(now, good=False)
    later = now + timedelta(seconds=61)
    assert [may(later) for _ in range(3)] == [True, False, False]
    note(later, good=False)
    assert not may(later + timedelta(seconds=1))
    note(later, good=True)
    assert [may(later) for _ in range(3)] == [True, True, True]


def test_failures_with_an_answer_between_them_do_not_add_up(
    database: sa.Engine, now: datetime
) -> None:
    for _ in range(4):
        note(now, good=False)
    note(now, good=True)
    note(now, good=False)
    assert may(now)


def test_workers_that_fail_at_the_same_moment_are_counted_each(
    database: sa.Engine, now: datetime
) -> None:
    with ThreadPoolExecutor(5) as workers:
        list(workers.map(lambda _: note(now, good=False), range(5)))
    assert not may(now)


def test_of_many_that_wait_for_the_pauses_end_one_tries(database: sa.Engine, now: datetime) -> None:
    for _ in range(5):
        note(now, good=False)
    later = now + timedelta(seconds=61)
    with ThreadPoolExecutor(5) as workers:
        assert sum(workers.map(lambda _: may(later), range(5))) == 1


def test_a_dead_service_is_not_asked_and_the_case_goes_to_people(database: sa.Engine) -> None:
    service = Service(Unavailable("ConnectTimeout"))
    for _ in range(breaker.FAILURES):
        ask(service)
    service.says = [words.passed(check) for check in MINE]
    result, said = ask(service)
    assert len(service.asked) == breaker.FAILURES
    assert (said.code, status(result)) == ("breaker", "unsure")


def test_a_no_of_the_service_is_an_answer_to_the_breaker(database: sa.Engine) -> None:
    service = Service(Rejected("black"))
    for _ in range(breaker.FAILURES + 1):
        ask(service)
    assert len(service.asked) == breaker.FAILURES + 1
