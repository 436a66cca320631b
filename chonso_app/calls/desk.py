"""What an agent does: be available, take the next call, work through it, conclude."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.models import (
    WITH_AGENT,
    AgentPresence,
    Availability,
    Call,
    CallState,
)
from chonso_app.calls.moves import CallNotFound, locked, move, order_of, requeue, tell_move
from chonso_app.calls.rules import Matched, Step
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, Role
from chonso_app.core.permissions import Permission, require
from chonso_app.ekyc import service as ekyc
from chonso_app.orders.models import Order


def set_availability(
    session: Session, actor: Actor, availability: Availability, *, now: datetime
) -> None:
    """Pausing hands an offered call on to somebody else."""
    require(actor, Permission.CALLS_TAKE)
    presence = _presence(session, actor, now)
    if presence.availability is not availability:
        presence.since = now
    presence.availability, presence.last_seen, presence.pause_after = availability, now, False
    offered = current(session, actor)
    if availability is Availability.PAUSED and offered and offered.state is CallState.CLAIMED:
        requeue(session, locked(session, offered.key), actor, now, "declined")
    events.touch(session, "queue:calls")


def pause_after_this(session: Session, actor: Actor, on: bool, *, now: datetime) -> None:
    """Nghỉ sau cuộc này."""
    require(actor, Permission.CALLS_TAKE)
    _presence(session, actor, now).pause_after = on


def beat(session: Session, actor: Actor, *, now: datetime) -> None:
    """The console is open and alive."""
    require(actor, Permission.CALLS_TAKE)
    mine = sa.update(AgentPresence).where(col(AgentPresence.user_id) == actor.user_id)
    session.execute(mine.values(last_seen=now))


def _presence(session: Session, actor: Actor, now: datetime) -> AgentPresence:
    assert actor.user_id is not None  # staff always have one
    presence = session.get(AgentPresence, actor.user_id, with_for_update=True)
    if presence is None:
        presence = AgentPresence(user_id=actor.user_id, since=now, last_seen=now)
        session.add(presence)
    presence.unit_id = actor.unit_id
    return presence


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
    if presence is None or not _takes_calls(presence, now):
        return None
    try:
        with session.begin_nested():
            taken = session.execute(_pick_and_mark(actor, now)).scalar_one_or_none()
    except IntegrityError:  # another tab of this agent took one in the same instant
        return current(session, actor)
    if taken is None:
        return None
    call = locked(session, taken)
    tell_move(session, call, CallState.WAITING, actor, now)
    return call


def _takes_calls(presence: AgentPresence, now: datetime) -> bool:
    fresh = presence.last_seen > now - rules.PRESENCE_LASTS
    return presence.availability is Availability.AVAILABLE and fresh


def _pick_and_mark(actor: Actor, now: datetime) -> sa.Executable:
    next_one = (
        sa.select(col(Call.id))
        .where(
            col(Call.state) == CallState.WAITING,
            col(Call.customer_seen_at) > now - rules.SILENT_AFTER,
            in_reach(actor, now),
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


def _on_duty(now: datetime) -> sa.Select[Any]:
    return sa.select(col(AgentPresence.user_id)).where(
        col(AgentPresence.availability) == Availability.AVAILABLE,
        col(AgentPresence.last_seen) > now - rules.PRESENCE_LASTS,
    )


def in_reach(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """Of the agent's own unit; or of a unit that has nobody on duty (7.8: another one helps)."""
    if actor.unit_id is None:
        return sa.true()
    staffed = _on_duty(now).where(col(AgentPresence.unit_id) == col(Call.unit_id)).exists()
    return sa.or_(col(Call.unit_id).is_(None), col(Call.unit_id) == actor.unit_id, sa.not_(staffed))


def _not_kept_for_another(actor: Actor, now: datetime) -> sa.ColumnElement[bool]:
    """A dropped call goes back to who had it, for three minutes, if that agent is free."""
    other = orm.aliased(Call)
    busy = sa.select(col(other.agent_id)).where(
        col(other.agent_id).is_not(None), col(other.state).in_(WITH_AGENT)
    )
    first = _on_duty(now).where(
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


def pause_if_asked(session: Session, actor: Actor, now: datetime) -> None:
    presence = _presence(session, actor, now)
    presence.last_seen = now
    if presence.pause_after:
        presence.availability, presence.since = Availability.PAUSED, now
        presence.pause_after = False


def holds_case(session: Session, actor: Actor, order: Order) -> bool:
    """An agent sees the papers of the case on their desk now, and nothing else."""
    call = current(session, actor)
    return call is not None and call.order_id == order.key


ekyc.keeps_to_case(Role.VIDEO_AGENT, holds_case)
