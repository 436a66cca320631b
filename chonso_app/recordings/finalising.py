"""From chunks to one sealed file: what the workflow in `jobs` does, step by step."""

import hashlib
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlmodel import Session, col, select

from chonso_app.calls.models import Call, CallEvent, CallStill
from chonso_app.calls.moves import order_of
from chonso_app.core import audit, events, media
from chonso_app.core.actors import system
from chonso_app.core.db import read
from chonso_app.recordings import blocks, remux, rules, service, timeline
from chonso_app.recordings.models import (
    Recording,
    RecordingChunk,
    RecordingPart,
    RecordingState,
)
from chonso_app.recordings.timeline import Moment

_JOB = system("recordings")


class ChunkGone(Exception):
    """A chunk is not in the store: it is away, or another run was faster. Nothing is made of less
    than what came."""


@dataclass(frozen=True)
class PartPlan:
    part_id: int
    chunks: tuple[tuple[str, str], ...]  # (name in core.media, SHA-256)


@dataclass(frozen=True)
class Plan:
    recording_id: int
    folder: str
    parts: tuple[PartPlan, ...]


@dataclass(frozen=True)
class Made:
    """`durations`: part id → ms; a part of which nothing could be played is not in it."""

    blocks: int = 0
    size: int = 0
    sha256: str = ""
    duration_ms: int = 0
    durations: dict[str, int] = field(default_factory=dict)
    cut_short: bool = False  # what came is not all in it

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def plan_of(session: Session, recording_id: int) -> Plan | None:
    """None when there is nothing to do any more."""
    recording = session.get_one(Recording, recording_id)
    if recording.state is not RecordingState.SEALED:
        return None
    parts = [
        PartPlan(part.key, tuple((chunk.media, chunk.sha256) for chunk in chunks_of(session, part)))
        for part in service.parts_of(session, recording)
    ]
    return Plan(recording.key, recording.folder, tuple(parts))


def chunks_of(session: Session, part: RecordingPart) -> list[RecordingChunk]:
    mine = select(RecordingChunk).where(RecordingChunk.part_id == part.key)
    return list(session.exec(mine.order_by(col(RecordingChunk.seq))))


def make(plan: Plan) -> Made:
    """The file, stored in sealed blocks. Touches no row, and no file that is finished already.

    Raises:
        ChunkGone
        remux.Stopped
    """
    with remux.bench() as bench:
        videos: list[remux.Video] = []
        durations: dict[str, int] = {}
        cut_short = False
        for part in plan.parts:
            chunks = Checked(part)
            try:
                video = bench.remux(chunks)
            except remux.Unplayable:
                remux.log.warning("recording %s: a part is unplayable", plan.recording_id)
                continue
            finally:
                cut_short |= chunks.cut_short
            videos.append(video)
            durations[str(part.part_id)] = video.duration_ms
        if not videos:
            return Made()
        whole = bench.join(videos)
        if not read(_is_wanted, plan.recording_id):
            return Made()
        digest = _sha256(whole)
        count = blocks.write(plan.folder, digest, whole.file, whole.size)
    return Made(count, whole.size, digest, whole.duration_ms, durations, cut_short)


def is_given_up(session: Session, recording_id: int, *, now: datetime) -> bool:
    """So long after it was sealed a chunk that is gone does not come back: what is there is kept
    as it came, and has its retention."""
    sealed_at = session.get_one(Recording, recording_id).sealed_at
    return sealed_at is not None and now - sealed_at > rules.GIVEN_UP_AFTER


def _is_wanted(session: Session, recording_id: int) -> bool:
    return session.get_one(Recording, recording_id).state is RecordingState.SEALED


class Checked:
    """A part up to the first chunk that is not what came from the browser: after it nothing
    plays. Reading raises ChunkGone."""

    def __init__(self, part: PartPlan) -> None:
        self._chunks = part.chunks
        self.cut_short = False

    def __iter__(self) -> Iterator[bytes]:
        for name, sha256 in self._chunks:
            try:
                data = media.get(name)
            except FileNotFoundError as error:
                raise ChunkGone(name) from error
            except InvalidTag:
                data = b""
            if hashlib.sha256(data).hexdigest() != sha256:
                remux.log.warning("recordings: a stored chunk is not the one that came")
                self.cut_short = True
                return
            yield data


def _sha256(video: remux.Video) -> str:
    digest = hashlib.sha256()
    for begins in range(0, video.size, rules.BLOCK):
        digest.update(os.pread(video.file, rules.BLOCK, begins))
    return digest.hexdigest()


def settle(session: Session, recording_id: int, made: Made, *, now: datetime) -> RecordingState:
    """Twice is once. The hashes of the chunks stay with their part, their rows go."""
    recording = session.get_one(Recording, recording_id, with_for_update=True)
    if recording.state is not RecordingState.SEALED:
        return recording.state
    call = session.get_one(Call, recording.call_id)
    parts = service.parts_of(session, recording)
    moments = _moments(session, call, parts)
    for part in parts:
        part.digests = [chunk.sha256 for chunk in chunks_of(session, part)]
        part.duration_ms = made.durations.get(str(part.key), 0)
        session.add(part)
    session.flush()
    recording.lost_ms = _really_lost(session, recording, call, parts, now)
    if not made.blocks:  # what came is kept: somebody may want to know why
        recording.move_to(RecordingState.UNUSABLE)
    else:
        laid = timeline.lay_out(
            (part.number, part.began_at, part.duration_ms) for part in parts if part.duration_ms
        )
        recording.timeline = timeline.build(laid, moments).as_json()
        recording.blocks, recording.size, recording.sha256 = made.blocks, made.size, made.sha256
        recording.duration_ms, recording.finalised_at = made.duration_ms, now
        recording.move_to(RecordingState.FINALISED)
        if not made.cut_short:
            _forget_chunks(session, parts)
    session.add(recording)
    _tell(session, recording, call, now)
    return recording.state


def _really_lost(
    session: Session, recording: Recording, call: Call, parts: list[RecordingPart], now: datetime
) -> int:
    """By what plays, no longer by what the browser said of its chunks."""
    talk = service.talk_of(session, call, recording.sealed_at or now)
    played = [
        (part.began_at, part.began_at + timedelta(milliseconds=part.duration_ms)) for part in parts
    ]
    return rules.total_ms(rules.uncovered(talk, played))


def _forget_chunks(session: Session, parts: list[RecordingPart]) -> None:
    ids = [part.key for part in parts]
    session.execute(sa.delete(RecordingChunk).where(col(RecordingChunk.part_id).in_(ids)))


def _tell(session: Session, recording: Recording, call: Call, now: datetime) -> None:
    order = order_of(session, call)
    audit.record(
        session, _JOB, f"recordings.{recording.state.value}", f"order:{order.code}", now=now,
        call=call.key, sha256=recording.sha256, duration_ms=recording.duration_ms,
    )  # fmt: skip
    events.touch(session, f"call:{call.key}", f"order:{order.code}")


def _moments(session: Session, call: Call, parts: list[RecordingPart]) -> list[Moment]:
    """Stills, steps and the call's own history, and when the customer's picture stood still."""
    found = [
        Moment(f"still.{still.kind.value}", still.taken_at, number=still.number)
        for still in session.exec(select(CallStill).where(CallStill.call_id == call.key))
    ]
    history = select(CallEvent).where(CallEvent.call_id == call.key, CallEvent.kind != "still")
    found += [
        Moment(event.kind, event.at) for event in session.exec(history.order_by(col(CallEvent.id)))
    ]
    found += [Moment(f"step.{step}", datetime.fromisoformat(at)) for step, at in call.steps.items()]
    for part in parts:
        for chunk in chunks_of(session, part):
            found += [
                Moment(
                    "stall",
                    part.began_at + timedelta(milliseconds=begins),
                    ends - begins,
                    part=part.number,
                )
                for begins, ends in chunk.stalls
                if begins < ends
            ]
    return found


def kept(session: Session, recording_id: int) -> tuple[str, set[str]]:
    """The folder of a recording, and what must stay in it."""
    recording = session.get_one(Recording, recording_id)
    chunks = [
        chunk.media
        for part in service.parts_of(session, recording)
        for chunk in chunks_of(session, part)
    ]
    return recording.folder, {*blocks.names(recording), *chunks}


def clean(folder: str, keep: Collection[str]) -> int:
    """Chunks that are in the file, or that no row ever named, and what another run made; how
    many."""
    names = [name for name in media.names(f"{folder}/") if name not in keep]
    for name in names:
        media.delete(name)
    return len(names)
