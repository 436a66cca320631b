"""What the wallboard counts, read from calls, presences and rosters; of customers only numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit, User
from chonso_app.calls import rules as call_rules
from chonso_app.calls.models import (
    TALKING,
    WITH_AGENT,
    AgentPresence,
    Availability,
    Call,
    CallEvent,
    CallState,
)
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.orders.models import Order
from chonso_app.supervision.rules import Talk

_S = CallState
_LEFT = (_S.ABANDONED, _S.CANCELLED)
_GONE_AFTER = timedelta(hours=12)  # a presence, or an entry into the queue, of another day


@dataclass(frozen=True)
class Waiter:
    """Somebody in the queue. `kept_for`: the agent it is given to, None for anybody."""

    call: Call
    order: Order
    kept_for: int | None


@dataclass(frozen=True)
class Agent:
    """Somebody at a desk today. `state`: a key under `supervision.state.`, begun at `since`."""

    user_id: int
    name: str
    unit_id: int | None
    state: str
    since: datetime
    call: Call | None
    msisdn: str
    taken: int  # calls picked up today

    @property
    def asks(self) -> bool:
        return self.call is not None and self.call.assist_at is not None


@dataclass(frozen=True)
class UnitLoad:
    code: str
    busy: int
    there: int
    longest: datetime | None  # since when the longest waiter waits


def talks_since(session: Session, actor: Actor, since: datetime) -> list[Talk]:
    """Every call that entered the queue since then, of the actor's unit.

    Who left the queue for a booked time is not among them: they call later.
    """
    require(actor, Permission.CALLS_WATCH)
    taken = (
        sa.select(col(CallEvent.call_id), sa.func.min(col(CallEvent.at)).label("at"))
        .where(col(CallEvent.kind) == _S.CONNECTING.value, col(CallEvent.at) >= since)
        .group_by(col(CallEvent.call_id))
        .subquery()
    )
    booked = sa.select(col(CallEvent.call_id)).where(
        col(CallEvent.kind) == _S.CANCELLED.value,
        col(CallEvent.at) >= since,
        col(CallEvent.detail)["by"].as_string() == "booked",
    )
    rows = (
        sa.select(
            col(Call.enqueued_at), taken.c.at, col(Call.decided_at), col(Call.ended_at),
            col(Call.state),
        )
        .outerjoin(taken, taken.c.call_id == col(Call.id))
        .where(
            col(Call.enqueued_at) >= since,
            sa.or_(taken.c.at.is_not(None), col(Call.id).not_in(booked)),
            *_of_unit(actor),
        )
    )  # fmt: skip
    return [
        Talk(entered, at, _done(at, ended, decided), ended if state in _LEFT else None)
        for entered, at, decided, ended, state in session.execute(rows)
    ]


def _done(
    taken: datetime | None, ended: datetime | None, decided: datetime | None
) -> datetime | None:
    """When the agent was through with the call."""
    if taken is None or decided is None:
        return None
    lasted = call_rules.handling(taken, ended or decided, decided)
    return None if lasted is None else taken + lasted


def waiters(session: Session, actor: Actor, now: datetime) -> list[Waiter]:
    """Who waits and is still there, the longest first."""
    require(actor, Permission.CALLS_WATCH)
    waiting = (
        select(Call, Order)
        .join(Order, col(Order.id) == col(Call.order_id))
        .where(
            Call.state == _S.WAITING,
            col(Call.customer_seen_at) > now - call_rules.SILENT_AFTER,
            *_of_unit(actor),
        )
        .order_by(col(Call.enqueued_at), col(Call.id))
    )
    fresh = now - call_rules.AGENT_PREFERRED
    return [
        Waiter(call, order, call.preferred_agent_id if call.state_at > fresh else None)
        for call, order in session.exec(waiting)
    ]


def agents(session: Session, actor: Actor, *, today: datetime, now: datetime) -> list[Agent]:
    """Whoever opened the console today: first who asks for help, then who talks the longest."""
    require(actor, Permission.CALLS_WATCH)
    present = (
        select(AgentPresence, User)
        .join(User, col(User.id) == col(AgentPresence.user_id))
        .where(col(AgentPresence.last_seen) > now - _GONE_AFTER)
    )
    if actor.unit_id is not None:
        present = present.where(col(AgentPresence.unit_id) == actor.unit_id)
    theirs = _calls_of_agents(session)
    taken = _taken_today(session, today)
    found = [
        _agent(presence, user, theirs.get(user.row_id), taken.get(user.row_id, 0), now)
        for presence, user in session.exec(present)
    ]
    return sorted(found, key=lambda one: (not one.asks, _RANK[one.state], one.since))


_RANK = {
    state: rank
    for rank, state in enumerate(
        ("lost", "calling", "offered", "wrapup", "ready", "busy", "break", "gone")
    )
}


def _calls_of_agents(session: Session) -> dict[int, tuple[Call, str]]:
    running = (
        select(Call, Order.msisdn)
        .join(Order, col(Order.id) == col(Call.order_id))
        .where(col(Call.state).in_(WITH_AGENT))
    )
    return {
        call.agent_id: (call, msisdn)
        for call, msisdn in session.exec(running)
        if call.agent_id is not None
    }


def _taken_today(session: Session, today: datetime) -> dict[int, int]:
    counted = (
        select(Call.agent_id, sa.func.count())
        .where(
            col(Call.live_at) >= today,
            col(Call.enqueued_at) >= today - _GONE_AFTER,  # which has an index
            col(Call.agent_id).is_not(None),
        )
        .group_by(col(Call.agent_id))
    )
    return {agent: count for agent, count in session.exec(counted) if agent is not None}


def _agent(
    presence: AgentPresence,
    user: User,
    running: tuple[Call, str] | None,
    taken: int,
    now: datetime,
) -> Agent:
    call, msisdn = running or (None, "")
    state = _state(presence, call, now)
    since = presence.since
    if call is not None and state != "lost":
        talks = call.state in TALKING and call.live_at is not None
        since = call.live_at if talks and call.live_at else call.state_at
    elif state in ("lost", "gone"):
        since = presence.last_seen
    return Agent(user.row_id, user.full_name, presence.unit_id, state, since, call, msisdn, taken)


def _state(presence: AgentPresence, call: Call | None, now: datetime) -> str:
    fresh = presence.last_seen > now - call_rules.PRESENCE_LASTS
    if call is not None:
        if not fresh and (call.agent_seen_at is None or now - call.agent_seen_at > _SILENT):
            return "lost"
        if call.state is _S.CLAIMED:
            return "offered"
        return "wrapup" if call.state is _S.WRAPUP else "calling"
    if not fresh:
        return "gone"
    if presence.wrapup_until is not None and presence.wrapup_until > now:
        return "wrapup"
    return _FREE.get(presence.availability, "break")


_SILENT = call_rules.SILENT_AFTER
_FREE = {Availability.AVAILABLE: "ready", Availability.BUSY: "busy"}


def rostered(session: Session, actor: Actor, now: datetime) -> int | None:
    """How many people the roster wants now; None where no roster is kept."""
    local = vn(now)
    minute = local.hour * 60 + local.minute
    mine = [] if actor.unit_id is None else [col(DutyShift.unit_id) == actor.unit_id]
    shifts = session.exec(select(DutyShift).where(DutyShift.team == Team.VIDEO, *mine)).all()
    if not shifts:
        return None
    return sum(
        shift.people
        for shift in shifts
        if shift.weekday == local.weekday() and shift.starts <= minute < shift.ends
    )


def loads(session: Session, at_desks: list[Agent], in_queue: list[Waiter]) -> list[UnitLoad]:
    """One line per regional company that has somebody at a desk or in the queue."""
    units = session.exec(select(Unit).where(~col(Unit.head_office)).order_by(col(Unit.id)))
    return [
        load
        for unit in units
        if (load := _load(unit, at_desks, in_queue)).there or load.longest is not None
    ]


def _load(unit: Unit, at_desks: list[Agent], in_queue: list[Waiter]) -> UnitLoad:
    there = [one for one in at_desks if one.unit_id == unit.id and one.state != "gone"]
    since = [one.call.enqueued_at for one in in_queue if one.call.unit_id == unit.id]
    busy = sum(one.call is not None for one in there)
    return UnitLoad(unit.code, busy, len(there), min(since, default=None))


def _of_unit(actor: Actor) -> list[sa.ColumnElement[bool]]:
    if actor.unit_id is None:
        return []
    return [sa.or_(col(Call.unit_id) == actor.unit_id, col(Call.unit_id).is_(None))]
