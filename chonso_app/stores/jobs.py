"""Reading and writing files of blank cards. Importing registers the workflows; worker only."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from dbos import DBOS

from chonso_app.core import db, jobs, media
from chonso_app.core.db import utc_now
from chonso_app.core.errors import ShopError
from chonso_app.stores import import_steps, importing, stock_file
from chonso_app.stores.stock_file import Line

_KEPT = timedelta(days=1)  # a checked file that nobody confirms


@DBOS.workflow(name=importing.CHECK)
def check_stock_file(import_id: int) -> None:
    _check(import_id)


@DBOS.workflow(name=importing.RUN)
def import_stock_file(import_id: int) -> None:
    _write(import_id)


@DBOS.step()
def _check(import_id: int) -> None:
    """Reads only, so that doing it again from the beginning is harmless."""
    check(import_id)


@DBOS.step()
def _write(import_id: int) -> None:
    """Its progress is in our own row: done again, it goes on from there."""
    write(import_id)


def check(import_id: int) -> None:
    name, stores = db.read(import_steps.places, import_id)
    if not name:
        return
    first = True
    try:
        for chunk in _chunks(stock_file.read(media.get(name), stores)):
            now = utc_now()
            if not db.transact(import_steps.note_checked, import_id, chunk, first=first, now=now):
                return
            first = False
        db.transact(import_steps.end_check, import_id, now=utc_now())
    except ShopError as refusal:
        db.transact(import_steps.refuse, import_id, refusal, now=utc_now())
        _delete(name)


def write(import_id: int) -> None:
    name, stores = db.read(import_steps.places, import_id)
    if not name:
        return
    lines = stock_file.read(media.get(name), stores)
    left = islice(lines, db.read(import_steps.written, import_id), None)
    for chunk in _chunks(left):
        if not db.transact(import_steps.write, import_id, chunk, now=utc_now()):
            break
    db.transact(import_steps.end_import, import_id, now=utc_now())
    _delete(name)


@jobs.every(seconds=3600)
def forget_old_files(now: datetime) -> int:
    old = db.read(import_steps.abandoned, before=now - _KEPT)
    for import_id in old:
        if name := db.transact(import_steps.forget, import_id, now=now):
            _delete(name)
    return len(old)


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    remaining = iter(lines)
    while chunk := list(islice(remaining, import_steps.CHUNK)):
        yield chunk


def _delete(name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        media.delete(name)
