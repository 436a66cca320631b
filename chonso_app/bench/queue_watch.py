"""Tabs without a browser: customers in the waiting room, agents at their consoles.

They speak the event socket and the signalling socket as the pages do, and note what they are shown.
"""

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import socketio

from chonso_app.bench.queue_stage import Customer
from chonso_app.calls.desk.state import ConsoleState
from chonso_app.calls.state import CallState

TALK = (6.0, 18.0)  # seconds: below the twenty in which a call without a picture is given up
_PING, _BEAT = 2.0, 10.0
_GREETED_WITHIN = 60  # two hundred come at once to a busy machine
_ROOM = "/hoa-mang/[code]/cuoc-goi"
_DESK = "/admin/cuoc-goi"


@dataclass
class Shown:
    """What one tab showed from when on: (moment, number); None: it waits no more."""

    call_id: int = 0
    seen: list[tuple[float, int | None]] = field(default_factory=list)

    def note(self, number: int | None) -> None:
        if not self.seen or self.seen[-1][1] != number:
            self.seen.append((time.monotonic(), number))


class Tab:
    """One tab's event socket; `hear` is given every state that changed, by its name."""

    def __init__(
        self, url: str, cookie: str, path: str, params: dict[str, str],
        hear: Callable[[str, dict[str, Any]], None],
    ) -> None:  # fmt: skip
        self.url, self.cookie, self.path, self.params = url, cookie, path, params
        self.token, self.hear = str(uuid.uuid4()), hear
        self.client = socketio.AsyncClient(reconnection_delay=1, reconnection_delay_max=1)
        self.client.on("event", self._event, namespace="/_event")

    async def open(self) -> None:
        await self.client.connect(
            f"{self.url}?token={self.token}",
            headers={"Cookie": self.cookie, "Origin": self.url},
            socketio_path="/_event", namespaces=["/_event"], transports=["websocket"],
            wait_timeout=_GREETED_WITHIN,
        )  # fmt: skip

    async def do(self, handler: str, **payload: object) -> None:
        address = self.path
        for name, value in self.params.items():
            address = address.replace(f"[{name}]", value)
        router = {"pathname": self.path, "asPath": address, "query": self.params}
        event = {"name": handler, "payload": payload, "router_data": router, "token": self.token}
        await self.client.emit("event", event, namespace="/_event")

    async def _event(self, data: Any) -> None:
        update = json.loads(data) if isinstance(data, str) else data
        for name, changed in (update.get("delta") or {}).items():
            self.hear(name, changed)


def _var(changed: dict[str, Any], name: str) -> Any:
    """Reflex writes `view_rx_state_` for `view`."""
    return next((value for key, value in changed.items() if key.split("_rx_")[0] == name), None)


async def wait(url: str, http: aiohttp.ClientSession, who: Customer, shown: Shown) -> None:
    """A customer in the waiting room, until cancelled."""
    state = CallState.get_full_name()

    def hear(name: str, changed: dict[str, Any]) -> None:
        if name == state and (view := _var(changed, "view")):
            shown.note(view["place"] if view["screen"] == "waiting" else None)

    tab = Tab(url, who.cookie, _ROOM, {"code": who.code}, hear)
    await tab.open()
    await tab.do(f"{state}.load")
    try:
        await _stay(url, http, who)
    finally:
        with contextlib.suppress(Exception):
            await tab.client.disconnect()


async def _stay(url: str, http: aiohttp.ClientSession, who: Customer) -> None:
    """The signs of life of the room, over its own socket."""
    headers = {"Cookie": who.cookie, "Origin": url}
    while True:
        with contextlib.suppress(aiohttp.ClientError, KeyError, ConnectionError):
            asked = await http.post(f"{url}/api/calls/{who.call_id}/ticket", headers=headers)
            ticket = await asked.json()
            address = f"{url.replace('http', 'ws')}/ws/call"
            async with http.ws_connect(address, headers=headers) as socket:
                await socket.send_json({"token": ticket["token"]})
                while not socket.closed:
                    await socket.send_json({"t": "ping"})
                    with contextlib.suppress(TimeoutError):
                        await socket.receive(timeout=_PING)
                        await asyncio.sleep(_PING)
        await asyncio.sleep(_PING)


async def work(url: str, cookie: str, shown: Shown) -> None:
    """An agent: ready, takes what is offered, concludes after TALK, until cancelled."""
    state, screens = ConsoleState.get_full_name(), asyncio.Queue[str]()

    def hear(name: str, changed: dict[str, Any]) -> None:
        if name != state:
            return
        if board := _var(changed, "board"):
            shown.note(board["count"])
        if case := _var(changed, "case"):
            screens.put_nowait(case["screen"])

    tab = Tab(url, cookie, _DESK, {}, hear)
    await tab.open()
    await tab.do(f"{state}.load")
    await tab.do(f"{state}.devices_told", status="ready")
    await tab.do(f"{state}.set_availability", availability="available")
    beats = asyncio.create_task(_beat(tab, state))
    try:
        while True:
            if await screens.get() == "offered":
                await _one_call(tab, state)
    finally:
        beats.cancel()
        with contextlib.suppress(Exception):
            await tab.client.disconnect()


async def _beat(tab: Tab, state: str) -> None:
    while True:
        await asyncio.sleep(_BEAT)
        with contextlib.suppress(Exception):  # between two servers
            await tab.do(f"{state}.beat")


async def _one_call(tab: Tab, state: str) -> None:
    await tab.do(f"{state}.pick_up")
    await asyncio.sleep(random.uniform(*TALK))  # noqa: S311
    await tab.do(f"{state}.choose", verdict="inconclusive", reason="weak_network")
    await tab.do(f"{state}.confirm")
