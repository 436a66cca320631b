"""The sandbox as a process of its own, and a small shop that writes down what it is told."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from chonso_app.core.config import Settings

_HTTP = httpx.Client(verify=False)  # plain HTTP: reading the world's certificates takes 50 ms


@dataclass
class Shop:
    """Answers with `status` and `rsp_code`; keeps each request (method, path, headers, body)."""

    rsp_code: str = "00"
    status: int = 200
    heard: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)

    def wait(self, count: int, seconds: float = 10) -> list[tuple[str, str, dict[str, str], str]]:
        deadline = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        return list(self.heard)


@dataclass
class Sandbox:
    settings: Settings
    shop: Shop

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.sandbox_port}"

    def set(self, system: str, **switches: str) -> None:
        _HTTP.post(f"{self.url}/control/{system}", json=switches).raise_for_status()

    def get(self, path: str, **params: str) -> Any:
        return _HTTP.get(f"{self.url}{path}", params=params).json()


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture(scope="session")
def _shop_server() -> Iterator[tuple[int, Shop]]:
    shop = Shop()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length).decode()
            shop.heard.append((self.command, self.path, dict(self.headers), body))
            told = json.dumps({"RspCode": shop.rsp_code, "Message": "test"}).encode()
            self.send_response(shop.status)
            self.end_headers()
            self.wfile.write(told)

        do_GET = do_POST = _answer  # noqa: N815  the library calls them by these names

        def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], shop
    server.shutdown()


@pytest.fixture(scope="session")
def _sandbox(
    tmp_path_factory: pytest.TempPathFactory, _shop_server: tuple[int, Shop]
) -> Iterator[Sandbox]:
    folder, (shop_port, shop) = tmp_path_factory.mktemp("sandbox"), _shop_server
    port, smtp_port = free_ports(2)
    chosen = {
        "CHONSO_DEMO": "1",
        "CHONSO_VAR_DIR": str(folder),
        "CHONSO_PUBLIC_URL": f"http://127.0.0.1:{shop_port}",
        "CHONSO_SANDBOX_PORT": str(port),
        "CHONSO_SANDBOX_SMTP_PORT": str(smtp_port),
        "CHONSO_SANDBOX_SPEED": "300",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "chonso_app.cli", "sandbox"], env=os.environ | chosen
    )
    settings = Settings(
        demo=True, public_url=chosen["CHONSO_PUBLIC_URL"], sandbox_port=port,
        sandbox_smtp_port=smtp_port,
    )  # fmt: skip
    sandbox = Sandbox(settings, shop)
    for _ in range(200):
        try:
            httpx.get(sandbox.url)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield sandbox
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _HTTP.post(f"{_sandbox.url}/control/reset")
    _sandbox.shop.heard.clear()
    _sandbox.shop.rsp_code, _sandbox.shop.status = "00", 200
    return _sandbox
