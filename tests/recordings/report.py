"""What became of the newest recording on a running server, as JSON.

`python -m tests.recordings.report [FILE]` in the environment of that server. `decoded_s` is what
ffmpeg could really decode of the finished file, `loudest_db` how loud it is. With FILE, the plain
recording is written there.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

import chonso_app.tables  # noqa: F401
from chonso_app.core import media
from chonso_app.core.db import read
from chonso_app.recordings import blocks, remux, service
from chonso_app.recordings.models import Recording, RecordingState


def report(session: Session) -> dict[str, Any]:
    newest = select(Recording).order_by(col(Recording.id).desc()).limit(1)
    recording = session.exec(newest).one_or_none()
    if recording is None:
        return {"state": "none"}
    parts = [
        {
            "number": part.number, "chunks": part.chunks, "whole": part.is_whole,
            "began": part.began_at.timestamp(), "length_s": part.length_ms / 1000,
            "plays_s": part.duration_ms / 1000,
        }
        for part in service.parts_of(session, recording)
    ]  # fmt: skip
    told = {
        "state": recording.state.value, "complete": recording.complete, "parts": parts,
        "lost_s": recording.lost_ms / 1000, "duration_s": recording.duration_ms / 1000,
        "size": recording.size, "marks": recording.timeline.get("marks", []),
    }  # fmt: skip
    if recording.state is RecordingState.FINALISED:
        told |= _played(recording)
    return told


def _played(recording: Recording) -> dict[str, float]:
    data = b"".join(media.get(name) for name in blocks.names(recording))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_bytes(data)
    measure = ["-af", "volumedetect", "-f", "null", "-"]
    done = subprocess.run(
        [remux.program(), "-hide_banner", "-i", "pipe:0", *measure],
        input=data, capture_output=True, check=True,
    )  # fmt: skip
    said = done.stderr.decode()
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d+):([\d.]+)", said)[-1]
    loudest = re.search(r"max_volume: (-?[\d.]+|-inf) dB", said)
    return {
        "decoded_s": int(hours) * 3600 + int(minutes) * 60 + float(seconds),
        "frames": int(re.findall(r"frame= *(\d+)", said)[-1]),
        "loudest_db": float(loudest[1]) if loudest else float("-inf"),
    }


if __name__ == "__main__":
    print(json.dumps(read(report)))  # noqa: T201
