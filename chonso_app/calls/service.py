"""What the customer does with calls, and what the rest of the story may ask about them."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.calls.booking import arrival as booking_arrival
from chonso_app.calls.booking import rules as booking_rules
from chonso_app.calls.models import ACTIVE, Call, CallState, CallStill
from chonso_app.calls.moves import PLACES, CallNotFound, locked, move, note, topics
from chonso_app.calls.queue import entry as queue_entry
from chonso_app.calls.queue.entry import Entry, Gate
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.ekyc import service as ekyc
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.orders import service as orders
from chonso_app.orders.identity import evidence_since
from chonso_app.orders.models import Order


class IdentityFirst(ShopError):
    """The papers have not been checked yet, or did not pass."""


class TeamClosed(ShopError):
    """Outside the team's hours. `opens`: when to come back, None while nobody knows."""


class TeamClosing(ShopError):
    """Open, but whoever waits already takes all the time there is. `opens`: as for TeamClosed."""


class VideoOff(ShopError):
    """Switched off in the order's unit, and no neighbour can take the call."""


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
}


def enter_queue(session: Session, actor: Actor, code: str, *, now: datetime) -> Call:
    """Stand in the queue. Asking again while there returns the same call.

    Raises:
        OnlyInApp, OrderNotFound, NotYet, IdentityFirst, AlreadyVerified, UnderReview, NoMoreCalls,
        TeamClosed, TeamClosing, VideoOff
    """
    refuse_outside_app(actor)
    order = orders.order_of(session, actor, code)
    if running := active_call(session, order):
        return running
    _may_enter(session, order, now)
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
    booking_arrival.arrive(session, actor, call, order, now)
    call.unit_id = queue_entry.dispatched(session, call, order, now)
    note(session, call, "waiting", actor, now)
    told = {"call": call.key, "person_version": call.person_version}
    audit.record(session, actor, "calls.waiting", f"order:{order.code}", now=now, **told)
    events.publish(
        session, "calls.waiting", PLACES, *topics(call, order), actor=actor, order_id=order.id,
        now=now, **told,
    )  # fmt: skip
    return call


def may_talk(session: Session, order: Order, now: datetime) -> None:
    """Whatever the hour.

    Raises:
        NotYet, IdentityFirst, AlreadyVerified, UnderReview, NoMoreCalls
    """
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


def is_wanted(session: Session, order: Order, now: datetime) -> bool:
    """Whether a call could still help this order on."""
    over = {Standing.PASSED, Standing.UNDER_REVIEW, Standing.EXHAUSTED}
    may = orders.may_identify(session, order, now=now)
    return may and standing(session, order, now) not in over


def _may_enter(session: Session, order: Order, now: datetime) -> None:
    may_talk(session, order, now)
    entry = gate(session, order, now)
    match entry.gate:
        case Gate.CLOSED:
            raise TeamClosed(opens=entry.opens)
        case Gate.CLOSING:
            raise TeamClosing(opens=entry.opens)
        case Gate.OFF:
            raise VideoOff(hotline=settings.hotline)


def gate(session: Session, order: Order, now: datetime) -> Entry:
    """Who comes in the time they booked is let in though the team is about to open or to close."""
    entry = queue_entry.entry(session, order, now)
    booking = booking_arrival.open_booking(session, order)
    if booking is None or not booking_rules.is_in_time(booking.slot_at, now):
        return entry
    early = entry.gate is Gate.CLOSED and now < booking.slot_at
    return replace(entry, gate=Gate.OPEN) if early or entry.gate is Gate.CLOSING else entry


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
    if set_aside(session, order):
        return Standing.UNDER_REVIEW
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


def set_aside(session: Session, order: Order) -> Call | None:
    """The call that a supervisor has still to judge, whoever was named: editing must not end it."""
    aside = select(Call).where(Call.order_id == order.key, Call.state == CallState.QUARANTINED)
    return session.exec(aside.order_by(col(Call.id).desc()).limit(1)).one_or_none()


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
        void(session, actor, order, call, now)


def void(session: Session, actor: Actor, order: Order, call: Call, now: datetime) -> None:
    """This approval proves nobody any more."""
    if call.void_at is None:
        call.void_at = now
        session.add(call)
        audit.record(session, actor, "calls.voided", f"order:{order.code}", now=now, call=call.key)


def rejections(session: Session, order: Order) -> int:
    """How often this order was refused, whoever was named on it: editing must not reset it."""
    return len(refusals(session, order))


def refusals(session: Session, order: Order) -> list[str]:
    """Why it was refused each time, oldest first: codes of `rules.Rejection`."""
    refused = select(Call.reason).where(
        Call.order_id == order.key, Call.state == CallState.REJECTED
    )
    return [reason or "" for reason in session.exec(refused.order_by(col(Call.id)))]


def stills_of(session: Session, call_id: int) -> list[CallStill]:
    """In the order in which they were taken."""
    taken = select(CallStill).where(CallStill.call_id == call_id)
    return list(session.exec(taken.order_by(col(CallStill.number))))
