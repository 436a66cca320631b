"""The product on its own ports and folder, for as long as a bench runs."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import httpx

PORT = 3980


@contextlib.contextmanager
def product(prepare: Callable[[dict[str, str]], None] | None = None) -> Iterator[str]:
    """Yields its URL. Builds the front end when it changed; SQLite, one web process.

    `prepare` is given the product's environment before it starts.
    """
    with tempfile.TemporaryDirectory(prefix="chonso-bench-") as folder:
        environment = os.environ | {
            "CHONSO_DEMO": "1",
            "CHONSO_PORT": str(PORT),
            "CHONSO_SANDBOX_PORT": str(PORT + 1),
            "CHONSO_SANDBOX_SMTP_PORT": str(PORT + 2),
            "CHONSO_VAR_DIR": folder,
            "CHONSO_DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "CHONSO_MEDIA_URL": f"file://{folder}/media",
            "REFLEX_WEB_WORKDIR": ".web-bench",
            "REFLEX_STATES_WORKDIR": f"{folder}/states",
        }
        if prepare:
            prepare(environment)
        serve = [sys.executable, "-m", "chonso_app.cli", "serve"]
        process = subprocess.Popen(serve, env=environment, stdout=sys.stderr)
        try:
            url = f"http://localhost:{PORT}"
            _until_ready(f"{url}/api/ready", process)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(3000):
        if process.poll() is not None:
            break
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.1)
    sys.exit("the product did not start")
