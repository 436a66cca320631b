"""What the customer does with calls, and what the rest of the story may ask about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.models import (
    ACTIVE,
    WITH_AGENT,
    AgentPresence,
    Availability,
    Call,
    CallState,
    CallStill,
)
from chonso_app.calls.moves import CallNotFound, locked, move, note, topics
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.dispatch import service as dispatch
from chonso_app.ekyc import service as ekyc
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import Order
from chonso_app.switches import service as switches


class IdentityFirst(ShopError):
    """The papers have not been checked yet, or did not pass."""


class TeamClosed(ShopError):
    """Outside the team's hours. `opens`: when to come back."""


class NoMoreCalls(ShopError):
    """Refused too often: `hotline` or a shop goes on from here."""


class AlreadyVerified(ShopError):
    """A call about this person passed and is still good."""


class UnderReview(ShopError):
    """A supervisor is looking at the last call."""


class NotYet(ShopError):
    """The order is not at this step."""


class Standing(StrEnum):
    """Where an order stands with its video call. Only PASSED lets it go on."""

    MISSING = "missing"
    RUNNING = "running"  # in the queue, in a call, or the verdict is being written
    PASSED = "passed"
    REJECTED = "rejected"  # may call again
    INCONCLUSIVE = "inconclusive"  # may call again, nothing was counted
    UNDER_REVIEW = "under_review"
    EXHAUSTED = "exhausted"  # refused too often


_OF_STATE = {
    CallState.REJECTED: Standing.REJECTED,
    CallState.INCONCLUSIVE: Standing.INCONCLUSIVE,
    CallState.QUARANTINED: Standing.UNDER_REVIEW,
}


@dataclass(frozen=True)
class Place:
    """Where a waiting customer stands. `wait` is None when nobody is on duty."""

    place: int
    wait: timedelta | None
    on_duty: int


def team_hours() -> rules.Hours:
    return rules.hours(settings.call_opens, settings.call_closes, always=settings.demo)


def enter_queue(session: Session, actor: Actor, code: str, *, now: datetime) -> Call:
    """Stand in the queue. Asking again while there returns the same call.

    Raises:
        OrderNotFound, NotYet, IdentityFirst, AlreadyVerified, UnderReview, NoMoreCalls, TeamClosed
    """
    order = orders.order_of(session, actor, code)
    if running := active_call(session, order):
        return running
    _may_call(session, order, now)
    call = Call(
        order_id=order.key, person_version=order.person_version, unit_id=order.unit_id,
        enqueued_at=now, state_at=now, customer_seen_at=now,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(call)
    except IntegrityError:  # the other tab was first
        running = active_call(session, order)
        assert running is not None
        return running
    call.unit_id = _dispatched(session, call, order, now)
    note(session, call, "waiting", actor, now)
    told = {"call": call.key, "person_version": call.person_version}
    audit.record(session, actor, "calls.waiting", f"order:{order.code}", now=now, **told)
    events.publish(
        session, "calls.waiting", *topics(call, order), actor=actor, order_id=order.id, now=now,
        **told,
    )  # fmt: skip
    return call


def _dispatched(session: Session, call: Call, order: Order, now: datetime) -> int | None:
    """The unit whose team takes it: the order's, or its neighbour on duty (7.8)."""
    if order.unit_id is None:
        return None
    case = dispatch.Case(
        f"call:{call.key}", dispatch.Kind.CALL, order.province_code, order.referral, order.code,
        home_unit=order.unit_id, load=_waiting_by_unit(session, call, now),
        closed=switches.units_off(session, switches.Feature.VIDEO_CALL, now=now),
    )  # fmt: skip
    return dispatch.decide(session, case, now=now).unit_id


def _waiting_by_unit(session: Session, call: Call, now: datetime) -> dict[int, int]:
    """How many others stand in each unit's queue."""
    counted = (
        select(Call.unit_id, sa.func.count())
        .where(
            Call.state == CallState.WAITING,
            col(Call.customer_seen_at) > now - rules.SILENT_AFTER,
            col(Call.unit_id).is_not(None),
            Call.id != call.id,
        )
        .group_by(col(Call.unit_id))
    )
    return {unit: count for unit, count in session.exec(counted) if unit is not None}


def _may_call(session: Session, order: Order, now: datetime) -> None:
    if not orders.may_identify(session, order, now=now):
        raise NotYet
    if not papers_hold(session, order, now):
        raise IdentityFirst
    match standing(session, order, now):
        case Standing.PASSED:
            raise AlreadyVerified
        case Standing.UNDER_REVIEW:
            raise UnderReview(hotline=settings.hotline)
        case Standing.EXHAUSTED:
            raise NoMoreCalls(hotline=settings.hotline)
    hours = team_hours()
    if not hours.is_open(now):
        raise TeamClosed(opens=vn_datetime(hours.next_opening(now)))


def papers_hold(session: Session, order: Order, now: datetime) -> bool:
    """Whether the papers were checked and are still good; "unsure" goes on to the agent's eyes."""
    return ekyc.standing(session, order, now) in {"passed", "unsure"}


def leave(session: Session, actor: Actor, code: str, *, now: datetime) -> Call:
    """The customer hangs up: out of the queue, or the talk is over and the agent concludes.

    Raises:
        OrderNotFound, CallNotFound
    """
    order = orders.order_of(session, actor, code)
    running = active_call(session, order)
    if running is None:
        raise CallNotFound(details={"order": order.code})
    call = locked(session, running.key)
    if call.state in {CallState.WAITING, CallState.CLAIMED, CallState.CONNECTING}:
        call.ended_at = now
        move(session, call, CallState.CANCELLED, actor, now, by="customer")
    elif call.is_talking:
        call.ended_at = now
        move(session, call, CallState.WRAPUP, actor, now, by="customer")
    return call


def active_call(session: Session, order: Order) -> Call | None:
    mine = select(Call).where(Call.order_id == order.key, col(Call.state).in_(ACTIVE))
    return session.exec(mine.execution_options(populate_existing=True)).one_or_none()


def last_call(session: Session, order: Order, *states: CallState) -> Call | None:
    """The newest in one of `states` about the person as the order names them now."""
    about = select(Call).where(
        Call.order_id == order.key,
        Call.person_version == order.person_version,
        col(Call.state).in_(states),
    )
    return session.exec(about.order_by(col(Call.id).desc()).limit(1)).one_or_none()


def standing(session: Session, order: Order, now: datetime) -> Standing:
    if active_call(session, order):
        return Standing.RUNNING
    if approved_call(session, order, now):
        return Standing.PASSED
    if rejections(session, order) >= settings.call_rejections:
        return Standing.EXHAUSTED
    finished = select(Call.state).where(
        Call.order_id == order.key,
        Call.person_version == order.person_version,
        col(Call.state).in_(_OF_STATE),
    )
    state = session.exec(finished.order_by(col(Call.id).desc()).limit(1)).one_or_none()
    return _OF_STATE[CallState(state)] if state else Standing.MISSING


def approved_call(session: Session, order: Order, now: datetime) -> Call | None:
    """The call that proves this person, while it is still good (72 hours)."""
    good = select(Call).where(
        Call.order_id == order.key,
        Call.person_version == order.person_version,
        Call.state == CallState.APPROVED,
        col(Call.decided_at) > evidence_since(order, now),
        col(Call.void_at).is_(None),
    )
    return session.exec(good.order_by(col(Call.id).desc()).limit(1)).one_or_none()


def ask_again(session: Session, actor: Actor, order: Order, now: datetime) -> None:
    """The activation clerk wants another call: what was approved no longer counts."""
    proven = select(Call).where(
        Call.order_id == order.key, Call.state == CallState.APPROVED, col(Call.void_at).is_(None)
    )
    for call in session.exec(proven.with_for_update()):
        call.void_at = now
        session.add(call)
        audit.record(session, actor, "calls.voided", f"order:{order.code}", now=now, call=call.key)


def rejections(session: Session, order: Order) -> int:
    """How often this order was refused, whoever was named on it: editing must not reset it."""
    refused = select(sa.func.count()).where(
        Call.order_id == order.key, Call.state == CallState.REJECTED
    )
    return session.exec(refused).one()


def stills_of(session: Session, call_id: int) -> list[CallStill]:
    """In the order in which they were taken."""
    taken = select(CallStill).where(CallStill.call_id == call_id)
    return list(session.exec(taken.order_by(col(CallStill.number))))


def place_of(session: Session, call: Call, now: datetime) -> Place:
    """An honest place: everybody still there who would be offered to an agent first."""
    earlier = sa.or_(
        col(Call.enqueued_at) < call.enqueued_at,
        sa.and_(col(Call.enqueued_at) == call.enqueued_at, col(Call.id) < call.key),
    )
    ahead = select(sa.func.count()).where(
        Call.state == CallState.WAITING,
        col(Call.customer_seen_at) > now - rules.SILENT_AFTER,
        Call.id != call.id,
        sa.or_(
            col(Call.priority) > call.priority,
            sa.and_(col(Call.priority) == call.priority, earlier),
        ),
    )
    place = 1 + session.exec(ahead).one()
    agents, free = agents_on_duty(session, now)
    wait = rules.estimate(place, agents=agents, free=free, talk=usual_talk(session))
    return Place(place, wait, agents)


def agents_on_duty(session: Session, now: datetime) -> tuple[int, int]:
    """(taking calls or in one, of these in none)."""
    busy = set(session.exec(select(Call.agent_id).where(col(Call.state).in_(WITH_AGENT))))
    fresh = select(AgentPresence.user_id).where(
        AgentPresence.availability == Availability.AVAILABLE,
        col(AgentPresence.last_seen) > now - rules.PRESENCE_LASTS,
    )
    available = set(session.exec(fresh))
    return len(busy | available), len(available - busy)


def usual_talk(session: Session) -> timedelta:
    """The mean of the last twenty talks; four minutes until there are five."""
    talks = select(Call.live_at, Call.ended_at).where(
        col(Call.live_at).is_not(None), col(Call.ended_at).is_not(None)
    )
    rows = session.exec(talks.order_by(col(Call.id).desc()).limit(20)).all()
    lengths = [end - live for live, end in rows if live and end]
    return sum(lengths, timedelta()) / len(lengths) if len(lengths) >= 5 else rules.USUAL_TALK
