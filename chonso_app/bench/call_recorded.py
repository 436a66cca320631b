"""Up to when the newest recording plays, from nothing but what the server has at this moment.

`python -m chonso_app.bench.call_recorded` in the shop's environment prints one epoch second: for a
browser that was killed at T, T less this is what was lost of the recording.
"""

import sys

from sqlmodel import Session, col, select

import chonso_app.tables  # noqa: F401
from chonso_app.core.db import read
from chonso_app.recordings import finalising, remux
from chonso_app.recordings.models import RecordingPart


def newest_part(session: Session) -> tuple[float, finalising.PartPlan]:
    """When it began, and its chunks, whatever state the recording is in."""
    newest = select(RecordingPart).order_by(col(RecordingPart.id).desc()).limit(1)
    part = session.exec(newest).one()
    chunks = tuple((chunk.media, chunk.sha256) for chunk in finalising.chunks_of(session, part))
    return part.began_at.timestamp(), finalising.PartPlan(part.key, chunks)


def playable_until() -> float:
    began, part = read(newest_part)
    with remux.bench() as bench:
        return began + bench.remux(finalising.Checked(part)).duration_ms / 1000


if __name__ == "__main__":
    sys.stdout.write(f"{playable_until():.3f}\n")
