"""Plans and promotions: data of the marketing people, not code."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class SimKind(StrEnum):
    SIM = "sim"
    ESIM = "esim"


class Plan(SQLModel, table=True):
    """Renewed every `cycle_days`. Zero data or minutes: none of it in this plan."""

    __table_args__ = (sa.CheckConstraint("price >= 0", name="price_not_negative"),)

    code: str = Field(primary_key=True, max_length=16)  # "D90"
    name: str = Field(max_length=64)
    price: int  # ₫ for a cycle, VAT included
    cycle_days: int
    data_mb_per_day: int = 0
    data_mb_per_cycle: int = 0
    minutes_on_net: int = 0
    minutes_off_net: int = 0
    summary: str = Field(max_length=160)  # one line for cards
    introduction: str = Field(default="", sa_type=sa.Text)  # paragraphs, one a line
    terms: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    how_to_register: str = Field(default="", sa_type=sa.Text)  # steps, one a line
    rank: int = 0  # the order on screen
    recommended: bool = False
    on_sale: bool = True


class Promotion(SQLModel, table=True):
    """Given for nothing to whom the rule fits: dates + SIM kind + channel + new subscriber."""

    __table_args__ = (
        sa.UniqueConstraint("code", "starts_on", name="uq_promotion_window"),
        sa.CheckConstraint("starts_on <= ends_on", name="window_runs_forward"),
        # whoever confirms last when one is left: settled here, not by an `if`
        sa.CheckConstraint("granted >= 0 and (cap is null or granted <= cap)", name="within_cap"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=16)  # "TN4G": what is advertised
    plan_code: str = Field(max_length=16)  # "KMTN4G": what is registered on the line
    title: str = Field(max_length=120)
    starts_on: date  # Vietnamese days, both included
    ends_on: date
    sim_kinds: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    channels: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # empty: every channel
    new_subscribers_only: bool = True
    is_on: bool = True  # for units that have no word of their own
    cap: int | None = None  # how many orders may have it in all; None: whoever comes
    granted: int = 0  # orders that have it now; moved by `service.take` and `give_back` only
    data_mb_per_day: int
    days: int
    terms: list[str] = Field(default_factory=list, sa_type=sa.JSON)


class PromotionUnit(SQLModel, table=True):
    """A unit's own word about a promotion: off, or from a later day than everywhere (7.27)."""

    __tablename__ = "promotion_unit"  # pyright: ignore[reportAssignmentType]

    promotion_id: int = Field(foreign_key="promotion.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    is_on: bool = True
    starts_on: date | None = None  # a Vietnamese day; None: with the promotion
