"""A call booked for a quarter of an hour, and the only moves its state may make."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class BookingState(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"  # in the queue in their time, before the others
    MISSED = "missed"
    CANCELLED = "cancelled"  # by the customer, or no longer needed


_B = BookingState
BOOKING_MOVES = {_B.BOOKED: {_B.ARRIVED, _B.MISSED, _B.CANCELLED}}
_BOOKED = sa.text("state = 'booked'")


def _one(name: str, *columns: str) -> sa.Index:
    return sa.Index(name, *columns, unique=True, sqlite_where=_BOOKED, postgresql_where=_BOOKED)


class CallBooking(SQLModel, table=True):
    """Rows are kept: they are the history, and count against the limits."""

    __tablename__ = "call_booking"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        _one("one_booking_per_order", "order_id"),
        _one("one_booking_per_seat", "unit_id", "slot_at", "seat"),
        sa.Index("bookings_due", "state", "slot_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    unit_id: int = 0  # whose team calls; 0: of an order that has no unit
    slot_at: datetime = Field(sa_type=UtcDateTime)
    seat: int  # 0, 1, … below what the slot takes
    state: BookingState = Field(default=_B.BOOKED, sa_type=stored_by_value(BookingState))
    booked_at: datetime = Field(sa_type=UtcDateTime)
    state_at: datetime = Field(sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    call_id: int | None = Field(default=None, foreign_key="call.id", index=True)  # it came to

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, state: BookingState, now: datetime) -> None:
        """Raises ForbiddenMove unless BOOKING_MOVES lists the move."""
        if state not in BOOKING_MOVES.get(self.state, ()):
            raise ForbiddenMove(
                details={"booking": self.id, "was": self.state.value, "asked": state.value}
            )
        self.state, self.state_at = state, now
