"""A SIM that waits in a store for its customer (7.5)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value


class Receiver(StrEnum):
    SELF = "self"  # Chính chủ
    OTHER = "other"  # Người nhận thay


class StorePickup(SQLModel, table=True):
    """One order's SIM, set aside at `ready_at`. Lock the order's row before changing this one."""

    __tablename__ = "store_pickup"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint("handed_at is null or ended_at is null", name="one_end"),
        sa.CheckConstraint("handed_at is null or receiver is not null", name="handed_to"),
    )

    order_id: int = Field(primary_key=True, foreign_key="shop_order.id")
    order_code: str = Field(max_length=16, unique=True)
    store_code: str = Field(max_length=32, foreign_key="store.code", index=True)
    ready_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)  # later than that: no-show
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # -- the one-time code; the code itself is never kept --------------------------------------
    code_hmac: str = Field(default="", max_length=64)
    code_sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    codes_sent: int = 0
    wrong: int = 0  # since the last lock
    wrong_in_all: int = 0  # of this code
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    proven_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    proven_by: int | None = None  # the clerk who typed it
    # -- the end -------------------------------------------------------------------------------
    handed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    handed_by: str = Field(default="", max_length=64)
    receiver: Receiver | None = Field(default=None, sa_type=stored_by_value(Receiver))
    received_by: str | None = Field(default=None, sa_type=SealedText)  # name, when OTHER
    cash: int = 0  # ₫ taken over the counter
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # cancelled, no-show


class PushState(StrEnum):
    WANTED = "wanted"  # the store's system does not have it yet
    PUSHED = "pushed"
    REFUSED = "refused"  # it will not take it: a person must look
    READY = "ready"
    HANDED = "handed"
    CANCELLED = "cancelled"  # there too


class StorePush(SQLModel, table=True):
    """An order in the system of a store that has one. `failure`: what a person must look at."""

    __tablename__ = "store_push"  # pyright: ignore[reportAssignmentType]

    order_id: int = Field(primary_key=True, foreign_key="shop_order.id")
    order_code: str = Field(max_length=16, unique=True)
    store_code: str = Field(max_length=32, foreign_key="store.code", index=True)
    state: PushState = Field(
        default=PushState.WANTED, sa_type=stored_by_value(PushState), index=True
    )
    reference: str = Field(default="", max_length=64)  # theirs
    failure: str = Field(default="", max_length=64)
    looks: int = 0
    changed_at: datetime = Field(sa_type=UtcDateTime)
    next_look_at: datetime = Field(sa_type=UtcDateTime, index=True)
