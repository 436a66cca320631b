"""A bad network between the browsers and a real TURN server, and a browser that can be killed."""

import contextlib
import heapq
import itertools
import os
import random
import selectors
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.server import CLI, PORT, ROOT, Server

ROAD, TURN = PORT + 5, PORT + 6  # ports
SECRET = "e2e-turn"
OF_SERVER = {  # settings of the shop: browsers are sent over the road
    "CHONSO_TURN_URLS": f'["turn:127.0.0.1:{ROAD}?transport=udp"]',
    "CHONSO_TURN_SECRET": SECRET,
}
RELAY_ONLY = """
(() => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(asked) { super({ ...asked, iceTransportPolicy: "relay" }); }
  };
})();
"""
_QUEUE = 0.4  # seconds of traffic that a slow road keeps before it drops


@dataclass
class Road:
    """UDP from ROAD to TURN and back, as it is now: cut, slow (kbit/s, seconds), lossy (share)."""

    cut: bool = False
    kbit: float = 0
    delay: float = 0
    loss: float = 0
    _free_at: dict[str, float] = field(default_factory=dict)

    def clear(self) -> None:
        self.cut, self.kbit, self.delay, self.loss = False, 0, 0, 0

    def arrival(self, way: str, size: int) -> float | None:
        """When a packet gets there; None: never."""
        now = time.monotonic()
        if self.cut or random.random() < self.loss:
            return None
        if not self.kbit:
            return now + self.delay
        begins = max(now, self._free_at.get(way, 0))
        if begins - now > _QUEUE:
            return None
        self._free_at[way] = begins + size * 8 / (self.kbit * 1000)
        return self._free_at[way] + self.delay


@contextlib.contextmanager
def road() -> Iterator[Road]:
    weather, stop = Road(), threading.Event()
    thread = threading.Thread(target=_carry, args=(weather, stop))
    thread.start()
    try:
        yield weather
    finally:
        stop.set()
        thread.join()


def _carry(weather: Road, stop: threading.Event) -> None:
    front = _udp(("127.0.0.1", ROAD))
    ends: dict[tuple[str, int], socket.socket] = {}  # towards TURN, one for each browser socket
    waiting: list[tuple[float, int, socket.socket, bytes, tuple[str, int]]] = []
    numbers = itertools.count()
    with selectors.DefaultSelector() as ready, front:
        ready.register(front, selectors.EVENT_READ)
        while not stop.is_set():
            soon = waiting[0][0] - time.monotonic() if waiting else 0.05
            for key, _ in ready.select(max(0.0, min(0.05, soon))):
                source = key.fileobj
                assert isinstance(source, socket.socket)
                with contextlib.suppress(OSError):
                    data, address = source.recvfrom(65536)
                    if source is front and address not in ends:
                        ends[address] = _udp(("127.0.0.1", 0))
                        ready.register(ends[address], selectors.EVENT_READ, address)
                    way, out, to = (
                        ("up", ends[address], ("127.0.0.1", TURN))
                        if source is front
                        else ("down", front, key.data)
                    )
                    at = weather.arrival(way, len(data))
                    if at is not None:
                        heapq.heappush(waiting, (at, next(numbers), out, data, to))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, out, data, to = heapq.heappop(waiting)
                with contextlib.suppress(OSError):
                    out.sendto(data, to)
    for end in ends.values():
        end.close()


def _udp(address: tuple[str, int]) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(address)
    made.setblocking(False)
    return made


@contextlib.contextmanager
def turn_server(server: Server) -> Iterator[None]:
    """coturn as `bin/run --turn` starts it, behind the road."""
    environment = server.environment | {
        "CHONSO_TURN": "1", "CHONSO_TURN_PORT": str(TURN), "CHONSO_TURN_SECRET": SECRET,
    }  # fmt: skip
    with (server.folder / "turn.log").open("ab") as log:
        process = subprocess.Popen(
            [*CLI, "turn"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _until_listens(TURN)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _until_listens(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:  # it hears TCP as well
                return
        time.sleep(0.1)
    raise AssertionError("coturn did not start")


def kill_browser(profile: Path) -> float:
    """SIGKILL to every process of that profile; when."""
    killed = time.time()
    for entry in Path("/proc").iterdir():
        try:
            if f"--user-data-dir={profile}".encode() in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
        except (OSError, ValueError):
            continue
    return killed
