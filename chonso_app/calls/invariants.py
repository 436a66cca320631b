"""What must always be true of calls (I4, I5, I8). Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.calls import rules
from chonso_app.calls.booking import rules as booking_rules
from chonso_app.calls.booking.models import BookingState, CallBooking
from chonso_app.calls.desk import verdicts
from chonso_app.calls.models import ACTIVE, Call, CallEvent, CallState

_S = CallState
_LONGEST = {  # each active state has a sweep that ends it: nobody stays in one twice as long
    _S.CLAIMED: rules.OFFER_LASTS,
    _S.CONNECTING: rules.FIRST_FRAME_WITHIN,
    _S.RECONNECTING: rules.RECONNECT_WITHIN,
    _S.LIVE: rules.LONGEST_TALK,
    _S.WRAPUP: rules.LONGEST_WRAPUP,
}


def rows(session: Session, now: datetime) -> list[str]:
    return [
        *_approvals_are_complete(session),
        *_nobody_is_forgotten(session, now),
        *_told(session),
        *_bookings_are_settled(session, now),
    ]


def _approvals_are_complete(session: Session) -> Iterator[str]:
    for call in session.exec(select(Call).where(Call.state == _S.APPROVED)):
        if missing := verdicts.missing_for_approval(session, call):
            yield f"call {call.id} was approved without {', '.join(missing)}"


def _nobody_is_forgotten(session: Session, now: datetime) -> Iterator[str]:
    for call in session.exec(select(Call).where(col(Call.state).in_(ACTIVE))):
        longest = _LONGEST.get(call.state)
        if longest and now - call.state_at > 2 * longest + rules.SILENT_AFTER:
            yield f"call {call.id} is {call.state} since {call.state_at:%H:%M:%S}"
        if call.state is _S.WAITING and now - call.customer_seen_at > 2 * rules.PLACE_KEPT:
            yield f"call {call.id} waits for a customer who is gone"


def _told(session: Session) -> Iterator[str]:
    """The history of a call ends where its row stands."""
    states = {state.value for state in CallState}
    for call in session.exec(select(Call)):
        moves = select(CallEvent.kind).where(
            CallEvent.call_id == call.key, col(CallEvent.kind).in_(states)
        )
        last = session.exec(moves.order_by(col(CallEvent.id).desc()).limit(1)).one_or_none()
        if last != call.state.value:
            yield f"call {call.id} is {call.state}, but its history ends at {last}"


def _bookings_are_settled(session: Session, now: datetime) -> Iterator[str]:
    """Who did not come in their time is told so within minutes."""
    booked = select(CallBooking).where(CallBooking.state == BookingState.BOOKED)
    for booking in session.exec(booked):
        if now > booking_rules.missed_at(booking.slot_at) + timedelta(minutes=5):
            yield f"booking {booking.id} of {booking.slot_at:%d/%m %H:%M} was never settled"
