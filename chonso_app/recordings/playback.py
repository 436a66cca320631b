"""Who may play a recording; every look leaves a trace."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.calls.models import Call
from chonso_app.core import audit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, permits, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import Order
from chonso_app.recordings import rules, service
from chonso_app.recordings.models import Recording, RecordingState
from chonso_app.recordings.service import RecordingNotFound

SEEN = "recordings.seen"
Asked = Callable[[Session, Actor, int], bool]
_asked: list[Asked] = []


def agents_play(is_asked: Asked) -> None:
    """For features to the right: an agent plays only the call that `is_asked(…, call_id)` of."""
    if is_asked not in _asked:
        _asked.append(is_asked)


def look_at(session: Session, actor: Actor, call_id: int, *, now: datetime) -> Recording:
    """For staff of the case or its unit. Playing on and jumping about is the same look.

    Raises:
        NotAllowed, RecordingNotFound
    """
    recording = may_see(session, actor, call_id)
    if recording.state is not RecordingState.FINALISED:
        raise RecordingNotFound(details={"call": call_id})
    subject = f"order:{session.get_one(Order, recording.order_id).code}"
    if not _looks_already(session, actor, subject, call_id, now):
        audit.record(session, actor, SEEN, subject, now=now, call=call_id)
    return recording


def may_see(session: Session, actor: Actor, call_id: int) -> Recording:
    """Of the actor's unit (head office: any), or of the case on the actor's desk.

    Whoever leads a team sees also the calls that it took for another unit. Agents see only what
    they are asked about, not what they recorded.

    Raises:
        NotAllowed, RecordingNotFound
    """
    require(actor, Permission.RECORDINGS_SEE)
    recording = service.of_call(session, call_id)
    if recording is None or not _within_reach(session, actor, recording):
        raise RecordingNotFound(details={"call": call_id})
    return recording


def _within_reach(session: Session, actor: Actor, recording: Recording) -> bool:
    if actor.role is Role.VIDEO_AGENT:
        return any(is_asked(session, actor, recording.call_id) for is_asked in _asked)
    order = session.get_one(Order, recording.order_id)
    call = session.get_one(Call, recording.call_id)
    if permits(actor, Permission.CALLS_WATCH) and actor.unit_id == call.unit_id:
        return True
    try:
        ekyc.order_to_look_at(session, actor, order.code)
    except ShopError:
        return False
    return True


def _looks_already(
    session: Session, actor: Actor, subject: str, call_id: int, now: datetime
) -> bool:
    lately = select(AuditEntry.detail).where(
        AuditEntry.subject == subject, AuditEntry.actor == actor.label,
        AuditEntry.action == SEEN, col(AuditEntry.at) > now - rules.LOOK_LASTS,
    )  # fmt: skip
    return any(detail.get("call") == call_id for detail in session.exec(lately))
