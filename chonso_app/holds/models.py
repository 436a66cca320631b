"""The hold row, and the only moves its status may make."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove
from chonso_app.holds.rules import Clock


class HoldStatus(StrEnum):
    ACTIVE = "active"  # the clock runs
    ORDERED = "ordered"  # paid: no clock
    RELEASED = "released"  # given back, or its order was cancelled
    EXPIRED = "expired"  # the time ran out


ALLOWED_MOVES = {  # a status that is not a key here is final
    HoldStatus.ACTIVE: {HoldStatus.ORDERED, HoldStatus.RELEASED, HoldStatus.EXPIRED},
    HoldStatus.ORDERED: {HoldStatus.RELEASED},
}
# Not as parameters: an index of some rows is used only where the query says the same words.
IS_LIVE = sa.text("status IN ('active', 'ordered')")


def _known(column: str) -> sa.Index:
    """Most rows have nothing there: an index of the others costs a press nothing."""
    where = sa.text(f"{column} IS NOT NULL")
    return sa.Index(f"ix_hold_{column}", column, sqlite_where=where, postgresql_where=where)


class Hold(SQLModel, table=True):
    """One person's claim on one number. Rows are kept: they are the history and the counters.

    The person is a browser (`visitor`), and from the moment the phone is proven a customer too.
    """

    __table_args__ = (
        # Two buyers racing are settled by the number's UPDATE; this says the same once more.
        sa.Index(
            "ix_one_live_hold_per_number",
            "msisdn",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        sa.Index("ix_hold_due", "releases_at", sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
        sa.Index("ix_hold_number_day", "msisdn", "placed_at"),
        sa.Index("ix_hold_visitor_day", "visitor", "placed_at"),
        sa.Index("ix_hold_address_day", "address_mark", "placed_at"),
        _known("customer_id"),
        _known("phone_mark"),
        _known("pair_code"),
    )

    id: int = Field(default=None, primary_key=True)
    msisdn: str = Field(max_length=15, foreign_key="number.msisdn")
    status: HoldStatus = Field(default=HoldStatus.ACTIVE, sa_type=stored_by_value(HoldStatus))
    visitor: str = Field(max_length=64)  # hash of the browser's cookie
    customer_id: int | None = None
    phone_mark: str | None = Field(default=None, max_length=64)  # keyed hash
    address_mark: str | None = Field(default=None, max_length=64)  # keyed hash
    pair_code: str | None = Field(default=None, max_length=16)  # the two of a sim đôi share one
    placed_at: datetime = Field(sa_type=UtcDateTime)
    proven_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    at_bank_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)  # what the countdown shows
    releases_at: datetime = Field(sa_type=UtcDateTime)  # later than that only while at the bank
    hard_limit_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def clock(self) -> Clock:
        return Clock(self.expires_at, self.releases_at, self.hard_limit_at)

    @property
    def is_live(self) -> bool:
        return self.status in (HoldStatus.ACTIVE, HoldStatus.ORDERED)

    def runs(self, now: datetime) -> bool:
        """Still its owner's, by the clock: a row that nobody swept yet counts as over."""
        return self.status is HoldStatus.ACTIVE and now < self.releases_at

    def move_to(self, status: HoldStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"hold": self.id, "was": self.status, "asked": status})
        self.status = status


class WaitEntry(SQLModel, table=True):
    """Somebody wants to know when a held number is free again. Deleted once it is told, or when
    there is nothing to wait for: nobody's address stays here for nothing."""

    __tablename__ = "wait_entry"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("msisdn", "owner_mark", name="one_wait_per_number"),
        sa.CheckConstraint("(customer_id IS NULL) <> (email IS NULL)", name="customer_or_email"),
    )

    id: int = Field(default=None, primary_key=True)  # first come, first told
    msisdn: str = Field(max_length=15, foreign_key="number.msisdn")
    owner_mark: str = Field(max_length=64, index=True)  # keyed hash of the customer or the address
    visitor: str = Field(max_length=64, index=True)  # the browser: its push, and its own hold
    customer_id: int | None = Field(default=None, foreign_key="app_user.id")
    email: str | None = Field(default=None, sa_type=SealedText)
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)
