"""One look at the queue: who waits, who is on duty, how long a call takes today, who is open."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median_low

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.calls import rules
from chonso_app.calls.booking.models import CallBooking
from chonso_app.calls.models import WITH_AGENT, AgentPresence, Availability, Call, CallState
from chonso_app.calls.queue import presence
from chonso_app.calls.queue.rules import Agent, Board, Place, Waiting
from chonso_app.core.clock import vn
from chonso_app.dispatch.models import Team
from chonso_app.hours import service as hours
from chonso_app.switches import service as switches

_ENOUGH = 5  # calls that make a median worth telling
_MOST = 400
Handled = tuple[int | None, timedelta]


def look(session: Session, now: datetime) -> Board:
    """A handful of questions, whatever the length of the queue: ask once for everybody."""
    regional = select(Unit.id).where(col(Unit.head_office).is_(False))
    table = hours.timetable(session, Team.VIDEO, now=now)
    units: list[int | None] = [None, *session.exec(regional)]
    return Board(
        at=now,
        waiting=tuple(sorted(_waiting(session), key=lambda one: one.turn)),
        agents=tuple(_agents(session, now)),
        handling=handling_times(session, now),
        openings={unit: table.of(unit).opening(now) for unit in units},
        switched_off=switches.units_off(session, switches.Feature.VIDEO_CALL, now=now),
        off_shift=frozenset(presence.off_shift_units(session, now)),
    )


def place_of(session: Session, call: Call, now: datetime) -> Place:
    """An honest place: everybody still there who would be offered first to the same agents."""
    board = look(session, now)
    return board.place_of(call.key) or board.place_at_end(call.unit_id)


def _waiting(session: Session) -> Iterable[Waiting]:
    rows = (
        sa.select(
            col(Call.id), col(Call.unit_id), col(Call.priority), col(Call.enqueued_at),
            col(Call.customer_seen_at), col(CallBooking.id),  # NULL for those who booked nothing
        )
        .outerjoin(CallBooking, col(CallBooking.call_id) == col(Call.id))
        .where(col(Call.state) == CallState.WAITING)
    )  # fmt: skip
    for call_id, unit_id, priority, enqueued_at, seen_at, booking in session.execute(rows):
        yield Waiting(call_id, unit_id, priority, enqueued_at, seen_at, booking is not None)


def _agents(session: Session, now: datetime) -> Iterable[Agent]:
    """Whoever is in a call is on duty, even with a console that is silent just now."""
    running = select(Call.agent_id, Call.live_at, Call.state_at).where(
        col(Call.state).in_(WITH_AGENT), col(Call.agent_id).is_not(None)
    )
    busy = {agent: live_at or state_at for agent, live_at, state_at in session.exec(running)}
    fresh = col(AgentPresence.last_seen) > now - rules.PRESENCE_LASTS
    there = select(AgentPresence.user_id, AgentPresence.unit_id, fresh).where(
        AgentPresence.availability == Availability.AVAILABLE,
        sa.or_(fresh, col(AgentPresence.user_id).in_(list(busy))),
    )
    for user_id, unit_id, ready in session.exec(there):
        yield Agent(user_id, unit_id, bool(ready), busy.get(user_id))


def handling_times(session: Session, now: datetime) -> dict[int | None, timedelta]:
    """What a call takes, talk and conclusion, by unit; under None what it takes anywhere.

    Today's, where there are enough of them; else the last ones of any day.
    """
    midnight = vn(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = _handled(session, col(Call.decided_at) >= midnight)
    recent = today if len(today) >= _ENOUGH else _handled(session, sa.true(), most=20)
    by_unit: dict[int | None, list[timedelta]] = defaultdict(list)
    for unit_id, length in today:
        by_unit[unit_id].append(length)
    by_unit[None] = [length for _, length in recent]
    return {
        unit: median_low(lengths) for unit, lengths in by_unit.items() if len(lengths) >= _ENOUGH
    }


def _handled(session: Session, of: sa.ColumnElement[bool], most: int = _MOST) -> list[Handled]:
    """The newest. A verdict that the sweep wrote says nothing about how long a call takes."""
    concluded = (
        select(Call.unit_id, Call.live_at, Call.ended_at, Call.decided_at)
        .where(
            of,
            col(Call.live_at).is_not(None),
            col(Call.decided_at).is_not(None),
            sa.func.coalesce(Call.reason, "") != rules.Technical.NO_VERDICT.value,
        )
        .order_by(col(Call.decided_at).desc())
        .limit(most)
    )
    return [
        (unit, length)
        for unit, live, ended, decided in session.exec(concluded)
        if live and decided and (length := rules.handling(live, ended or decided, decided))
    ]
