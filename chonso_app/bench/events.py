"""How long a handler that reads one row takes, against a bare websocket echo in the same run."""

import asyncio
import contextlib
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import aiohttp
import socketio

from chonso_app.bench import figure
from chonso_app.bench.serving import PORT, product

ROUNDS, WARM_UP = 300, 30
_ECHO_PORT = PORT + 5
_ECHO = f"""
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
async def echo(socket):
    await socket.accept()
    while True:
        await socket.send_text(await socket.receive_text())
app = Starlette(routes=[WebSocketRoute("/", echo)])
uvicorn.run(app, port={_ECHO_PORT}, ws="wsproto", ws_per_message_deflate=False)
"""


def run() -> None:
    with product() as url, _echo():
        read, echo = asyncio.run(_both(url))
    figure(
        "event_read_p50_ms", statistics.median(read), "ms", baseline=statistics.median(echo),
        conditions=f"{ROUNDS} rounds, one client, loopback, SQLite, 100,000 numbers; the number "
        "page's handler through gate and database; baseline: raw Starlette websocket echo",
    )  # fmt: skip


@contextlib.contextmanager
def _echo() -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-c", _ECHO], stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


async def _both(url: str) -> tuple[list[float], list[float]]:
    """Interleaved, so that whatever else the machine does hits both."""
    token = str(uuid.uuid4())
    client = socketio.AsyncClient(reconnection=False)
    answered = asyncio.Event()
    client.on("event", lambda _data: answered.set(), namespace="/_event")
    await client.connect(
        f"{url}?token={token}", socketio_path="/_event", namespaces=["/_event"],
        transports=["websocket"],
    )  # fmt: skip
    async with aiohttp.ClientSession() as web, await _connect(web) as echo:
        read, bare = [], []
        for _ in range(ROUNDS + WARM_UP):
            answered.clear()
            began = time.perf_counter()
            await client.emit("event", _event(token), namespace="/_event")
            await answered.wait()
            read.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            await echo.send_str("x" * 200)
            await echo.receive_str()
            bare.append((time.perf_counter() - began) * 1000)
    await client.disconnect()
    return read[WARM_UP:], bare[WARM_UP:]


async def _connect(web: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    for _ in range(100):
        with contextlib.suppress(aiohttp.ClientConnectorError):
            return await web.ws_connect(f"http://127.0.0.1:{_ECHO_PORT}/")
        await asyncio.sleep(0.1)
    sys.exit("the echo server did not start")


def _event(token: str) -> dict[str, object]:
    from chonso_app.numbers.state_number import NumberState

    path = {"pathname": "/so/[msisdn]", "asPath": "/so/0901236868", "query": {}}
    path["query"] = {"msisdn": "0901236868"}
    name = f"{NumberState.get_full_name()}.load"
    return {"name": name, "payload": {}, "router_data": path, "token": token}
