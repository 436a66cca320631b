"""What the rooms of calls cost one web process: many that only stand open, and new ones on top.

`bench rooms`: 1,000 open rooms (2,000 sockets that ping every two seconds, as browsers do), then
50 set-ups a second for ten seconds, each with all that two browsers say to each other.
"""

import asyncio
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import aiohttp

from chonso_app.bench import figure
from chonso_app.bench.serving import PORT, product

IDLE, PER_SECOND, SECONDS = 1000, 50, 10
_PING = 2.0
_OFFER = "v=0\r\n" + "a=candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host\r\n" * 100  # 5.7 kB
_CANDIDATE = {"candidate": "candidate:" + "x" * 120, "sdpMid": "0", "sdpMLineIndex": 0}
_CANDIDATES = 6  # of each side


def run() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20_000), most))
    environment: dict[str, str] = {}
    with product(environment.update) as url:
        rows = [sys.executable, "-m", "chonso_app.bench.calls_rows", "rooms"]
        calls = subprocess.run(
            [*rows, str(IDLE + PER_SECOND * SECONDS)], env=os.environ | environment,
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout.split()  # fmt: skip
        asyncio.run(Load(url, [int(call) for call in calls]).run())


class Load:
    def __init__(self, url: str, calls: list[int]) -> None:
        self.url, self.calls = url, calls
        self.server = _web_process(PORT)
        self.failed = 0
        self.opened: list[aiohttp.ClientWebSocketResponse] = []
        self.pinging: list[asyncio.Task[None]] = []
        self.took: list[float] = []
        self.relayed: list[float] = []

    async def run(self) -> None:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar()
        ) as self.http:
            await self._warm_up()
            before = _memory(self.server)
            await self._open_all()
            idle = await self._share_of_a_core(10)
            standing = _memory(self.server)
            began, at_first = _cpu(self.server), time.monotonic()
            busy = await asyncio.gather(self._set_ups(), self._share_of_a_core(SECONDS))
            for_idle = idle / 100 * (time.monotonic() - at_first)
            each = (_cpu(self.server) - began - for_idle) * 1000 / (PER_SECOND * SECONDS)
            after = _memory(self.server)
            lost = sum(task.done() for task in self.pinging)
            for task in self.pinging:
                task.cancel()
            self._tell(before, standing, after, idle, busy[1], each, lost)
            await asyncio.gather(*(end.close() for end in self.opened))

    async def _open_all(self) -> None:
        gate = asyncio.Semaphore(20)

        async def one(number: int) -> None:
            async with gate:
                for side in ("visitor", "session"):
                    self._keep(await self._join(number, side))

        await asyncio.gather(*(one(number) for number in range(IDLE)))

    async def _warm_up(self) -> None:
        """Each database connection fills its page cache (16 MB) once, whatever it is asked for."""
        gate = asyncio.Semaphore(20)

        async def one(number: int) -> None:
            async with gate:
                await self._ticket(number, {"Cookie": f"visitor=visitor-{number}"})

        await asyncio.gather(*(one(number) for number in range(len(self.calls))))

    async def _ticket(self, number: int, headers: dict[str, str]) -> str:
        ask = f"{self.url}/api/calls/{self.calls[number]}/ticket"
        async with self.http.post(ask, headers=headers) as answer:
            return (await answer.json())["token"]

    async def _join(self, number: int, cookie: str) -> aiohttp.ClientWebSocketResponse:
        who = "visitor" if cookie == "visitor" else "agent"
        headers = {"Cookie": f"{cookie}={who}-{number}"}
        ticket = await self._ticket(number, headers)
        address = f"{self.url.replace('http', 'ws')}/ws/call"
        end = await self.http.ws_connect(address, headers=headers)
        await end.send_json({"token": ticket})
        await _until(end, "welcome")
        return end

    def _keep(self, end: aiohttp.ClientWebSocketResponse) -> None:
        """From now on it pings: the server gives a silent one up after six seconds."""
        self.opened.append(end)
        self.pinging.append(asyncio.create_task(_ping(end)))

    async def _set_ups(self) -> None:
        tasks: list[asyncio.Task[None]] = []
        began = time.monotonic()
        for number in range(IDLE, IDLE + PER_SECOND * SECONDS):
            due = began + (number - IDLE) / PER_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            tasks.append(asyncio.create_task(self._set_up(number)))
        await asyncio.gather(*tasks)

    async def _set_up(self, number: int) -> None:
        began = time.monotonic()
        try:
            async with asyncio.timeout(20):
                customer = await self._join(number, "visitor")
                agent = await self._join(number, "session")
                await self._negotiate(agent, customer)
        except Exception:  # whatever it was, this one failed
            self.failed += 1
            return
        self.took.append(1000 * (time.monotonic() - began))
        for end in (agent, customer):
            self._keep(end)

    async def _negotiate(
        self, agent: aiohttp.ClientWebSocketResponse, customer: aiohttp.ClientWebSocketResponse
    ) -> None:
        """As the two pages do it: the agent offers, both tell candidates and the first frame."""
        ends = (agent, customer)
        for end in ends:
            await end.send_json({"t": "media", "mic": True, "cam": True})
        for begins, hears in (ends, ends[::-1]):
            began = time.monotonic()
            await begins.send_json({"t": "desc", "sid": "s", "d": {"sdp": _OFFER}})
            await _until(hears, "desc")
            self.relayed.append(1000 * (time.monotonic() - began))
            for _ in range(_CANDIDATES):
                await begins.send_json({"t": "cand", "sid": "s", "c": _CANDIDATE})
            for _ in range(_CANDIDATES):
                await _until(hears, "cand")
        for end in ends:
            await end.send_json({"t": "frame"})
            await end.send_json({"t": "note", "kind": "media_up", "road": "host"})

    async def _share_of_a_core(self, seconds: float) -> float:
        began = _cpu(self.server)
        await asyncio.sleep(seconds)
        return (_cpu(self.server) - began) / seconds * 100

    def _tell(
        self, before: float, standing: float, after: float, idle: float, busy: float, each: float,
        lost: int,
    ) -> None:  # fmt: skip
        where = f"{IDLE} open rooms of one web process, SQLite, load made on the same machine"
        more = f"{PER_SECOND} set-ups/s for {SECONDS} s on top of {where}"
        asked = PER_SECOND * SECONDS
        p95 = statistics.quantiles(self.took, n=20)[-1] if len(self.took) > 1 else 0
        for name, value, unit, baseline, conditions in (
            ("rooms_memory_mb", standing - before, "MB", before, f"beyond the idle one, {where}"),
            ("rooms_busy_memory_mb", after - before, "MB", before, f"beyond the idle one, {more}"),
            ("rooms_idle_cpu", idle, "% of a core", None, f"{where}, a ping every {_PING:.0f} s"),
            ("rooms_setup_cpu", busy, "% of a core", None, more),
            ("rooms_setup_each_cpu_ms", each, "ms CPU", None, f"of the web process, {more}"),
            ("rooms_setups_failed", self.failed, f"of {asked}", None, more),
            ("rooms_sockets_lost", lost, f"of {(IDLE + asked) * 2}", None, more),
            ("rooms_setup_p50_ms", statistics.median(self.took or [0]), "ms", None, more),
            ("rooms_setup_p95_ms", p95, "ms", None, more),
            ("rooms_relay_p50_ms", statistics.median(self.relayed or [0]), "ms", None, more),
        ):
            figure(name, value, unit, baseline=baseline, conditions=conditions)


async def _until(end: aiohttp.ClientWebSocketResponse, kind: str) -> None:
    while json.loads(await end.receive_str())["t"] != kind:
        pass


async def _ping(end: aiohttp.ClientWebSocketResponse) -> None:
    """As a browser does, and reads what comes."""
    while not end.closed:
        await end.send_json({"t": "ping"})
        began = time.monotonic()
        await _until(end, "pong")
        await asyncio.sleep(max(0.0, _PING - (time.monotonic() - began)))


def _web_process(port: int) -> int:
    """The one that serves this port."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            of_ours = f"CHONSO_PORT={port}\0".encode() in (folder / "environ").read_bytes()
            if of_ours and b"chonso_app.web" in (folder / "cmdline").read_bytes():
                return int(folder.name)
    sys.exit("the web process was not found")


def _memory(pid: int) -> float:
    """MB resident."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _cpu(pid: int) -> float:
    """Seconds of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
