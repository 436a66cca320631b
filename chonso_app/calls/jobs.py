"""Sweeps: what must happen to calls even if nobody asks. Run by the worker."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.models import AgentPresence, Availability, Call, CallEvent, CallState
from chonso_app.calls.moves import DESKS, locked, move, requeue
from chonso_app.calls.queue import jobs as queue_jobs
from chonso_app.calls.queue import presence
from chonso_app.core import events
from chonso_app.core.actors import system
from chonso_app.core.db import read, transact
from chonso_app.core.jobs import every

__all__ = ["queue_jobs"]  # imported: that registers its sweeps
_SWEEP = system("calls")
S = CallState
Remedy = Callable[[Session, Call, datetime], None]


@every(2)
def tend(now: datetime) -> None:
    """Each remedy in a transaction of its own, on a row looked at again under its lock."""
    for due, remedy in _REMEDIES:
        for call_id in read(_ids, due(now)):
            transact(_apply, call_id, due, remedy, now)


def _ids(session: Session, due: sa.ColumnElement[bool]) -> list[int]:
    return [one for one in session.exec(select(Call.id).where(due)) if one is not None]


def _apply(
    session: Session,
    call_id: int,
    due: Callable[[datetime], sa.ColumnElement[bool]],
    remedy: Remedy,
    now: datetime,
) -> None:
    call = locked(session, call_id)
    if session.exec(select(Call.id).where(Call.id == call_id, due(now))).first():
        remedy(session, call, now)


def _in(state: CallState | Iterable[CallState], since: datetime) -> sa.ColumnElement[bool]:
    states = [state] if isinstance(state, CallState) else list(state)
    return sa.and_(col(Call.state).in_(states), col(Call.state_at) < since)


def _silent(column: Any, since: datetime) -> sa.ColumnElement[bool]:
    return col(column) < since


# -- waiting ---------------------------------------------------------------------------------
def _gone_from_queue(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Call.state) == S.WAITING, _silent(Call.customer_seen_at, now - rules.PLACE_KEPT)
    )


def _abandon(session: Session, call: Call, now: datetime) -> None:
    call.ended_at = now
    move(session, call, S.ABANDONED, _SWEEP, now)


# -- offered, and nobody picked up -----------------------------------------------------------
def _unanswered(now: datetime) -> sa.ColumnElement[bool]:
    return _in(S.CLAIMED, now - rules.OFFER_LASTS)


def _offer_elsewhere(session: Session, call: Call, now: datetime) -> None:
    agent = session.get(AgentPresence, call.agent_id, with_for_update=True)
    if agent:
        agent.availability, agent.since = Availability.PAUSED, now
    requeue(session, call, _SWEEP, now, "no_answer")


# -- no picture ------------------------------------------------------------------------------
def _never_connected(now: datetime) -> sa.ColumnElement[bool]:
    return _in(S.CONNECTING, now - rules.FIRST_FRAME_WITHIN)


def _no_first_frame(session: Session, call: Call, now: datetime) -> None:
    requeue(session, call, _SWEEP, now, "no_first_frame")


# -- somebody went silent --------------------------------------------------------------------
def _heartbeat_lost(now: datetime) -> sa.ColumnElement[bool]:
    since = now - rules.SILENT_AFTER
    silent = sa.or_(_silent(Call.customer_seen_at, since), _silent(Call.agent_seen_at, since))
    return sa.and_(col(Call.state) == S.LIVE, silent)


def _hold_the_line(session: Session, call: Call, now: datetime) -> None:
    call.customer_frame_at = call.agent_frame_at = None
    move(session, call, S.RECONNECTING, _SWEEP, now, lost="heartbeat")


def _never_came_back(now: datetime) -> sa.ColumnElement[bool]:
    return _in(S.RECONNECTING, now - rules.RECONNECT_WITHIN)


def _requeue_dropped(session: Session, call: Call, now: datetime) -> None:
    requeue(session, call, _SWEEP, now, "dropped")


# -- too long --------------------------------------------------------------------------------
def _endless(now: datetime) -> sa.ColumnElement[bool]:
    """Since it was last picked up: a call that dropped and came back is a new talk."""
    since = now - rules.LONGEST_TALK
    picked_up = sa.exists().where(
        col(CallEvent.call_id) == col(Call.id),
        col(CallEvent.kind) == S.CONNECTING.value,
        col(CallEvent.at) >= since,
    )
    return sa.and_(
        col(Call.state).in_((S.LIVE, S.RECONNECTING)), col(Call.live_at) < since, ~picked_up
    )


def _end(session: Session, call: Call, now: datetime) -> None:
    call.ended_at = now
    move(session, call, S.WRAPUP, _SWEEP, now, by="longest_talk")


def _no_verdict(now: datetime) -> sa.ColumnElement[bool]:
    return _in(S.WRAPUP, now - rules.LONGEST_WRAPUP)


def _set_aside(session: Session, call: Call, now: datetime) -> None:
    call.reason, call.decided_at = rules.Technical.NO_VERDICT.value, now
    move(session, call, S.INCONCLUSIVE, _SWEEP, now, reason=call.reason)


_REMEDIES: tuple[tuple[Callable[[datetime], sa.ColumnElement[bool]], Remedy], ...] = (
    (_gone_from_queue, _abandon),
    (_unanswered, _offer_elsewhere),
    (_never_connected, _no_first_frame),
    (_heartbeat_lost, _hold_the_line),
    (_never_came_back, _requeue_dropped),
    (_endless, _end),
    (_no_verdict, _set_aside),
)


@every(2)
def end_wrapups(now: datetime) -> None:
    transact(presence.end_wrapups, now)


@every(10)
def end_shifts(now: datetime) -> None:
    transact(presence.end_shifts, now)


@every(10)
def notice_agents_who_left(now: datetime) -> None:
    """Estimates count on who is on duty: a closed console must show."""
    transact(_pause_the_silent, now)


def _pause_the_silent(session: Session, now: datetime) -> None:
    gone = sa.update(AgentPresence).where(
        col(AgentPresence.availability) == Availability.AVAILABLE,
        col(AgentPresence.last_seen) < now - timedelta(seconds=60),
    )
    result: Any = session.execute(gone.values(availability=Availability.PAUSED, since=now))
    if result.rowcount:
        events.touch(session, "queue:calls", DESKS)
