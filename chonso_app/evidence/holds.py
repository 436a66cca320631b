"""Legal holds, and the day on which a line ended: what people with EVIDENCE_KEEP decide.

They see codes and classes, nobody's papers.
"""

from datetime import date, datetime, time

from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN, vn_today
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import held
from chonso_app.evidence.models import ERASABLE, Kept, LegalHold, LineEnd
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, OrderStatus

_NEED = Permission.EVIDENCE_KEEP
TOPIC = "retention"
LONGEST_REASON = 500


class ReasonNeeded(ShopError):
    """Nothing is kept or let go without saying why."""


class NothingChosen(ShopError):
    """No class was ticked."""


class HoldNotFound(ShopError):
    """No such hold, or it was lifted before."""


class NoLine(ShopError):
    """The order never became a line, so none can have ended."""


class NotThatDay(ShopError):
    """Before the line went live, or in the future."""


def place(
    session: Session, actor: Actor, code: str, classes: list[Kept], reason: str, *, now: datetime
) -> LegalHold:
    """Giữ lại: from now on nothing of these classes is erased. Several holds may stand at once.

    Raises:
        NotAllowed, OrderNotFound, NothingChosen, ReasonNeeded
    """
    order = orders.order_for_staff_locked(session, actor, code, need=_NEED)
    chosen = [kept.value for kept in ERASABLE if kept in classes]
    if not chosen:
        raise NothingChosen
    hold = LegalHold(
        order_id=order.key, code=order.code, classes=chosen, reason=_said(reason),
        placed_by=actor.label, placed_at=now,
    )  # fmt: skip
    session.add(hold)
    session.flush()
    _tell(session, actor, order, "evidence.hold_placed", now, hold=hold.key, classes=chosen)
    return hold


def lift(session: Session, actor: Actor, hold_id: int, reason: str, *, now: datetime) -> LegalHold:
    """Thôi giữ. What was due meanwhile is erased by the next sweep.

    Raises:
        NotAllowed, HoldNotFound, ReasonNeeded
    """
    require(actor, _NEED)
    hold = session.get(LegalHold, hold_id, populate_existing=True)
    if hold is None or hold.lifted_at is not None:
        raise HoldNotFound
    order = orders.order_for_staff_locked(session, actor, hold.code, need=_NEED)
    session.refresh(hold, with_for_update=True)
    if hold.lifted_at is not None:
        raise HoldNotFound
    hold.lift_reason, hold.lifted_by, hold.lifted_at = _said(reason), actor.label, now
    session.add(hold)
    _tell(session, actor, order, "evidence.hold_lifted", now, hold=hold.key, classes=hold.classes)
    return hold


def note_line_end(
    session: Session, actor: Actor, code: str, day: date | None, *, now: datetime
) -> None:
    """Số ngừng hoạt động: the terms run from this day. None takes it back.

    Raises:
        NotAllowed, OrderNotFound, NoLine, NotThatDay
    """
    order = orders.order_for_staff_locked(session, actor, code, need=_NEED)
    if order.status is not OrderStatus.ACTIVATED or order.activated_at is None:
        raise NoLine
    known = session.get(LineEnd, order.key)
    if day is None:
        if known:
            session.delete(known)
        _tell(session, actor, order, "evidence.line_goes_on", now)
        return
    ended = datetime.combine(day, time(), VN)
    if day > vn_today(now) or day < vn_today(order.activated_at):
        raise NotThatDay
    row = known or LineEnd(order_id=order.key, ended_at=ended, noted_by=actor.label, noted_at=now)
    row.ended_at, row.noted_by, row.noted_at = ended, actor.label, now
    session.add(row)
    _tell(session, actor, order, "evidence.line_ended", now, day=day.isoformat())


def is_held(session: Session, order_id: int, kept: Kept) -> bool:
    standing = select(LegalHold.classes).where(
        LegalHold.order_id == order_id, col(LegalHold.lifted_at).is_(None)
    )
    return any(kept.value in classes for classes in session.exec(standing))


def held_orders(session: Session, kept: Kept) -> set[int]:
    """Holds are few: a court asks for a case, not for a year."""
    standing = select(LegalHold.order_id, LegalHold.classes).where(
        col(LegalHold.lifted_at).is_(None)
    )
    return {order_id for order_id, classes in session.exec(standing) if kept.value in classes}


def _held_by_name(session: Session, kept: str) -> set[int]:
    return held_orders(session, Kept(kept))


held.ask(_held_by_name)


def holds_of(session: Session, order: Order) -> list[LegalHold]:
    mine = select(LegalHold).where(LegalHold.order_id == order.key)
    return list(session.exec(mine.order_by(col(LegalHold.id).desc())))


def _said(reason: str) -> str:
    """Raises ReasonNeeded."""
    words = " ".join(reason.split())[:LONGEST_REASON]
    if len(words) < 5:
        raise ReasonNeeded
    return words


def _tell(
    session: Session, actor: Actor, order: Order, kind: str, now: datetime, **detail: object
) -> None:
    audit.record(session, actor, kind, f"order:{order.code}", now=now, **detail)
    events.touch(session, TOPIC, f"evidence:{order.code}")
