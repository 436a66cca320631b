"""What travels between the steps of the workflow is unreadable, and comes back whole."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from dbos import DBOS, DBOSClient
from sqlmodel import Session

from chonso_app.core import jobs as core_jobs
from chonso_app.core import media
from chonso_app.core.config import settings
from chonso_app.core.db import read
from chonso_app.ekyc import service
from chonso_app.ekyc.engine.results import Check, CheckResult, EkycResult, Form, Outcome
from chonso_app.ekyc.engine.thresholds import USUAL
from chonso_app.ekyc.models import IdentityCheck, VendorOutcome
from chonso_app.ekyc.pool import Crashed, TookTooLong
from chonso_app.ekyc.settling import Job
from chonso_app.ekyc.vendors import words
from chonso_app.ekyc.vendors.asking import Said
from chonso_app.ekyc.vendors.contract import EkycRequest, Rejected, VendorResult
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
    assert jobs.thresholds() == USUAL  # nobody has two opinions of what is usual
    otherwise = {
        "face_same": "face_same", "face_other": "face_other", "face_copy": "face_copy",
        "face_narrowest": "face_pixels", "card_face_narrowest": "card_face_pixels",
        "face_turned": "face_turned", "frames_same": "frames_same", "dark": "dark", "dim": "dim",
        "blurred": "blurred", "soft": "soft", "glare": "glare", "mrz_name": "mrz_name",
        "youngest": "youngest", "of_age": "of_age",
    }  # fmt: skip
    for number, name in enumerate(otherwise.values()):
        monkeypatch.setattr(settings, f"ekyc_{name}", 100 + number)
    given = jobs.thresholds()
    assert [getattr(given, field) for field in otherwise] == list(range(100, 115))


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


def left_open(session: Session, order: Order, now: datetime) -> IdentityCheck:
    """Settled while the authority was away, with pictures that are really there."""
    for row in shoot_all(session, order, now).values():
        row.media = media.put(row.kind.value.encode(), kind="t")
    check = service.request_check(session, LAN, order.code, now=now)
    down = CheckResult(Check.AUTHORITY, Outcome.UNSURE, "vendor_down")
    service.settle_check(session, check.key, answer(down), now=now)
    session.commit()
    return check


def test_an_authority_that_was_away_is_asked_once_more_in_a_job_of_its_own(
    jobs,
    monkeypatch: pytest.MonkeyPatch,
    eager: Eager,
    session: Session,
    order: Order,
    now: datetime,
    enqueued: list[tuple[str, str, tuple[object, ...]]],
):
    """The sweep itself waits for no service: every other sweep would stand still with it."""
    monkeypatch.setattr(settings, "activation_proof", "authority")
    check = left_open(session, order, now)
    jobs.ask_authority_again(now)
    assert eager.sent == []
    workflow, key, (check_id, hour) = enqueued[-1]
    assert (workflow, check_id, hour) == (jobs.ASK_AUTHORITY, check.key, "check-1-2026112505")
    jobs.ask_authority_again(now + timedelta(minutes=2))
    assert enqueued[-1][1] == key
    jobs._ask_again.__wrapped__(check_id, hour)
    assert [(one.portrait, key) for one, key in eager.sent] == [(b"portrait", hour)]
    assert read(service.lacks, check.key) == ()
    before = len(enqueued)
    jobs.ask_authority_again(now + timedelta(hours=1))
    assert len(enqueued) == before


def test_a_rejection_of_the_authority_is_its_last_word(
    jobs,
    monkeypatch: pytest.MonkeyPatch,
    eager: Eager,
    session: Session,
    order: Order,
    now: datetime,
    enqueued: list[tuple[str, str, tuple[object, ...]]],
):
    def reject(*_: object, **__: object) -> VendorResult:
        raise Rejected("rejected")

    monkeypatch.setattr(settings, "activation_proof", "authority")
    monkeypatch.setattr(eager, "verify", reject)
    check = left_open(session, order, now)
    jobs._ask_again.__wrapped__(check.key, "check-1")
    before = len(enqueued)
    jobs.ask_authority_again(now + timedelta(hours=1))
    assert len(enqueued) == before
    assert service.lacks(session, check.key)


# -- what DBOS keeps -----------------------------------------------------------------------------


@pytest.fixture
def dbos(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[DBOSClient]:
    """DBOS's own tables beside ours, without a worker."""
    url = database.url.render_as_string(hide_password=False)
    monkeypatch.setattr(settings, "database_url", url)
    DBOS.migrate(core_jobs._dbos_url(url))
    core_jobs.client.cache_clear()
    yield core_jobs.client()
    core_jobs.client().destroy()
    core_jobs.client.cache_clear()


def ran(dbos: DBOSClient, name: str, key: str, status: str, ended: datetime) -> None:
    """A run whose one step returned something."""
    dbos.enqueue(
        {"queue_name": "ekyc", "workflow_name": name, "workflow_id": f"{name}:{key}"}, 1
    )  # fmt: skip
    tables, moment = dbos._sys_db.tables, int(ended.timestamp() * 1000)
    row = tables.workflow_status.c.workflow_uuid == f"{name}:{key}"
    over = {"completed_at": moment} if status != "PENDING" else {}
    with dbos._sys_db.engine.begin() as connection:
        connection.execute(
            sa.update(tables.workflow_status).where(row).values(status=status, **over)
        )
        connection.execute(
            sa.insert(tables.operation_outputs).values(
                workflow_uuid=f"{name}:{key}", function_id=1, function_name="step",
                output="sealed", retention_timestamp=moment,
            )
        )  # fmt: skip


def test_what_dbos_keeps_of_a_check_goes_soon_after_it(jobs, dbos: DBOSClient, now: datetime):
    long_ago, just_now = now - timedelta(minutes=11), now - timedelta(minutes=1)
    ran(dbos, "check_identity", "over", "SUCCESS", long_ago)
    ran(dbos, "check_identity", "fresh", "SUCCESS", just_now)
    ran(dbos, "check_identity", "failed", "ERROR", long_ago)
    ran(dbos, "check_identity", "failed-long-ago", "ERROR", now - timedelta(days=2))
    ran(dbos, "check_identity", "running", "PENDING", long_ago)
    ran(dbos, "something_else", "over", "SUCCESS", long_ago)
    jobs.forget_workflows(now)
    outputs = dbos._sys_db.tables.operation_outputs
    with dbos._sys_db.engine.connect() as connection:
        left = set(connection.execute(sa.select(outputs.c.workflow_uuid)).scalars())
    kept = {"check_identity:fresh", "check_identity:failed", "check_identity:running"}
    assert left == kept | {"something_else:over"}
    assert {one.workflow_id for one in dbos.list_workflows()} == left
