"""The dossier (one attempt to bring a line live), the eSIM profiles, the SIM as it was shown."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class DossierStatus(StrEnum):
    QUEUED = "queued"  # Hàng đợi chờ đấu nối
    CLAIMED = "claimed"  # on one clerk's desk, by a lease
    AWAITING = "awaiting"  # Chờ bổ sung: one more thing was asked for, see `supplements`
    APPROVED = "approved"  # the provisioning job has been asked for
    PROVISIONING = "provisioning"  # the operator and the SM-DP+ are at it
    CONNECTED = "connected"  # Đấu nối thành công, waiting for the eSIM to be installed
    INSTALLED = "installed"  # Đã hòa mạng
    SUSPENDING = "suspending"  # given up: the line is being suspended first (7.9)
    REFUSED = "refused"  # Từ chối hòa mạng, by a clerk or after SUSPENDING
    FAILED = "failed"  # Đấu nối thất bại at the operator; the customer reads Từ chối hòa mạng
    WITHDRAWN = "withdrawn"  # the order was cancelled before it was approved


S = DossierStatus
ALLOWED_MOVES = {  # a status that is not a key here is final
    S.QUEUED: {S.CLAIMED, S.WITHDRAWN},
    S.CLAIMED: {S.QUEUED, S.APPROVED, S.REFUSED, S.WITHDRAWN, S.AWAITING},
    S.AWAITING: {S.QUEUED, S.WITHDRAWN},
    S.APPROVED: {S.PROVISIONING},
    S.PROVISIONING: {S.CONNECTED, S.FAILED},
    S.CONNECTED: {S.INSTALLED, S.SUSPENDING},
    S.SUSPENDING: {S.REFUSED},
}
WAITING = (S.QUEUED, S.CLAIMED, S.AWAITING)  # not decided yet
MAKING = (S.APPROVED, S.PROVISIONING)
ENDED_BADLY = (S.REFUSED, S.FAILED, S.WITHDRAWN)
LIVE = tuple(status for status in S if status not in ENDED_BADLY)


class Step(StrEnum):
    """What a refusal can send back, and nothing more than that (7.12)."""

    DATA = "data"
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"
    PORTRAIT = "portrait"
    CALL = "call"
    SERIAL = "serial"  # of a physical SIM: its serial and its photo
    SIGNATURE = "signature"


def _in(statuses: tuple[DossierStatus, ...]) -> sa.TextClause:
    return sa.text("status in ({})".format(", ".join(f"'{one.value}'" for one in statuses)))


class Dossier(SQLModel, table=True):
    """One submission of one order. A later attempt is a new row with the next `round`."""

    __table_args__ = (
        sa.Index(
            "one_live_dossier_per_order",
            "order_id",
            unique=True,
            sqlite_where=_in(LIVE),
            postgresql_where=_in(LIVE),
        ),
        # At most `settings.numbers_per_paper` lines per ID paper: each live one occupies a slot.
        sa.Index(
            "one_live_dossier_per_paper_slot",
            "paper",
            "paper_slot",
            unique=True,
            sqlite_where=_in(LIVE),
            postgresql_where=_in(LIVE),
        ),
        sa.UniqueConstraint("order_id", "round", name="round_of_order"),
        sa.CheckConstraint("decided_by is null or decided_by <> verifier_id", name="four_eyes"),
        sa.CheckConstraint(
            "status not in ('approved', 'provisioning', 'connected', 'installed', 'suspending')"
            " or (decided_by is not null and verifier_id is not null)",
            name="approved_by_somebody",
        ),
        sa.CheckConstraint(
            "(status = 'claimed') = (clerk_id is not null and lease_until is not null)",
            name="lease_while_claimed",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    code: str = Field(max_length=16, index=True)  # the order's
    round: int = 1
    unit_id: int | None = Field(default=None, index=True)
    status: DossierStatus = Field(
        default=S.QUEUED, sa_type=stored_by_value(DossierStatus), index=True
    )
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)

    # -- what it rests on ---------------------------------------------------------------------
    person_version: int
    paper: str = Field(max_length=64)  # keyed fingerprint of the ID number
    paper_slot: int
    verifier_id: int | None = None  # the agent of the call: may not approve
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # ids of the snapshot
    machine: str = Field(default="", max_length=16)  # the eKYC standing when it was submitted

    # -- the desk -----------------------------------------------------------------------------
    clerk_id: int | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    kept_for: int | None = None  # the clerk who asked for more: theirs first, for a while
    kept_until: datetime | None = Field(default=None, sa_type=UtcDateTime)

    # -- the decision -------------------------------------------------------------------------
    decided_by: int | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reasons: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # Reason codes
    redo: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # Step codes
    note: str = Field(default="", max_length=300)  # the clerk's words to the customer

    # -- the line -----------------------------------------------------------------------------
    operator_reference: str = Field(default="", max_length=64)
    failure: str = Field(default="", max_length=64)  # the operator's code
    connected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    installed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_days: int = 0  # the last "not installed yet" reminder

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, status: DossierStatus) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"dossier": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status = status
        if status is not S.CLAIMED:
            self.clerk_id = self.claimed_at = self.lease_until = None


class ProfileStatus(StrEnum):
    ORDERING = "ordering"  # asked of the SM-DP+; no ICCID yet
    RESERVED = "reserved"  # the SM-DP+ named an ICCID
    RELEASED = "released"  # the QR works
    DOWNLOADED = "downloaded"  # the SM-DP+ handed it to a phone: the QR is used up
    INSTALLED = "installed"
    CANCELLED = "cancelled"  # replaced by another, or given up


PS = ProfileStatus
PROFILE_MOVES = {
    PS.ORDERING: {PS.RESERVED, PS.CANCELLED},
    PS.RESERVED: {PS.RELEASED, PS.CANCELLED},
    PS.RELEASED: {PS.DOWNLOADED, PS.INSTALLED, PS.CANCELLED},
    PS.DOWNLOADED: {PS.INSTALLED, PS.CANCELLED},
    PS.CANCELLED: {PS.INSTALLED},  # the SM-DP+ refused to cancel: it is on a phone after all
}
_IS_CURRENT = sa.text("status <> 'cancelled'")


class EsimProfile(SQLModel, table=True):
    """One profile at the SM-DP+. A failed scan orders another with the next `attempt`."""

    __tablename__ = "esim_profile"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_current_profile_per_dossier",
            "dossier_id",
            unique=True,
            sqlite_where=_IS_CURRENT,
            postgresql_where=_IS_CURRENT,
        ),
        sa.UniqueConstraint("dossier_id", "attempt", name="attempt_of_dossier"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    attempt: int = 1
    status: ProfileStatus = Field(default=PS.ORDERING, sa_type=stored_by_value(ProfileStatus))
    iccid: str | None = Field(default=None, unique=True, max_length=20)
    activation_code: str | None = Field(default=None, sa_type=SealedText)  # LPA:1$…: a secret
    picture: str = Field(default="", max_length=120)  # in core.media: the QR that a mail carries
    ordered_at: datetime = Field(sa_type=UtcDateTime)
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    downloaded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    installed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id

    def move_to(self, status: ProfileStatus) -> None:
        """Raises ForbiddenMove unless PROFILE_MOVES lists the move."""
        if status not in PROFILE_MOVES.get(self.status, ()):
            raise ForbiddenMove(
                details={"profile": self.id, "was": self.status.value, "asked": status.value}
            )
        self.status = status


_IS_SHOWN = sa.text("replaced_at is null")


class SimProof(SQLModel, table=True):
    """The serial and the photo of the SIM that the customer holds (G.9). A later one replaces it.

    Complete with both; a dossier names the row that it rests on.
    """

    __tablename__ = "sim_proof"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_current_sim_proof_per_order",
            "order_id",
            unique=True,
            sqlite_where=_IS_SHOWN,
            postgresql_where=_IS_SHOWN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    iccid: str = Field(default="", max_length=20)
    media: str = Field(default="", max_length=80)  # in core.media
    sha256: str = Field(default="", max_length=64)
    width: int = 0
    height: int = 0
    size: int = 0  # bytes
    begun_at: datetime = Field(sa_type=UtcDateTime)
    photo_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id

    @property
    def is_complete(self) -> bool:
        return bool(self.iccid and self.media)


class ProvisioningStep(SQLModel, table=True):
    """One call to an outside system about a dossier, for the clerk and for those who look back.

    `key` is the idempotency key that went out with it.
    """

    __tablename__ = "provisioning_step"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    key: str = Field(unique=True, max_length=80)
    name: str = Field(max_length=32)
    reference: str = Field(default="", max_length=64)
    outcome: str = Field(default="", max_length=64)
    at: datetime = Field(sa_type=UtcDateTime)


from chonso_app.activation import supplement_models  # noqa: E402, F401  its table is one of ours
