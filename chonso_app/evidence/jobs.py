"""Making bundles and erasing, as durable work. Importing registers it; worker only.

A step that is killed runs again from its beginning: objects are named by their content, and
settling notices that it was done. Steps return nothing: DBOS keeps what they return.
"""

import logging
from contextlib import suppress
from datetime import datetime

from dbos import DBOS

from chonso_app.core import db, jobs, media
from chonso_app.core.crashpoints import crashpoint
from chonso_app.core.db import utc_now
from chonso_app.evidence import bundling, retention, service, storage

log = logging.getLogger(__name__)


@DBOS.workflow(name=service.MAKE)
def make_evidence_bundle(bundle_id: int) -> str:
    _make(bundle_id)
    return "sealed"


@DBOS.workflow(name=service.SEAL_AGAIN)
def seal_evidence_again(bundle_id: int) -> str:
    _seal_again(bundle_id)
    return "sealed"


@DBOS.step()
def _make(bundle_id: int) -> None:
    now = utc_now()
    case = db.read(service.case_of, bundle_id, now=now)
    if case is None:
        return
    sealed = bundling.make(case, now=now)
    crashpoint("evidence.made")
    db.transact(service.settle, bundle_id, sealed)
    _tell_erasures(bundle_id)  # what was erased while it was being made


@DBOS.step()
def _seal_again(bundle_id: int) -> None:
    _tell_erasures(bundle_id)


def _tell_erasures(bundle_id: int) -> None:
    """Again until the list says all: another run may have written another list meanwhile."""
    while (untold := db.read(service.erasures_to_tell, bundle_id)) is not None:
        before, lines = untold
        sealed = bundling.add_erasures(bundle_id, before, lines, now=utc_now())
        paths = [line["path"] for line in lines]
        for name in db.transact(service.settle_again, bundle_id, before, sealed, paths):
            with suppress(FileNotFoundError):
                media.delete(name)


@jobs.every(seconds=15)
def bundle_what_went_live(now: datetime) -> int:
    return db.transact(service.request_for_lines, now=now)


@jobs.every(seconds=600)
def erase_what_is_due(now: datetime) -> int:
    """The time has come: ordered in one transaction, deleted outside, noted in another.

    What cannot be ordered or deleted is told in the log and tried again by the next sweep; the
    others do not wait for it. Gives how many objects are gone.
    """
    for order_id, kept in db.read(retention.due, now=now):
        try:
            db.transact(retention.order_erasure, order_id, kept, now=now)
        except Exception:
            log.exception("order %s: its %s cannot be erased", order_id, kept.value)
    return sum(_erase(one, name, now) for one, name in db.read(retention.ordered))


def _erase(erasure_id: int, name: str, now: datetime) -> bool:
    try:
        storage.erase(name)
        crashpoint("evidence.erased")
        db.transact(retention.note_erased, erasure_id, now=now)
    except Exception:
        log.exception("erasure %s: the object cannot be deleted", erasure_id)
        return False
    return True
