"""Payments, refunds and what the bank told us; the constraints keep money from counting twice."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class PaymentStatus(StrEnum):
    PENDING = "pending"  # the customer was sent to the bank
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"  # by the customer, at the bank
    EXPIRED = "expired"  # the bank's window closed without an answer
    ON_HOLD = "on_hold"  # money taken, bank suspects fraud: a person decides


ALLOWED_MOVES = {  # money is a fact: a success may follow anything but a success
    PaymentStatus.PENDING: set(PaymentStatus) - {PaymentStatus.PENDING},
    PaymentStatus.FAILED: {PaymentStatus.SUCCEEDED, PaymentStatus.ON_HOLD},
    PaymentStatus.CANCELLED: {PaymentStatus.SUCCEEDED, PaymentStatus.ON_HOLD},
    PaymentStatus.EXPIRED: {PaymentStatus.SUCCEEDED, PaymentStatus.ON_HOLD},
    PaymentStatus.ON_HOLD: {PaymentStatus.SUCCEEDED, PaymentStatus.FAILED},
}


class RefundReason(StrEnum):
    NUMBER_LOST = "number_lost"  # the money came after the lock was lost, and so was the number
    PAID_TWICE = "paid_twice"
    ORDER_CANCELLED = "order_cancelled"  # the money came after the order was cancelled
    CANCELLED = "cancelled"  # a paid order was cancelled
    SUSPECTED = "suspected"  # the bank suspected fraud, and we chose not to sell
    AMOUNT_CHANGED = "amount_changed"  # an older link was paid, the order costs something else now


class RefundStatus(StrEnum):
    DUE = "due"  # we owe it; the job asks the bank
    REQUESTED = "requested"  # asked; no clear answer yet
    ACCEPTED = "accepted"  # VNPAY has taken it on
    DONE = "done"  # the bank has it
    REFUSED = "refused"  # needs a person


REFUND_MOVES = {
    RefundStatus.DUE: {RefundStatus.REQUESTED},
    RefundStatus.REQUESTED: {
        RefundStatus.REQUESTED, RefundStatus.ACCEPTED, RefundStatus.DONE, RefundStatus.REFUSED,
    },
    RefundStatus.ACCEPTED: {RefundStatus.DONE, RefundStatus.REFUSED},
    RefundStatus.REFUSED: {RefundStatus.DUE},  # by staff
}  # fmt: skip

_COUNTS = sa.text("counts")


class Payment(SQLModel, table=True):
    """One visit to the bank. Each attempt has its own `txn_ref`."""

    __table_args__ = (
        # Of all the money for one order, one payment is its price; the rest goes back.
        sa.Index(
            "one_payment_counts",
            "order_id",
            unique=True,
            sqlite_where=_COUNTS,
            postgresql_where=_COUNTS,
        ),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("not counts or status = 'succeeded'", name="counts"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    txn_ref: str = Field(unique=True, max_length=100)
    amount: int  # ₫
    status: PaymentStatus = Field(
        default=PaymentStatus.PENDING, sa_type=stored_by_value(PaymentStatus), index=True
    )
    counts: bool = False  # this payment is what the order was paid with
    address: str = Field(default="", max_length=45)  # vnp_IpAddr, which the signature covers
    created_at: datetime = Field(sa_type=UtcDateTime)  # vnp_CreateDate
    expires_at: datetime = Field(sa_type=UtcDateTime)  # vnp_ExpireDate
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bank_code: str = Field(default="", max_length=20)
    transaction_no: str = Field(default="", max_length=32)
    reason_code: str = Field(default="", max_length=16)  # the gateway's own
    checks: int = 0  # how often querydr was asked
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    owner: str = Field(default="", max_length=64)  # ON_HOLD: whose desk it lies on

    def move_to(self, status: PaymentStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"payment": self.id, "was": self.status.value})
        self.status = status

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id


class Refund(SQLModel, table=True):
    """The whole of one payment, on its way back. One row per payment, whatever happens to it."""

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(foreign_key="payment.id", unique=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    amount: int  # ₫
    reason: RefundReason = Field(sa_type=stored_by_value(RefundReason))
    status: RefundStatus = Field(
        default=RefundStatus.DUE, sa_type=stored_by_value(RefundStatus), index=True
    )
    request_key: str = Field(default="", max_length=80)  # however often asked, one refund
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    requested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason_code: str = Field(default="", max_length=16)
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)

    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    def move_to(self, status: RefundStatus) -> None:
        """Raises ForbiddenMove unless REFUND_MOVES lists the move."""
        if status not in REFUND_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"refund": self.id, "was": self.status.value})
        self.status = status

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id


class IpnEvent(SQLModel, table=True):
    """A result that changed a payment, in the words it came in. Unique: a copy changes nothing."""

    __tablename__ = "ipn_event"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint(
            "txn_ref", "transaction_no", "meaning", "reason_code", name="one_result"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(foreign_key="payment.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    source: str = Field(max_length=8)  # "ipn" or "querydr"
    txn_ref: str = Field(max_length=100)
    transaction_no: str = Field(max_length=32)
    meaning: PaymentStatus = Field(sa_type=stored_by_value(PaymentStatus))
    reason_code: str = Field(max_length=16)
    amount: int  # ₫
