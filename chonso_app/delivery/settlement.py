"""A carrier's settlement: kept and shown first, then counted; what does not agree gets an owner."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.carriers import service as carriers
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, system
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.delivery import cash_differences as differences
from chonso_app.delivery.cash_models import (
    CashDifference,
    CashDue,
    CashStatus,
    DifferenceKind,
    FileStatus,
    Outcome,
    SettlementFile,
    SettlementLine,
)
from chonso_app.delivery.models import Shipment
from chonso_app.delivery.settlement_file import MOST_ERRORS, Parsed

_CHUNK = 500
_SYSTEM = system("settlement")
_KINDS = {
    Outcome.TOO_LITTLE: DifferenceKind.TOO_LITTLE,
    Outcome.TOO_MUCH: DifferenceKind.TOO_MUCH,
    Outcome.TWICE: DifferenceKind.TWICE,
    Outcome.UNEXPECTED: DifferenceKind.UNEXPECTED,
}


class HeadOfficeOnly(ShopError):
    """A settlement is about parcels of every unit."""


class FileNotFound(ShopError):
    """No such file, or it was given up."""


class FileKnown(ShopError):
    """This very file was counted before."""


class FileHasErrors(ShopError):
    """Nothing is counted before every line can be read."""


@dataclass(frozen=True)
class Tally:
    """How many lines of a file met what, and their ₫."""

    outcome: Outcome
    lines: int
    amount: int


def keep(
    session: Session, actor: Actor, carrier: str, name: str, data: bytes, parsed: Parsed, *,
    now: datetime,
) -> SettlementFile:  # fmt: skip
    """Store a file that was read, so that it can be looked at. The same one again replaces it.

    Raises:
        NotAllowed, HeadOfficeOnly, CarrierNotFound, FileKnown
    """
    _require(actor)
    carriers.carrier_of(session, carrier)
    digest = hashlib.sha256(data).hexdigest()
    same = select(SettlementFile).where(
        SettlementFile.carrier == carrier, SettlementFile.digest == digest
    )
    known = session.exec(same.with_for_update()).one_or_none()
    if known and known.status is FileStatus.APPLIED:
        raise FileKnown
    if known:
        _drop(session, known)
    file = SettlementFile(
        carrier=carrier, name=name[:120], digest=digest, lines=len(parsed.lines),
        amount=sum(line.amount for line in parsed.lines), fee=sum(ln.fee for ln in parsed.lines),
        errors={str(n): why for n, why in sorted(parsed.errors.items())[:MOST_ERRORS]},
        read_at=now, read_by=actor.label,
    )  # fmt: skip
    session.add(file)
    session.flush()
    if not parsed.errors:
        lines = [
            SettlementLine(
                file_id=file.key, line=one.number, carrier_code=one.carrier_code,
                client_order_code=one.client_order_code, amount=one.amount, fee=one.fee,
                transferred_on=one.transferred_on, reference=one.reference,
            )
            for one in parsed.lines
        ]  # fmt: skip
        _judge(session, carrier, lines, lock=False)
        session.add_all(lines)
    subject = f"settlement:{file.key}"
    audit.record(session, actor, "delivery.settlement_read", subject, now=now, lines=file.lines)
    events.touch(session, differences.TOPIC)
    return file


def apply(session: Session, actor: Actor, file_id: int, *, now: datetime) -> SettlementFile:
    """Count every line of the file. Again changes nothing.

    Raises:
        NotAllowed, HeadOfficeOnly, FileNotFound, FileHasErrors
    """
    file = _locked(session, actor, file_id)
    if file.status is FileStatus.APPLIED:
        return file
    if file.errors:
        raise FileHasErrors
    lines = lines_of(session, file)
    dues = _judge(session, file.carrier, lines, lock=True)
    paid: list[CashDue] = []
    for line in lines:
        due = dues.get(line.cash_due_id or 0)
        if due and line.outcome in (Outcome.MATCHED, Outcome.TOO_LITTLE, Outcome.TOO_MUCH):
            due.move_to(CashStatus.REMITTED)
            due.remitted, due.remitted_at, due.reference = line.amount, now, line.reference
            paid.append(due)
        if due and (kind := _KINDS.get(line.outcome)):
            expected = 0 if line.outcome in (Outcome.TWICE, Outcome.UNEXPECTED) else due.amount
            differences.open_one(
                session, kind, due, expected=expected, got=line.amount, line=line, now=now
            )
        elif line.outcome is Outcome.UNKNOWN:
            differences.open_unknown(session, file.carrier, line, now=now)
    session.flush()
    _not_missing_any_more(session, [due.key for due in paid], now)
    file.status, file.applied_at = FileStatus.APPLIED, now
    session.add(file)
    subject = f"settlement:{file.key}"
    audit.record(
        session, actor, "delivery.settlement_applied", subject, now=now, lines=file.lines,
        amount=file.amount, matched=len(paid),
    )  # fmt: skip
    events.touch(session, differences.TOPIC)
    return file


def give_up(session: Session, actor: Actor, file_id: int) -> None:
    """Forget a file that was only looked at.

    Raises:
        NotAllowed, HeadOfficeOnly, FileNotFound
    """
    file = _locked(session, actor, file_id)
    if file.status is FileStatus.READ:
        _drop(session, file)
        events.touch(session, differences.TOPIC)


def file_of(session: Session, actor: Actor, file_id: int) -> SettlementFile:
    """Raises NotAllowed, HeadOfficeOnly, FileNotFound."""
    _require(actor)
    file = session.get(SettlementFile, file_id)
    if file is None:
        raise FileNotFound
    return file


def tallies(session: Session, file: SettlementFile) -> list[Tally]:
    outcome = col(SettlementLine.outcome)
    counted = (
        sa.select(outcome, sa.func.count(), sa.func.sum(col(SettlementLine.amount)))
        .where(col(SettlementLine.file_id) == file.key)
        .group_by(outcome)
    )
    found = {row[0]: Tally(row[0], row[1], int(row[2] or 0)) for row in session.execute(counted)}
    return [found[one] for one in Outcome if one in found]


def lines_of(session: Session, file: SettlementFile) -> list[SettlementLine]:
    mine = select(SettlementLine).where(SettlementLine.file_id == file.key)
    return list(session.exec(mine.order_by(col(SettlementLine.line))))


def odd_lines(session: Session, file: SettlementFile, *, limit: int = 100) -> list[SettlementLine]:
    """The first ones that do not simply agree."""
    mine = select(SettlementLine).where(
        SettlementLine.file_id == file.key, SettlementLine.outcome != Outcome.MATCHED
    )
    return list(session.exec(mine.order_by(col(SettlementLine.line)).limit(limit)))


def meet_late(session: Session, *, now: datetime) -> int:
    """Money that had come early, whose parcel has been delivered since. For a sweep."""
    waiting = (
        select(CashDue)
        .join(SettlementLine, col(SettlementLine.cash_due_id) == col(CashDue.id))
        .where(SettlementLine.outcome == Outcome.UNEXPECTED, CashDue.status == CashStatus.COLLECTED)
        .order_by(col(CashDue.id))
        .limit(200)
        .with_for_update(of=CashDue)
    )
    found = list(session.exec(waiting))
    for due in found:
        differences.meet_waiting_money(session, due, now=now)
    return len(found)


def _judge(
    session: Session, carrier: str, lines: Sequence[SettlementLine], *, lock: bool
) -> dict[int, CashDue]:
    """Say of each line what it meets. The dues by id."""
    by_client = _shipments(session, carrier, "client_order_code", lines)
    by_carrier = _shipments(session, carrier, "carrier_code", lines)
    shipments = [*by_client.values(), *by_carrier.values()]
    dues = _dues(session, {one.key for one in shipments}, lock=lock)
    seen: set[int] = set()
    for line in lines:
        named = [by_client.get(line.client_order_code), by_carrier.get(line.carrier_code)]
        named = [one for one in named if one]
        agree = len({one.key for one in named}) == 1
        due = dues.get(named[0].key) if agree else None
        line.cash_due_id = due.key if due else None
        line.outcome = _outcome(line, due, seen)
        if due:
            seen.add(due.key)
    return {due.key: due for due in dues.values()}


def _outcome(line: SettlementLine, due: CashDue | None, seen: set[int]) -> Outcome:
    if due is None:
        return Outcome.UNKNOWN
    if due.key in seen or due.status is CashStatus.REMITTED:
        return Outcome.TWICE
    if due.status is not CashStatus.COLLECTED:
        return Outcome.UNEXPECTED
    if line.amount == due.amount:
        return Outcome.MATCHED
    return Outcome.TOO_LITTLE if line.amount < due.amount else Outcome.TOO_MUCH


def _shipments(
    session: Session, carrier: str, name: str, lines: Sequence[SettlementLine]
) -> dict[str, Shipment]:
    codes = sorted({code for line in lines if (code := getattr(line, name))})
    found: dict[str, Shipment] = {}
    column = getattr(Shipment, name)
    for chunk in _chunks(codes):
        wanted = select(Shipment).where(Shipment.carrier == carrier, col(column).in_(chunk))
        found |= {getattr(one, name): one for one in session.exec(wanted)}
    return found


def _dues(session: Session, shipment_ids: set[int], *, lock: bool) -> dict[int, CashDue]:
    """By shipment."""
    found: dict[int, CashDue] = {}
    for chunk in _chunks(sorted(shipment_ids)):
        wanted = select(CashDue).where(col(CashDue.shipment_id).in_(chunk))
        wanted = wanted.order_by(col(CashDue.id)).execution_options(populate_existing=True)
        for due in session.exec(wanted.with_for_update() if lock else wanted):
            found[due.shipment_id or 0] = due
    return found


def _not_missing_any_more(session: Session, due_ids: list[int], now: datetime) -> None:
    for chunk in _chunks(due_ids):
        session.execute(
            sa.update(CashDifference)
            .where(
                col(CashDifference.cash_due_id).in_(chunk),
                col(CashDifference.kind) == DifferenceKind.MISSING,
                col(CashDifference.cleared_at).is_(None),
            )
            .values(
                cleared_at=now, cleared_by=_SYSTEM.label, note=say("cash.note.came_since")
            )
        )  # fmt: skip


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def _drop(session: Session, file: SettlementFile) -> None:
    session.execute(sa.delete(SettlementLine).where(col(SettlementLine.file_id) == file.key))
    session.delete(file)
    session.flush()


def _locked(session: Session, actor: Actor, file_id: int) -> SettlementFile:
    _require(actor)
    file = session.get(SettlementFile, file_id, with_for_update=True)
    if file is None:
        raise FileNotFound
    return file


def _require(actor: Actor) -> None:
    require(actor, Permission.CASH_MANAGE)
    if actor.unit_id is not None:
        raise HeadOfficeOnly
