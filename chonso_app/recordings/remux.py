"""What browsers recorded, made playable by ffmpeg without encoding anything anew.

The bytes come from outside, so ffmpeg is a process of its own with limits of time, memory and
output, and reads nothing but the files handed to it. Those are in memory: the plain recording
touches no disk, and nothing of it is left when a process is killed.
"""

import functools
import logging
import os
import resource
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from chonso_app.core.config import settings

_SECONDS = 120  # for one run; a talk of half an hour takes about one
_LIMITS = (
    (resource.RLIMIT_AS, 1 << 30),
    (resource.RLIMIT_CPU, 60),
    (resource.RLIMIT_FSIZE, 600_000_000),
    (resource.RLIMIT_CORE, 0),
)
_FROM_OUTSIDE = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP, -signal.SIGKILL}
_QUIET = ("-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file,pipe")
# One picture and one sound, as they are; the index in front, so that a player can jump at once.
_COPY = (
    "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-fflags", "+bitexact",
    "-cues_to_front", "1", "-progress", "pipe:1", "-f", "webm", "-y",
)  # fmt: skip
log = logging.getLogger(__name__)


class Unplayable(Exception):
    """ffmpeg finds no video in it, or ran into a limit."""


class Stopped(Exception):
    """ffmpeg was ended from outside, which says nothing of the recording: to be tried again."""


@dataclass(frozen=True)
class Video:
    """An open file in memory."""

    file: int
    size: int
    duration_ms: int


@contextmanager
def bench() -> Iterator["Bench"]:
    """Everything made on it is gone afterwards."""
    made = Bench()
    try:
        yield made
    finally:
        made.clear()


class Bench:
    def __init__(self) -> None:
        self._files: list[int] = []

    def clear(self) -> None:
        for file in self._files:
            os.close(file)
        self._files = []

    def remux(self, chunks: Iterable[bytes]) -> Video:
        """The chunks of one part, of which the end may be cut off. Raises Unplayable, Stopped."""
        raw = self._new("raw")
        with os.fdopen(os.dup(raw), "wb") as writing:
            for chunk in chunks:
                writing.write(chunk)
        return self._run(["-f", "matroska", "-i", _path(raw)], [raw])

    def join(self, parts: list[Video]) -> Video:
        """One after the other, without what lay between them. Raises Unplayable, Stopped."""
        if len(parts) == 1:
            return parts[0]
        listed = self._new("list")
        lines = (f"file '{_path(part.file)}'\n" for part in parts)
        os.write(listed, f"ffconcat version 1.0\n{''.join(lines)}".encode())
        files = [listed, *(part.file for part in parts)]
        return self._run(["-f", "concat", "-safe", "0", "-i", _path(listed)], files)

    def _run(self, source: list[str], files: list[int]) -> Video:
        made = self._new("made")
        output = _limited([*_QUIET, *source, *_COPY, _path(made)], [*files, made])
        size, duration = os.fstat(made).st_size, _duration_ms(output)
        if not size or not duration:
            raise Unplayable("empty")
        return Video(made, size, duration)

    def _new(self, name: str) -> int:
        file = os.memfd_create(name)
        self._files.append(file)
        return file


def _path(file: int) -> str:
    return f"/proc/self/fd/{file}"


@functools.cache
def program() -> str:
    """The package's own search tries the program, and remembers for good that it did not run: as
    when it is asked in the moment in which everything is told to stop."""
    bundled = sorted(Path(imageio_ffmpeg.__file__).parent.glob("binaries/ffmpeg-*"))
    return settings.ffmpeg or (str(bundled[-1]) if bundled else "ffmpeg")


def _limited(arguments: list[str], files: list[int]) -> str:
    """What ffmpeg says of its progress. Raises Unplayable, Stopped.

    In a session of its own: the signal that tells the worker's group to stop would end it in the
    middle of a part, which then would be missing in the file.
    """
    command = [program(), *arguments]
    with subprocess.Popen(  # noqa: S603  our own program, and no argument comes from outside
        command, pass_fds=files, env={}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        for limit, most in _LIMITS:  # at the second number it would be SIGKILL, as from outside
            resource.prlimit(process.pid, limit, (most, most + 1))
        try:
            output, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Unplayable("too slow") from error
    if process.returncode in _FROM_OUTSIDE:
        raise Stopped(process.returncode)
    if process.returncode:
        raise Unplayable(f"ended with {process.returncode}")
    return output


def _duration_ms(output: str) -> int:
    """The last `out_time_us=…` of the progress report."""
    told = [
        line.partition("=")[2] for line in output.splitlines() if line.startswith("out_time_us")
    ]
    return int(told[-1]) // 1000 if told and told[-1].isdigit() else 0
