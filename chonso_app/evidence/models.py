"""The bundle of a case, its files, what was erased of it and when, and who said to keep it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class Kept(StrEnum):
    """How long something is kept goes by what it is."""

    PICTURES = "pictures"  # of papers, the portrait, the SIM; what was read off the papers
    STILLS = "stills"  # of the call
    RECORDING = "recording"
    TEMPLATE = "template"  # faces as numbers
    PAPERS = "papers"  # form, contract, signature, payment
    ANSWERS = "answers"  # raw words of outside identity services
    RECORDS = "records"  # hashes, codes and times: names nobody, never erased


ERASABLE = tuple(kept for kept in Kept if kept is not Kept.RECORDS)


class BundleStatus(StrEnum):
    QUEUED = "queued"  # a job makes it
    SEALED = "sealed"


ALLOWED_MOVES = {BundleStatus.QUEUED: {BundleStatus.SEALED}}


class Reason(StrEnum):
    """Why a bundle was made."""

    ACTIVATED = "activated"  # the line went live
    ASKED = "asked"  # by staff, before or after


_OF_THE_LINE = sa.text("reason = 'activated'")
_IS_QUEUED = sa.text("status = 'queued'")


class EvidenceBundle(SQLModel, table=True):
    """What there was to know about a case when it was sealed. A later one does not replace it."""

    __tablename__ = "evidence_bundle"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("order_id", "number", name="numbered_within_order"),
        sa.Index(
            "one_bundle_of_a_line",
            "order_id",
            unique=True,
            sqlite_where=_OF_THE_LINE,
            postgresql_where=_OF_THE_LINE,
        ),
        sa.Index(
            "one_bundle_in_the_making",
            "order_id",
            unique=True,
            sqlite_where=_IS_QUEUED,
            postgresql_where=_IS_QUEUED,
        ),
        sa.CheckConstraint(
            "status <> 'sealed' or (sealed_at is not null and manifest_media is not null"
            " and cover_media is not null)",
            name="sealed_means_stored",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    code: str = Field(max_length=16)  # the order's
    number: int  # 1, 2, 3… of this order
    reason: Reason = Field(sa_type=stored_by_value(Reason))
    status: BundleStatus = Field(
        default=BundleStatus.QUEUED, sa_type=stored_by_value(BundleStatus), index=True
    )
    asked_by: str = Field(max_length=64)  # Actor.label
    asked_at: datetime = Field(sa_type=UtcDateTime)
    sealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lines: int = 0  # of the manifest, with those about erasures
    manifest_media: str | None = Field(default=None, max_length=120)
    manifest_sha256: str = Field(default="", max_length=64)
    cover_media: str | None = Field(default=None, max_length=120)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, status: BundleStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"bundle": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status = status


class EvidenceFile(SQLModel, table=True):
    """One file of a bundle. `media` in core.media is the source's own object, or the bundle's."""

    __tablename__ = "evidence_file"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("bundle_id", "path", name="path_within_bundle"),)

    id: int | None = Field(default=None, primary_key=True)
    bundle_id: int = Field(foreign_key="evidence_bundle.id", index=True)
    path: str = Field(max_length=120)
    kept: Kept = Field(sa_type=stored_by_value(Kept))
    media: str = Field(max_length=120, index=True)
    sha256: str = Field(max_length=64)
    size: int
    erased_line: int = 0  # of the list, which says that it is gone; 0: it is there


class EvidenceSeal(SQLModel, table=True):
    """A detached signature over the first `lines` lines of a manifest."""

    __tablename__ = "evidence_seal"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("bundle_id", "lines", name="one_seal_per_length"),)

    id: int | None = Field(default=None, primary_key=True)
    bundle_id: int = Field(foreign_key="evidence_bundle.id", index=True)
    lines: int
    media: str = Field(max_length=120)
    at: datetime = Field(sa_type=UtcDateTime)


class Erasure(SQLModel, table=True):
    """One object that the time had come for. Ordered first, then deleted, then noted as gone."""

    __tablename__ = "evidence_erasure"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("order_id", "media", name="erased_once"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    kept: Kept = Field(sa_type=stored_by_value(Kept))
    media: str = Field(max_length=120, index=True)
    rule: str = Field(max_length=64)  # "pictures:730:line_ended"
    ordered_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class ErasedClass(SQLModel, table=True):
    """A class of a case of which nothing is left: the sweep need not look again."""

    __tablename__ = "erased_class"  # pyright: ignore[reportAssignmentType]

    order_id: int = Field(
        foreign_key="shop_order.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    kept: Kept = Field(sa_type=stored_by_value(Kept), primary_key=True)
    code: str = Field(max_length=16)
    rule: str = Field(max_length=64)
    objects: int
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class LegalHold(SQLModel, table=True):
    """A court, the police or a dispute: nothing of these classes is erased until it is lifted."""

    __tablename__ = "legal_hold"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint("(lifted_at is null) = (lifted_by is null)", name="lifted_by_somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    code: str = Field(max_length=16)
    classes: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # Kept values
    reason: str = Field(sa_type=SealedText)  # may name people
    placed_by: str = Field(max_length=64)
    placed_at: datetime = Field(sa_type=UtcDateTime)
    lifted_by: str | None = Field(default=None, max_length=64)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    lift_reason: str = Field(default="", sa_type=SealedText)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id


class LineEnd(SQLModel, table=True):
    """The operator says that a number is no longer this customer's: the terms begin to run."""

    __tablename__ = "line_end"  # pyright: ignore[reportAssignmentType]

    order_id: int = Field(
        foreign_key="shop_order.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    ended_at: datetime = Field(sa_type=UtcDateTime)
    noted_by: str = Field(max_length=64)
    noted_at: datetime = Field(sa_type=UtcDateTime)
