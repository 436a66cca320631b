"""A wrong or broken SIM at home, and the good one that replaces it on the same phiếu (7.6)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value


class ExchangeReason(StrEnum):
    WRONG_SERIAL = "wrong_serial"
    BROKEN = "broken"
    NOT_READ = "not_read"  # the phone does not see it
    MISSING = "missing"  # the envelope was empty
    OTHER = "other"


_IS_OPEN = sa.text("settled_at is null")


class SimExchange(SQLModel, table=True):
    """Open until the new SIM is in hand, or the order has ended. Lock the order's row first."""

    __tablename__ = "sim_exchange"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "ix_one_open_exchange_per_order",
            "order_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    order_code: str = Field(max_length=16, index=True)
    reason: ExchangeReason = Field(sa_type=stored_by_value(ExchangeReason))
    note: str = Field(default="", max_length=200)  # the customer's words
    old_iccid: str = Field(default="", max_length=20)  # "": none had been scanned
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: str = Field(max_length=64)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
