"""The check as durable work: begin, examine in the pool, ask services, settle. Run by the worker.

What the engine reads is personal: between two steps it travels encrypted, since DBOS keeps what a
step returns. A step that is run again asks the services under the same key.
"""

import base64
import functools
import json
import logging
import os
import threading
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from dbos import DBOS
from sqlmodel import Session, col, select

from chonso_app.core import media
from chonso_app.core.config import settings
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.crypto import seal, unseal
from chonso_app.core.db import read, transact, utc_now
from chonso_app.core.jobs import Queue, datasource, enqueue, every, forget_finished
from chonso_app.ekyc import answers, checking, rules, settling, templates
from chonso_app.ekyc.engine import entry
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Frame,
    Kind,
    Move,
    Outcome,
    Picture,
    Pictures,
    gave_up,
)
from chonso_app.ekyc.engine.thresholds import Thresholds
from chonso_app.ekyc.face_index import FaceIndex
from chonso_app.ekyc.models import CheckStatus, IdentityCheck, VendorOutcome
from chonso_app.ekyc.pool import Crashed, Pool, TookTooLong
from chonso_app.ekyc.vendors import asking
from chonso_app.ekyc.vendors.asking import Said
from chonso_app.ekyc.vendors.contract import EkycRequest

ASK_AUTHORITY = "ask_authority"
_ASKED_EVERY = 5  # minutes
_KEPT, _FAILED_KEPT = timedelta(minutes=10), timedelta(days=1)  # of workflows that ended
log = logging.getLogger(__name__)
_making = threading.Lock()
_faces = FaceIndex()


@dataclass(frozen=True)
class Examined:
    """The result with the services' words in it, these words, and whose faces are like this one."""

    result: EkycResult
    said: tuple[Said, ...] = ()
    alike: dict[int, float] = field(default_factory=dict)


@functools.cache
def _made_pool() -> Pool:
    size = settings.ekyc_workers or max(1, min(2, os.cpu_count() or 1))
    return Pool(size, entry.warm, most_mb=settings.ekyc_worker_mb)


def _pool() -> Pool:
    with _making:
        return _made_pool()


@every(60)
def keep_warm(_now: datetime) -> None:
    """The first run, right after the start, makes the pool before a customer needs it."""
    _pool()


def examine(job: settling.Job, *, key: str) -> Examined:
    """Pictures from the store through the pool, then the services. Trouble of ours is unsure."""
    try:
        pictures = _pictures(job)
        result = _pool().run(
            entry.examine, pictures, job.form, job.today, thresholds(),
            seconds=settings.ekyc_seconds,
        )  # fmt: skip
    except (FileNotFoundError, InvalidTag):
        log.warning("ekyc: a stored picture is gone or was changed")
        return Examined(gave_up("technical"))
    except TookTooLong:
        log.warning("ekyc: over the time limit")
        return Examined(gave_up("technical"))
    except Crashed as error:
        log.warning("ekyc: the engine failed: %s", error.kind)
        return Examined(gave_up("technical"))
    alike = _faces.search(result)
    request = _request(pictures, job, result)
    result, said = asking.ask_all(asking.providers(), request, result, key=key)
    return Examined(result, tuple(said), alike)


def thresholds() -> Thresholds:
    """The settings have the last word."""
    return Thresholds(
        face_same=settings.ekyc_face_same,
        face_other=settings.ekyc_face_other,
        face_copy=settings.ekyc_face_copy,
        face_narrowest=settings.ekyc_face_pixels,
        card_face_narrowest=settings.ekyc_card_face_pixels,
        face_turned=settings.ekyc_face_turned,
        frames_same=settings.ekyc_frames_same,
        dark=settings.ekyc_dark,
        dim=settings.ekyc_dim,
        blurred=settings.ekyc_blurred,
        soft=settings.ekyc_soft,
        glare=settings.ekyc_glare,
        mrz_name=settings.ekyc_mrz_name,
        youngest=settings.ekyc_youngest,
        of_age=settings.ekyc_of_age,
    )


def _pictures(job: settling.Job) -> Pictures:
    """Raises FileNotFoundError, InvalidTag."""
    back = media.get(job.back) if job.back else None
    frames = tuple(Frame(Move(move), media.get(name)) for move, name in job.frames)
    return Pictures(media.get(job.front), back, media.get(job.portrait), frames)


def _request(pictures: Pictures, job: settling.Job, result: EkycResult) -> EkycRequest:
    """The services see the sides by their right names, whatever the customer called them."""
    front, back = pictures.front, pictures.back
    if result.swapped and back is not None:
        front, back = back, front
    return EkycRequest(
        front, back, pictures.portrait, pictures.frames, job.form, result.fields, job.today
    )


@DBOS.step()
def _examine_check(check_id: int) -> str:
    job = read(settling.begin_check, check_id, now=utc_now())
    examined = examine(job, key=f"check-{check_id}") if job else Examined(gave_up("technical"))
    crashpoint("ekyc.examined")
    return _sealed(examined, check_id)


@datasource().transaction()
def _settle_check(check_id: int, sealed: str) -> str:
    session: Session = datasource().sql_session()  # pyright: ignore[reportAssignmentType]
    examined = _opened(sealed, check_id)
    return settling.settle_check(
        session, check_id, examined.result, alike=examined.alike, said=examined.said, now=utc_now()
    ).value


@DBOS.workflow(name=checking.WORKFLOW)
def check_identity(check_id: int) -> str:
    return _settle_check(check_id, _examine_check(check_id))


@every(20)
def give_up_what_hangs(now: datetime) -> None:
    """Belt and braces: the workflow failed, or its worker never came back."""
    for check_id in read(_overdue, now - rules.MOST_PENDING):
        transact(settling.give_up_old, check_id, now=now)


def _overdue(session: Session, before: datetime) -> list[int]:
    waiting = select(IdentityCheck.id).where(
        IdentityCheck.status == CheckStatus.QUEUED, col(IdentityCheck.requested_at) < before
    )
    return [one for one in session.exec(waiting) if one is not None]


@every(3600)
def forget_faces(now: datetime) -> None:
    """Faces without a line, and the services' own words, go when their time is over."""
    while transact(templates.forget_old, now=now):
        pass
    transact(answers.erase_old, now=now)


@every(60)
def forget_workflows(now: datetime) -> None:
    """What was read of a person lies sealed in DBOS's tables: not longer than the job needs it."""
    for workflow in (checking.WORKFLOW, ASK_AUTHORITY):
        forget_finished(workflow, before=now - _KEPT, failed_before=now - _FAILED_KEPT)


@every(120)
def ask_authority_again(now: datetime) -> None:
    """Where the policy needs the authority and it was away: asked again while the case is open.

    Each in a job of its own: one answer may take `asking.SECONDS`, and the sweeps wait for nobody.
    """
    if asking.authority():
        transact(_enqueue_questions, now)


def _enqueue_questions(session: Session, now: datetime) -> None:
    """Asking twice for the same minutes is one job."""
    minutes = f"{now:%Y%m%d%H}{now.minute // _ASKED_EVERY:02}"
    for check_id in answers.open_for_authority(session, now=now):
        key = f"check-{check_id}-{now:%Y%m%d%H}"
        enqueue(
            session, ASK_AUTHORITY, f"{check_id}-{minutes}", check_id, key, queue=Queue.EKYC
        )  # fmt: skip


@DBOS.workflow(name=ASK_AUTHORITY)
def ask_authority(check_id: int, key: str) -> None:
    _ask_again(check_id, key)


@DBOS.step()
def _ask_again(check_id: int, key: str) -> None:
    now, authority = utc_now(), asking.authority()
    job = read(answers.job_again, check_id, now=now)
    if job is None or authority is None:
        return
    try:
        pictures = _pictures(job)
    except (FileNotFoundError, InvalidTag):
        return
    request = _request(pictures, job, EkycResult(()))
    _, said = asking.ask_one(authority, request, EkycResult(()), key=key)
    transact(answers.note_authority, check_id, said, now=now)


def _sealed(examined: Examined, check_id: int) -> str:
    text = json.dumps(asdict(examined), default=str)
    return base64.b64encode(seal(text.encode(), name=f"check:{check_id}")).decode()


def _opened(sealed: str, check_id: int) -> Examined:
    told = json.loads(unseal(base64.b64decode(sealed), name=f"check:{check_id}"))
    said = tuple(Said(**one | {"outcome": VendorOutcome(one["outcome"])}) for one in told["said"])
    alike = {int(order): cosine for order, cosine in told["alike"].items()}
    return Examined(_result(told["result"]), said, alike)


def _result(told: dict[str, Any]) -> EkycResult:
    checks = tuple(
        CheckResult(
            Check(one["check"]), Outcome(one["outcome"]), one["reason"],
            tuple(Picture(kind) for kind in one["redo"]), one["amend"], one["score"],
            one["threshold"],
        )
        for one in told.pop("checks")
    )  # fmt: skip
    fields = told.pop("fields")
    for name in ("birth_date", "issued", "expires"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    template = tuple(told.pop("template"))
    return EkycResult(
        checks, CardFields(**fields), Kind(told.pop("kind")), template=template, **told
    )
