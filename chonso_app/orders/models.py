"""The order, the only moves its status may make, and who was let in to see it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove
from chonso_app.plans.models import SimKind

__all__ = ["SimKind"]


class OrderStatus(StrEnum):
    DRAFT = "draft"  # the number is held; the person is filling in
    AWAITING_PAYMENT = "awaiting_payment"  # confirmed: price and promotion are frozen
    PLACED = "placed"  # to be paid on receipt: the number is kept, no money yet
    PAID = "paid"
    ACTIVATED = "activated"  # the line is live
    EXPIRED = "expired"  # the clock ran out before money came
    CANCELLED = "cancelled"


ALLOWED_MOVES = {  # a status that is not a key here is final
    OrderStatus.DRAFT: {
        OrderStatus.AWAITING_PAYMENT, OrderStatus.EXPIRED, OrderStatus.CANCELLED,
    },
    OrderStatus.AWAITING_PAYMENT: {
        OrderStatus.PAID, OrderStatus.PLACED, OrderStatus.EXPIRED, OrderStatus.CANCELLED,
        OrderStatus.DRAFT,  # the choice was changed before paying
    },
    OrderStatus.PLACED: {OrderStatus.PAID, OrderStatus.CANCELLED},
    OrderStatus.PAID: {OrderStatus.ACTIVATED, OrderStatus.CANCELLED},
    OrderStatus.EXPIRED: {OrderStatus.PAID},  # late money, and the number was still free
}  # fmt: skip
OPEN = (OrderStatus.DRAFT, OrderStatus.AWAITING_PAYMENT)  # the clock of the hold is running
KEPT = (OrderStatus.PLACED, OrderStatus.PAID)  # the number is theirs, without a clock


class ReceiveBy(StrEnum):
    HOME = "home"  # Giao sim tại nhà
    STORE = "store"  # Nhận sim tại cửa hàng
    EMAIL = "email"  # eSIM: the mail itself carries the QR
    PAGE = "page"  # eSIM: the mail carries a link, the QR is opened after an OTP


class PaymentMethod(StrEnum):
    ONLINE = "online"
    COD = "cod"


class Fulfilment(StrEnum):
    """The tabs of the physical branch; None for an eSIM."""

    PENDING = "pending"  # Chờ xử lý
    TO_PICK_UP = "to_pick_up"  # Chờ lấy hàng
    DELIVERING = "delivering"  # Đang giao hàng
    DELIVERED = "delivered"  # Đã giao
    CANCELLED = "cancelled"  # Đã hủy


# Back to PENDING: another SIM for a wrong or broken one (7.6), by `delivery.exchanging` only.
FULFILMENT_MOVES = {
    Fulfilment.PENDING: {Fulfilment.TO_PICK_UP, Fulfilment.CANCELLED},
    Fulfilment.TO_PICK_UP: {
        Fulfilment.DELIVERING, Fulfilment.CANCELLED,
        Fulfilment.DELIVERED,  # over the counter of a store
    },
    Fulfilment.DELIVERING: {Fulfilment.DELIVERED, Fulfilment.CANCELLED, Fulfilment.PENDING},
    Fulfilment.DELIVERED: {
        Fulfilment.CANCELLED,  # never activated, or a refusal never mended
        Fulfilment.PENDING,
    },
}  # fmt: skip


class CancelReason(StrEnum):
    CHANGED_MIND = "changed_mind"
    OTHER_NUMBER = "other_number"
    WRONG_INFORMATION = "wrong_information"
    TOO_SLOW = "too_slow"
    NO_DEVICE = "no_device"
    OTHER = "other"
    NOT_ACTIVATED = "not_activated"  # 30 days after payment
    REFUSAL_NOT_FIXED = "refusal_not_fixed"  # 7 days after a refusal
    REFUSED_AT_DOOR = "refused_at_door"
    NOT_REACHED = "not_reached"  # the carrier found nobody
    LOST = "lost"  # on the way
    DAMAGED = "damaged"  # on the way
    NO_SHOW = "no_show"  # never fetched from the store
    STAFF = "staff"


AFTER_HANDING_OVER = {  # facts that have happened, not wishes: they end an order under way too
    CancelReason.NOT_ACTIVATED, CancelReason.REFUSAL_NOT_FIXED, CancelReason.REFUSED_AT_DOOR,
    CancelReason.NOT_REACHED, CancelReason.LOST, CancelReason.DAMAGED, CancelReason.NO_SHOW,
}  # fmt: skip


_TERMINAL = "status in ('expired', 'cancelled')"
_HOLDS_NUMBER = sa.text(f"not ({_TERMINAL})")
_IN_A_TAB = sa.text("fulfilment is not null")


class Order(SQLModel, table=True):
    """One phiếu giữ số. Kept for ever: it is the history.

    Lock this row first in every transaction that moves the order, its hold or its money: all
    races about an order are settled there.
    """

    __tablename__ = "shop_order"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_live_order_per_number",
            "msisdn",
            unique=True,
            sqlite_where=_HOLDS_NUMBER,
            postgresql_where=_HOLDS_NUMBER,
        ),
        sa.Index("ix_shop_order_store", "store_code", "fulfilment"),
        sa.Index(  # the order console: one tab of every unit, of one unit
            "ix_order_tab", "fulfilment", "id", sqlite_where=_IN_A_TAB, postgresql_where=_IN_A_TAB
        ),
        sa.Index(
            "ix_order_unit_tab",
            "unit_id",
            "fulfilment",
            "id",
            sqlite_where=_IN_A_TAB,
            postgresql_where=_IN_A_TAB,
        ),
        sa.CheckConstraint(
            "total = number_price + sim_fee + plan_price + delivery_fee", name="total_adds_up"
        ),
        sa.CheckConstraint(
            "number_price >= 0 and sim_fee >= 0 and plan_price >= 0 and delivery_fee >= 0",
            name="price",
        ),
        sa.CheckConstraint(
            "due_on_receipt between 0 and total and cash_paid between 0 and total", name="cash"
        ),
        sa.CheckConstraint(
            "status not in ('paid', 'activated') or paid_at is not null", name="paid_when"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=16)  # "GS-7K3Q68"
    msisdn: str = Field(max_length=15, index=True)  # E.164 digits, no "+"
    hold_id: int = Field(foreign_key="hold.id", unique=True)
    status: OrderStatus = Field(
        default=OrderStatus.DRAFT, sa_type=stored_by_value(OrderStatus), index=True
    )

    # -- whose it is -------------------------------------------------------------------------
    visitor: str = Field(default="", max_length=64, index=True)  # hash of the browser's cookie
    customer_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    referral: str = Field(default="", max_length=32)  # the channel that sent them, as of the hold
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)

    # -- Thông tin đăng ký thuê bao ------------------------------------------------------------
    typed: str = Field(default="{}", sa_type=SealedText)  # JSON of what is in the form, unchecked
    contact_phone: str = Field(default="", max_length=15, index=True)
    phone_proven_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    full_name: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    address: str = Field(default="", max_length=200)  # house and street
    ward: str = Field(default="", max_length=80)
    province_code: str = Field(default="", max_length=8)
    id_number: str | None = Field(default=None, sa_type=SealedText)
    birth_date: str | None = Field(default=None, sa_type=SealedText)  # ISO
    person_version: int = 1  # evidence of another version does not count (7.12)

    # -- what is bought ----------------------------------------------------------------------
    sim_kind: SimKind = Field(default=SimKind.ESIM, sa_type=stored_by_value(SimKind))
    receive_by: ReceiveBy = Field(default=ReceiveBy.PAGE, sa_type=stored_by_value(ReceiveBy))
    store_code: str | None = Field(default=None, max_length=32)
    to_name: str = Field(default="", max_length=100)  # Thông tin nhận hàng
    to_phone: str = Field(default="", max_length=15)  # E.164 digits
    to_province_code: str = Field(default="", max_length=8)
    to_district: str = Field(default="", max_length=80)  # as before July 2025; may be empty
    to_ward: str = Field(default="", max_length=80)
    to_address: str = Field(default="", max_length=200)
    to_note: str = Field(default="", max_length=200)  # for the shipper
    delivery: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)  # the carrier's quote
    payment_method: PaymentMethod = Field(
        default=PaymentMethod.ONLINE, sa_type=stored_by_value(PaymentMethod)
    )
    fulfilment: Fulfilment | None = Field(default=None, sa_type=stored_by_value(Fulfilment))
    plan_code: str | None = Field(default=None, max_length=32)
    plan_name: str = Field(default="", max_length=80)
    plan: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)  # as it was shown
    promotion: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)  # frozen by `confirm`
    number_price: int = 0
    sim_fee: int = 0
    plan_price: int = 0
    delivery_fee: int = 0
    total: int = 0
    due_on_receipt: int = 0  # ₫ still to be collected with the SIM
    cash_paid: int = 0  # ₫ collected with it
    terms_accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    # -- what happened when ------------------------------------------------------------------
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bank_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a payment is under way
    placed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # COD
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    identified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # call approved
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # dossier with us
    refused_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # no way back any more
    activated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # expired or cancelled
    cancel_reason: CancelReason | None = Field(default=None, sa_type=stored_by_value(CancelReason))
    reminded_days: int = 0  # the last reminder sent, in days since payment
    refusal_reminded_days: int = 0  # the same since the refusal

    def move_to(self, status: OrderStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"order": self.code, "was": self.status.value, "asked": status.value}
            )
        self.status = status

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.birth_date) if self.birth_date else None

    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_physical(self) -> bool:
        return self.sim_kind is SimKind.SIM

    @property
    def in_hand_at(self) -> datetime | None:
        """Since when the customer could have activated: the day the 30 days count from (7.1)."""
        return self.delivered_at if self.is_physical else self.paid_at

    def at_bank(self, now: datetime) -> bool:
        """A payment may still come: the choices are frozen, and the clock shows as paused."""
        return self.is_open() and self.bank_until is not None and now < self.bank_until


class VisitorGrant(SQLModel, table=True):
    """A browser that proved the order's phone by code and OTP, without logging in."""

    __tablename__ = "visitor_grant"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("visitor", "order_id", name="one_grant"),)

    id: int | None = Field(default=None, primary_key=True)
    visitor: str = Field(max_length=64)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    until: datetime = Field(sa_type=UtcDateTime)
