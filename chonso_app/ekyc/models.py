"""The pictures of a person, and what the engine made of them. Rows are kept: they are evidence."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class Kind(StrEnum):
    """In the order in which they are taken."""

    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PORTRAIT = "portrait"


class Paper(StrEnum):
    """What a person shows. A passport has one page and no back."""

    CARD = "card"
    PASSPORT = "passport"


class CheckStatus(StrEnum):
    QUEUED = "queued"
    PASSED = "passed"
    UNSURE = "unsure"  # a person decides: the agent sees a mark
    FAILED = "failed"


ALLOWED_MOVES = {  # a status that is not a key here is final
    CheckStatus.QUEUED: {CheckStatus.PASSED, CheckStatus.UNSURE, CheckStatus.FAILED}
}
_IS_CURRENT = sa.text("replaced_at is null")
_IS_QUEUED = sa.text("status = 'queued'")


class Evidence(SQLModel, table=True):
    """One picture as it was stored: re-encoded, without metadata, encrypted in `core.media`."""

    __tablename__ = "ekyc_evidence"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_current_picture_per_kind",
            "order_id",
            "person_version",
            "kind",
            unique=True,
            sqlite_where=_IS_CURRENT,
            postgresql_where=_IS_CURRENT,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    person_version: int  # evidence of one person never counts for another (7.12)
    kind: Kind = Field(sa_type=stored_by_value(Kind))
    media: str = Field(max_length=80)  # several rows may share it: see `reuse_pictures`
    sha256: str = Field(max_length=64)
    width: int
    height: int
    size: int  # bytes
    taken_at: datetime = Field(sa_type=UtcDateTime)
    replaced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id


class PaperChoice(SQLModel, table=True):
    """Which paper an order's person shows; without a row it is the card."""

    __tablename__ = "ekyc_paper_choice"  # pyright: ignore[reportAssignmentType]

    order_id: int = Field(foreign_key="shop_order.id", primary_key=True)
    paper: Paper = Field(sa_type=stored_by_value(Paper))
    chosen_at: datetime = Field(sa_type=UtcDateTime)


class IdentityCheck(SQLModel, table=True):
    """One run of the engine over three pictures. It speaks for these three and no others."""

    __tablename__ = "identity_check"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_running_check_per_order",
            "order_id",
            unique=True,
            sqlite_where=_IS_QUEUED,
            postgresql_where=_IS_QUEUED,
        ),
        sa.CheckConstraint("status = 'queued' or settled_at is not null", name="settled_when"),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    person_version: int
    round: int = 1  # after the waiting time 2 (S6)
    status: CheckStatus = Field(default=CheckStatus.QUEUED, sa_type=stored_by_value(CheckStatus))
    front_id: int = Field(foreign_key="ekyc_evidence.id")
    back_id: int | None = Field(default=None, foreign_key="ekyc_evidence.id")  # None: a passport
    portrait_id: int = Field(foreign_key="ekyc_evidence.id")
    challenge_id: int | None = Field(default=None, foreign_key="identity_challenge.id")
    checks: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    fields: str | None = Field(default=None, sa_type=SealedText)  # JSON of what the card says
    paper: str = Field(default="", max_length=64, index=True)  # keyed fingerprint of the ID number
    paper_kind: str = Field(default="", max_length=16)
    engine: str = Field(default="", max_length=64)
    elapsed_ms: int = 0
    cpu_ms: int = 0
    counts: bool = False  # a failure of the customer's pictures or data, not of ours
    requested_at: datetime = Field(sa_type=UtcDateTime, index=True)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def move_to(self, status: CheckStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"check": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status = status

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    @property
    def pictures(self) -> frozenset[int]:
        back = {self.back_id} if self.back_id is not None else set[int]()
        return frozenset({self.front_id, self.portrait_id} | back)


_NOT_OVER = sa.text("used_at is null and closed_at is null")


class IdentityChallenge(SQLModel, table=True):
    """Moves that a person in front of a camera was asked for, once, for one portrait.

    `used_at`: all frames are there. `closed_at`: another one took its place before that.
    """

    __tablename__ = "identity_challenge"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_open_challenge_per_order",
            "order_id",
            unique=True,
            sqlite_where=_NOT_OVER,
            postgresql_where=_NOT_OVER,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    person_version: int
    portrait_id: int = Field(foreign_key="ekyc_evidence.id", index=True)
    nonce: str = Field(max_length=64, unique=True)  # its keyed fingerprint; the browser has it
    moves: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # of `engine.results.Move`
    begun_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id


class ChallengeFrame(SQLModel, table=True):
    """One picture of a challenge, in the order in which they were taken."""

    __tablename__ = "challenge_frame"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("challenge_id", "number", name="one_frame_per_number"),
        sa.UniqueConstraint("challenge_id", "sha256", name="no_frame_twice"),
    )

    id: int | None = Field(default=None, primary_key=True)
    challenge_id: int = Field(foreign_key="identity_challenge.id", index=True)
    number: int
    move: str = Field(max_length=16)  # asked for when it was taken
    media: str = Field(max_length=80)
    sha256: str = Field(max_length=64)
    taken_at: datetime = Field(sa_type=UtcDateTime)


class FaceTemplate(SQLModel, table=True):
    """A portrait's face in numbers, one per order: sensitive, so apart, sealed, and deleted early.

    Templates of different models are not comparable.
    """

    __tablename__ = "face_template"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", unique=True)
    paper: str = Field(max_length=64)  # keyed fingerprint of the ID number, as in IdentityCheck
    model: str = Field(max_length=64)  # SHA-256 of the file that made it
    numbers: str = Field(sa_type=SealedText)  # float32, base64
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id


class VendorOutcome(StrEnum):
    """How asking a service outside ended."""

    ANSWERED = "answered"
    BAD_IMAGE = "bad_image"  # it could not see: the customer takes it again
    REJECTED = "rejected"  # a clear no
    UNAVAILABLE = "unavailable"  # no answer that can be trusted: people look
    UNCLEAR = "unclear"  # words that we do not know: people look, and we are told


class VendorAnswer(SQLModel, table=True):
    """What a service outside said of one check. Its own words are erased after a while."""

    __tablename__ = "vendor_answer"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    check_id: int = Field(foreign_key="identity_check.id", index=True)
    vendor: str = Field(max_length=16)
    outcome: VendorOutcome = Field(sa_type=stored_by_value(VendorOutcome))
    code: str = Field(default="", max_length=64)  # the vendor's own, or a short word of ours
    reference: str = Field(default="", max_length=64)  # the vendor's, for asking them about it
    checks: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)  # check → outcome
    raw: str | None = Field(default=None, sa_type=SealedText)
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id


class VendorBreaker(SQLModel, table=True):
    """Whether a service outside is worth asking. A row, so that it outlives its worker."""

    __tablename__ = "vendor_breaker"  # pyright: ignore[reportAssignmentType]

    vendor: str = Field(max_length=16, primary_key=True)
    failures: int = 0  # one after the other
    opens_until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # nobody asks till then


class PreparedFile(SQLModel, table=True):
    """Nothing is left to do on the net: what the hotline or a shop goes on from."""

    __tablename__ = "prepared_file"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("order_id", "check_id", name="one_file_per_check"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    check_id: int = Field(foreign_key="identity_check.id")  # the last one
    made_at: datetime = Field(sa_type=UtcDateTime)
