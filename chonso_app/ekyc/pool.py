"""A few warm processes that run the engine. The worker that owns them stays small and alive.

A picture that hangs or crashes a library takes one process with it, nothing else: the process is
killed at the time limit and replaced.
"""

import multiprocessing
import os
import queue
import resource
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_SPAWN = multiprocessing.get_context("spawn")
_JOBS_PER_PROCESS = 300  # then a fresh one: native libraries leak a little
_MEMORY = 3 * 1024**3  # address space of one process; it really uses about 250 MB
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

    def __init__(self, warm: Callable[[], None]) -> None:
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
            if not self._pipe.poll(seconds):
                raise TookTooLong
            good, answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise Crashed("died") from error
        if not good:
            raise Crashed(answer)
        return answer

    def worn(self) -> bool:
        return self.jobs >= _JOBS_PER_PROCESS or not self.process.is_alive()

    def end(self) -> None:
        self._pipe.close()
        self.process.kill()
        self.process.join(1)


class Pool:
    """`run` from any thread; as many at once as there are members, others wait their turn."""

    def __init__(self, size: int, warm: Callable[[], None]) -> None:
        self._warm = warm
        self._idle: queue.LifoQueue[_Member] = queue.LifoQueue()
        self._members: set[_Member] = set()
        self._lock = threading.Lock()
        for _ in range(size):
            self._idle.put(self._fresh())

    def run(self, work: Callable[..., Answer], *args: Any, seconds: float) -> Answer:
        """`work(*args)` in a process: importable function, picklable arguments.

        Raises:
            TookTooLong, Crashed
        """
        member = self._idle.get()
        keep = False
        try:
            answer = member.run(work, args, seconds)
            keep = not member.worn()
        except Crashed as error:
            keep = error.kind != "died"
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
        member = _Member(self._warm)
        with self._lock:
            self._members.add(member)
        return member

    def _replaced(self, member: _Member) -> _Member:
        member.end()
        with self._lock:
            self._members.discard(member)
        return self._fresh()


def _serve(pipe: Connection, warm: Callable[[], None]) -> None:
    """The life of one process: warm up, then answer until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; the pipe tells us
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
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
