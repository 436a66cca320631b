"""Reading the audit log. Reading it is itself an entry."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditEntry, AuditHead
from chonso_app.core.permissions import Permission, require

PAGE = 50


@dataclass(frozen=True)
class Filter:
    """Empty fields filter nothing. `before` is the entry to go on from, 0 for the newest."""

    text: str = ""
    sensitive_only: bool = False
    before: int = 0


SENSITIVE = (
    "orders.person_seen", "orders.looked_up", "ekyc.evidence_seen", "calls.still_seen",
    "calls.person_seen", "contracts.seen", "activation.dossier_seen", "activation.code_shown",
)  # fmt: skip


def entries(session: Session, actor: Actor, chosen: Filter) -> tuple[list[AuditEntry], int]:
    """One page, newest first, and how many there are in all. Raises NotAllowed."""
    require(actor, Permission.AUDIT_READ)
    where = _where(actor, chosen)
    total = session.exec(select(func.count()).select_from(AuditEntry).where(*where)).one()
    page = select(AuditEntry).where(*where)
    if chosen.before:
        page = page.where(col(AuditEntry.seq) < chosen.before)
    rows = session.exec(page.order_by(col(AuditEntry.seq).desc()).limit(PAGE)).all()
    return list(rows), total


def _where(actor: Actor, chosen: Filter) -> list[sa.ColumnElement[bool]]:
    """A supervisor of a unit sees what that unit did; head office sees all."""
    where: list[sa.ColumnElement[bool]] = []
    if actor.unit_id is not None:
        where.append(col(AuditEntry.unit_id) == actor.unit_id)
    if chosen.sensitive_only:
        where.append(col(AuditEntry.action).in_(SENSITIVE))
    if text := chosen.text.strip()[:80]:
        where.append(
            sa.or_(
                col(AuditEntry.subject).contains(text, autoescape=True),
                col(AuditEntry.actor).contains(text, autoescape=True),
                col(AuditEntry.action).contains(text, autoescape=True),
            )
        )
    return where


@dataclass(frozen=True)
class ChainReport:
    length: int
    faults: list[str]  # in words, the first few
    checked_at: datetime


def check_chain(session: Session, actor: Actor, *, now: datetime) -> ChainReport:
    """Walks the whole chain. Raises NotAllowed."""
    require(actor, Permission.AUDIT_READ)
    faults = list(audit.broken_links(session))
    head = session.get(AuditHead, 1)
    return ChainReport(head.seq if head else 0, faults[:20], now)
