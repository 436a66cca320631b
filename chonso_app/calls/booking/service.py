"""Đặt giờ gọi: a slot with room, a link before it, priority to who comes in their time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.calls import service
from chonso_app.calls.booking import rules
from chonso_app.calls.booking.arrival import arrive, move_booking, open_booking, tell, words_of
from chonso_app.calls.booking.models import BookingState, CallBooking
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import locked, move
from chonso_app.calls.queue import entry as queue_entry
from chonso_app.calls.queue import service as queue
from chonso_app.core import events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn, vn_today
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.dispatch.models import DutyShift, Team
from chonso_app.hours import service as hours
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.orders.notices import send


class SlotTaken(ShopError):
    """Full, over, or outside the hours: choose another."""


class BookedTooOften(ShopError):
    """So many today, or missed so often, that one queues instead. `most`: a day."""


class CallRunning(ShopError):
    """An agent has the call already."""


class NoBooking(ShopError):
    """Nothing is booked (any more)."""


@dataclass(frozen=True)
class Slot:
    at: datetime
    left: int  # how many more may book it


def slots(session: Session, order: Order, now: datetime) -> list[Slot]:
    """Of the next days, full ones too. Empty when nobody could keep the promise."""
    unit_id, rooms = _rooms(session, order, now)
    taken = _taken(session, unit_id, now)
    return [Slot(at, max(0, room - len(taken.get(at, ())))) for at, room in rooms.items()]


def _rooms(session: Session, order: Order, now: datetime) -> tuple[int | None, dict[datetime, int]]:
    """Whose team would call, and how many it takes in each slot."""
    unit_id, gate = queue_entry.team_of(session, order, now)
    if gate is queue_entry.Gate.OFF:
        return unit_id, {}
    talk = queue.look(session, now).handling_of(unit_id)
    plan = hours.schedule(session, unit_id, Team.VIDEO, now=now)
    roster = _roster(session, unit_id)
    rooms = {at: rules.seats(_people(roster, at), talk) for at in rules.slots(plan, now, talk)}
    return unit_id, {at: room for at, room in rooms.items() if room}


def _roster(session: Session, unit_id: int | None) -> list[DutyShift]:
    kept = select(DutyShift).where(DutyShift.unit_id == unit_id, DutyShift.team == Team.VIDEO)
    return list(session.exec(kept))


def _people(roster: list[DutyShift], at: datetime) -> int:
    """Rostered then; one where no roster is kept."""
    if not roster:
        return 1
    local = vn(at)
    minute, weekday = local.hour * 60 + local.minute, local.weekday()
    return sum(
        row.people for row in roster if row.weekday == weekday and row.starts <= minute < row.ends
    )


def _taken(session: Session, unit_id: int | None, now: datetime) -> dict[datetime, set[int]]:
    booked = select(CallBooking.slot_at, CallBooking.seat).where(
        CallBooking.unit_id == (unit_id or 0),
        CallBooking.state == BookingState.BOOKED,
        col(CallBooking.slot_at) > now - timedelta(days=1),
    )
    seats: dict[datetime, set[int]] = defaultdict(set)
    for at, seat in session.exec(booked):
        seats[at].add(seat)
    return seats


def book(
    session: Session, actor: Actor, code: str, slot_at: datetime, *, now: datetime
) -> CallBooking:
    """Promise the customer that slot, instead of the one they had; who waits leaves the queue.

    Raises:
        OrderNotFound, NotYet, IdentityFirst, AlreadyVerified, UnderReview, NoMoreCalls
        SlotTaken, BookedTooOften, CallRunning
    """
    order = orders.order_of_locked(session, actor, code)
    service.may_talk(session, order, now)
    before = open_booking(session, order)
    if before and before.slot_at == slot_at:
        return before
    _not_too_often(session, order, now)
    if before:
        move_booking(session, before, BookingState.CANCELLED, order, actor, now, why="moved")
    _leave_queue(session, order, actor, now)
    booking = _seat(session, order, slot_at, now)
    tell(session, booking, order, actor, now)
    send(session, order, "calls.booked", f"call-booked:{booking.key}", now=now, **words_of(booking))
    return booking


def _not_too_often(session: Session, order: Order, now: datetime) -> None:
    rows = select(CallBooking.booked_at, CallBooking.state).where(CallBooking.order_id == order.key)
    made = session.exec(rows).all()
    today = sum(vn_today(at) == vn_today(now) for at, _ in made)
    missed = sum(state == BookingState.MISSED for _, state in made)
    if today >= settings.call_bookings_per_day or missed >= settings.call_missed_bookings:
        raise BookedTooOften(most=settings.call_bookings_per_day)


def _leave_queue(session: Session, order: Order, actor: Actor, now: datetime) -> None:
    running = service.active_call(session, order)
    if running is None:
        return
    call = locked(session, running.key)
    if call.state is not CallState.WAITING:
        raise CallRunning
    call.ended_at = now
    move(session, call, CallState.CANCELLED, actor, now, by="booked")


def _seat(session: Session, order: Order, slot_at: datetime, now: datetime) -> CallBooking:
    """The first free seat; whoever took it in this instant leaves us the next."""
    unit_id, rooms = _rooms(session, order, now)
    room = rooms.get(slot_at, 0)
    for _ in range(room):
        taken = _taken(session, unit_id, now).get(slot_at, set())
        free = next((number for number in range(room) if number not in taken), None)
        if free is None:
            break
        booking = CallBooking(
            order_id=order.key, unit_id=unit_id or 0, slot_at=slot_at, seat=free, booked_at=now,
            state_at=now,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(booking)
                session.flush()
        except IntegrityError:
            continue
        return booking
    raise SlotTaken


def cancel(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Raises OrderNotFound, NoBooking."""
    order = orders.order_of_locked(session, actor, code)
    booking = open_booking(session, order)
    if booking is None:
        raise NoBooking
    move_booking(session, booking, BookingState.CANCELLED, order, actor, now, why="customer")


# -- what happens by itself -------------------------------------------------------------------


def due(session: Session, now: datetime) -> list[int]:
    """Bookings with something to do: the reminder, who waits already, who did not come."""
    at = col(CallBooking.slot_at)
    over = rules.missed_at(now) - now
    waits = sa.exists().where(
        col(Call.order_id) == col(CallBooking.order_id), col(Call.state) == CallState.WAITING
    )
    booked = select(CallBooking.id).where(
        CallBooking.state == BookingState.BOOKED,
        sa.or_(
            sa.and_(col(CallBooking.reminded_at).is_(None), at <= now + rules.remind_before()),
            sa.and_(waits, at <= now + rules.EARLY),
            at <= now - over,
        ),
    )
    return [one for one in session.exec(booked.order_by(at)) if one]


def tend(session: Session, booking_id: int, actor: Actor, now: datetime) -> None:
    """One booking whose time comes or is over."""
    found = session.get_one(CallBooking, booking_id)
    order = orders.lock_order(session, found.order_id)
    booking = open_booking(session, order)
    if booking is None or booking.key != booking_id:
        return
    if not service.is_wanted(session, order, now):
        move_booking(session, booking, BookingState.CANCELLED, order, actor, now, why="not_needed")
    elif queue_entry.team_of(session, order, now)[1] is queue_entry.Gate.OFF:
        move_booking(session, booking, BookingState.CANCELLED, order, actor, now, why="off")
        _write(session, order, booking, "calls.booking_off", now)
    elif now >= rules.missed_at(booking.slot_at):
        move_booking(session, booking, BookingState.MISSED, order, actor, now)
        _write(session, order, booking, "calls.booking_missed", now)
    elif booking.reminded_at is None:
        _remind(session, booking, order, actor, now)
    elif (call := service.active_call(session, order)) and call.state is CallState.WAITING:
        arrive(session, actor, locked(session, call.key), order, now)


def _remind(
    session: Session, booking: CallBooking, order: Order, actor: Actor, now: datetime
) -> None:
    """The link; or that the team's hours have changed since and nobody will be there."""
    plan = hours.schedule(session, booking.unit_id or None, Team.VIDEO, now=now)
    if not plan.is_open(booking.slot_at):
        move_booking(session, booking, BookingState.CANCELLED, order, actor, now, why="closed")
        _write(session, order, booking, "calls.booking_called_off", now)
        return
    booking.reminded_at = now
    session.add(booking)
    _write(session, order, booking, "calls.booking_soon", now)
    events.touch(session, f"order:{order.code}")


def _write(
    session: Session, order: Order, booking: CallBooking, template: str, now: datetime
) -> None:
    path = f"/hoa-mang/{order.code}/cuoc-goi"
    key = f"{template}:{booking.key}"
    send(session, order, template, key, now=now, path=path, **words_of(booking))
