"""What the cash desk sees and does: sums by holder, the list, money of stores, paying back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.permissions import Permission, require
from chonso_app.delivery.cash_models import (
    CashDifference,
    CashDue,
    CashRefund,
    CashRefundStatus,
    CashStatus,
    PaidOutBy,
)
from chonso_app.orders import notices
from chonso_app.orders import service as orders

TOPIC = "cash"
PAGE = 50
_SHORTEST_REFERENCE = 3
_MOST_EXPORTED = 100_000


class ReferenceMissing(ShopError):
    """Money moves with the number of a receipt or transfer."""


class NothingToRemit(ShopError):
    """The store has no cash of ours."""


class RefundNotFound(ShopError):
    """No such refund, another unit's, or paid out already."""


@dataclass(frozen=True)
class Holder:
    """`code`: of a carrier or store. Amounts in ₫."""

    code: str
    is_store: bool
    expected: int
    collected: int
    remitted: int
    waiting: int  # how many lie with them


@dataclass(frozen=True)
class Wanted:
    status: CashStatus | None = None
    holder: str = ""
    text: str = ""


def holders(session: Session, actor: Actor) -> list[Holder]:
    """Raises NotAllowed."""
    require(actor, Permission.CASH_MANAGE)
    status, amount = col(CashDue.status), col(CashDue.amount)

    def total(of: CashStatus, column: Any) -> Any:
        return sa.func.coalesce(sa.func.sum(sa.case((status == of, column), else_=0)), 0)

    query: Any = sa.select(
        col(CashDue.carrier), col(CashDue.store_code), total(CashStatus.EXPECTED, amount),
        total(CashStatus.COLLECTED, amount), total(CashStatus.REMITTED, col(CashDue.remitted)),
        sa.func.sum(sa.case((status == CashStatus.COLLECTED, 1), else_=0)),
    ).group_by(col(CashDue.carrier), col(CashDue.store_code))  # fmt: skip
    rows = session.execute(_within_unit(query, actor)).all()
    found = [Holder(c or s, not c, int(e), int(g), int(r), int(n)) for c, s, e, g, r, n in rows]
    return sorted(found, key=lambda one: (one.is_store, one.code))


def listed(session: Session, actor: Actor, wanted: Wanted, page: int) -> tuple[list[CashDue], int]:
    """One page, the newest first, and how many there are. Raises NotAllowed."""
    require(actor, Permission.CASH_MANAGE)
    query = _filtered(_within_unit(sa.select(CashDue), actor), wanted)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    start = max(page - 1, 0) * PAGE
    rows = session.scalars(query.order_by(col(CashDue.id).desc()).offset(start).limit(PAGE))
    return list(rows), total


def exported(session: Session, actor: Actor, wanted: Wanted, *, now: datetime) -> Iterator[CashDue]:
    """Oldest first. Raises NotAllowed."""
    require(actor, Permission.CASH_MANAGE)
    audit.record(session, actor, "delivery.cash_exported", "cash", now=now)
    query = _filtered(_within_unit(sa.select(CashDue), actor), wanted)
    yield from session.scalars(query.order_by(col(CashDue.id)).limit(_MOST_EXPORTED))


def open_differences(session: Session, actor: Actor, *, limit: int = 200) -> list[CashDifference]:
    """Of the actor's unit, the oldest first. Raises NotAllowed."""
    require(actor, Permission.CASH_MANAGE)
    wanted = select(CashDifference).where(col(CashDifference.cleared_at).is_(None))
    if actor.unit_id is not None:
        wanted = wanted.where(CashDifference.owner_unit_id == actor.unit_id)
    return list(session.exec(wanted.order_by(col(CashDifference.id)).limit(limit)))


def remit_store(
    session: Session, actor: Actor, store_code: str, reference: str, *, now: datetime
) -> int:
    """The store has paid in everything it had collected. The ₫ of it.

    Raises:
        NotAllowed, ReferenceMissing, NothingToRemit
    """
    require(actor, Permission.CASH_MANAGE)
    receipt = _reference(reference)
    lying = select(CashDue).where(
        CashDue.store_code == store_code, CashDue.carrier == "",
        CashDue.status == CashStatus.COLLECTED,
    )  # fmt: skip
    if actor.unit_id is not None:
        lying = lying.where(CashDue.unit_id == actor.unit_id)
    rows = list(session.exec(lying.order_by(col(CashDue.id)).with_for_update()))
    if not rows or not store_code:
        raise NothingToRemit
    for due in rows:
        due.move_to(CashStatus.REMITTED)
        due.remitted, due.remitted_at, due.reference = due.told, now, receipt
        session.add(due)
    session.flush()
    amount = sum(due.remitted for due in rows)
    subject = f"store:{store_code}"
    audit.record(
        session, actor, "delivery.store_remitted", subject, now=now, amount=amount,
        reference=receipt, orders=len(rows),
    )  # fmt: skip
    events.touch(session, TOPIC)
    return amount


# -- paying back --------------------------------------------------------------------------------


def refunds(session: Session, actor: Actor, *, done: bool, limit: int = 200) -> list[CashRefund]:
    """Raises NotAllowed."""
    require(actor, Permission.CASH_REFUND)
    status = CashRefundStatus.PAID_OUT if done else CashRefundStatus.DUE
    wanted = select(CashRefund).where(CashRefund.status == status)
    if actor.unit_id is not None:
        wanted = wanted.where(CashRefund.unit_id == actor.unit_id)
    by = col(CashRefund.id).desc() if done else col(CashRefund.id)
    return list(session.exec(wanted.order_by(by).limit(limit)))


def pay_out(
    session: Session, actor: Actor, refund_id: int, way: PaidOutBy, reference: str, *,
    now: datetime,
) -> None:  # fmt: skip
    """The customer has the money back; they are told.

    Raises:
        NotAllowed, RefundNotFound, ReferenceMissing
    """
    require(actor, Permission.CASH_REFUND)
    receipt = _reference(reference)
    refund = session.get(CashRefund, refund_id)
    if refund is None or actor.unit_id not in (None, refund.unit_id):
        raise RefundNotFound
    order = orders.lock_order(session, refund.order_id)
    session.refresh(refund)
    if refund.status is not CashRefundStatus.DUE:
        raise RefundNotFound
    refund.status, refund.way, refund.reference = CashRefundStatus.PAID_OUT, way, receipt
    refund.paid_out_at, refund.paid_out_by = now, actor.label
    session.add(refund)
    session.flush()
    detail = {"refund": refund.key, "amount": refund.amount, "way": way.value}
    notices.tell(session, order, "delivery.cash_paid_out", actor=actor, now=now, **detail)
    events.touch(session, TOPIC)
    notices.send(
        session, order, "delivery.cash_paid_out", f"cash-paid-out:{refund.key}", now=now,
        amount=vnd(refund.amount), reference=receipt,
    )  # fmt: skip


def _reference(typed: str) -> str:
    said = " ".join(typed.split())[:64]
    if len(said) < _SHORTEST_REFERENCE:
        raise ReferenceMissing
    return said


def _within_unit(query: sa.Select[Any], actor: Actor) -> sa.Select[Any]:
    return query if actor.unit_id is None else query.where(col(CashDue.unit_id) == actor.unit_id)


def _filtered(query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    if wanted.status:
        query = query.where(col(CashDue.status) == wanted.status)
    if wanted.holder:
        at = sa.or_(col(CashDue.carrier) == wanted.holder, col(CashDue.store_code) == wanted.holder)
        query = query.where(at)
    if wanted.text:
        query = query.where(col(CashDue.order_code).startswith(wanted.text, autoescape=True))
    return query
