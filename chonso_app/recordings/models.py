"""The recording of a call: its parts (one per run of the agent's recorder) and their chunks."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from chonso_app.core.db import UtcDateTime, stored_by_value
from chonso_app.core.errors import ForbiddenMove


class RecordingState(StrEnum):
    OPEN = "open"  # chunks may come
    SEALED = "sealed"  # the talk is over and nothing is added any more: the worker makes the file
    FINALISED = "finalised"  # one playable file, encrypted in blocks; the chunks are gone
    UNUSABLE = "unusable"  # no playable second in it; what came is kept
    ERASED = "erased"  # at the end of its retention: the hashes stay


S = RecordingState
ALLOWED_MOVES = {  # a state that is not a key here is final
    S.OPEN: {S.SEALED},
    S.SEALED: {S.FINALISED, S.UNUSABLE},
    S.FINALISED: {S.ERASED},
    S.UNUSABLE: {S.ERASED},
}
GENESIS = "0" * 64  # before the first link of a chain


class Recording(SQLModel, table=True):
    """One per call. `folder` is the start of every name that it has in core.media."""

    __table_args__ = (
        sa.CheckConstraint(
            "state <> 'finalised' or (finalised_at is not null and blocks > 0 and sha256 <> '')",
            name="finalised_with_a_file",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="call.id", unique=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True)
    state: RecordingState = Field(
        default=S.OPEN, sa_type=stored_by_value(RecordingState), index=True
    )
    folder: str = Field(max_length=64)
    began_at: datetime = Field(sa_type=UtcDateTime)
    sealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # -- what it covers, known when it is sealed --------------------------------------------
    complete: bool = False  # every chunk up to the end of the talk is there
    lost_ms: int = 0  # of the talk, in no part
    chain: str = Field(default="", max_length=64)  # over the chains of the parts
    # -- the file ----------------------------------------------------------------------------
    finalised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    blocks: int = 0
    size: int = 0  # bytes
    sha256: str = Field(default="", max_length=64)
    duration_ms: int = 0
    timeline: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)  # see timeline.Timeline

    @property
    def key(self) -> int:
        """The id of a row that has been stored."""
        assert self.id is not None
        return self.id

    def move_to(self, state: RecordingState) -> None:
        """Raises ForbiddenMove unless ALLOWED_MOVES lists the move."""
        if state not in ALLOWED_MOVES.get(self.state, ()):
            raise ForbiddenMove(
                details={"recording": self.id, "was": self.state.value, "asked": state.value}
            )
        self.state = state


class RecordingPart(SQLModel, table=True):
    """One run of a recorder: a reload or another agent makes the next part."""

    __tablename__ = "recording_part"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("recording_id", "number", name="part_of_recording"),)

    id: int | None = Field(default=None, primary_key=True)
    recording_id: int = Field(foreign_key="recording.id", index=True)
    number: int  # 1, 2, 3… in the order of the first word about it
    run: str = Field(unique=True, max_length=36)  # the browser's name for it
    agent_id: int
    began_at: datetime = Field(sa_type=UtcDateTime)
    chunks: int = 0  # arrived: 0 … chunks - 1, without a hole
    announced: int | None = None  # how many there are, said when the recorder stopped
    chain: str = Field(default=GENESIS, max_length=64)
    size: int = 0  # bytes
    length_ms: int = 0  # up to the end of the last chunk
    digests: list[str] = Field(default_factory=list, sa_type=sa.JSON)  # filled when finalised
    duration_ms: int = 0  # of what could be played, in the file

    @property
    def key(self) -> int:
        assert self.id is not None
        return self.id

    @property
    def is_whole(self) -> bool:
        """The recorder stopped properly, and all that it cut has arrived."""
        return self.announced == self.chunks

    @property
    def ends_at(self) -> datetime:
        return self.began_at + timedelta(milliseconds=self.length_ms)


class RecordingChunk(SQLModel, table=True):
    """Two seconds, until the file is made. `media` is in core.media."""

    __tablename__ = "recording_chunk"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (sa.UniqueConstraint("part_id", "seq", name="chunk_of_part"),)

    id: int | None = Field(default=None, primary_key=True)
    part_id: int = Field(foreign_key="recording_part.id", index=True)
    seq: int
    media: str = Field(max_length=120)
    sha256: str = Field(max_length=64)  # of what the browser sent
    size: int
    ends_ms: int  # since the recorder's start
    stalls: list[list[int]] = Field(default_factory=list, sa_type=sa.JSON)  # [from, to] in ms
    received_at: datetime = Field(sa_type=UtcDateTime)
