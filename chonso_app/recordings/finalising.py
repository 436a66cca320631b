"""From chunks to one sealed file: what the workflow in `jobs` does, step by step."""

import hashlib
import os
from collections.abc import Iterator
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
from chonso_app.recordings import blocks, remux, rules, service, timeline
from chonso_app.recordings.models import (
    Recording,
    RecordingChunk,
    RecordingPart,
    RecordingState,
)
from chonso_app.recordings.timeline import Moment

_JOB = system("recordings")


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
    """The file, stored in sealed blocks. Touches no row; done twice it leaves the same names."""
    with remux.bench() as bench:
        videos: list[remux.Video] = []
        durations: dict[str, int] = {}
        for part in plan.parts:
            try:
                video = bench.remux(checked(part))
            except remux.Unplayable:
                remux.log.warning("recording %s: a part is unplayable", plan.recording_id)
                continue
            videos.append(video)
            durations[str(part.part_id)] = video.duration_ms
        if not videos:
            return Made()
        whole = bench.join(videos)
        count = blocks.write(plan.folder, whole.file, whole.size)
        digest = _sha256(whole)
    return Made(count, whole.size, digest, whole.duration_ms, durations)


def checked(part: PartPlan) -> Iterator[bytes]:
    """Up to the first chunk that is not what came from the browser: after it nothing plays."""
    for name, sha256 in part.chunks:
        try:
            data = media.get(name)
        except (FileNotFoundError, InvalidTag):
            remux.log.warning("recordings: a stored chunk is gone or was changed")
            return
        if hashlib.sha256(data).hexdigest() != sha256:
            remux.log.warning("recordings: a stored chunk is not the one that came")
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
                Moment("stall", part.began_at + timedelta(milliseconds=begins), ends - begins)
                for begins, ends in chunk.stalls
                if begins < ends
            ]
    return found


def clean(folder: str) -> int:
    """The chunks' files, also those that no row ever named; how many."""
    names = media.names(f"{folder}/chunks/")
    for name in names:
        media.delete(name)
    return len(names)
