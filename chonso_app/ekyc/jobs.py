"""The check as durable work: begin, examine in the pool, settle. Run by the worker.

What the engine reads is personal: between two steps it travels encrypted, since DBOS keeps what a
step returns.
"""

import base64
import functools
import json
import logging
import os
import threading
from dataclasses import asdict
from datetime import date, datetime

from cryptography.exceptions import InvalidTag
from dbos import DBOS
from sqlmodel import Session, col, select

from chonso_app.core import media
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.crypto import seal, unseal
from chonso_app.core.db import read, transact, utc_now
from chonso_app.core.jobs import datasource, every
from chonso_app.ekyc import checking, rules
from chonso_app.ekyc.engine import entry
from chonso_app.ekyc.engine.results import (
    CardFields,
    Check,
    CheckResult,
    EkycResult,
    Kind,
    Outcome,
    Picture,
    Pictures,
    gave_up,
)
from chonso_app.ekyc.models import CheckStatus, IdentityCheck
from chonso_app.ekyc.pool import Crashed, Pool, TookTooLong

TIME_LIMIT = 10.0  # seconds
log = logging.getLogger(__name__)


_making = threading.Lock()


@functools.cache
def _made_pool() -> Pool:
    return Pool(max(1, min(2, os.cpu_count() or 1)), entry.warm)


def _pool() -> Pool:
    with _making:
        return _made_pool()


@every(60)
def keep_warm(_now: datetime) -> None:
    """The first run, right after the start, makes the pool before a customer needs it."""
    _pool()


def run_engine(job: checking.Job) -> EkycResult:
    """Pictures from the store through the pool. Whatever goes wrong on our side ends as unsure."""
    try:
        back = media.get(job.back) if job.back else None
        pictures = Pictures(media.get(job.front), back, media.get(job.portrait))
        return _pool().run(entry.examine, pictures, job.form, job.today, seconds=TIME_LIMIT)
    except (FileNotFoundError, InvalidTag):
        log.warning("ekyc: a stored picture is gone or was changed")
        return gave_up("technical")
    except TookTooLong:
        log.warning("ekyc: over the time limit")
        return gave_up("technical")
    except Crashed as error:
        log.warning("ekyc: the engine failed: %s", error.kind)
        return gave_up("technical")


@DBOS.step()
def _examine_check(check_id: int) -> str:
    job = read(checking.begin_check, check_id, now=utc_now())
    result = run_engine(job) if job else gave_up("technical")
    crashpoint("ekyc.examined")
    return _sealed(result, check_id)


@datasource().transaction()
def _settle_check(check_id: int, sealed: str) -> str:
    session: Session = datasource().sql_session()  # pyright: ignore[reportAssignmentType]
    return checking.settle_check(session, check_id, _opened(sealed, check_id), now=utc_now()).value


@DBOS.workflow(name=checking.WORKFLOW)
def check_identity(check_id: int) -> str:
    return _settle_check(check_id, _examine_check(check_id))


@every(20)
def give_up_what_hangs(now: datetime) -> None:
    """Belt and braces: the workflow failed, or its worker never came back."""
    for check_id in read(_overdue, now - rules.MOST_PENDING):
        transact(checking.give_up_old, check_id, now=now)


def _overdue(session: Session, before: datetime) -> list[int]:
    waiting = select(IdentityCheck.id).where(
        IdentityCheck.status == CheckStatus.QUEUED, col(IdentityCheck.requested_at) < before
    )
    return [one for one in session.exec(waiting) if one is not None]


def _sealed(result: EkycResult, check_id: int) -> str:
    text = json.dumps(asdict(result), default=str)
    return base64.b64encode(seal(text.encode(), name=f"check:{check_id}")).decode()


def _opened(sealed: str, check_id: int) -> EkycResult:
    told = json.loads(unseal(base64.b64decode(sealed), name=f"check:{check_id}"))
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
    return EkycResult(checks, CardFields(**fields), Kind(told.pop("kind")), **told)
