"""What a session costs in a process of the pool, as the worker runs it."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median

import cv2

from chonso_app.bench.ekyc_matrix import TODAY, Album, form_of
from chonso_app.ekyc.engine import entry
from chonso_app.ekyc.engine.results import Frame, Move, Outcome, Pictures
from chonso_app.ekyc.pool import Pool
from tests.fixtures import matrix, portraits, scenes

_GOOD = ("clean", "perspective", "tilted", "everyday")
_POOR = ("blur 2.5", "motion", "everything at once")
_PEOPLE = range(2)
_MOST_MB, _SECONDS = 1000, 60.0


@dataclass(frozen=True)
class Cost:
    sessions: int
    with_frames_ms: float
    without_ms: float
    worst_ms: float
    runs: int
    fresh_mb: float
    worker_mb: float
    addresses_mb: float


def measure(album: Album) -> Cost:
    """Good sessions first, then poor ones, which try everything."""
    pool = Pool(1, entry.warm, most_mb=_MOST_MB)
    try:
        fresh = pool.run(held_mb, seconds=_SECONDS)
        full, plain = _run(pool, album, _GOOD, challenge()), _run(pool, album, _GOOD, ())
        poor = _run(pool, album, _POOR, ())
        held, addresses = pool.run(held_mb, seconds=_SECONDS), pool.run(addresses_mb, seconds=1)
    finally:
        pool.close()
    runs = len(full) + len(plain) + len(poor)
    return Cost(len(full), median(full), median(plain), max(full), runs, fresh, held, addresses)


def challenge() -> tuple[Frame, ...]:
    """Nine frames as the browser sends them: three of each of three moves."""
    moved = {
        Move.LEFT: [portraits.turned(degrees) for degrees in (0, 18, 35)],
        Move.RIGHT: [portraits.turned(degrees) for degrees in (0, -18, -35)],
        Move.CLOSER: [portraits.closer(times) for times in (1, 1.15, 1.35)],
    }
    return tuple(
        Frame(move, scenes.jpeg(cv2.resize(photo, None, fx=0.6, fy=0.6)))
        for move, photos in moved.items()
        for photo in photos
    )


def held_mb() -> float:
    """The most that this process ever held in memory. Run in the pool."""
    return _status_mb("VmHWM")


def addresses_mb() -> float:
    return _status_mb("VmPeak")


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def _run(
    pool: Pool, album: Album, conditions: tuple[str, ...], frames: tuple[Frame, ...]
) -> list[int]:
    """CPU of each session, in milliseconds."""
    spent = []
    for seed in _PEOPLE:
        for kind in ("cccd21", "cc24"):
            for condition in conditions:
                shot = album.pictures(seed, kind, condition)
                pictures = Pictures(shot.front, shot.back, shot.portrait, frames)
                form = form_of(matrix.person(seed))
                result = pool.run(entry.examine, pictures, form, TODAY, seconds=_SECONDS)
                good = result.outcome is Outcome.PASSED
                assert good or conditions is _POOR, f"{seed} {kind} {condition}: {result.outcome}"
                spent.append(result.cpu_ms)
    return spent
