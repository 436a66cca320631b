"""Web, worker and sandbox under the product's own supervisor, with a database of their own.

Without the front end: nobody looks at a page here.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.contract.conftest import free_ports

ROOT = Path(__file__).parents[2]
T = TypeVar("T")
_SUPERVISE = (
    "import sys; from chonso_app import supervisor;"
    "names = ('web', 'worker', 'sandbox');"
    "cli = [sys.executable, '-m', 'chonso_app.cli'];"
    "supervisor.run({name: [*cli, name] for name in names}, greeting='started')"
)


@dataclass
class Shop:
    folder: Path
    database_url: str
    ports: list[int] = field(default_factory=lambda: free_ports(3))
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.ports[0]}"

    @property
    def sandbox(self) -> str:
        return f"http://localhost:{self.ports[1]}"

    @property
    def log(self) -> Path:
        return self.folder / "shop.log"

    @property
    def _armed(self) -> Path:
        return self.folder / "armed"

    @property
    def _environment(self) -> dict[str, str]:
        """Media and keys are those of the test process."""
        web, sandbox, smtp = (str(port) for port in self.ports)
        return os.environ | {
            "CHONSO_DATABASE_URL": self.database_url,
            "CHONSO_VAR_DIR": str(self.folder / "var"),
            "CHONSO_PORT": web,
            "CHONSO_SANDBOX_PORT": sandbox,
            "CHONSO_SANDBOX_SMTP_PORT": smtp,
            "CHONSO_SANDBOX_SPEED": "30",
            "CHONSO_NUMBER_INDEX": "0",  # nobody searches here
            "CHONSO_CRASH_AT": str(self._armed),
            "REFLEX_WEB_WORKDIR": str(self.folder / "web"),
        }

    def migrate(self) -> None:
        self._armed.mkdir()
        (self.folder / "web/build/client").mkdir(parents=True)
        self.log.touch()
        command = [sys.executable, "-m", "chonso_app.cli", "migrate"]
        subprocess.run(command, cwd=ROOT, env=self._environment, check=True)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SUPERVISE],
                cwd=ROOT, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        patiently(lambda: httpx.get(f"{self.url}/api/ready"))
        patiently(lambda: httpx.get(self.sandbox))

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def kill(self) -> None:
        """The supervisor and all of its children at one moment, without warning."""
        assert self.process is not None
        doomed = [self.process.pid, *_descendants(self.process.pid)]
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def arm(self, point: str) -> None:
        (self._armed / point).touch()

    def is_armed(self, point: str) -> bool:
        return (self._armed / point).exists()

    def seen(self, path: str) -> Any:
        """A JSON listing of the sandbox."""
        return patiently(lambda: httpx.get(f"{self.sandbox}{path}")).json()

    def switch(self, system: str, **switches: str) -> None:
        patiently(lambda: httpx.post(f"{self.sandbox}/control/{system}", json=switches))


def patiently(ask: Callable[[], httpx.Response], seconds: float = 120) -> httpx.Response:
    """A person presses again when there was no answer: the server may be starting anew."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            answer = ask()
            if not answer.is_server_error:
                return answer
        time.sleep(0.2)
    raise AssertionError("no answer")


def until(look: Callable[[], T | None], what: str, seconds: float = 120) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"never: {what}")


def _descendants(pid: int) -> list[int]:
    told = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    children = [int(line) for line in told.stdout.split()]
    return [*children, *(deeper for child in children for deeper in _descendants(child))]
