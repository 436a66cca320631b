"""A real server with worker and sandbox, in a folder of its own. Built once and kept built."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
CLI = [sys.executable, "-m", "chonso_app.cli"]
# Fixed: the front end has its address baked in, and so is built only when it changed.
PORT = int(os.environ.get("CHONSO_E2E_PORT", "3990"))
SANDBOX_PORT, SMTP_PORT = PORT + 1, PORT + 2
WEB = f".web-e2e-{PORT}"


@dataclass
class Server:
    """Where it is, and the environment that its own commands need."""

    folder: Path
    database_url: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    url: str = f"http://localhost:{PORT}"
    sandbox: str = f"http://localhost:{SANDBOX_PORT}"
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return (
            os.environ
            | {
                "CHONSO_DEMO": "1",
                "CHONSO_PORT": str(PORT),
                "CHONSO_SANDBOX_PORT": str(SANDBOX_PORT),
                "CHONSO_SANDBOX_SMTP_PORT": str(SMTP_PORT),
                "CHONSO_SANDBOX_SPEED": "20",
                "CHONSO_RECORDING_REQUIRED": "1",
                "CHONSO_CALL_WRAPUP_SECONDS": "4",
                "CHONSO_OTP_AGAIN_SECONDS": "1",  # nobody waits a minute between two codes here
                "CHONSO_OTP_PER_ADDRESS_HOUR": "1000",  # everybody here comes from one address
                "CHONSO_VAR_DIR": f"{self.folder}/var",
                "CHONSO_DATABASE_URL": self.database_url or f"sqlite:///{self.folder}/shop.db",
                "CHONSO_MEDIA_URL": f"file://{self.folder}/media",
                "REFLEX_WEB_WORKDIR": WEB,
                "REFLEX_STATES_WORKDIR": f"{self.folder}/states",
            }
            | self.extra
        )

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Returns when pages, sandbox and worker are there."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*CLI, "serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        _until_answers(f"{self.sandbox}/", self)
        _until_answers(f"{self.url}/api/ready", self)

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def cli(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command of ours on this server's database."""
        return subprocess.run(
            [*CLI, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def invariants(self) -> str:
        """What `cli invariants` found; "" when all of them hold."""
        done = self.cli("invariants")
        return "" if done.returncode == 0 else done.stdout + done.stderr


def _until_answers(url: str, server: Server) -> None:
    deadline = time.monotonic() + 240  # the first start builds the front end
    while time.monotonic() < deadline:
        assert server.process is not None
        if server.process.poll() is not None:
            break
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered:\n{server.log.read_text()[-3000:]}")


@contextlib.contextmanager
def running(folder: Path, **extra: str) -> Iterator[Server]:
    server = Server(folder, extra=extra)
    server.start()
    try:
        yield server
    finally:
        server.stop()
