"""What the worker does with a file of blank cards: small transactions, one after the other.

A million lines hold no lock for long: a chunk and the count of lines done commit together, so
that a worker that dies goes on where it stood. A card that is here already is left alone, so that
the same file twice is harmless.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chonso_app.core import events
from chonso_app.core.actors import system
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import of_refusal, say
from chonso_app.stores.importing import end, locked, topic
from chonso_app.stores.models import (
    CardStatus,
    ImportStatus,
    SimCard,
    StockEntry,
    StockImport,
    Store,
)
from chonso_app.stores.stock_file import Line

CHUNK = 2_000  # lines per transaction: about 30 ms of the write lock
_ASKED_AT_ONCE = 5_000
_PROBLEMS_KEPT = 1_000
_WORKER = system("stock-import")
S = ImportStatus


def places(session: Session, import_id: int) -> tuple[str, list[str]]:
    """The file's name in the media store ("" when it is over), and the stores it may fill."""
    row = session.get_one(StockImport, import_id)
    wanted = select(Store.code)
    if row.unit_id is not None:
        wanted = wanted.where(Store.unit_id == row.unit_id)
    return row.media, list(session.exec(wanted))


def refuse(session: Session, import_id: int, refusal: ShopError, *, now: datetime) -> None:
    row = locked(session, import_id)
    if row and row.status is S.CHECKING:
        row.move_to(S.REFUSED)
        row.refusal = of_refusal(refusal)[:200]
        end(session, _WORKER, row, now=now)


def note_checked(
    session: Session, import_id: int, lines: Sequence[Line], *, first: bool, now: datetime
) -> bool:
    """Count one chunk of the check; `first` begins the counting anew. False: it was stopped."""
    row = locked(session, import_id)
    if row is None or row.status is not S.CHECKING:
        return False
    if first:
        row.lines = row.good = row.known = row.wrong = 0
        row.problems = []
    here = _stores_of(session, [line.iccid for line in lines if not line.reason])
    problems = [(line, reason) for line in lines if (reason := _why_not(line, here))]
    row.lines += len(lines)
    row.known += sum(line.iccid in here and not _why_not(line, here) for line in lines)
    row.wrong += len(problems)
    row.good = row.lines - row.known - row.wrong
    room = _PROBLEMS_KEPT - len(row.problems)
    row.problems = [*row.problems, *(_told(line, why, here) for line, why in problems[:room])]
    _progress(session, row, now)
    return True


def end_check(session: Session, import_id: int, *, now: datetime) -> None:
    row = locked(session, import_id)
    if row and row.status is S.CHECKING:
        row.move_to(S.CHECKED)
        _progress(session, row, now)


def write(session: Session, import_id: int, lines: Sequence[Line], *, now: datetime) -> bool:
    """One chunk into stock, with its lines of the ledger. False: it was stopped."""
    row = locked(session, import_id)
    if row is None or row.status is not S.IMPORTING:
        return False
    added = _insert(session, row.actor, [line for line in lines if not line.reason], now)
    row.written += len(lines)
    row.added += added
    _progress(session, row, now)
    return True


def written(session: Session, import_id: int) -> int:
    """How many lines an import that was interrupted is through with."""
    return session.get_one(StockImport, import_id).written


def end_import(session: Session, import_id: int, *, now: datetime) -> None:
    row = locked(session, import_id)
    if row and row.status is S.IMPORTING:
        row.move_to(S.DONE)
        end(session, _WORKER, row, now=now)


def abandoned(session: Session, *, before: datetime) -> list[int]:
    """Checked long ago, and nobody said go on."""
    waiting = (S.CHECKED, S.CHECKING)
    old = sa.select(col(StockImport.id)).where(
        col(StockImport.status).in_(waiting), col(StockImport.changed_at) < before
    )
    return list(session.execute(old).scalars())


def forget(session: Session, import_id: int, *, now: datetime) -> str:
    """End an abandoned import; its file, which the caller deletes."""
    row = locked(session, import_id)
    if row is None or row.status not in (S.CHECKED, S.CHECKING):
        return ""
    media = row.media
    row.move_to(S.STOPPED)
    end(session, _WORKER, row, now=now)
    return media


def _insert(session: Session, actor: str, lines: Sequence[Line], now: datetime) -> int:
    """How many were new."""
    if not lines:
        return 0
    insert: Any = postgresql.insert if _on_postgresql(session) else sqlite.insert
    rows = [
        {
            "iccid": line.iccid, "store_code": line.store, "status": CardStatus.IN_STOCK,
            "changed_at": now,
        }
        for line in lines
    ]  # fmt: skip
    fresh = insert(SimCard).on_conflict_do_nothing().returning(
        col(SimCard.iccid), col(SimCard.store_code)
    )  # fmt: skip
    added = list(session.execute(fresh, rows))
    entries = [
        {
            "at": now, "store_code": store, "iccid": iccid, "status": CardStatus.IN_STOCK,
            "delta": 1, "actor": actor, "note": "",
        }
        for iccid, store in added
    ]  # fmt: skip
    if entries:
        session.execute(sa.insert(StockEntry), entries)
    return len(added)


def _on_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _stores_of(session: Session, iccids: Sequence[str]) -> dict[str, str]:
    """Where those lie that are known already."""
    found: dict[str, str] = {}
    for start in range(0, len(iccids), _ASKED_AT_ONCE):
        some = iccids[start : start + _ASKED_AT_ONCE]
        known = select(SimCard.iccid, SimCard.store_code).where(col(SimCard.iccid).in_(some))
        found |= dict(session.exec(known).all())
    return found


def _why_not(line: Line, here: dict[str, str]) -> str:
    if line.reason:
        return line.reason
    return "elsewhere" if here.get(line.iccid, line.store) != line.store else ""


def _told(line: Line, reason: str, here: dict[str, str]) -> list[str]:
    place = here.get(line.iccid, "")
    return [str(line.number), line.typed, say(f"stores.import.{reason}", store=place)]


def _progress(session: Session, row: StockImport, now: datetime) -> None:
    row.changed_at = now
    session.add(row)
    events.touch(session, topic(row.key))
