"""The second look: some approved calls are drawn, and another supervisor judges them."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.activation import decisions
from chonso_app.activation.models import ENDED_BADLY, WAITING, Dossier, DossierStatus
from chonso_app.activation.moves import end_supplement
from chonso_app.activation.rules import LEASE_LASTS, Reason
from chonso_app.calls import service as calls
from chonso_app.calls.models import Call, CallState
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.evidence import rows as retained
from chonso_app.evidence.models import Kept
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.supervision import rules
from chonso_app.supervision.models import NOTE_LENGTH, LookStatus, SecondLook

TOPIC = "queue:second-looks"
_DRAWN_WITHIN = timedelta(days=2)  # an approval older than this was drawn, or never will be
_HISTORY = timedelta(days=30)


class LookNotFound(ShopError):
    """Decided already, or of another unit: we do not say which."""


class OwnCall(ShopError):
    """Who held the talk does not look at it again."""


class NoteMissing(ShopError):
    """An objection says what was seen. `most`: characters."""


def draw(session: Session, *, now: datetime) -> int:
    """Note down which of the newly approved calls get a second look. Once per call."""
    known = sa.select(col(SecondLook.call_id))
    approved = select(Call).where(
        Call.state == CallState.APPROVED,
        col(Call.decided_at) > now - _DRAWN_WITHIN,
        col(Call.agent_id).is_not(None),
        col(Call.void_at).is_(None),
        col(Call.id).not_in(known),
    )
    drawn = [
        call
        for call in session.exec(approved)
        if rules.is_drawn(call.key, settings.second_look_percent)
    ]
    for call in drawn:
        assert call.agent_id is not None  # selected so
        session.add(
            SecondLook(call_id=call.key, unit_id=call.unit_id, agent_id=call.agent_id, drawn_at=now)
        )
    if drawn:
        events.touch(session, TOPIC)
    return len(drawn)


def waiting(session: Session, actor: Actor) -> list[SecondLook]:
    """Oldest first, of the supervisor's unit; those of the supervisor's own calls are left out."""
    require(actor, Permission.CALLS_WATCH)
    mine = select(SecondLook).where(
        SecondLook.status == LookStatus.WAITING, SecondLook.agent_id != actor.user_id
    )
    if actor.unit_id is not None:
        mine = mine.where(col(SecondLook.unit_id) == actor.unit_id)
    return list(session.exec(mine.order_by(col(SecondLook.id)).limit(30)))


def history(session: Session, actor: Actor, *, now: datetime) -> tuple[int, int]:
    """(right, all) of the last thirty days."""
    require(actor, Permission.CALLS_WATCH)
    counted = select(SecondLook.status, sa.func.count()).where(
        SecondLook.status != LookStatus.WAITING, col(SecondLook.decided_at) > now - _HISTORY
    )
    if actor.unit_id is not None:
        counted = counted.where(col(SecondLook.unit_id) == actor.unit_id)
    by_status = dict(session.exec(counted.group_by(col(SecondLook.status))).all())
    total = sum(by_status.values())
    return total - by_status.get(LookStatus.WRONG, 0), total


def decide(
    session: Session, actor: Actor, look_id: int, status: LookStatus, note: str, *, now: datetime
) -> bool:
    """False when the objection comes late: the line is live, and a person must decide what now.

    A call that should not have been approved no longer proves anybody; a dossier that waits goes
    back to the customer for another call.

    Raises:
        NotAllowed, LookNotFound, OwnCall, NoteMissing, ForbiddenMove
    """
    require(actor, Permission.CALLS_WATCH)
    found = session.get(SecondLook, look_id)
    if found is None or (actor.unit_id is not None and found.unit_id != actor.unit_id):
        raise LookNotFound(details={"look": look_id})
    if actor.user_id == found.agent_id:
        raise OwnCall
    call = session.get_one(Call, found.call_id)
    order = orders.lock_order(session, call.order_id)
    look = session.get_one(SecondLook, look_id, populate_existing=True, with_for_update=True)
    if look.status is not LookStatus.WAITING:
        raise LookNotFound(details={"look": look_id})
    words = " ".join(note.split())
    if status is not LookStatus.GOOD and not 0 < len(words) <= NOTE_LENGTH:
        raise NoteMissing(most=NOTE_LENGTH)
    look.move_to(status)
    look.decided_by, look.decided_at = actor.user_id, now
    look.note = words[:NOTE_LENGTH] or None
    session.add(look)
    audit.record(
        session, actor, f"supervision.look_{status.value}", f"order:{order.code}", now=now,
        call=call.key,
    )  # fmt: skip
    events.touch(session, TOPIC)
    return status is not LookStatus.WRONG or _undo(session, actor, order, call, now)


def _undo(session: Session, actor: Actor, order: Order, call: Call, now: datetime) -> bool:
    """False: the line is being made, or is there."""
    dossier = _resting_on(session, call)
    if dossier is None:
        calls.void(session, actor, order, call, now)
        events.touch(session, f"order:{order.code}")
        return True
    if dossier.status not in WAITING:
        return False
    _onto_the_desk(session, actor, dossier, now)
    dossier.decided_by, dossier.decided_at = actor.user_id, now
    dossier.move_to(DossierStatus.REFUSED)
    decisions.send_back(session, actor, order, dossier, [Reason.CALL_INCOMPLETE], now=now)
    return True


def _resting_on(session: Session, call: Call) -> Dossier | None:
    """The dossier of the order that stands, if this very call is its evidence."""
    standing = select(Dossier).where(
        Dossier.order_id == call.order_id, col(Dossier.status).not_in(ENDED_BADLY)
    )
    locked = standing.with_for_update().execution_options(populate_existing=True)
    dossier = session.exec(locked).one_or_none()
    return dossier if dossier and dossier.evidence.get("call") == call.key else None


def _onto_the_desk(session: Session, actor: Actor, dossier: Dossier, now: datetime) -> None:
    """A refusal is made by whoever has it on the desk, and needs nothing more from anybody."""
    if dossier.status is DossierStatus.AWAITING:
        end_supplement(session, dossier, now=now)
        dossier.move_to(DossierStatus.QUEUED)
    if dossier.status is DossierStatus.QUEUED:
        dossier.clerk_id, dossier.claimed_at = actor.user_id, now
        dossier.lease_until = now + LEASE_LASTS
        dossier.move_to(DossierStatus.CLAIMED)


def _forget_notes(session: Session, order: Order) -> None:
    of_order = sa.select(col(Call.id)).where(col(Call.order_id) == order.key)
    session.execute(
        sa.update(SecondLook).where(col(SecondLook.call_id).in_(of_order)).values(note=None),
        execution_options={"synchronize_session": "fetch"},
    )


retained.also(Kept.RECORDING, _forget_notes)
