"""A room whose two chairs are in two processes: their hubs meet in Redis."""

import asyncio
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chonso_app.calls.hub import OCCUPIED, TAKEN_OVER, Chair, Hub
from chonso_app.calls.relay import RedisRelay, relaying
from chonso_app.calls.room import Side

ROOM = 7


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = shutil.which("redis-server")
    assert server, "redis-server is missing: see bin/test"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder: Path = tmp_path_factory.mktemp("redis")
    command = [server, "--port", str(port), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}"
        process.terminate()


class Browser:
    """What a socket was told."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    async def send_text(self, text: str) -> None:
        self.heard.append(json.loads(text))

    def chair(self, side: Side, person: str) -> Chair:
        return Chair(self, ROOM, side, person)  # pyright: ignore[reportArgumentType]

    async def hears(self, wanted: dict[str, Any]) -> None:
        for _ in range(200):
            if wanted in self.heard:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{wanted} is not in {self.heard}")


def in_two_processes(url: str, story: Callable[[Hub, Hub], Awaitable[None]]) -> None:
    async def run() -> None:
        relays = [RedisRelay(url), RedisRelay(url)]
        hubs = [Hub(relay) for relay in relays]
        async with relaying(hubs[0], relays[0]), relaying(hubs[1], relays[1]):
            await asyncio.sleep(0.2)  # both have subscribed
            await story(*hubs)

    asyncio.run(run())


def test_two_processes_make_one_room(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        customer, agent = Browser(), Browser()
        lan, hoa = customer.chair(Side.CUSTOMER, "c"), agent.chair(Side.AGENT, "a")
        await here.sit(lan)
        await there.sit(hoa)
        await customer.hears({"t": "peer", "on": True})
        await agent.hears({"t": "peer", "on": True})
        offer = {"t": "desc", "sid": "s", "d": {"sdp": "x" * 20_000}}
        await there.pass_on(hoa, json.dumps(offer))
        await customer.hears(offer)
        await there.rise(hoa)
        await customer.hears({"t": "peer", "on": False})
        await there.dismiss(ROOM, "approved")
        await customer.hears({"t": "bye", "why": "approved"})

    in_two_processes(redis_url, story)


def test_a_second_tab_in_another_process_takes_over(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        first, second, third = Browser(), Browser(), Browser()
        chair = first.chair(Side.AGENT, "a")
        await here.sit(chair)
        await there.sit(second.chair(Side.AGENT, "a"))
        await first.hears({"t": "closed", "code": TAKEN_OVER})
        assert not await here.rise(chair)  # nobody is told that the agent left
        await here.sit(third.chair(Side.AGENT, "b"))
        await second.hears({"t": "closed", "code": OCCUPIED})

    in_two_processes(redis_url, story)


def test_a_ticket_used_in_one_process_is_used_in_all(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        assert await here.relay.first_use("ticket", 60)
        assert not await there.relay.first_use("ticket", 60)

    in_two_processes(redis_url, story)
