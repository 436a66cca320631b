"""Cash: what is to be collected with a SIM, what was, what of it reached us, and what goes back."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class CashStatus(StrEnum):
    EXPECTED = "expected"  # the carrier or store is to collect it
    COLLECTED = "collected"  # they have it; it is ours, but not with us
    REMITTED = "remitted"  # it is on our account
    UNCOLLECTABLE = "uncollectable"  # refused, cancelled, lost: there will be none


CASH_MOVES = {  # a status that is not a key here is final
    CashStatus.EXPECTED: {CashStatus.COLLECTED, CashStatus.UNCOLLECTABLE},
    # a parcel given up for lost was delivered after all
    CashStatus.UNCOLLECTABLE: {CashStatus.COLLECTED},
    CashStatus.COLLECTED: {CashStatus.REMITTED},
}
GOT = (CashStatus.COLLECTED, CashStatus.REMITTED)
_COUNTS = sa.text("status <> 'uncollectable'")


class CashDue(SQLModel, table=True):
    """The cash of one order. It lies with `carrier`, or with the store when that is "".

    `amount` is what the customer owed; `told` what the collector says it took.
    """

    __tablename__ = "cash_due"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_cash_due_per_order", "order_id", unique=True,
            sqlite_where=_COUNTS, postgresql_where=_COUNTS,
        ),
        sa.CheckConstraint("amount > 0 and told >= 0 and remitted >= 0", name="amounts"),
        sa.CheckConstraint("(carrier = '') or (store_code = '')", name="one_holder"),
        sa.CheckConstraint(
            "status not in ('collected', 'remitted') or collected_at is not null", name="when"
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    order_code: str = Field(max_length=16, index=True)
    shipment_id: int | None = Field(default=None, foreign_key="shipment.id", index=True)
    carrier: str = Field(default="", max_length=16, index=True)
    store_code: str = Field(default="", max_length=32, index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)  # who sees to it
    amount: int  # ₫
    told: int = 0  # ₫
    remitted: int = 0  # ₫
    status: CashStatus = Field(
        default=CashStatus.EXPECTED, sa_type=stored_by_value(CashStatus), index=True
    )
    expected_at: datetime = Field(sa_type=UtcDateTime, index=True)
    collected_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    collected_by: str = Field(default="", max_length=64)  # an actor's label
    remitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reference: str = Field(default="", max_length=64)  # of the transfer that brought it

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id

    def move_to(self, status: CashStatus) -> None:
        """Raises ForbiddenMove unless CASH_MOVES lists the move."""
        if status not in CASH_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"cash": self.id, "was": self.status, "asked": status})
        self.status = status


class CashRefundStatus(StrEnum):
    DUE = "due"
    PAID_OUT = "paid_out"


class PaidOutBy(StrEnum):
    STORE = "store"  # over the counter
    TRANSFER = "transfer"  # to the customer's bank account


class CashRefund(SQLModel, table=True):
    """Cash that goes back to the customer. One per `CashDue`, the whole of it."""

    __tablename__ = "cash_refund"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("status <> 'paid_out' or reference <> ''", name="paid_out_how"),
    )

    id: int | None = Field(default=None, primary_key=True)
    cash_due_id: int = Field(foreign_key="cash_due.id", unique=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    order_code: str = Field(max_length=16)
    unit_id: int = Field(foreign_key="unit.id", index=True)  # whose order clerks see to it
    amount: int  # ₫
    status: CashRefundStatus = Field(
        default=CashRefundStatus.DUE, sa_type=stored_by_value(CashRefundStatus), index=True
    )
    way: PaidOutBy | None = Field(default=None, sa_type=stored_by_value(PaidOutBy))
    reference: str = Field(default="", max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    paid_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paid_out_by: str = Field(default="", max_length=64)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id


class FileStatus(StrEnum):
    READ = "read"  # shown, not counted yet
    APPLIED = "applied"


class SettlementFile(SQLModel, table=True):
    """One file of a carrier: which parcels' cash it has transferred. Never imported twice."""

    __tablename__ = "settlement_file"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("carrier", "digest", name="file_once"),)

    id: int | None = Field(default=None, primary_key=True)
    carrier: str = Field(foreign_key="carrier.code", max_length=16)
    name: str = Field(max_length=120)
    digest: str = Field(max_length=64)
    status: FileStatus = Field(default=FileStatus.READ, sa_type=stored_by_value(FileStatus))
    lines: int = 0
    amount: int = 0  # ₫ of all lines
    fee: int = 0
    errors: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)  # line → text key
    read_at: datetime = Field(sa_type=UtcDateTime)
    read_by: str = Field(max_length=64)
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id


class Outcome(StrEnum):
    """How a line of a settlement met what we know."""

    MATCHED = "matched"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    UNKNOWN = "unknown"  # no such parcel with this carrier, or one without cash
    TWICE = "twice"
    UNEXPECTED = "unexpected"  # money for a parcel that was not delivered, as far as we know


class SettlementLine(SQLModel, table=True):
    __tablename__ = "settlement_line"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="settlement_file.id", index=True)
    line: int
    carrier_code: str = Field(default="", max_length=64)
    client_order_code: str = Field(default="", max_length=64)
    amount: int  # ₫
    fee: int = 0
    transferred_on: date
    reference: str = Field(default="", max_length=64)
    outcome: Outcome = Field(default=Outcome.UNKNOWN, sa_type=stored_by_value(Outcome))
    cash_due_id: int | None = Field(default=None, foreign_key="cash_due.id", index=True)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id


class DifferenceKind(StrEnum):
    MISSING = "missing"  # collected long ago, in no settlement
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    UNKNOWN = "unknown"
    TWICE = "twice"
    UNEXPECTED = "unexpected"
    TOLD = "told"  # the collector says it took another amount than was due


_IS_OPEN = sa.text("cleared_at is null and cash_due_id is not null")


class CashDifference(SQLModel, table=True):
    """What does not agree, until somebody has said what became of it."""

    __tablename__ = "cash_difference"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_open_difference_of_a_kind", "cash_due_id", "kind", unique=True,
            sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN,
        ),
        sa.CheckConstraint("cleared_at is null or cleared_by <> ''", name="cleared_by"),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    kind: DifferenceKind = Field(sa_type=stored_by_value(DifferenceKind), index=True)
    carrier: str = Field(default="", max_length=16)
    order_code: str = Field(default="", max_length=64)  # or the carrier's word for it
    cash_due_id: int | None = Field(default=None, foreign_key="cash_due.id", index=True)
    line_id: int | None = Field(default=None, foreign_key="settlement_line.id")
    expected: int  # ₫
    got: int  # ₫
    owner_unit_id: int = Field(foreign_key="unit.id", index=True)  # who must look
    opened_at: datetime = Field(sa_type=UtcDateTime)
    cleared_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    cleared_by: str = Field(default="", max_length=64)
    note: str = Field(default="", max_length=300)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id
