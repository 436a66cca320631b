"""What is to be told to whom, and the inbox of a customer."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import SealedText, UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"  # recipient: the hash of the subscription's endpoint


class MessageStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"  # the provider took it; delivery is not known
    FAILED = "failed"  # refused for good, or tried too often


ALLOWED_MOVES = {  # a status that is not a key here is final
    MessageStatus.QUEUED: {MessageStatus.SENT, MessageStatus.FAILED},
}


class Message(SQLModel, table=True):
    """One SMS or mail to one address. `key` names the fact it tells, so that it is told once."""

    __tablename__ = "message"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.UniqueConstraint("key", "channel", "recipient_hash", name="one_message_per_fact"),
        sa.Index("message_queue", "status", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120)
    channel: Channel = Field(sa_type=stored_by_value(Channel))
    recipient: str = Field(sa_type=SealedText)
    recipient_hash: str = Field(max_length=64, index=True)
    template: str = Field(max_length=64)
    params: str | None = Field(default=None, sa_type=SealedText)  # JSON; None once wiped
    secret: bool = False  # wipe the parameters as soon as it is out
    attachments: list[dict[str, str]] = Field(default_factory=list, sa_type=sa.JSON)
    status: MessageStatus = Field(MessageStatus.QUEUED, sa_type=stored_by_value(MessageStatus))
    provider_id: str = Field(default="", max_length=128)
    failure: str = Field(default="", max_length=64)  # a code, never the provider's text
    created_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def row_id(self) -> int:
        assert self.id is not None, "not flushed yet"
        return self.id

    def move_to(self, status: MessageStatus, *, now: datetime) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if status not in ALLOWED_MOVES.get(self.status, ()):
            raise ForbiddenMove(details={"message": self.id, "was": self.status, "asked": status})
        self.status, self.settled_at = status, now
        if self.secret and status is not MessageStatus.QUEUED:
            self.params = None


class InboxItem(SQLModel, table=True):
    """One line of a customer's inbox. Worded when shown, in the language of then."""

    __tablename__ = "inbox_item"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("customer_id", "key", name="one_inbox_item_per_fact"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(index=True)
    key: str = Field(max_length=120)
    template: str = Field(max_length=64)
    params: str = Field(default="{}", sa_type=SealedText)  # JSON
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PushSubscription(SQLModel, table=True):
    """A browser that asked to be told. Whoever knows its endpoint can write to it: sealed."""

    __tablename__ = "push_subscription"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.CheckConstraint("customer_id is not null or visitor <> ''", name="somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int | None = Field(default=None, index=True)
    visitor: str = Field(default="", max_length=64, index=True)  # hash of the browser's cookie
    endpoint_hash: str = Field(unique=True, max_length=64)
    endpoint: str = Field(sa_type=SealedText)
    p256dh: str = Field(sa_type=SealedText)
    auth: str = Field(sa_type=SealedText)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
