"""A booking as the queue sees it: is it time, and what coming in time gives."""

from datetime import datetime

from sqlmodel import Session, select

from chonso_app.calls.booking import rules
from chonso_app.calls.booking.models import BookingState, CallBooking
from chonso_app.calls.models import Call
from chonso_app.calls.moves import PLACES
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn
from chonso_app.orders.models import Order

PRIORITY = 1  # as a call that was lost once


def open_booking(session: Session, order: Order) -> CallBooking | None:
    booked = select(CallBooking).where(
        CallBooking.order_id == order.key, CallBooking.state == BookingState.BOOKED
    )
    return session.exec(booked.execution_options(populate_existing=True)).one_or_none()


def arrive(session: Session, actor: Actor, call: Call, order: Order, now: datetime) -> bool:
    """Who comes in time stands before those who booked nothing. The caller holds the call's row."""
    booking = open_booking(session, order)
    if booking is None or not rules.is_in_time(booking.slot_at, now):
        return False
    booking.call_id = call.key
    call.priority = max(call.priority, PRIORITY)
    session.add(call)
    move_booking(session, booking, BookingState.ARRIVED, order, actor, now, call=call.key)
    events.touch(session, PLACES)
    return True


def move_booking(
    session: Session, booking: CallBooking, state: BookingState, order: Order, actor: Actor,
    now: datetime, **detail: object,
) -> None:  # fmt: skip
    booking.move_to(state, now)
    session.add(booking)
    session.flush()  # the partial indexes speak now, not at commit
    tell(session, booking, order, actor, now, **detail)


def tell(
    session: Session, booking: CallBooking, order: Order, actor: Actor, now: datetime,
    **detail: object,
) -> None:  # fmt: skip
    kind = f"calls.booking_{booking.state}"
    told = {"booking": booking.key, "slot": booking.slot_at.isoformat(), **detail}
    audit.record(session, actor, kind, f"order:{order.code}", now=now, **told)
    events.publish(
        session, kind, f"order:{order.code}", actor=actor, order_id=order.id, now=now, **told
    )


def words_of(booking: CallBooking) -> dict[str, str]:
    """`time` and `day` for the texts."""
    local = vn(booking.slot_at)
    return {"time": f"{local:%H:%M}", "day": f"{local:%d/%m}"}
