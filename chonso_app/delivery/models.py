"""The parcel of an order, and what its carrier told of it. Every table of delivery is found here.

Whoever adds a table in a file of their own imports it at the end of this one.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.carriers.gateway import FINAL, ParcelStatus
from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class Purpose(StrEnum):
    FIRST = "first"  # the SIM that was ordered
    EXCHANGE = "exchange"  # a good one for a wrong or broken one (7.6)


_FINAL_SQL = ", ".join(f"'{status}'" for status in sorted(FINAL))
_IS_LIVE = sa.text(f"status not in ({_FINAL_SQL})")


class Shipment(SQLModel, table=True):
    """One parcel. Lock the order's row before moving it: cancel and pick-up meet there.

    `requested` until the carrier has answered. `failure`: why the carrier would not take it, or
    what a person must look at.
    """

    __table_args__ = (
        sa.Index(
            "ix_one_live_shipment_per_order",
            "order_id",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        sa.CheckConstraint("cod_amount >= 0 and fee >= 0 and collected >= 0", name="amounts"),
        sa.Index("ix_shipment_carrier_code", "carrier", "carrier_code", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    order_code: str = Field(max_length=16, index=True)
    purpose: Purpose = Field(default=Purpose.FIRST, sa_type=stored_by_value(Purpose))
    carrier: str = Field(foreign_key="carrier.code", max_length=16)
    client_order_code: str = Field(unique=True, max_length=32)  # "GS7K3Q68-1": never used twice
    carrier_code: str | None = Field(default=None, max_length=64)
    status: ParcelStatus = Field(
        default=ParcelStatus.REQUESTED, sa_type=stored_by_value(ParcelStatus), index=True
    )
    rank: int = 0  # of the status: it only ever grows (I16)
    raw_status: str = Field(default="", max_length=64)  # the carrier's own word for it
    cod_amount: int = 0  # ₫ to be collected at the door
    collected: int = 0  # ₫ that were, as the carrier says
    fee: int = 0  # ₫ that the carrier charges us
    pick_up_store: str = Field(default="", max_length=32)  # a store's code; "": registered address
    pick_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    handed_over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by OSP, F.13.1
    picked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # as the carrier says
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = Field(default="", max_length=200)  # the carrier's, of a failure or return
    failure: str = Field(default="", max_length=64)
    cancel_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by us
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    checks: int = 0

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    @property
    def is_live(self) -> bool:
        return not self.status.is_final

    def move_to(self, status: ParcelStatus) -> None:
        """Forward only. Raises ForbiddenMove."""
        if not status.follows(self.status):
            raise ForbiddenMove(
                details={
                    "shipment": self.client_order_code,
                    "was": self.status.value,
                    "asked": status.value,
                }
            )
        self.status, self.rank = status, status.rank


class EventState(StrEnum):
    WAITING = "waiting"  # stored; the carrier has not confirmed it yet
    DONE = "done"  # confirmed by `detail`, or overtaken by what came later
    PARKED = "parked"  # a person must look
    CLEARED = "cleared"  # a person has


class ParkedFor(StrEnum):
    """Why a notice waits for a person."""

    UNKNOWN_PARCEL = "unknown_parcel"
    UNKNOWN_STATUS = "unknown_status"
    CONTRADICTION = "contradiction"  # with what is settled already
    AMOUNT = "amount"  # not the money that was to be collected
    UNCONFIRMED = "unconfirmed"  # told by a notice, never by `detail`
    CANCELLED_BY_CARRIER = "cancelled_by_carrier"  # and nobody here had asked for it
    PARTIAL_RETURN = "partial_return"
    TOO_LATE = "too_late"  # called off, but the carrier had it and does not turn back


class CarrierEvent(SQLModel, table=True):
    """One webhook, stored before anything is done about it. `raw` holds no personal data."""

    __tablename__ = "carrier_event"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint(
            "carrier", "carrier_code", "type", "raw_status", "time", name="told_once"
        ),
        sa.CheckConstraint("state <> 'parked' or owner_unit_id is not null", name="parked_owned"),
    )

    id: int | None = Field(default=None, primary_key=True)
    carrier: str = Field(max_length=16)
    carrier_code: str = Field(max_length=64)
    client_order_code: str = Field(default="", max_length=64)
    shipment_id: int | None = Field(default=None, foreign_key="shipment.id", index=True)
    type: str = Field(max_length=32)
    raw_status: str = Field(max_length=64)
    status: ParcelStatus | None = Field(default=None, sa_type=stored_by_value(ParcelStatus))
    time: str = Field(max_length=40)  # as the carrier wrote it
    raw: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)
    state: EventState = Field(
        default=EventState.WAITING, sa_type=stored_by_value(EventState), index=True
    )
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    parked_for: ParkedFor | None = Field(default=None, sa_type=stored_by_value(ParkedFor))
    owner_unit_id: int | None = Field(default=None, foreign_key="unit.id")  # who must look
    cleared_by: str = Field(default="", max_length=64)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id


from chonso_app.delivery import cash_models, exchange_models, pickup_models  # noqa: E402, F401
