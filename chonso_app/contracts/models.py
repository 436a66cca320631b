"""The contract row: what was offered to be signed, who agreed to which text, where the PDF is."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove

# Recorded with every consent. A test holds it to the words of `contract.typ`.
TEXT_VERSION = "2026-11.1"


class ContractStatus(StrEnum):
    DRAFT = "draft"  # can be read, waits for a signature
    SIGNED = "signed"  # signed and sealed
    VOID = "void"  # of another person's details, refused, or out of date


ALLOWED_MOVES = {
    ContractStatus.DRAFT: {ContractStatus.SIGNED, ContractStatus.VOID},
    ContractStatus.SIGNED: {ContractStatus.VOID},
}
_IS_LIVE = sa.text("status <> 'void'")


class Contract(SQLModel, table=True):
    """One text offered to one person for one order. Void rows are kept: they are the history."""

    __table_args__ = (
        sa.Index(
            "one_live_contract_per_order",
            "order_id",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
        sa.CheckConstraint(
            "status <> 'signed' or (signed_at is not null and consented_at is not null"
            " and pdf_media is not null and signature_media is not null)",
            name="signed_means_sealed",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    person_version: int  # evidence for one person never activates another (7.12)
    number: str = Field(unique=True, max_length=40)  # "2026/GS-7K3Q68"
    text_version: str = Field(max_length=16)
    status: ContractStatus = Field(
        default=ContractStatus.DRAFT, sa_type=stored_by_value(ContractStatus)
    )
    terms: str = Field(sa_type=SealedText)  # pdf.Terms as JSON, frozen when drafted
    drafted_at: datetime = Field(sa_type=UtcDateTime)
    consented_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_by: str | None = Field(default=None, max_length=64)  # Actor.label
    signature_media: str | None = Field(default=None, max_length=120)
    pdf_media: str | None = Field(default=None, max_length=120)
    pdf_sha256: str | None = Field(default=None, max_length=64)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str | None = Field(default=None, max_length=40)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, status: ContractStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"contract": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status = status
