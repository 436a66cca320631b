"""Checking and doing runs. Importing registers the workflows; worker only."""

import contextlib
from datetime import datetime, timedelta

from dbos import DBOS
from sqlmodel import Session, col, select

from chonso_app.core import db, jobs, media
from chonso_app.core.clock import vn_today
from chonso_app.core.db import utc_now
from chonso_app.core.errors import ShopError
from chonso_app.numbers import stock_engine, stock_places, stock_runs
from chonso_app.numbers.bulk import BulkWork
from chonso_app.numbers.import_file import read, read_list
from chonso_app.numbers.importing import ImportWork
from chonso_app.numbers.prices import all_rules
from chonso_app.numbers.stock_engine import Work
from chonso_app.numbers.stock_models import RunKind, RunStatus, StockRun
from chonso_app.numbers.stock_places import Places
from chonso_app.numbers.stock_query import from_url
from chonso_app.numbers.stock_rules import Asked, in_order
from chonso_app.numbers.stock_sources import FromLines, FromStock

_KEPT = timedelta(days=1)  # a checked run that nobody confirms
_WRONG_KEPT = timedelta(days=30)
_STILL = timedelta(minutes=3)  # without a step: a chunk takes a second


@DBOS.workflow(name=stock_runs.CHECK)
def check_run(run_id: int) -> None:
    _check_stock(run_id)


@DBOS.workflow(name=stock_runs.RUN)
def do_run(run_id: int) -> None:
    _do_stock(run_id)


@DBOS.step()
def _check_stock(run_id: int) -> None:
    """Reads only, so that doing it again from the beginning is harmless."""
    check(run_id)


@DBOS.step()
def _do_stock(run_id: int) -> None:
    """Its place is in our own row: done again, it goes on from there."""
    do(run_id)


def check(run_id: int) -> None:
    run = db.read(Session.get, StockRun, run_id)
    if run is None or run.status is not RunStatus.CHECKING:
        return
    try:
        problems = stock_engine.check(run, _opened(run))
    except ShopError as refusal:
        stock_engine.refuse(run_id, refusal)
        _delete(run.media)
        return
    if problems is None:
        return
    wrong = media.put(problems.packed(), kind="stock") if problems.count else ""
    if not stock_engine.end_check(run_id, problems, wrong):
        _delete(wrong)


def do(run_id: int) -> None:
    run = db.read(Session.get, StockRun, run_id)
    if run is None or run.status is not RunStatus.RUNNING:
        return
    stock_engine.write(run, _opened(run))
    if db.read(_is_over, run_id):  # or else another worker has it, and needs the file
        _delete(run.media)


@jobs.every(seconds=3600)
def forget_old_runs(now: datetime) -> int:
    """Neither a file that was checked and never confirmed is kept for ever, nor wrong lines."""
    old = db.read(_abandoned, now - _KEPT)
    for run_id in old:
        drop(run_id)
    for run_id in db.read(_with_wrong_lines, now - _WRONG_KEPT):
        _delete(db.transact(stock_runs.forget_wrong_lines, run_id))
    return len(old)


@jobs.every(seconds=60)
def take_up_again(now: datetime) -> int:
    """A run whose worker met a full disk, or a database that was away, stands still: go on."""
    still = db.read(_standing_still, now - _STILL)
    for run in still:
        db.transact(_ask_again, run, now)
    return len(still)


def _standing_still(session: Session, before: datetime) -> list[StockRun]:
    working = (RunStatus.CHECKING, RunStatus.RUNNING)
    wanted = select(StockRun).where(
        col(StockRun.status).in_(working), col(StockRun.changed_at) < before
    )
    return list(session.exec(wanted))


def _ask_again(session: Session, run: StockRun, now: datetime) -> None:
    """Every few minutes for as long as it stands, however often it failed at the same place; who
    takes it up finds out whether it still stands."""
    workflow = stock_runs.RUN if run.status is RunStatus.RUNNING else stock_runs.CHECK
    jobs.enqueue(session, workflow, f"{run.key}:{int(now.timestamp() // _STILL.seconds)}", run.key)


def _is_over(session: Session, run_id: int) -> bool:
    run = session.get(StockRun, run_id)
    return run is not None and run.status in (RunStatus.DONE, RunStatus.STOPPED)


def drop(run_id: int) -> None:
    """End a run that nobody will confirm, and its file."""
    _delete(db.transact(stock_runs.forget, run_id, now=utc_now()))


def _abandoned(session: Session, before: datetime) -> list[int]:
    waiting = (RunStatus.CHECKED, RunStatus.CHECKING)
    old = select(StockRun.id).where(
        col(StockRun.status).in_(waiting), col(StockRun.changed_at) < before
    )
    return [one for one in session.exec(old) if one is not None]


def _with_wrong_lines(session: Session, before: datetime) -> list[int]:
    old = select(StockRun.id).where(StockRun.wrong_media != "", col(StockRun.created_at) < before)
    return [one for one in session.exec(old) if one is not None]


def _opened(run: StockRun) -> Work:
    """Raises FileUnreadable, ColumnsMissing, TooManyLines."""
    places = db.read(stock_places.within, run.unit_id)
    asked = _asked(run, places)
    if run.kind is RunKind.IMPORT:
        lines = read(media.get(run.media), places)
        prices = bool(run.asked.get("prices"))
        return ImportWork(
            FromLines(lines, run.place), asked, run_id=run.key, prices=prices, now=run.created_at
        )
    if run.media:
        return BulkWork(FromLines(read_list(media.get(run.media)), run.place), asked)
    return BulkWork(FromStock(from_url(run.asked["query"]), run.unit_id, run.place), asked)


def _asked(run: StockRun, places: Places) -> Asked:
    shop = places.shops.get(run.asked.get("store", ""))
    by_rules = run.kind in (RunKind.IMPORT, RunKind.RULES)
    return Asked(
        kind=run.kind, places=places, price=run.asked.get("price", 0),
        unit_id=places.units.get(run.asked.get("unit", "")),
        store=shop.code if shop else "", store_unit=shop.unit_id if shop else None,
        price_rules=in_order(db.read(all_rules), vn_today(utc_now())) if by_rules else (),
    )  # fmt: skip


def _delete(name: str) -> None:
    if name:
        with contextlib.suppress(FileNotFoundError):
            media.delete(name)
