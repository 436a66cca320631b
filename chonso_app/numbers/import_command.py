"""`cli import-numbers`: the same run as the console's, done at once in this process."""

import csv
import gzip
import io
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from chonso_app.core import db, media
from chonso_app.core.actors import system
from chonso_app.core.db import utc_now
from chonso_app.numbers import stock_jobs, stock_runs
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun

_SHELL = system("import-numbers")


@dataclass(frozen=True)
class Report:
    """`errors`: line, what it says, what is wrong with it. With errors nothing was written."""

    added: int = 0
    known: int = 0
    errors: list[list[str]] = field(default_factory=list)


def bring(data: bytes, name: str) -> Report:
    kept = media.put(data, kind="stock")
    run_id = db.transact(_made, name, len(data), kept, now=utc_now())
    stock_jobs.check(run_id)
    run = _run(run_id)
    if run.status is RunStatus.REFUSED:
        return Report(errors=[["1", "", run.refusal]])
    known = run.lines - run.counts.get("new", 0)
    if run.wrong_media or not run.counts.get("new"):
        stock_jobs.drop(run_id)
        return Report(known=known, errors=_errors(run.wrong_media))
    db.transact(_started, run_id, now=utc_now())
    stock_jobs.do(run_id)
    return Report(added=_run(run_id).results.get("new", 0), known=known)


def _made(session: Session, name: str, size: int, kept: str, *, now: datetime) -> int:
    run = stock_runs.made(
        session, _SHELL, RunKind.IMPORT, now=now, file_name=name, file_size=size, media=kept
    )
    return run.key


def _started(session: Session, run_id: int, *, now: datetime) -> None:
    stock_runs.start(session, _SHELL, session.get_one(StockRun, run_id), now=now)


def _run(run_id: int) -> StockRun:
    return db.read(Session.get_one, StockRun, run_id)


def _errors(wrong_media: str) -> list[list[str]]:
    if not wrong_media:
        return []
    text = gzip.decompress(media.get(wrong_media)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]
