"""What must always be true of hand-offs. Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.handoff.models import Handoff
from chonso_app.orders.models import VisitorGrant


def rows(session: Session, now: datetime) -> list[str]:
    return [*_opened_to_somebody(session), *_opened_in_time(session, now)]


def _opened_to_somebody(session: Session) -> Iterator[str]:
    """Whoever opened a link was let in, until it was taken back; a grant that ended stays there."""
    granted = select(VisitorGrant.id).where(
        VisitorGrant.order_id == Handoff.order_id, VisitorGrant.visitor == Handoff.opened_by
    )
    without = select(Handoff).where(
        col(Handoff.opened_at).is_not(None), col(Handoff.closed_at).is_(None), ~granted.exists()
    )
    for link in session.exec(without):
        yield f"hand-off {link.id} was opened by a browser that may not see its order"


def _opened_in_time(session: Session, now: datetime) -> Iterator[str]:
    late = select(Handoff).where(
        (col(Handoff.opened_at) > col(Handoff.expires_at)) | (col(Handoff.opened_at) > now)
    )
    for link in session.exec(late):
        yield f"hand-off {link.id} was opened after its time"
