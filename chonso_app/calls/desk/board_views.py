"""The left and the top of the agent's console: queue, availability, shift, today's figures.

Shown to every agent whenever the queue moves: a fixed number of queries, however long it is, and
most of them once for all agents of a unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.desk import service as desk
from chonso_app.calls.models import AgentPresence, Call, CallState
from chonso_app.calls.queue import presence
from chonso_app.calls.queue.presence import DeskStatus
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_time
from chonso_app.core.db import among
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.dispatch.duty import Shift
from chonso_app.orders.models import Order, SimKind

_ROWS = 30
_OF_ORDER: tuple[Any, ...] = (Order.full_name, Order.msisdn, Order.sim_kind)  # the rest is wide
_TELL_BEFORE = timedelta(minutes=10)  # the end of a shift


@dataclass(frozen=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True)
class QueueRow:
    call_id: int
    name: str
    number: str
    esim: bool
    attempt: str  # "Lần 2"
    again: bool
    since: str  # ISO: the browser counts up
    note: str
    by_text: bool
    mine: bool


@dataclass(frozen=True)
class Board:
    """`availability`: a DeskStatus; what was offered still counts as available."""

    agent: int = 0  # who sits here; 0 before that is known
    availability: str = "paused"
    since: str = ""
    ready_at: str = ""  # ISO: when the wrap-up is over
    pause_after: bool = False
    on_shift: bool = True
    shift_note: str = ""  # the shift ends soon, or is over
    queue: list[QueueRow] = field(default_factory=list)
    count: int = 0
    today: list[Fact] = field(default_factory=list)
    shift: list[Fact] = field(default_factory=list)


Turn = tuple[int, datetime, int]  # as `_TURN` orders
Line = tuple[Turn, QueueRow]


@dataclass(frozen=True)
class UnitBoard:
    """What all agents of a unit see alike: see `queue.shared.of_unit`."""

    lines: tuple[Line, ...]  # the first of those who wait
    count: int
    kept: Mapping[int, tuple[Line, ...]]  # by agent: for them alone, of units not in reach
    duty: Shift
    serves: bool
    shift: list[Fact]


def of_unit(session: Session, unit_id: int | None, now: datetime) -> UnitBoard:
    duty = presence.shift_of(session, unit_id, now)
    waiting, count, kept = _waiting(session, unit_id, now)
    lines = _lines(session, [*waiting, *kept])
    theirs: dict[int, tuple[Line, ...]] = defaultdict(tuple)
    for call, line in zip(kept, lines[len(waiting) :], strict=True):
        theirs[call.preferred_agent_id or 0] += (line,)
    return UnitBoard(
        lines=tuple(lines[: len(waiting)]), count=count, kept=theirs, duty=duty,
        serves=duty.on or presence.serves(session, unit_id, now),
        shift=_shift(session, duty.hours, now),
    )  # fmt: skip


def board(session: Session, actor: Actor, now: datetime, *, unit: UnitBoard | None = None) -> Board:
    """`unit`: as it was just seen; read here when it was not."""
    unit = unit or of_unit(session, actor.unit_id, now)
    mine = desk.current(session, actor)
    me = session.get(AgentPresence, actor.user_id)
    status = presence.status_of(me, mine, now)
    shift, serves = unit.duty, unit.serves
    note = say("calls.shift.still_waiting", hours=shift.hours)
    if shift.on or not serves:
        note = _shift_note(shift.on, shift.hours, shift.ends, now, busy=mine is not None)
    kept = unit.kept.get(actor.user_id or 0, ())
    until = me.wrapup_until if me and status is DeskStatus.WRAPUP else None
    return Board(
        agent=actor.user_id or 0,
        availability=_SHOWN_AS.get(status, status).value,
        since=say("calls.desk.since", time=vn_time(me.since)) if me else "",
        ready_at=until.isoformat() if until else "",
        pause_after=bool(me and me.pause_after),
        on_shift=serves, shift_note=note,
        queue=_queue(session, mine, [*unit.lines, *kept]), count=unit.count + len(kept),
        today=_today(session, actor, now), shift=unit.shift,
    )  # fmt: skip


_SHOWN_AS = {DeskStatus.OFFERED: DeskStatus.AVAILABLE, DeskStatus.AWAY: DeskStatus.PAUSED}


# -- queue -----------------------------------------------------------------------------------
_TURN = (col(Call.priority).desc(), col(Call.enqueued_at), col(Call.id))


def _waiting(
    session: Session, unit_id: int | None, now: datetime
) -> tuple[Sequence[Call], int, Sequence[Call]]:
    """The first of them, how many there are, and who is kept for one agent beyond the reach."""
    there = sa.and_(
        col(Call.state) == CallState.WAITING, col(Call.customer_seen_at) > now - rules.PLACE_KEPT
    )
    reach = desk.reach_of_unit(session, unit_id, now)
    in_line = select(Call).where(there, reach)
    first = session.exec(in_line.order_by(*_TURN).limit(_ROWS)).all()
    count = len(first)
    if count == _ROWS:
        count = session.exec(select(sa.func.count()).select_from(Call).where(there, reach)).one()
    if unit_id is None:  # reaches everything
        return first, count, ()
    kept = select(Call).where(
        there, sa.not_(reach), col(Call.preferred_agent_id).is_not(None),
        col(Call.state_at) >= now - rules.AGENT_PREFERRED,
    )  # fmt: skip
    return first, count, session.exec(kept.order_by(*_TURN).limit(_ROWS)).all()


def _queue(session: Session, mine: Call | None, lines: Iterable[Line]) -> list[QueueRow]:
    """The agent's own call before all others; it may have been taken since those were read."""
    own = [row for _, row in _lines(session, [mine], mine=True)] if mine else []
    taken = {row.call_id for row in own}
    others = [row for _, row in sorted(lines) if row.call_id not in taken]
    return own + others[:_ROWS]


def _lines(session: Session, calls: Sequence[Call], *, mine: bool = False) -> list[Line]:
    wanted = {call.order_id for call in calls}
    shown = (
        select(Order).options(load_only(*_OF_ORDER)).where(among(session, col(Order.id), wanted))
    )
    orders = {order.key: order for order in session.exec(shown)}
    before = _earlier(session, wanted)
    return [
        (
            (-call.priority, call.enqueued_at, call.key),
            _row(call, orders[call.order_id], before.get(call.order_id, []), mine=mine),
        )
        for call in calls
    ]


def _earlier(session: Session, order_ids: set[int]) -> dict[int, list[Call]]:
    """Calls of these orders that are over or were live, oldest first."""
    over = select(Call).where(
        among(session, col(Call.order_id), order_ids),
        sa.or_(col(Call.live_at).is_not(None), col(Call.decided_at).is_not(None)),
    )
    found: dict[int, list[Call]] = {}
    for call in session.exec(over.order_by(col(Call.id))):
        found.setdefault(call.order_id, []).append(call)
    return found


def _row(call: Call, order: Order, known: list[Call], *, mine: bool) -> QueueRow:
    earlier = [one for one in known if one.key < call.key]
    attempt = attempt_of(earlier)
    taken = mine and call.state is not CallState.CLAIMED
    since = call.live_at if mine and call.live_at else call.enqueued_at
    return QueueRow(
        call.key, order.full_name if taken else masked_name(order.full_name),
        grouped(order.msisdn), order.sim_kind is SimKind.ESIM,
        say("calls.desk.attempt", number=attempt), attempt > 1, since.isoformat(),
        last_outcome(call, earlier)[0], call.by_text_at is not None, mine,
    )  # fmt: skip


def masked_name(full_name: str) -> str:
    """Enough to greet somebody before the call is answered: `Nguyễn Ngọc Lan` → `N. N. Lan`."""
    *others, given = full_name.split() or [""]
    return " ".join([*(f"{word[0]}." for word in others), given])


def attempt_of(earlier: Sequence[Call]) -> int:
    """Counting only calls in which people saw each other."""
    return 1 + sum(one.live_at is not None for one in earlier)


def last_outcome(call: Call, earlier: Sequence[Call]) -> tuple[str, str]:
    """(short, whole sentence) about the last time, ("", "") when there was none."""
    if call.priority and call.live_at:
        return say("calls.desk.event.reconnecting"), say("calls.desk.dropped")
    told = (CallState.REJECTED, CallState.INCONCLUSIVE)
    last = next((one for one in reversed(earlier) if one.state in told), None)
    if last is None or last.decided_at is None:
        return "", ""
    short = f"{say(f'calls.verdict.{last.state}')}: {say(f'calls.reason.{last.reason}').lower()}"
    technical = last.state is CallState.INCONCLUSIVE
    key = "calls.desk.last_technical" if technical else "calls.desk.last_call"
    return short, say(key, time=vn_time(last.decided_at), outcome=short)


def earlier_calls(session: Session, call: Call) -> list[Call]:
    """Of the same order, before this one; as `last_outcome` and `attempt_of` want them."""
    known = _earlier(session, {call.order_id}).get(call.order_id, [])
    return [one for one in known if one.key < call.key]


# -- shift -----------------------------------------------------------------------------------
def _shift_note(on: bool, hours: str, ends: datetime | None, now: datetime, *, busy: bool) -> str:
    if not on:
        return say("calls.shift.over_in_call" if busy else "calls.shift.over", hours=hours)
    if ends is None or ends - now > _TELL_BEFORE:
        return ""
    return say("calls.shift.soon", time=vn_time(ends))


def _shift(session: Session, hours: str, now: datetime) -> list[Fact]:
    colleagues = sa.select(sa.func.count()).select_from(presence.available(now).subquery())
    on_duty = session.execute(colleagues).scalar_one()
    return [
        Fact(say("calls.shift.hours"), hours or say("calls.shift.no_roster")),
        Fact(say("calls.shift.on_duty"), say("calls.shift.people", count=on_duty)),
    ]


def _today(session: Session, actor: Actor, now: datetime) -> list[Fact]:
    """What this agent concluded since midnight: how many, how long, how many passed.

    Not what was set aside on another day and settled today by a supervisor.
    """
    midnight = vn(now).replace(hour=0, minute=0, second=0, microsecond=0)
    done = select(Call.state, Call.live_at, Call.ended_at).where(
        Call.agent_id == actor.user_id,
        col(Call.decided_at) >= midnight,
        col(Call.ended_at) >= midnight - rules.LONGEST_WRAPUP,
    )
    rows = session.exec(done).all()
    talks = [ended - live for _, live, ended in rows if live and ended]
    mean = sum(talks, timedelta()) / len(talks) if talks else None
    passed = sum(state == CallState.APPROVED for state, _, _ in rows)
    share = f"{round(100 * passed / len(rows))}%" if rows else "–"
    return [
        Fact(say("calls.today.calls"), str(len(rows))),
        Fact(say("calls.today.mean"), _minutes(mean) if mean else "–"),
        Fact(say("calls.today.passed"), share),
    ]


def _minutes(length: timedelta) -> str:
    whole = int(length.total_seconds())
    return f"{whole // 60}:{whole % 60:02}"
