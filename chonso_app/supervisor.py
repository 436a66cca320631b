"""Starts the processes of `serve`, starts them again when they die, and ends all of them.

A parent that was killed must not leave children behind, nor let the next start make a second
worker in the same slot: children die with their parent (Linux), and a lock file is held.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 10
Child = subprocess.Popen[bytes]


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Exits when another `serve` runs on the same folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "serve.lock").open("a+") as lock:
        os.set_inheritable(lock.fileno(), False)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"another serve is running on {folder}")
        yield


def run(commands: dict[str, list[str]], *, greeting: str) -> None:
    """Blocks until SIGTERM, SIGINT or SIGHUP."""
    children = {name: _spawn(command) for name, command in commands.items()}
    stopping: list[int] = []
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signum, lambda number, _frame: stopping.append(number))
    print(greeting, flush=True)
    while not stopping:
        for name, child in children.items():
            if child.poll() is not None and not stopping:
                print(f"{name} ended with {child.returncode}: starting it again", flush=True)
                _end_group(child, signal.SIGKILL)
                time.sleep(1)
                children[name] = _spawn(commands[name])
        time.sleep(0.1)
    _end(list(children.values()))


def _spawn(command: list[str]) -> Child:
    """In a session of its own, so that Ctrl-C reaches it once: from us."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: list[Child]) -> None:
    for child in children:
        _end_group(child, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _end_group(child, signal.SIGKILL)


def _end_group(child: Child, signum: int) -> None:
    """The child and its own children: the web server's workers, the eKYC pool."""
    try:
        os.killpg(child.pid, signum)
    except ProcessLookupError:
        return
