"""The recordings of a case as the bundle and the retention see them: one object each.

A recording lies in many sealed blocks; `recording:7` stands for all of them.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls.models import Call
from chonso_app.core import db, media
from chonso_app.core.actors import Actor
from chonso_app.evidence.holding import Holding
from chonso_app.evidence.models import Kept
from chonso_app.orders.models import Order
from chonso_app.recordings import blocks as files
from chonso_app.recordings import service as recordings
from chonso_app.recordings.models import (
    Recording,
    RecordingChunk,
    RecordingPart,
    RecordingState,
)

_PREFIX = "recording:"
_DONE = (RecordingState.FINALISED, RecordingState.UNUSABLE)


def is_recording(name: str) -> bool:
    return name.startswith(_PREFIX)


def holdings(session: Session, call: Call) -> Iterator[Holding]:
    """What is still being made into a file is not there yet."""
    one = recordings.of_call(session, call.key)
    if one is None or one.state not in {*_DONE, RecordingState.ERASED}:
        return
    about = {
        "call": call.key, "duration_ms": one.duration_ms, "lost_ms": one.lost_ms,
        "complete": one.complete, "chain": one.chain,
    }  # fmt: skip
    path = f"cuoc-goi/{call.key:05}/ghi-hinh.{'webm' if one.blocks else 'doan'}"
    yield Holding(Kept.RECORDING, path, f"{_PREFIX}{one.key}", one.sha256, one.began_at, about)


def index(session: Session, order: Order) -> list[dict[str, Any]]:
    """Parts with the digests of their chunks, gaps, stalls, stills and events on one time line."""
    mine = select(Recording).where(Recording.order_id == order.key).order_by(col(Recording.id))
    told = []
    for one in session.exec(mine):
        row = one.model_dump(exclude={"folder"})
        row["parts"] = [
            part.model_dump(exclude={"run"}) for part in recordings.parts_of(session, one)
        ]
        told.append(row)
    return told


def blocks(name: str) -> Iterator[bytes]:
    """Raises FileNotFoundError, InvalidTag."""
    names = db.read(_names, _key(name))
    if not names:
        raise FileNotFoundError(name)
    return (media.get(one) for one in names)


def erase(name: str) -> None:
    """The whole folder: also chunks that are not in the file, and those that no row names."""
    for one in media.names(db.read(_folder, _key(name))):
        with suppress(FileNotFoundError):
            media.delete(one)


def unfinished() -> Any:
    """Orders with a recording that is not erased yet because it is still being made."""
    return sa.select(col(Recording.order_id)).where(
        col(Recording.state).in_((RecordingState.OPEN, RecordingState.SEALED))
    )


def forget(session: Session, order: Order, actor: Actor, now: datetime) -> None:
    """From now on nobody plays it."""
    mine = select(Recording).where(Recording.order_id == order.key).with_for_update()
    for one in session.exec(mine):
        if one.state in _DONE:
            recordings.erase(session, actor, one, now=now)


def _key(name: str) -> int:
    return int(name.removeprefix(_PREFIX))


def _folder(session: Session, recording_id: int) -> str:
    return f"{session.get_one(Recording, recording_id).folder}/"


def _names(session: Session, recording_id: int) -> list[str]:
    """The blocks of the file; of one that could not be played the chunks."""
    one = session.get_one(Recording, recording_id)
    if one.blocks:
        return files.names(one)
    chunks = (
        select(RecordingChunk.media)
        .join(RecordingPart, col(RecordingPart.id) == col(RecordingChunk.part_id))
        .where(RecordingPart.recording_id == one.key)
        .order_by(col(RecordingPart.number), col(RecordingChunk.seq))
    )
    return list(session.exec(chunks))
