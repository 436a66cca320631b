"""What an agent does: take the next call, work through it, ask for help.

Availability is in `presence`, and offered here as well.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.calls import presence as presences
from chonso_app.calls import rules
from chonso_app.calls.models import WITH_AGENT, AgentPresence, Call, CallState
from chonso_app.calls.moves import CallNotFound, locked, move, note, order_of, tell_move
from chonso_app.calls.presence import beat, pause_after_this, set_availability
from chonso_app.calls.rules import Matched, Step
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import Order

__all__ = [
    "ask_assist", "beat", "claim", "compare", "current", "end_talk", "hang_up", "holds_case",
    "in_reach", "mine", "pause_after_this", "pick_up", "reach_of_unit",
    "set_availability", "tick",
]  # fmt: skip


def current(session: Session, actor: Actor) -> Call | None:
    """The call that occupies this agent."""
    mine = select(Call).where(Call.agent_id == actor.user_id, col(Call.state).in_(WITH_AGENT))
    return session.exec(mine.execution_options(populate_existing=True)).one_or_none()


def claim(session: Session, actor: Actor, *, now: datetime) -> Call | None:
    """The call this agent has, else the next in the queue, offered to this agent alone.

    None when the agent is not available or nobody waits. Two agents never get the same call: one
    statement picks and marks it (SKIP LOCKED on PostgreSQL, one writer at a time on SQLite).
    """
    require(actor, Permission.CALLS_TAKE)
    if mine := current(session, actor):
        return mine
    presence = session.get(AgentPresence, actor.user_id, with_for_update=True)
    if presence is None or not presences.takes_calls(presence, now):
        return None
    if not presences.serves(session, actor.unit_id, now):
        return None
    try:
        with session.begin_nested():
            taken = session.execute(_pick_and_mark(session, actor, now)).scalar_one_or_none()
    except IntegrityError:  # another tab of this agent took one in the same instant
        return current(session, actor)
    if taken is None:
        return None
    call = locked(session, taken)
    tell_move(session, call, CallState.WAITING, actor, now)
    return call


def _pick_and_mark(session: Session, actor: Actor, now: datetime) -> sa.Executable:
    next_one = (
        sa.select(col(Call.id))
        .where(
            col(Call.state) == CallState.WAITING,
            col(Call.customer_seen_at) > now - rules.SILENT_AFTER,
            in_reach(session, actor, now),
            _not_kept_for_another(actor, now),
        )
        .order_by(col(Call.priority).desc(), col(Call.enqueued_at), col(Call.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (
        sa.update(Call)
        .where(col(Call.id) == next_one.scalar_subquery(), col(Call.state) == CallState.WAITING)
        .values(state=CallState.CLAIMED, agent_id=actor.user_id, state_at=now, agent_seen_at=now)
        .returning(col(Call.id))
        .execution_options(synchronize_session=False)
    )


def in_reach(session: Session, actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """Of the agent's unit, see `reach_of_unit`.

    What is kept for this agent, by head office or after a drop, is theirs whatever its unit: kept
    from all others, it would be offered to nobody.
    """
    if actor.unit_id is None:
        return sa.true()
    return sa.or_(
        reach_of_unit(session, actor.unit_id, now),
        sa.and_(
            col(Call.preferred_agent_id) == actor.user_id,
            col(Call.state_at) >= now - rules.AGENT_PREFERRED,
        ),
    )


def reach_of_unit(session: Session, unit_id: int | None, now: datetime) -> sa.ColumnElement[bool]:
    """Its own calls, and those of a unit that has nobody on duty (7.8: another one helps)."""
    if unit_id is None:
        return sa.true()
    staffed = presences.available(now).where(col(AgentPresence.unit_id) == col(Call.unit_id))
    return sa.or_(
        col(Call.unit_id).is_(None),
        col(Call.unit_id) == unit_id,
        sa.not_(staffed.exists()),
        col(Call.unit_id).in_(presences.off_shift_units(session, now)),
    )


def _not_kept_for_another(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """A dropped call goes back to who had it, for three minutes, if that agent is free."""
    other = orm.aliased(Call)
    busy = sa.select(col(other.agent_id)).where(
        col(other.agent_id).is_not(None), col(other.state).in_(WITH_AGENT)
    )
    first = presences.available(now).where(
        col(AgentPresence.user_id) == col(Call.preferred_agent_id),
        col(AgentPresence.user_id).not_in(busy),
    )
    return sa.or_(
        col(Call.preferred_agent_id).is_(None),
        col(Call.preferred_agent_id) == actor.user_id,
        col(Call.state_at) < now - rules.AGENT_PREFERRED,
        sa.not_(first.exists()),
    )


def mine(session: Session, actor: Actor, call_id: int) -> Call:
    """The call, locked. Raises CallNotFound unless it occupies this agent."""
    require(actor, Permission.CALLS_TAKE)
    call = locked(session, call_id)
    if call.agent_id != actor.user_id or call.state not in WITH_AGENT:
        raise CallNotFound(details={"call": call_id})
    return call


def pick_up(session: Session, actor: Actor, call_id: int, *, now: datetime) -> Call:
    """Raises CallNotFound, ForbiddenMove."""
    call = mine(session, actor, call_id)
    if call.state is CallState.CLAIMED:  # twice is once
        call.agent_seen_at = now
        move(session, call, CallState.CONNECTING, actor, now)
        order = order_of(session, call)
        audit.record(
            session, actor, "calls.person_seen", f"order:{order.code}", now=now, call=call.key
        )  # the console shows typed and read data from here on
    return call


def hang_up(session: Session, actor: Actor, call_id: int, *, now: datetime) -> Call:
    """The talk is over; the verdict comes next. Raises CallNotFound."""
    call = mine(session, actor, call_id)
    if call.is_talking:
        end_talk(session, call, actor, now)
    return call


def end_talk(session: Session, call: Call, actor: Actor, now: datetime) -> None:
    call.ended_at = now
    move(session, call, CallState.WRAPUP, actor, now, by="agent")


def tick(
    session: Session, actor: Actor, call_id: int, step: Step, done: bool, *, now: datetime
) -> None:
    """Raises CallNotFound."""
    call = mine(session, actor, call_id)
    steps = {name: at for name, at in call.steps.items() if name != step.value}
    call.steps = {**steps, step.value: now.isoformat()} if done else steps
    session.add(call)
    events.touch(session, f"call:{call.key}")


def compare(
    session: Session,
    actor: Actor,
    call_id: int,
    field: Matched,
    same: bool | None,
    *,
    now: datetime,
) -> None:
    """What the agent sees live against what was typed; None takes it back. Raises CallNotFound."""
    call = mine(session, actor, call_id)
    kept = {name: seen for name, seen in call.matches.items() if name != field.value}
    if same is not None:
        kept[field.value] = {"same": same, "at": now.isoformat()}
    call.matches = kept
    session.add(call)
    events.touch(session, f"call:{call.key}")


def ask_assist(session: Session, actor: Actor, call_id: int, asked: bool, *, now: datetime) -> None:
    """Nhờ trưởng ca: supervisors see it on the wallboard; pressed again, taken back.

    Raises:
        CallNotFound
    """
    call = mine(session, actor, call_id)
    if bool(call.assist_at) is asked or call.state is CallState.CLAIMED:
        return
    call.assist_at = now if asked else None
    session.add(call)
    kind = "assist_asked" if asked else "assist_taken_back"
    note(session, call, kind, actor, now)
    order = order_of(session, call)
    audit.record(session, actor, f"calls.{kind}", f"order:{order.code}", now=now, call=call.key)
    events.touch(session, presences.QUEUE, f"call:{call.key}")


def holds_case(session: Session, actor: Actor, order: Order) -> bool:
    """An agent sees the papers of the case on their desk now, and nothing else.

    A supervisor who takes calls sees them as well, when the call came from another unit.
    """
    call = current(session, actor)
    return call is not None and call.order_id == order.key


ekyc.keeps_to_case(Role.VIDEO_AGENT, holds_case)
ekyc.reaches_case_too(Role.SUPERVISOR, holds_case)
