"""A recording as staff see it: its state in words, and the marks to jump to."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from chonso_app.core.texts import has, say
from chonso_app.recordings import service
from chonso_app.recordings.models import Recording, RecordingState


@dataclass(frozen=True)
class JumpMark:
    at: float  # seconds into the file
    time: str  # 01:31
    word: str
    tone: str = ""  # warn: something was lost


@dataclass(frozen=True)
class RecordingView:
    """`source` is empty while there is nothing to play; `note` says why."""

    source: str = ""
    note: str = ""
    seconds: float = 0
    length: str = ""
    whole: str = ""  # "liền mạch", or what is missing
    tone: str = ""
    marks: list[JumpMark] = field(default_factory=list)


def recording_view(session: Session, call_id: int) -> RecordingView:
    """Who may see it is asked where it is played, and here by whoever shows the case."""
    recording = service.of_call(session, call_id)
    if recording is None:
        return RecordingView(note=say("recordings.none"))
    if recording.state is not RecordingState.FINALISED:
        return RecordingView(note=say(f"recordings.state.{recording.state.value}"))
    seconds = recording.duration_ms / 1000
    lost = round(recording.lost_ms / 1000)
    parts = len(recording.timeline.get("parts", ()))
    return RecordingView(
        source=f"/api/admin/recordings/{call_id}/video.webm",
        seconds=seconds,
        length=clock(seconds),
        whole=_lost(parts, lost) if parts > 1 or lost else say("recordings.whole"),
        tone="warn" if parts > 1 or lost else "ok",
        marks=_marks(recording),
    )


def _lost(parts: int, lost: int) -> str:
    told = [say("recordings.parts", count=parts)] if parts > 1 else []
    return ", ".join([*told, say("recordings.lost", seconds=lost)])


def _marks(recording: Recording) -> list[JumpMark]:
    found = []
    for mark in recording.timeline.get("marks", ()):
        word = _word(mark)
        if word:
            at = mark["at_ms"] / 1000
            tone = "warn" if mark["kind"] in {"gap", "overlap", "stall"} else ""
            found.append(JumpMark(at, clock(at), word, tone))
    return found


def _word(mark: dict[str, Any]) -> str:
    """ "" for what nobody would jump to."""
    kind, seconds = mark["kind"], max(1, round(mark.get("ms", 0) / 1000))
    of_step = f"calls.desk.{kind}"
    if kind.startswith("step."):
        return say(of_step) if has(of_step) else ""
    key = f"recordings.mark.{kind}"
    return say(key, seconds=seconds) if has(key) else ""


def clock(seconds: float) -> str:
    """`01:31`."""
    whole = int(seconds)
    return f"{whole // 60:02}:{whole % 60:02}"
