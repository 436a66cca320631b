"""What must always be true of second looks. Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.calls.models import Call, CallState
from chonso_app.supervision.models import SecondLook


def rows(session: Session, now: datetime) -> list[str]:
    return [*_by_somebody_else(session), *_of_approved_calls(session)]


def _by_somebody_else(session: Session) -> Iterator[str]:
    own = select(SecondLook).where(col(SecondLook.decided_by) == col(SecondLook.agent_id))
    for look in session.exec(own):
        yield f"second look {look.id} was decided by the agent of its call"


def _of_approved_calls(session: Session) -> Iterator[str]:
    strange = (
        select(SecondLook.id)
        .join(Call, col(Call.id) == col(SecondLook.call_id))
        .where(Call.state != CallState.APPROVED)
    )
    for look in session.exec(strange):
        yield f"second look {look} is of a call that was not approved"
