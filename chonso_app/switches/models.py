"""What can be switched, and the rows that switch it."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value


class Feature(StrEnum):
    ESIM = "esim"
    PHYSICAL_SIM = "physical_sim"
    HOME_DELIVERY = "home_delivery"
    STORE_PICKUP = "store_pickup"
    CASH_ON_DELIVERY = "cash_on_delivery"
    VIDEO_CALL = "video_call"
    IDENTIFY_FIRST = "identify_first"  # eKYC and call before a physical SIM leaves the house


_EVERYWHERE = sa.text("unit_id is null")


class FeatureSwitch(SQLModel, table=True):
    """One feature for one unit, or everywhere; a unit's own row wins."""

    __tablename__ = "feature_switch"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("feature", "unit_id", name="one_switch_per_unit"),
        sa.Index(  # a unique constraint takes two NULLs for different
            "one_switch_everywhere",
            "feature",
            unique=True,
            sqlite_where=_EVERYWHERE,
            postgresql_where=_EVERYWHERE,
        ),
        sa.CheckConstraint(
            "starts_on is null or ends_on is null or starts_on <= ends_on",
            name="window_runs_forward",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    feature: Feature = Field(sa_type=stored_by_value(Feature))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)  # None: everywhere
    on: bool = True
    starts_on: date | None = None  # Vietnamese days, both included
    ends_on: date | None = None
    changed_at: datetime = Field(sa_type=UtcDateTime)
