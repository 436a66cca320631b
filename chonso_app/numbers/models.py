"""The number on the shelf, the only moves its status may make, and the feed of its changes."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.numbers.rules import NumberClass as C
from chonso_app.numbers.rules import mask_of


class NumberStatus(StrEnum):
    AVAILABLE = "available"
    HELD = "held"  # somebody's hold has it; `held_until` is empty once it is paid
    SOLD = "sold"  # a live line
    BLOCKED = "blocked"  # kept back: not for sale, or resting after a line ended


class SubscriptionKind(StrEnum):
    """What the number may be activated as."""

    PREPAID = "prepaid"
    POSTPAID = "postpaid"
    EITHER = "either"


ALLOWED_MOVES = {  # from → to
    NumberStatus.AVAILABLE: {NumberStatus.HELD, NumberStatus.BLOCKED},
    # held → held: a hold that ran out is followed by another before anybody swept it away
    NumberStatus.HELD: {NumberStatus.AVAILABLE, NumberStatus.SOLD, NumberStatus.HELD},
    NumberStatus.SOLD: {NumberStatus.BLOCKED},
    NumberStatus.BLOCKED: {NumberStatus.AVAILABLE},
}


# Classes that fewer than one number in a hundred has: together they have an index of their own
RARE_MASK = mask_of((
    C.BAT_QUY, C.THAT_QUY, C.LUC_QUY, C.NGU_QUY, C.TU_QUY, C.TAM_HOA_KEP, C.TAM_HOA,
    C.LUC_QUY_GIUA, C.NGU_QUY_GIUA, C.TU_QUY_GIUA, C.TAXI_2, C.TAXI_3, C.TAXI_4, C.TIEN,
    C.TIEN_DOI, C.KEP_3, C.KEP_2, C.LAP, C.DOI_XUNG, C.DAO, C.NAM_SINH,
))  # fmt: skip
_IS_RARE = sa.text(f"(classes & {RARE_MASK}) <> 0")
_ASKED = ("classes", "traits")


class Number(SQLModel, table=True):
    """Moves by `service` only, each a single UPDATE … WHERE: of many who press, one wins."""

    __table_args__ = (
        sa.CheckConstraint("price >= 0", name="price_not_negative"),
        sa.CheckConstraint("status = 'held' OR held_until IS NULL", name="only_held_has_a_clock"),
        # None has the status: a hold writes one row and no index. In the order of a page, with the
        # columns that most questions are about, so that only rows that fit are read.
        sa.Index("ix_number_price", "price", "national", *_ASKED),
        sa.Index("ix_number_beauty", "beauty", "price", "national", *_ASKED),
        sa.Index(
            "ix_number_rare",
            "price",
            "national",
            *_ASKED,
            sqlite_where=_IS_RARE,
            postgresql_where=_IS_RARE,
        ),
        {"postgresql_with": {"fillfactor": 90}},  # room on the page for a row that is held
    )

    msisdn: str = Field(primary_key=True, max_length=15)  # "84901236868"
    national: str = Field(max_length=10, unique=True)  # "0901236868": heads and patterns
    reversed: str = Field(max_length=10, index=True)  # "8686321090": tails
    prefix: str = Field(max_length=3)  # "090"
    cls: str = Field(default="", max_length=16)  # the badge: rules.NumberClass, or ""
    classes: int = Field(default=0, sa_type=sa.BigInteger)  # every class, as rules.mask_of
    traits: int = Field(default=0, sa_type=sa.BigInteger)  # what its digits say: traits.traits_of
    rules_version: int = Field(default=0, sa_type=sa.SmallInteger)
    beauty: int = Field(default=0, sa_type=sa.SmallInteger)
    price: int = Field(sa_type=sa.BigInteger)
    status: NumberStatus = Field(
        default=NumberStatus.AVAILABLE, sa_type=stored_by_value(NumberStatus)
    )
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unit_id: int | None = None  # the regional company whose stock it is; None: everybody's
    store_code: str | None = Field(
        default=None, max_length=16
    )  # the shop that keeps it, if one does
    kind: SubscriptionKind = Field(
        default=SubscriptionKind.EITHER, sa_type=stored_by_value(SubscriptionKind)
    )
    run_id: int | None = None  # the import that brought it: stock_models.StockRun


class NumberChange(SQLModel, table=True):
    """A number whose row is not what it was; written in the transaction that changed it.

    Says which number, not what became of it: readers look at the row itself, so that reading a
    change twice, or late, does no harm. `msisdn` None: very many changed, build the index anew.
    """

    __tablename__ = "number_change"  # pyright: ignore[reportAssignmentType]
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int = Field(
        default=None, primary_key=True, sa_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    )
    msisdn: str | None = Field(default=None, max_length=15)
    at: datetime = Field(sa_type=UtcDateTime)
