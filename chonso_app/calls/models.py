"""The call, the only moves its state may make, who is on duty, and the stills taken."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class CallState(StrEnum):
    """There is no draft: camera and microphone are tried in the browser before a row exists."""

    WAITING = "waiting"  # in the queue
    CLAIMED = "claimed"  # offered to one agent, who has not picked up yet
    CONNECTING = "connecting"  # picked up; no picture on both sides yet
    LIVE = "live"  # both see each other
    RECONNECTING = "reconnecting"  # one side is gone; the place is kept
    WRAPUP = "wrapup"  # the talk is over, the verdict is not written yet
    APPROVED = "approved"
    REJECTED = "rejected"  # the only outcome that counts against the customer
    INCONCLUSIVE = "inconclusive"  # technical, or the customer left: call again
    QUARANTINED = "quarantined"  # suspected fraud: a supervisor decides, the customer is not told
    ABANDONED = "abandoned"  # left the queue without a word
    CANCELLED = "cancelled"  # left the queue by the button


S = CallState
ALLOWED_MOVES = {  # a state that is not a key here is final
    S.WAITING: {S.CLAIMED, S.ABANDONED, S.CANCELLED},
    S.CLAIMED: {S.CONNECTING, S.WAITING, S.CANCELLED},
    S.CONNECTING: {S.LIVE, S.WAITING, S.WRAPUP, S.CANCELLED},
    S.LIVE: {S.RECONNECTING, S.WRAPUP},
    S.RECONNECTING: {S.LIVE, S.WAITING, S.WRAPUP},
    S.WRAPUP: {S.APPROVED, S.REJECTED, S.INCONCLUSIVE, S.QUARANTINED},
    S.QUARANTINED: {S.APPROVED, S.REJECTED, S.INCONCLUSIVE},
}
CHECKLIST = 2  # since 2 the first step is the consent to be recorded: see rules.steps_of
TALKING = (S.CONNECTING, S.LIVE, S.RECONNECTING)  # the room is open to both
WITH_AGENT = (S.CLAIMED, *TALKING, S.WRAPUP)  # occupies its agent
ACTIVE = (S.WAITING, *WITH_AGENT)  # occupies its order


class Availability(StrEnum):
    AVAILABLE = "available"  # Sẵn sàng
    BUSY = "busy"  # Bận việc khác: on duty, but not to be called
    PAUSED = "paused"  # Tạm nghỉ


class MediaMode(StrEnum):
    """How sound and picture travel; the signalling is the same."""

    P2P = "p2p"  # between the two browsers, by TURN where needed; the agent's browser records
    SFU = "sfu"  # through a Janus VideoRoom, which records


class StillKind(StrEnum):
    FACE = "face"
    CARD_FRONT = "card_front"
    CARD_BACK = "card_back"


def _among(states: tuple[CallState, ...]) -> sa.TextClause:
    return sa.text("state in ({})".format(", ".join(f"'{one.value}'" for one in states)))


_P2P = {"server_default": MediaMode.P2P.value}


class Call(SQLModel, table=True):
    """One attempt to talk. A dropped one goes back to the queue as the same row."""

    __tablename__ = "call"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        sa.Index(
            "one_active_call_per_order",
            "order_id",
            unique=True,
            sqlite_where=_among(ACTIVE),
            postgresql_where=_among(ACTIVE),
        ),
        sa.Index(
            "one_active_call_per_agent",
            "agent_id",
            unique=True,
            sqlite_where=_among(WITH_AGENT),
            postgresql_where=_among(WITH_AGENT),
        ),
        sa.Index("calls_decided_by_agent", "agent_id", "decided_at"),
        sa.Index("calls_by_entry", "enqueued_at"),  # the wallboard's day
    )

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    person_version: int  # evidence for one person never activates another (7.12)
    unit_id: int | None = Field(default=None, index=True)
    state: CallState = Field(default=S.WAITING, sa_type=stored_by_value(CallState), index=True)
    priority: int = 0  # grows each time the call is lost through no fault of the customer
    agent_id: int | None = Field(default=None, index=True)
    preferred_agent_id: int | None = None  # who had it before it dropped, for a few minutes
    media_mode: MediaMode = Field(
        default=MediaMode.P2P, sa_type=stored_by_value(MediaMode), sa_column_kwargs=_P2P
    )
    # -- the clock of each phase ---------------------------------------------------------------
    enqueued_at: datetime = Field(sa_type=UtcDateTime)
    state_at: datetime = Field(sa_type=UtcDateTime)
    live_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the first time
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the talk
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    void_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # see `service.ask_again`
    # -- signs of life -------------------------------------------------------------------------
    customer_seen_at: datetime = Field(sa_type=UtcDateTime)
    agent_seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    customer_frame_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agent_frame_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # -- the work ------------------------------------------------------------------------------
    checklist: int = Field(default=CHECKLIST, sa_column_kwargs={"server_default": "1"})
    steps: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)  # Step → when
    # Matched → {"same": true, "at": …}
    matches: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    reason: str | None = Field(default=None, max_length=32)
    assist_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a supervisor is asked
    by_text_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # writes, does not speak

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_talking(self) -> bool:
        return self.state in TALKING

    def move_to(self, state: CallState, now: datetime) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if state not in ALLOWED_MOVES.get(self.state, ()):
            raise ForbiddenMove(
                details={"call": self.id, "was": self.state.value, "asked": state.value}
            )
        self.state, self.state_at = state, now


class CallEvent(SQLModel, table=True):
    """One edge of the machine, or one thing worth knowing about continuity."""

    __tablename__ = "call_event"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.Index("call_events_by_kind", "kind", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=64)
    kind: str = Field(max_length=32)  # the state reached, or "customer_lost", "still", …
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class AgentPresence(SQLModel, table=True):
    """Whether an agent takes calls. Believed only while `last_seen` is fresh."""

    __tablename__ = "agent_presence"  # pyright: ignore[reportAssignmentType]

    user_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    unit_id: int | None = None
    availability: Availability = Field(
        default=Availability.PAUSED, sa_type=stored_by_value(Availability), index=True
    )
    since: datetime = Field(sa_type=UtcDateTime)
    last_seen: datetime = Field(sa_type=UtcDateTime)
    pause_after: bool = False  # Nghỉ sau cuộc này
    # after a verdict; ready again by itself from then on (the server's clock, not the browser's)
    wrapup_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CallStill(SQLModel, table=True):
    """A picture taken at the customer's camera on the agent's word. `media` is in core.media."""

    __tablename__ = "call_still"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("call_id", "number", name="numbered_within_call"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", index=True)
    number: int  # 1, 2, 3… within the call, as in the address of the picture
    kind: StillKind = Field(sa_type=stored_by_value(StillKind))
    shot: str = Field(max_length=32)  # the agent's name for this press; sent twice, kept once
    media: str = Field(max_length=80)
    sha256: str = Field(max_length=64)  # of what is stored
    sent_sha256: str = Field(  # of what left the camera's browser, as it said and as it arrived
        default="", max_length=64, sa_column_kwargs={"server_default": ""}
    )
    width: int
    height: int
    size: int
    track: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # getSettings(), trimmed
    taken_at: datetime = Field(sa_type=UtcDateTime)


class TeamMessage(SQLModel, table=True):
    """What a supervisor tells a team, or one agent. `unit_id` None: the teams of every unit."""

    __tablename__ = "team_message"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    agent_id: int | None = None  # to this one alone, of that unit
    text: str = Field(max_length=300)
    by_name: str = Field(max_length=100)
    sent_by: int
    sent_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime, index=True)  # taken back: now


class MessageSeen(SQLModel, table=True):
    """An agent has read a message: it goes from their console, and the sender sees how many did."""

    __tablename__ = "team_message_seen"  # pyright: ignore[reportAssignmentType]

    message_id: int = Field(foreign_key="team_message.id", primary_key=True)
    user_id: int = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=UtcDateTime)


class MessageKind(StrEnum):
    TEXT = "text"
    CAPTION = "caption"  # what the agent is saying, large over the picture


class CallMessage(SQLModel, table=True):
    """Written in a call, by either side. The words are sealed: see `chat`."""

    __tablename__ = "call_message"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("call_id", "ref", name="message_sent_once"),)

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", index=True)
    ref: str = Field(max_length=32)  # the writer's own name for it; sent twice, kept once
    side: str = Field(max_length=16)  # room.Side
    kind: MessageKind = Field(sa_type=stored_by_value(MessageKind))
    sealed: bytes
    at: datetime = Field(sa_type=UtcDateTime)
