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

from chonso_app.calls.room.hub import OCCUPIED, TAKEN_OVER, Chair, Hub
from chonso_app.calls.room.relay import RedisRelay, relaying
from chonso_app.calls.room.service import Side
from tests.calls.rooms import Client, Room, database_in, hoa, lan, people, serving_many, told

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

    def chair(self, side: Side, person: str, room: int = ROOM) -> Chair:
        return Chair(self, room, side, person)  # pyright: ignore[reportArgumentType]

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
        await customer.hears({"t": "peer", "on": True, "anew": False})
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


def test_a_room_that_moved_to_another_process_leaves_nothing_behind(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        first = Browser()
        await here.sit(first.chair(Side.AGENT, "a"))
        await there.sit(Browser().chair(Side.AGENT, "a"))
        await first.hears({"t": "closed", "code": TAKEN_OVER})
        assert here._rooms == {}

    in_two_processes(redis_url, story)


def test_one_stuck_socket_holds_up_only_its_own_room(redis_url: str) -> None:
    class Stuck(Browser):
        async def send_text(self, text: str) -> None:
            await asyncio.sleep(3600)

    async def story(here: Hub, there: Hub) -> None:
        await here.sit(Stuck().chair(Side.CUSTOMER, "c"))
        customer = Browser()
        await here.sit(customer.chair(Side.CUSTOMER, "d", ROOM + 1))
        hoa, yen = (
            Browser().chair(Side.AGENT, person, room)
            for person, room in (("a", ROOM), ("b", ROOM + 1))
        )
        await there.pass_on(hoa, '{"t":"stuck"}')
        for number in range(20):
            await there.pass_on(yen, json.dumps({"t": "said", "number": number}))
        await customer.hears({"t": "said", "number": 19})
        numbers = [told["number"] for told in customer.heard if told["t"] == "said"]
        assert numbers == list(range(20))

    in_two_processes(redis_url, story)


def test_who_comes_with_a_page_just_loaded_is_announced_as_new_only_once(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        customer, agent = Browser(), Browser()
        await there.sit(agent.chair(Side.AGENT, "a"))
        lan = customer.chair(Side.CUSTOMER, "c")
        lan.anew = True
        await here.sit(lan)
        await agent.hears({"t": "peer", "on": True, "anew": True})
        agent.heard.clear()
        await here.announce()  # Redis was away: the two may have a connection by now
        await agent.hears({"t": "peer", "on": True, "anew": False})

    in_two_processes(redis_url, story)


def test_a_ticket_used_in_one_process_is_used_in_all(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        assert await here.relay.first_use("ticket", 60)
        assert not await there.relay.first_use("ticket", 60)

    in_two_processes(redis_url, story)


def test_redis_was_away_and_the_room_is_told_again(redis_url: str) -> None:
    async def story(here: Hub, there: Hub) -> None:
        customer = Browser()
        await here.sit(customer.chair(Side.CUSTOMER, "c"))
        agent = Browser()
        there._rooms[ROOM] = {Side.AGENT: agent.chair(Side.AGENT, "a")}  # nobody heard of it
        await there.announce()
        await customer.hears({"t": "peer", "on": True, "anew": False})
        await agent.hears({"t": "peer", "on": True})

    in_two_processes(redis_url, story)


@pytest.mark.full  # two servers to start; the daily tests above have two hubs of one process
def test_customer_and_agent_talk_over_two_web_processes(redis_url: str, tmp_path: Path) -> None:
    """The second tab, too, may come to the other process."""
    url, engine = database_in(tmp_path)
    with serving_many(2, tmp_path, url, CHONSO_REDIS_URL=redis_url) as (first, second):
        one, other = Room(first, engine), Room(second, engine)
        other.call_id = one.new_call(1)

        async def story(at_one: Callable[..., Client], at_other: Callable[..., Client]) -> None:
            customer, agent = await lan(at_one).join(), await hoa(at_other).join()
            assert (await told(customer, "peer"))["on"] is True
            offer = {"t": "desc", "sid": "a1", "d": {"type": "offer", "sdp": "v=0\r\n" * 2000}}
            await agent.send_json(offer)
            assert await told(customer, "desc") == offer
            second_tab = await lan(at_other).join()
            assert (await told(customer, "closed"))["code"] == TAKEN_OVER
            await second_tab.send_json({"t": "need"})
            assert await told(agent, "need")
            await second_tab.close()
            while (await told(agent, "peer"))["on"]:
                pass

        async def both() -> None:
            async with people(one) as at_one, people(other) as at_other:
                await asyncio.wait_for(story(at_one, at_other), 30)

        asyncio.run(both())
