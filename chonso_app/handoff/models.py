"""A link by which another browser of the same person goes on with an order."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value


class Step(StrEnum):
    """Where the other browser begins."""

    IDENTITY = "identity"
    CALL = "call"
    SIGN = "sign"
    SUPPLEMENT = "supplement"  # one more picture that a clerk asked for


_WAITS = sa.text("opened_at is null and closed_at is null")


class Handoff(SQLModel, table=True):
    """Made by one browser, opened once by one other. `closed_at`: replaced, or taken back."""

    __tablename__ = "order_handoff"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_waiting_link_per_order",
            "order_id",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        sa.CheckConstraint("(opened_at is null) = (opened_by = '')", name="opened_by_somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    token: str = Field(max_length=64, unique=True)  # its keyed fingerprint
    step: Step = Field(sa_type=stored_by_value(Step))
    asked_by: str = Field(max_length=64)  # a visitor, as `Actor.visitor`
    opened_by: str = Field(default="", max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id
