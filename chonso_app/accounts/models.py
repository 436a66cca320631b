"""People, units, and what proves who somebody is."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.actors import STAFF_ROLES, Role
from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value


class Unit(SQLModel, table=True):
    """A regional company with its shopcode, or the head office, which sees every unit."""

    __tablename__ = "unit"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=16)  # "KV2", "TCT"
    name: str = Field(max_length=80)
    shopcode: str = Field(default="", max_length=32)  # where orders of the unit go
    head_office: bool = False

    @property
    def row_id(self) -> int:
        assert self.id is not None, "not flushed yet"
        return self.id


class Province(SQLModel, table=True):
    """A province and the regional company that serves it."""

    __tablename__ = "province"  # pyright: ignore[reportAssignmentType]

    code: str = Field(primary_key=True, max_length=8)  # as the state's statistics: "79"
    name: str = Field(max_length=40)
    unit_id: int = Field(foreign_key="unit.id")


class User(SQLModel, table=True):
    """A customer, known by a proven phone, or a member of staff, known by a login name."""

    __tablename__ = "app_user"  # pyright: ignore[reportAssignmentType]  # "user" is reserved
    __table_args__ = (
        sa.CheckConstraint("(phone is null) <> (login is null)", name="phone_or_login"),
        sa.CheckConstraint("(role = 'customer') = (phone is not null)", name="customer_by_phone"),
    )

    id: int | None = Field(default=None, primary_key=True)
    phone: str | None = Field(default=None, unique=True, max_length=15)  # E.164 digits
    login: str | None = Field(default=None, unique=True, max_length=64)
    role: Role = Field(Role.CUSTOMER, sa_type=stored_by_value(Role))
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    store_code: str | None = Field(default=None, max_length=32)  # where a store clerk works
    full_name: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    password_hash: str | None = Field(default=None, max_length=255)  # None: none set yet
    totp_secret: str | None = Field(default=None, sa_type=SealedText)
    totp_step: int = 0  # the last time step used: a code works once
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def row_id(self) -> int:
        assert self.id is not None, "not flushed yet"
        return self.id

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES


class LoginSession(SQLModel, table=True):
    """The cookie holds a random token; we keep only its hash."""

    __tablename__ = "login_session"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    idle_until: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)  # whatever happens


class Ticket(SQLModel, table=True):
    """Half a log-in: proven in one place, finished by the request that sets the cookie.

    Bound to the visitor cookie of the browser that earned it, and used once.
    """

    __tablename__ = "login_ticket"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=16)  # rules.TicketKind
    user_id: int = Field(foreign_key="app_user.id", index=True)
    visitor: str = Field(max_length=64)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Purpose(StrEnum):
    """What a code proves. A code for one purpose is worth nothing for another."""

    REGISTER = "register"
    LOG_IN = "log_in"
    RESET = "reset"
    CONTACT = "contact"  # the contact phone of an order being filled in
    ORDER = "order"  # look at a phiếu without logging in
    CASH = "cash"  # place an order that is paid on receipt


class OtpChallenge(SQLModel, table=True):
    """One code sent to one phone. The code itself is never kept."""

    __tablename__ = "otp_challenge"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.Index("otp_of_phone", "phone", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    phone: str = Field(max_length=15)
    purpose: Purpose = Field(sa_type=stored_by_value(Purpose))
    subject: str = Field(default="", max_length=64)  # "order:GS-7K3Q68": the thing it opens
    visitor: str = Field(max_length=64)  # hash of the visitor cookie: the browser that asked
    code_hmac: str = Field(max_length=64)
    password_hash: str | None = Field(default=None, max_length=255)  # chosen at registration
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def row_id(self) -> int:
        assert self.id is not None, "not flushed yet"
        return self.id


class OtpPhone(SQLModel, table=True):
    """One row per phone that ever asked: locked by whoever sends, so that the caps are exact."""

    __tablename__ = "otp_phone"  # pyright: ignore[reportAssignmentType]

    phone: str = Field(primary_key=True, max_length=15)
    closed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Tally(SQLModel, table=True):
    """How often something happened in a window of time: sends per address, wrong passwords."""

    __tablename__ = "account_tally"  # pyright: ignore[reportAssignmentType]

    key: str = Field(primary_key=True, max_length=120)
    count: int = 0
    until: datetime = Field(sa_type=UtcDateTime, index=True)


class Invitation(SQLModel, table=True):
    """A link that lets one member of staff choose a password. We keep the hash of its secret."""

    __tablename__ = "staff_invitation"  # pyright: ignore[reportAssignmentType]

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    created_by: int | None = Field(default=None, foreign_key="app_user.id")  # None: the shell
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryCode(SQLModel, table=True):
    """Gets in once when the phone with the code app is lost."""

    __tablename__ = "recovery_code"  # pyright: ignore[reportAssignmentType]

    code_hmac: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="app_user.id", index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
