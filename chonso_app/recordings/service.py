"""What the agent's browser sends is kept here, and what an approval asks of it.

Only the agent to whom the call belongs opens a part, and only they add to it; nobody adds anything
once the recording is sealed.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from chonso_app.calls.models import TALKING, WITH_AGENT, Call, CallEvent, CallState
from chonso_app.calls.moves import order_of
from chonso_app.core import audit, events, jobs
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.orders.models import Order
from chonso_app.recordings import blocks, rules
from chonso_app.recordings.models import (
    Recording,
    RecordingChunk,
    RecordingPart,
    RecordingState,
)

FINALISE = "finalise_recording"  # the workflow in `jobs`
_STATES = {state.value for state in CallState}
_RECORDED = (*TALKING, CallState.WRAPUP)  # the browser may say late that it began


class RecordingNotFound(ShopError):
    """No such recording or part, not this person's, or it takes nothing more."""


class ChunkConflict(ShopError):
    """Another chunk stands there, or one before it is missing: ask for `next`."""


class TooMuch(ShopError):
    """Longer or larger than any talk is."""


@dataclass(frozen=True)
class Piece:
    """What is said about a chunk; `media` is where it lies already."""

    seq: int
    sha256: str
    size: int
    ends_ms: int
    media: str = ""
    stalls: list[list[int]] = field(default_factory=list)


def of_call(session: Session, call_id: int) -> Recording | None:
    return session.exec(select(Recording).where(Recording.call_id == call_id)).one_or_none()


def parts_of(session: Session, recording: Recording) -> list[RecordingPart]:
    """In the order of time, with what other transactions did meanwhile."""
    mine = select(RecordingPart).where(RecordingPart.recording_id == recording.key)
    ordered = mine.order_by(col(RecordingPart.began_at), col(RecordingPart.id))
    return list(session.exec(ordered.execution_options(populate_existing=True)))


# -- from the browser --------------------------------------------------------------------------


def open_part(
    session: Session, actor: Actor, call_id: int, run: str, age: timedelta, *, now: datetime
) -> RecordingPart:
    """A recorder began `age` ago. The same run twice is one part.

    Raises:
        NotAllowed, RecordingNotFound, TooMuch
    """
    require(actor, Permission.CALLS_TAKE)
    call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if known := session.exec(select(RecordingPart).where(RecordingPart.run == run)).first():
        return _own(session, actor, call_id, known)[1]
    if call is None or call.agent_id != actor.user_id or call.state not in _RECORDED:
        raise RecordingNotFound(details={"call": call_id})
    recording = of_call(session, call_id) or _begin(session, actor, call, now)
    session.refresh(recording, with_for_update=True)  # against whoever seals it just now
    if recording.state is not RecordingState.OPEN:
        raise RecordingNotFound(details={"call": call_id})
    number = len(parts_of(session, recording)) + 1
    if number > rules.MOST_PARTS:
        raise TooMuch
    assert actor.user_id is not None  # who takes calls is a member of staff
    part = RecordingPart(
        recording_id=recording.key, number=number, run=run, agent_id=actor.user_id,
        began_at=now - age,
    )  # fmt: skip
    session.add(part)
    session.flush()
    return part


def _begin(session: Session, actor: Actor, call: Call, now: datetime) -> Recording:
    recording = Recording(
        call_id=call.key, order_id=call.order_id,
        folder=f"recordings/{secrets.token_hex(16)}", began_at=now,
    )  # fmt: skip
    session.add(recording)
    session.flush()
    code = order_of(session, call).code
    audit.record(session, actor, "recordings.began", f"order:{code}", now=now, call=call.key)
    events.touch(session, f"call:{call.key}")
    return recording


def own_part(
    session: Session, actor: Actor, call_id: int, run: str
) -> tuple[Recording, RecordingPart]:
    """Raises NotAllowed, RecordingNotFound."""
    require(actor, Permission.CALLS_TAKE)
    part = session.exec(select(RecordingPart).where(RecordingPart.run == run)).first()
    if part is None:
        raise RecordingNotFound(details={"call": call_id})
    return _own(session, actor, call_id, part)


def _own(
    session: Session, actor: Actor, call_id: int, part: RecordingPart
) -> tuple[Recording, RecordingPart]:
    recording = session.get_one(Recording, part.recording_id)
    if recording.call_id != call_id or part.agent_id != actor.user_id:
        raise RecordingNotFound(details={"call": call_id})
    return recording, part


def place_for(
    session: Session, actor: Actor, call_id: int, run: str, piece: Piece, *, now: datetime
) -> str:
    """Where the chunk is to be stored; "" when it is there already. Asked before it is stored.

    The name says what is in it, so that storing it twice leaves one file.

    Raises:
        NotAllowed, RecordingNotFound, ChunkConflict, TooMuch
    """
    recording, part = own_part(session, actor, call_id, run)
    if piece.seq < part.chunks:
        _same_or_conflict(session, part, piece)
        return ""
    _may_add(recording, part, piece, now)
    return f"{recording.folder}/chunks/{part.number}-{piece.seq:05}-{piece.sha256[:16]}"


def keep_chunk(
    session: Session, actor: Actor, call_id: int, run: str, piece: Piece, *, now: datetime
) -> bool:
    """Note a stored chunk; False when it was there already.

    Raises:
        NotAllowed, RecordingNotFound, ChunkConflict, TooMuch
    """
    recording, part = own_part(session, actor, call_id, run)
    session.refresh(recording, with_for_update=True)  # against whoever seals it just now
    session.refresh(part, with_for_update=True)
    if piece.seq < part.chunks:
        _same_or_conflict(session, part, piece)
        return False
    _may_add(recording, part, piece, now)
    session.add(
        RecordingChunk(
            part_id=part.key, seq=piece.seq, media=piece.media, sha256=piece.sha256,
            size=piece.size, ends_ms=piece.ends_ms, stalls=piece.stalls, received_at=now,
        )
    )  # fmt: skip
    part.chunks, part.size = part.chunks + 1, part.size + piece.size
    part.chain = rules.link(part.chain, piece.sha256)
    part.length_ms = piece.ends_ms
    # It cannot end after it came: the browser's clock was set while it recorded.
    part.began_at = min(part.began_at, now - timedelta(milliseconds=piece.ends_ms))
    session.add(part)
    session.flush()
    return True


def _same_or_conflict(session: Session, part: RecordingPart, piece: Piece) -> None:
    wanted = select(RecordingChunk.sha256).where(
        RecordingChunk.part_id == part.key, RecordingChunk.seq == piece.seq
    )
    if session.exec(wanted).one_or_none() != piece.sha256:
        raise ChunkConflict(details={"part": part.key, "seq": piece.seq})


def _may_add(recording: Recording, part: RecordingPart, piece: Piece, now: datetime) -> None:
    if recording.state is not RecordingState.OPEN:
        raise RecordingNotFound(details={"recording": recording.id})
    if piece.seq > part.chunks or part.announced is not None:
        raise ChunkConflict(details={"part": part.key, "seq": piece.seq})
    ends_at = part.began_at + timedelta(milliseconds=piece.ends_ms)
    too_large = part.size + piece.size > rules.RECORDING_BYTES
    if too_large or piece.seq >= rules.MOST_CHUNKS or ends_at > now + rules.CLOCKS_DIFFER:
        raise TooMuch
    if piece.ends_ms < part.length_ms:
        raise ChunkConflict(details={"part": part.key, "seq": piece.seq})


def end_part(
    session: Session, actor: Actor, call_id: int, run: str, chunks: int, *, now: datetime
) -> Recording:
    """The recorder stopped after so many chunks, and all are here. Sealed if the talk is over.

    Raises:
        NotAllowed, RecordingNotFound
        ChunkConflict: some are missing.
    """
    recording, part = own_part(session, actor, call_id, run)
    session.refresh(recording, with_for_update=True)
    session.refresh(part, with_for_update=True)
    if part.is_whole and chunks == part.chunks:
        return recording  # said twice
    if part.announced is not None or chunks != part.chunks:
        raise ChunkConflict(details={"part": part.key, "chunks": chunks})
    if recording.state is not RecordingState.OPEN:
        raise RecordingNotFound(details={"recording": recording.id})
    part.announced = chunks
    session.add(part)
    session.flush()
    seal_if_over(session, recording, actor, now=now)
    return recording


# -- the end ---------------------------------------------------------------------------------


def seal_if_over(session: Session, recording: Recording, actor: Actor, *, now: datetime) -> bool:
    """Once the talk is over: when all is here, or when nothing more can be expected."""
    call = session.get_one(Call, recording.call_id, populate_existing=True)
    is_over = call.state is CallState.WRAPUP or call.state not in (CallState.WAITING, *WITH_AGENT)
    if recording.state is not RecordingState.OPEN or not is_over:
        return False
    parts = parts_of(session, recording)
    late = now - (call.ended_at or call.state_at) > rules.UNSENT_WITHIN
    if not late and not _is_all_here(session, talk_of(session, call, now), parts, now):
        return False
    _seal(session, recording, call, parts, actor, now)
    return True


def _is_all_here(
    session: Session, talk: list[rules.SPAN], parts: list[RecordingPart], now: datetime
) -> bool:
    """Tabs that were closed say no end: of those, when another part reaches the end of the talk,
    only what they still send is waited for."""
    unended = [part for part in parts if not part.is_whole]
    if not unended or not _reaches_the_end(talk, parts):
        return not unended
    lately = select(RecordingChunk.id).where(
        col(RecordingChunk.part_id).in_([part.key for part in unended]),
        col(RecordingChunk.received_at) > now - rules.SILENT_PART,
    )
    return session.exec(lately.limit(1)).first() is None


def _seal(
    session: Session,
    recording: Recording,
    call: Call,
    parts: list[RecordingPart],
    actor: Actor,
    now: datetime,
) -> None:
    talk = talk_of(session, call, now)
    missed = rules.uncovered(talk, [(part.began_at, part.ends_at) for part in parts])
    recording.lost_ms = rules.total_ms(missed)
    recording.complete = bool(parts) and _reaches_the_end(talk, parts)
    recording.chain = rules.chain_of(part.chain for part in parts)
    recording.sealed_at = now
    recording.move_to(RecordingState.SEALED)
    session.add(recording)
    order = order_of(session, call)
    audit.record(
        session, actor, "recordings.sealed", f"order:{order.code}", now=now, call=call.key,
        parts=len(parts), chain=recording.chain, complete=recording.complete,
        lost_ms=recording.lost_ms,
    )  # fmt: skip
    jobs.enqueue(session, FINALISE, str(recording.key), recording.key)
    events.touch(session, f"call:{call.key}", f"order:{order.code}")


def _reaches_the_end(talk: list[rules.SPAN], parts: list[RecordingPart]) -> bool:
    last = max(parts, key=lambda part: part.ends_at)
    ended = talk[-1][1] if talk else last.ends_at
    return last.is_whole and last.chunks > 0 and last.ends_at >= ended - rules.END_MISSED


def talk_of(session: Session, call: Call, now: datetime) -> list[rules.SPAN]:
    """When both saw each other, from the call's own history."""
    history = select(CallEvent).where(
        CallEvent.call_id == call.key, col(CallEvent.kind).in_(_STATES)
    )
    moves = list(session.exec(history.order_by(col(CallEvent.id))))
    ends = [*(move.at for move in moves[1:]), now]
    return [
        (move.at, end)
        for move, end in zip(moves, ends, strict=True)
        if move.kind == CallState.LIVE.value
    ]


# -- what an approval asks ---------------------------------------------------------------------


def missing(session: Session, call: Call) -> list[str]:
    """Codes of what the recording lacks for an approval, worded `calls.missing.<code>`.

    At that moment the browser has stopped and everything it cut is here, up to the end of the
    talk: more cannot be lost. The file follows, and the dossier waits for it (`unready`).
    """
    if not settings.recording_required or call.state is CallState.APPROVED:
        return []
    recording = of_call(session, call.key)
    if recording is None:
        return ["recording.none"]
    if call.is_talking:
        return ["recording.talking"]
    if recording.state is RecordingState.OPEN:
        return ["recording.behind"]
    most = settings.recording_most_lost_seconds * 1000
    whole = recording.complete and recording.lost_ms <= most
    return [] if whole and recording.state is not RecordingState.UNUSABLE else ["recording.gaps"]


def unready(session: Session, call_id: int) -> bool:
    """An approved call has a recording, and it is no file yet. (Calls of before have none.)"""
    recording = of_call(session, call_id)
    return (
        settings.recording_required
        and recording is not None
        and recording.state in {RecordingState.OPEN, RecordingState.SEALED, RecordingState.UNUSABLE}
    )


def erase(session: Session, actor: Actor, recording: Recording, *, now: datetime) -> list[str]:
    """At the end of the retention. What to delete from core.media once this is committed; hashes,
    chain and time line stay, so that the evidence can still be verified.

    Raises:
        ForbiddenMove: not finalised yet.
    """
    names = [*blocks.names(recording), *_chunk_names(session, recording)]
    recording.move_to(RecordingState.ERASED)
    recording.erased_at = now
    session.add(recording)
    order = session.get_one(Order, recording.order_id)
    audit.record(
        session, actor, "recordings.erased", f"order:{order.code}", now=now,
        call=recording.call_id, sha256=recording.sha256,
    )  # fmt: skip
    return names


def _chunk_names(session: Session, recording: Recording) -> list[str]:
    """Only an unusable one has chunks left."""
    parts = [part.key for part in parts_of(session, recording)]
    return list(
        session.exec(select(RecordingChunk.media).where(col(RecordingChunk.part_id).in_(parts)))
    )
