"""What does not agree about cash: owned by a unit, cleared by a person with a note."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.accounts import units
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, system
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.delivery.cash_models import (
    CashDifference,
    CashDue,
    CashStatus,
    DifferenceKind,
    Outcome,
    SettlementLine,
)
from chonso_app.orders.models import Order

TOPIC = "cash"
REMITTED_WITHIN = timedelta(days=7)  # carriers transfer two or three times a week
_SHORTEST_NOTE = 5
_SYSTEM = system("cash")


class DifferenceNotFound(ShopError):
    """No such difference, another unit's, or cleared already."""


class NoteMissing(ShopError):
    """Whoever clears a difference says what became of it."""


def open_one(
    session: Session,
    kind: DifferenceKind,
    due: CashDue,
    *,
    expected: int,
    got: int,
    now: datetime,
    line: SettlementLine | None = None,
) -> CashDifference:
    """Owned by the unit of the order. The same one twice is one."""
    known = _open_of(session, due, kind)
    if known:
        return known
    return _add(
        session,
        CashDifference(
            kind=kind, carrier=due.carrier, order_code=due.order_code, cash_due_id=due.key,
            line_id=line.key if line else None, expected=expected, got=got,
            owner_unit_id=due.unit_id, opened_at=now,
        ),
        now=now,
    )  # fmt: skip


def open_unknown(
    session: Session, carrier: str, line: SettlementLine, *, now: datetime
) -> CashDifference:
    """Money for a parcel that we do not know: the head office looks."""
    found = CashDifference(
        kind=DifferenceKind.UNKNOWN, carrier=carrier, line_id=line.key, expected=0,
        order_code=line.client_order_code or line.carrier_code, got=line.amount,
        owner_unit_id=units.head_office(session).row_id, opened_at=now,
    )  # fmt: skip
    return _add(session, found, now=now)


def open_unasked(
    session: Session, order: Order, carrier: str, amount: int, *, now: datetime
) -> CashDifference:
    """A carrier says it took cash for what was paid already. The same one twice is one."""
    same = select(CashDifference).where(
        CashDifference.order_code == order.code,
        CashDifference.kind == DifferenceKind.TOLD,
        col(CashDifference.cash_due_id).is_(None),
    )
    owner = order.unit_id or units.head_office(session).row_id
    return session.exec(same).first() or _add(
        session,
        CashDifference(
            kind=DifferenceKind.TOLD, carrier=carrier, order_code=order.code, expected=0,
            got=amount, owner_unit_id=owner, opened_at=now,
        ),
        now=now,
    )  # fmt: skip


def meet_waiting_money(session: Session, due: CashDue, *, now: datetime) -> None:
    """The carrier had transferred it before it told us of the delivery: now the two meet."""
    waiting = select(SettlementLine).where(
        SettlementLine.cash_due_id == due.key, SettlementLine.outcome == Outcome.UNEXPECTED
    )
    line = session.exec(waiting.order_by(col(SettlementLine.id)).limit(1)).one_or_none()
    if line is None:
        return
    remit(session, due, line, now=now)
    line.outcome = Outcome.MATCHED
    session.add(line)
    close(session, due, DifferenceKind.UNEXPECTED, say("cash.note.delivered_since"), now=now)


def remit(session: Session, due: CashDue, line: SettlementLine, *, now: datetime) -> None:
    """The money of `due` is on our account."""
    due.move_to(CashStatus.REMITTED)
    due.remitted, due.remitted_at, due.reference = line.amount, now, line.reference
    session.add(due)
    session.flush()
    subject = f"order:{due.order_code}"
    audit.record(
        session, _SYSTEM, "delivery.cash_remitted", subject, now=now, cash=due.key,
        amount=line.amount,
    )  # fmt: skip
    close(session, due, DifferenceKind.MISSING, say("cash.note.came_since"), now=now)


def close(
    session: Session, due: CashDue, kind: DifferenceKind, note: str, *, now: datetime
) -> None:
    """By ourselves: what was missing has come."""
    found = _open_of(session, due, kind)
    if found:
        found.cleared_at, found.cleared_by, found.note = now, _SYSTEM.label, note
        session.add(found)
        session.flush()


def clear(session: Session, actor: Actor, difference_id: int, note: str, *, now: datetime) -> None:
    """Đã xử lý, with a note of what was done.

    Raises:
        NotAllowed, DifferenceNotFound, NoteMissing
    """
    require(actor, Permission.CASH_MANAGE)
    said = " ".join(note.split())[:300]
    if len(said) < _SHORTEST_NOTE:
        raise NoteMissing
    wanted = select(CashDifference).where(
        CashDifference.id == difference_id, col(CashDifference.cleared_at).is_(None)
    )
    if actor.unit_id is not None:
        wanted = wanted.where(CashDifference.owner_unit_id == actor.unit_id)
    found = session.exec(wanted.with_for_update()).one_or_none()
    if found is None:
        raise DifferenceNotFound
    found.cleared_at, found.cleared_by, found.note = now, actor.label, said
    session.add(found)
    subject = f"cash-difference:{found.key}"
    audit.record(session, actor, "delivery.difference_cleared", subject, now=now)
    events.touch(session, TOPIC)


def open_missing(session: Session, *, now: datetime) -> int:
    """Collected by a carrier long ago and never transferred: somebody must ask it."""
    known = select(CashDifference.cash_due_id).where(
        CashDifference.kind == DifferenceKind.MISSING, col(CashDifference.cash_due_id).is_not(None)
    )
    late = (
        select(CashDue)
        .where(
            CashDue.status == CashStatus.COLLECTED, CashDue.carrier != "",
            col(CashDue.collected_at) < now - REMITTED_WITHIN,
            col(CashDue.id).not_in(known),
        )
        .order_by(col(CashDue.id))
        .limit(500)
        .with_for_update()
    )  # fmt: skip
    found = list(session.exec(late))
    for due in found:
        kind = DifferenceKind.MISSING
        open_one(session, kind, due, expected=due.amount, got=0, now=now)
    return len(found)


def _open_of(session: Session, due: CashDue, kind: DifferenceKind) -> CashDifference | None:
    wanted = select(CashDifference).where(
        CashDifference.cash_due_id == due.key,
        CashDifference.kind == kind,
        col(CashDifference.cleared_at).is_(None),
    )
    return session.exec(wanted).one_or_none()


def _add(session: Session, found: CashDifference, *, now: datetime) -> CashDifference:
    session.add(found)
    session.flush()
    subject = f"cash-difference:{found.key}"
    audit.record(
        session, _SYSTEM, "delivery.difference_opened", subject, now=now, why=found.kind.value
    )
    events.touch(session, TOPIC)
    return found
