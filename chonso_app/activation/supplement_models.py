"""Yêu cầu bổ sung: what a clerk asks for beside a dossier, without refusing it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class AskedOf(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"  # of the call


class Wanted(StrEnum):
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PORTRAIT = "portrait"
    NOTE = "note"  # words: of the customer, or of the agent about the recording


WANTED_OF = {
    AskedOf.CUSTOMER: (Wanted.CARD_FRONT, Wanted.CARD_BACK, Wanted.PORTRAIT, Wanted.NOTE),
    AskedOf.AGENT: (Wanted.NOTE,),  # whom nobody sees any more: the call is over
}
PICTURES = (Wanted.CARD_FRONT, Wanted.CARD_BACK, Wanted.PORTRAIT)


class SupplementStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"  # by the clerk, or the order was cancelled
    EXPIRED = "expired"  # the clerk decides with what there is


SUPPLEMENT_MOVES = {  # a status that is not a key here is final
    SupplementStatus.OPEN: {
        SupplementStatus.ANSWERED, SupplementStatus.WITHDRAWN, SupplementStatus.EXPIRED,
    }
}  # fmt: skip
_IS_OPEN = sa.text("status = 'open'")


class Supplement(SQLModel, table=True):
    """One thing asked of one person about one dossier. Rows are kept: they are evidence."""

    __tablename__ = "dossier_supplement"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_open_supplement_per_dossier",
            "dossier_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        sa.CheckConstraint("(status = 'open') = (closed_at is null)", name="closed_when"),
        sa.CheckConstraint(
            "status <> 'answered' or answered_by is not null", name="answered_by_somebody"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    code: str = Field(max_length=16)  # the order's
    call_id: int = Field(foreign_key="call.id")
    asked_of: AskedOf = Field(sa_type=stored_by_value(AskedOf))
    wanted: Wanted = Field(sa_type=stored_by_value(Wanted))
    words: str = Field(default="", sa_type=SealedText)  # the clerk's, to who is asked
    clerk_id: int
    agent_id: int | None = Field(default=None, index=True)  # who is asked, when an agent is
    status: SupplementStatus = Field(
        default=SupplementStatus.OPEN, sa_type=stored_by_value(SupplementStatus), index=True
    )
    asked_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: str | None = Field(default=None, max_length=64)  # Actor.label
    answer: str = Field(default="", sa_type=SealedText)
    at_ms: int | None = None  # into the recording, that the answer speaks of
    evidence_id: int | None = Field(default=None, foreign_key="ekyc_evidence.id")

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, status: SupplementStatus, now: datetime) -> None:
        """Raises ForbiddenMove unless SUPPLEMENT_MOVES lists the move."""
        if status not in SUPPLEMENT_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"supplement": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status, self.closed_at = status, now
