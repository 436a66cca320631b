"""What must always be true of recordings. Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.calls.models import Call, CallState
from chonso_app.recordings import rules, service
from chonso_app.recordings.models import (
    Recording,
    RecordingChunk,
    RecordingPart,
    RecordingState,
)

_FILE_WITHIN = timedelta(minutes=30)  # of the end of the talk: then a job is stuck


def rows(session: Session, now: datetime) -> list[str]:
    return [
        *_approved_calls_are_whole(session),
        *_chains_hold(session),
        *_chunks_are_gone(session),
        *_nothing_hangs(session, now),
    ]


def _approved_calls_are_whole(session: Session) -> Iterator[str]:
    """Of those that were recorded: calls of before, or with the setting off, have no row."""
    wanted = (
        select(Recording.call_id, Recording.state)
        .join(Call, col(Call.id) == col(Recording.call_id))
        .where(
            Call.state == CallState.APPROVED,
            sa.or_(col(Recording.complete).is_(False), col(Recording.state) == RecordingState.OPEN),
        )
    )
    for call_id, state in session.exec(wanted):
        yield f"call {call_id} was approved with a recording that is {state} and not complete"


def _chains_hold(session: Session) -> Iterator[str]:
    finished = select(Recording).where(
        col(Recording.state).in_((RecordingState.FINALISED, RecordingState.ERASED))
    )
    for recording in session.exec(finished):
        parts = service.parts_of(session, recording)
        broken = [part.number for part in parts if rules.chain_of(part.digests) != part.chain]
        if broken:
            yield f"recording {recording.id}: the chunks of part {broken[0]} do not fit its chain"
        if rules.chain_of(part.chain for part in parts) != recording.chain:
            yield f"recording {recording.id}: its parts do not fit its chain"


def _chunks_are_gone(session: Session) -> Iterator[str]:
    left = (
        select(Recording.id, sa.func.count())
        .join(RecordingPart, col(RecordingPart.recording_id) == col(Recording.id))
        .join(RecordingChunk, col(RecordingChunk.part_id) == col(RecordingPart.id))
        .where(Recording.state == RecordingState.FINALISED)
        .group_by(col(Recording.id))
    )
    for recording_id, count in session.exec(left):
        yield f"recording {recording_id} is a file and still has {count} chunks"


def _nothing_hangs(session: Session, now: datetime) -> Iterator[str]:
    late = now - _FILE_WITHIN
    sealed = select(Recording.id).where(
        Recording.state == RecordingState.SEALED, col(Recording.sealed_at) < late
    )
    for recording_id in session.exec(sealed):
        yield f"recording {recording_id} waits for its file since half an hour"
