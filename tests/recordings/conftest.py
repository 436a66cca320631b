"""Calls with a talk behind them, and a short real WebM as Chrome cuts it."""

import functools
import hashlib
import subprocess
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from chonso_app.calls.models import Call
from chonso_app.calls.room import service as room
from chonso_app.core import media
from chonso_app.core.config import settings
from chonso_app.recordings import jobs, remux, service
from chonso_app.recordings.models import Recording, RecordingPart
from chonso_app.recordings.service import Piece
from tests.calls.conftest import HOA, order_of, papers, waiting

__all__ = ["order_of", "papers", "waiting"]

# Where ffmpeg or HTTP is tested and the rows are those of another test: one database is enough.
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RUN, LATER_RUN = "run-11111111", "run-22222222"
CHUNK = timedelta(seconds=2)


@pytest.fixture(autouse=True)
def required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "recording_required", True)


@functools.cache
def webm() -> bytes:
    """Six seconds of a moving picture with sound, live as from a recorder: no length, no index."""
    made = subprocess.run(
        [
            remux.program(), "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x90:rate=10",
            "-f", "lavfi", "-i", "sine", "-t", "6", "-c:v", "libvpx", "-g", "10", "-b:v", "100k",
            "-c:a", "libopus", "-b:a", "24k", "-live", "1", "-cluster_time_limit", "500",
            "-f", "webm", "pipe:1",
        ],
        capture_output=True, check=True,
    )  # fmt: skip
    return made.stdout


def pieces(count: int = 3) -> list[bytes]:
    """The WebM cut by size: a chunk begins and ends anywhere."""
    data = webm()
    step = -(-len(data) // count)
    return [data[at : at + step] for at in range(0, len(data), step)]


def piece(seq: int, data: bytes, ends_ms: int | None = None, name: str = "") -> Piece:
    digest = hashlib.sha256(data).hexdigest()
    return Piece(seq, digest, len(data), 2000 * (seq + 1) if ends_ms is None else ends_ms, name)


def send(session: Session, call: Call, run: str, seq: int, data: bytes, *, now: datetime) -> bool:
    """As the route does it."""
    told = piece(seq, data)
    name = service.place_for(session, HOA, call.key, run, told, now=now)
    if not name:
        return False
    media.put_as(name, data)
    return service.keep_chunk(session, HOA, call.key, run, piece(seq, data, name=name), now=now)


def recorded(
    session: Session, call: Call, began: datetime, *, run: str = RUN, ends: bool = True
) -> RecordingPart:
    """A part of six seconds from `began` on, stopped properly unless told otherwise."""
    service.open_part(session, HOA, call.key, run, timedelta(0), now=began)
    for seq, data in enumerate(pieces()):
        send(session, call, run, seq, data, now=began + CHUNK * (seq + 1))
    if ends:
        service.end_part(session, HOA, call.key, run, 3, now=began + CHUNK * 3)
    return service.own_part(session, HOA, call.key, run)[1]


def both_see(session: Session, call: Call, at: datetime) -> None:
    for side in room.Side:
        room.frame_seen(session, call.key, side, HOA, now=at)


def seal(session: Session, now: datetime) -> None:
    """The sweep; SQLite has one writer, and a test's session is one."""
    session.commit()
    jobs.seal_what_is_over(now)
    session.expire_all()


def of(session: Session, call: Call) -> Recording:
    found = service.of_call(session, call.key)
    assert found is not None
    return found
