"""Second looks: which approved calls were drawn, and what the supervisor found."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class LookStatus(StrEnum):
    WAITING = "waiting"
    GOOD = "good"
    COACH = "coach"  # right, but the agent should hear something
    WRONG = "wrong"  # should not have been approved


ALLOWED_MOVES = {  # a status that is not a key here is final
    LookStatus.WAITING: {LookStatus.GOOD, LookStatus.COACH, LookStatus.WRONG}
}
NOTE_LENGTH = 500


class SecondLook(SQLModel, table=True):
    """One drawn call. `agent_id` is who approved it."""

    __tablename__ = "second_look"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint(
            "(status = 'waiting') = (decided_at is null)", name="decided_when_not_waiting"
        ),
        sa.Index("second_looks_waiting", "status", "unit_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    unit_id: int | None = Field(default=None, index=True)
    agent_id: int = Field(index=True)
    status: LookStatus = Field(default=LookStatus.WAITING, sa_type=stored_by_value(LookStatus))
    drawn_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # what was seen in the recording: it goes when that goes
    note: str | None = Field(default=None, sa_type=SealedText)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, status: LookStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"look": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status = status
