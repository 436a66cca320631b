"""Whether an agent takes calls: availability, wrap-up after a verdict, the end of a shift.

The server's clock decides. A browser only asks again when it thinks that the time has come.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.models import WITH_AGENT, AgentPresence, Availability, Call, CallState
from chonso_app.calls.moves import DESKS, requeue
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch import duty
from chonso_app.dispatch.models import Team

QUEUE = "queue:calls"
_ON_DUTY = (Availability.AVAILABLE, Availability.BUSY)


class OffShift(ShopError):
    """The roster has nobody of this unit on now. `shift`: the hours of today."""


class DeskStatus(StrEnum):
    """What an agent is doing, for their own console and for the wallboard."""

    AVAILABLE = "available"
    BUSY = "busy"
    PAUSED = "paused"
    OFFERED = "offered"  # has a call to pick up
    IN_CALL = "in_call"
    CONCLUDING = "concluding"  # the talk is over, the verdict is not written
    WRAPUP = "wrapup"  # the verdict is written; ready again in a moment, by itself
    AWAY = "away"  # the console is closed


_WITH_CALL = {
    CallState.CLAIMED: DeskStatus.OFFERED,
    CallState.WRAPUP: DeskStatus.CONCLUDING,
}


def status_of(presence: AgentPresence | None, call: Call | None, now: datetime) -> DeskStatus:
    """`call`: the one that occupies the agent, if any."""
    if call is not None and call.state in WITH_AGENT:
        return _WITH_CALL.get(call.state, DeskStatus.IN_CALL)
    if presence is None:
        return DeskStatus.PAUSED
    if presence.last_seen <= now - rules.PRESENCE_LASTS:
        return DeskStatus.AWAY
    if presence.availability is Availability.AVAILABLE and _wraps_up(presence, now):
        return DeskStatus.WRAPUP
    return DeskStatus(presence.availability.value)


def takes_calls(presence: AgentPresence, now: datetime) -> bool:
    """Leaving the roster aside: see `serves`."""
    fresh = presence.last_seen > now - rules.PRESENCE_LASTS
    return (
        fresh and presence.availability is Availability.AVAILABLE and not _wraps_up(presence, now)
    )


def _wraps_up(presence: AgentPresence, now: datetime) -> bool:
    return presence.wrapup_until is not None and presence.wrapup_until > now


def available(now: datetime) -> sa.Select[Any]:
    """The users whom a call could reach, in wrap-up or not."""
    return sa.select(col(AgentPresence.user_id)).where(
        col(AgentPresence.availability) == Availability.AVAILABLE,
        col(AgentPresence.last_seen) > now - rules.PRESENCE_LASTS,
    )


def set_availability(
    session: Session, actor: Actor, availability: Availability, *, now: datetime
) -> None:
    """Busy or pausing hands an offered call on to somebody else; ready ends a wrap-up early.

    Raises:
        NotAllowed, OffShift
    """
    require(actor, Permission.CALLS_TAKE)
    if availability is Availability.AVAILABLE:
        _must_be_on_shift(session, actor, now)
    else:
        _hand_on(session, actor, now)  # call, then presence: the order of locks everybody keeps
    presence = presence_of(session, actor, now)
    if presence.availability is not availability:
        presence.since = now
        audit.record(
            session, actor, "calls.availability", f"user:{actor.user_id}", now=now,
            availability=availability.value,
        )  # fmt: skip
    presence.availability, presence.last_seen, presence.pause_after = availability, now, False
    presence.wrapup_until = None
    if availability is not Availability.AVAILABLE:
        _hand_on(session, actor, now, at_once=True)  # claimed by another tab in between
    events.touch(session, QUEUE, DESKS)


def _hand_on(session: Session, actor: Actor, now: datetime, *, at_once: bool = False) -> None:
    """`at_once`: leave what somebody else has locked; they move it themselves."""
    offered = select(Call).where(Call.agent_id == actor.user_id, Call.state == CallState.CLAIMED)
    mine = offered.with_for_update(skip_locked=at_once).execution_options(populate_existing=True)
    for call in session.exec(mine).all():
        requeue(session, call, actor, now, "declined")


def pause_after_this(session: Session, actor: Actor, on: bool, *, now: datetime) -> None:
    """Nghỉ sau cuộc này."""
    require(actor, Permission.CALLS_TAKE)
    presence_of(session, actor, now).pause_after = on


def beat(session: Session, actor: Actor, *, now: datetime) -> None:
    """The console is open and alive."""
    require(actor, Permission.CALLS_TAKE)
    mine = sa.update(AgentPresence).where(col(AgentPresence.user_id) == actor.user_id)
    session.execute(mine.values(last_seen=now))


def presence_of(session: Session, actor: Actor, now: datetime) -> AgentPresence:
    """Of this agent, locked; a new one is paused."""
    assert actor.user_id is not None  # staff always have one
    presence = session.get(AgentPresence, actor.user_id, with_for_update=True)
    if presence is None:
        presence = AgentPresence(user_id=actor.user_id, since=now, last_seen=now)
        session.add(presence)
    presence.unit_id = actor.unit_id
    return presence


def call_concluded(session: Session, actor: Actor, now: datetime, *, rest: bool = False) -> None:
    """A few seconds to breathe, then ready by itself; a pause when the agent asked for one."""
    presence = presence_of(session, actor, now)
    presence.last_seen, presence.since = now, now
    if rest or presence.pause_after:
        presence.availability, presence.pause_after = Availability.PAUSED, False
        presence.wrapup_until = None
    else:
        presence.wrapup_until = now + timedelta(seconds=settings.call_wrapup_seconds)


# -- shifts ----------------------------------------------------------------------------------
def shift_of(session: Session, unit_id: int | None, now: datetime) -> duty.Shift:
    """The head office keeps no roster: it is always there."""
    if unit_id is None:
        return duty.ALWAYS
    return duty.shift_of(session, Team.VIDEO, unit_id, now=now)


def serves(session: Session, unit_id: int | None, now: datetime) -> bool:
    """Whether its agents take calls now: on their shift, or until who was let in is served."""
    return unit_id is None or unit_id not in off_shift_units(session, now)


def off_shift_units(session: Session, now: datetime) -> list[int]:
    """Units that keep a roster for this team, have nobody on now and nobody left to serve."""
    roster = duty.on_duty(session, Team.VIDEO, now=now)
    over = {unit: one.ended for unit, one in roster.items() if not one.on}
    if not over:
        return []
    kept = _still_serving(session, over, now)
    return [unit for unit in over if unit not in kept]


def _still_serving(
    session: Session, over: Mapping[int, datetime | None], now: datetime
) -> set[int]:
    """Who waits when the shift ends is still served: by the same team, if nobody else is ready.

    Who came after that does not keep anybody: the roster said that nobody would be there.
    """
    others = available(now).where(
        sa.or_(col(AgentPresence.unit_id).is_(None), col(AgentPresence.unit_id).not_in(list(over)))
    )
    if session.execute(others.limit(1)).first():
        return set()
    waiting = select(Call.unit_id, sa.func.min(col(Call.enqueued_at))).where(
        Call.state == CallState.WAITING,
        col(Call.unit_id).in_(list(over)),
        col(Call.customer_seen_at) > now - rules.SILENT_AFTER,
    )
    return {
        unit
        for unit, first in session.exec(waiting.group_by(col(Call.unit_id)))
        if unit is not None and (ended := over[unit]) is not None and first < ended
    }


def _must_be_on_shift(session: Session, actor: Actor, now: datetime) -> None:
    shift = shift_of(session, actor.unit_id, now)
    if not shift.on and not serves(session, actor.unit_id, now):
        raise OffShift(shift=shift.hours)


def end_wrapups(session: Session, now: datetime) -> None:
    """So that consoles look again: whether a wrap-up is over, its time says."""
    over = sa.update(AgentPresence).where(col(AgentPresence.wrapup_until) <= now)
    result: Any = session.execute(over.values(wrapup_until=None, since=now))
    if result.rowcount:
        events.touch(session, QUEUE, DESKS)


def end_shifts(session: Session, now: datetime) -> None:
    """Who is off the roster gets no new call; an open one goes on. Consoles say so."""
    off = off_shift_units(session, now)
    if not off:
        return
    ended = sa.update(AgentPresence).where(
        col(AgentPresence.unit_id).in_(off), col(AgentPresence.availability).in_(_ON_DUTY)
    )
    values = {"availability": Availability.PAUSED, "since": now, "wrapup_until": None}
    result: Any = session.execute(ended.values(**values, pause_after=False))
    if result.rowcount:
        events.touch(session, QUEUE, DESKS)
