"""What must always be true of evidence: every line has its bundle, and nothing held was erased."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.evidence.models import (
    BundleStatus,
    Erasure,
    EvidenceBundle,
    LegalHold,
    Reason,
)
from chonso_app.orders.models import Order, OrderStatus

_MAKING_TAKES = timedelta(hours=2)


def rows(session: Session, now: datetime) -> list[str]:
    """One line per violation; empty when all is well."""
    return [
        *_lines_without_a_bundle(session, now),
        *_erasures_that_hang(session, now),
        *_erased_while_held(session),
    ]


def _lines_without_a_bundle(session: Session, now: datetime) -> list[str]:
    sealed = select(EvidenceBundle.order_id).where(
        EvidenceBundle.reason == Reason.ACTIVATED, EvidenceBundle.status == BundleStatus.SEALED
    )
    bare = select(Order.code).where(
        Order.status == OrderStatus.ACTIVATED,
        col(Order.activated_at) < now - _MAKING_TAKES,
        col(Order.id).not_in(sealed),
    )
    return [f"order {code} is live without a bundle" for code in session.exec(bare)]


def _erasures_that_hang(session: Session, now: datetime) -> list[str]:
    late = select(Erasure.id).where(
        col(Erasure.erased_at).is_(None), col(Erasure.ordered_at) < now - _MAKING_TAKES
    )
    return [f"erasure {one} was ordered and never done" for one in session.exec(late)]


def _erased_while_held(session: Session) -> list[str]:
    """What was ordered before the hold may be finished after it."""
    both = select(Erasure, LegalHold).where(
        col(Erasure.order_id) == col(LegalHold.order_id),
        col(Erasure.ordered_at) > col(LegalHold.placed_at),
        col(LegalHold.lifted_at).is_(None) | (col(Erasure.ordered_at) < col(LegalHold.lifted_at)),
    )
    return [
        f"{erasure.kept.value} of order {hold.code} was erased while it was held"
        for erasure, hold in session.exec(both)
        if erasure.kept.value in hold.classes
    ]
