"""Báo khi có số: what somebody waits for, and how far the feed of changes has been read for it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime

PER_PERSON = 10


class NumberAlert(SQLModel, table=True):
    """One question of one person: a customer, told in the inbox, or an address, told by mail.

    An address counts from the moment its owner confirms it. What is not wanted any more is deleted:
    nobody's address stays here for nothing.
    """

    __tablename__ = "number_alert"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("owner_mark", "question_mark", name="one_alert_per_question"),
        # Ten at most, whoever adds two at once: each has a place of its own.
        sa.UniqueConstraint("owner_mark", "place", name="one_alert_per_place"),
        sa.CheckConstraint(f"place >= 0 AND place < {PER_PERSON}", name="ten_at_most"),
        sa.CheckConstraint("(customer_id IS NULL) <> (email IS NULL)", name="customer_or_email"),
    )

    id: int | None = Field(default=None, primary_key=True)
    owner_mark: str = Field(max_length=64)  # keyed hash of the customer or the address
    customer_id: int | None = Field(default=None, foreign_key="app_user.id")
    email: str | None = Field(default=None, sa_type=SealedText)
    place: int = Field(sa_type=sa.SmallInteger)
    question: str = Field(sa_type=SealedText)  # as in the address: q=09*6868&gia=-3000000
    question_mark: str = Field(max_length=64)  # keyed hash of it
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    total: int = 0  # how many matched when it was looked at last
    found: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # to be told: E.164, a few
    found_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def row_id(self) -> int:
        assert self.id is not None, "not flushed yet"
        return self.id


class AlertPlace(SQLModel, table=True):
    """The last change of the feed that all alerts have been held against. One row."""

    __tablename__ = "number_alert_place"  # pyright: ignore[reportAssignmentType]

    id: int = Field(default=1, primary_key=True)
    seq: int = Field(default=0, sa_type=sa.BigInteger)
