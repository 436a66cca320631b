"""A few warm processes that run the engine. The worker that owns them stays small and alive.

A picture that hangs, crashes a library or eats memory takes one process with it, nothing else: the
process is killed at the limit and replaced.
"""

import logging
import multiprocessing
import os
import queue
import resource
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)
_SPAWN = multiprocessing.get_context("spawn")
_JOBS_PER_PROCESS = 300  # then a fresh one: native libraries leak a little
_ADDRESSES = 3 * 1024**3 // 2  # of one process: 0.9 GB were seen; what it holds is `most_mb`
_LOOK_EVERY = 0.1  # seconds between two looks at what a busy process holds
_ENVIRONMENT = {  # inherited by the processes; our own libraries were loaded long before
    "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_LOG_LEVEL": "ERROR",
}  # fmt: skip


class TookTooLong(Exception):
    """The time limit passed; the process was killed."""


class Crashed(Exception):
    """The process died, or the work raised. `kind` names what, never with what."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class _Member:
    """One process and the pipe to it. Daemonic, and it ends by itself when the pipe breaks."""

    def __init__(self, warm: Callable[[], None], most_mb: int) -> None:
        self._most = most_mb * 1024**2
        self._pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, warm), daemon=True)
        os.environ.update(_ENVIRONMENT)
        self.process.start()
        theirs.close()
        self.jobs = 0

    def run(self, work: Callable[..., Answer], args: tuple[Any, ...], seconds: float) -> Answer:
        self.jobs += 1
        try:
            self._pipe.send((work, args))
            self._wait(seconds)
            good, answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise Crashed("died") from error
        if not good:
            raise Crashed(answer)
        return answer

    def _wait(self, seconds: float) -> None:
        """Raises TookTooLong, or Crashed when the process holds more than it may."""
        until = time.monotonic() + seconds
        while not self._pipe.poll(min(_LOOK_EVERY, max(until - time.monotonic(), 0))):
            if time.monotonic() >= until:
                raise TookTooLong
            if self._is_fat():
                raise Crashed("memory")

    def _is_fat(self) -> bool:
        return held_by(self.process.pid) > self._most

    def worn(self) -> bool:
        spent = self.jobs >= _JOBS_PER_PROCESS or self._is_fat()
        return spent or not self.process.is_alive()

    def end(self) -> None:
        self._pipe.close()
        self.process.kill()
        self.process.join(1)


class Pool:
    """`run` from any thread; as many at once as there are members, others wait their turn."""

    def __init__(self, size: int, warm: Callable[[], None], *, most_mb: int = 400) -> None:
        self._warm, self._most_mb = warm, most_mb
        self._idle: queue.LifoQueue[_Member | None] = queue.LifoQueue()  # None: a place, no process
        self._members: set[_Member] = set()
        self._lock = threading.Lock()
        for _ in range(size):
            self._idle.put(self._fresh())

    def run(self, work: Callable[..., Answer], *args: Any, seconds: float) -> Answer:
        """`work(*args)` in a process: importable function, picklable arguments.

        Raises:
            TookTooLong, Crashed
        """
        member = self._taken()
        keep = False
        try:
            answer = member.run(work, args, seconds)
            keep = not member.worn()
        except Crashed as error:
            keep = error.kind not in {"died", "memory"}
            raise
        finally:
            self._idle.put(member if keep else self._replaced(member))
        return answer

    def close(self) -> None:
        with self._lock:
            for member in self._members:
                member.end()
            self._members.clear()

    def _fresh(self) -> _Member:
        member = _Member(self._warm, self._most_mb)
        with self._lock:
            self._members.add(member)
        return member

    def _taken(self) -> _Member:
        """An idle process, or a new one in a place that lost its own."""
        member = self._idle.get()
        if member is not None:
            return member
        try:
            return self._fresh()
        except Exception as error:
            self._idle.put(None)
            raise Crashed("no_process") from error

    def _replaced(self, member: _Member) -> _Member | None:
        """None when there is no room for a process now: the place is filled when it is needed."""
        with self._lock:
            self._members.discard(member)
        try:
            member.end()
            return self._fresh()
        except Exception as error:
            log.warning("no process for the engine: %s", type(error).__name__)
            return None


def held_by(pid: int | None) -> int:
    """Bytes of memory that a process really holds; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _serve(pipe: Connection, warm: Callable[[], None]) -> None:
    """The life of one process: warm up, then answer until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; the pipe tells us
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold somebody's face
    warm()
    while True:
        try:
            work, args = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            answer = (True, work(*args))
        except Exception as error:
            answer = (False, type(error).__name__)
        pipe.send(answer)
