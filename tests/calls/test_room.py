"""Who gets into a call's room, over a real websocket, and what a stranger can do to it (row 41)."""

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from chonso_app.calls import signalling, tokens, turn
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.room import Side
from chonso_app.core import db
from chonso_app.core.db import utc_now
from chonso_app.ui.edge import SESSION_COOKIE, VISITOR_COOKIE, visitor_hash
from tests.calls.conftest import HOA, YEN, paid_order

ROOT = Path(__file__).parents[2]
LAN_COOKIE, MINH_COOKIE = "lan-secret", "minh-secret"


@dataclass
class Room:
    """A server and one live call between LAN and HOA."""

    url: str
    engine: sa.Engine
    call_id: int = 0
    sockets: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)

    def new_call(self, number: int, state: CallState = CallState.LIVE) -> int:
        now = utc_now()
        with Session(self.engine, expire_on_commit=False) as session:
            order = paid_order(session, number, now)
            order.visitor = visitor_hash(LAN_COOKIE)
            session.execute(sa.update(Call).values(state=CallState.CANCELLED))
            call = Call(
                order_id=order.key, person_version=1, enqueued_at=now, state_at=now,
                customer_seen_at=now, agent_seen_at=now, state=state, agent_id=HOA.user_id,
            )  # fmt: skip
            session.add_all([order, call])
            session.commit()
            self.call_id = call.key
        return self.call_id

    def state(self) -> CallState:
        with Session(self.engine) as session:
            call = session.get(Call, self.call_id)
            assert call is not None
            return call.state


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("room")
    url = f"sqlite:///{folder}/room.db"
    engine = db.make_engine(url)
    SQLModel.metadata.create_all(engine)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "CHONSO_DATABASE_URL": url, "CHONSO_MEDIA_URL": f"file://{folder}/media",
        "CHONSO_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port)]
    with subprocess.Popen(
        [*command, "tests.calls.room_server:app"], cwd=ROOT, env=environment
    ) as process:
        _until_open(port)
        yield Room(f"http://127.0.0.1:{port}", engine)
        process.terminate()


def _until_open(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the room server did not start")


@pytest.fixture
def room(server: Room, request: pytest.FixtureRequest) -> Room:
    server.new_call(random.randint(1, 9_999_999))
    return server


@dataclass
class Client:
    """Somebody with cookies, who may ask for tickets and open sockets."""

    http: aiohttp.ClientSession
    room: Room

    async def ticket(self) -> str:
        async with self.http.post(
            f"{self.room.url}/api/calls/{self.room.call_id}/ticket"
        ) as answer:
            return (await answer.json()).get("token", "") if answer.status == 200 else ""

    async def knock(self, first: Any) -> aiohttp.ClientWebSocketResponse:
        socket_ = await self.http.ws_connect(f"{self.room.url}/ws/call")
        await socket_.send_str(first if isinstance(first, str) else json.dumps(first))
        self.room.sockets.append(socket_)
        return socket_

    async def join(self) -> aiohttp.ClientWebSocketResponse:
        socket_ = await self.knock({"token": await self.ticket()})
        welcome = await told(socket_, "welcome")
        assert welcome["role"] in {"customer", "agent"}
        return socket_


@asynccontextmanager
async def people(room: Room) -> AsyncIterator[Callable[..., Client]]:
    opened: list[aiohttp.ClientSession] = []

    def come(**cookies: str) -> Client:
        http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), cookies=cookies)
        opened.append(http)
        return Client(http, room)

    yield come
    for http in opened:
        await http.close()


def lan(come: Callable[..., Client]) -> Client:
    return come(**{VISITOR_COOKIE: LAN_COOKIE})


def hoa(come: Callable[..., Client]) -> Client:
    return come(**{SESSION_COOKIE: str(HOA.user_id)})


async def told(socket_: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next message of this kind."""
    while True:
        message = json.loads(await asyncio.wait_for(socket_.receive_str(), 5))
        if message["t"] == kind:
            return message


async def closed_with(socket_: aiohttp.ClientWebSocketResponse) -> int | None:
    while not socket_.closed:
        message = await asyncio.wait_for(socket_.receive(), 8)
        if message.type is aiohttp.WSMsgType.TEXT and '"closed"' in message.data:
            await socket_.send_json({"t": "ping"})  # as a browser does every two seconds
        if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}:
            break
    return socket_.close_code


def run(room: Room, story: Callable[[Callable[..., Client]], Awaitable[None]]) -> None:
    async def told_whole() -> None:
        async with people(room) as come:
            await asyncio.wait_for(story(come), 30)

    asyncio.run(told_whole())


def test_what_the_agent_says_reaches_the_customer_unchanged(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = await lan(come).join()
        agent = await hoa(come).join()
        assert (await told(customer, "peer"))["on"] is True
        offer = {"t": "desc", "sid": "a1", "d": {"type": "offer", "sdp": "v=0\r\n" * 2000}}
        await agent.send_json(offer)
        assert await told(customer, "desc") == offer
        await customer.send_json({"t": "need"})
        assert await told(agent, "need") == {"t": "need"}

    run(room, story)


def test_a_wrong_expired_or_used_ticket_opens_nothing(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = lan(come)
        good = await customer.ticket()
        body, _, signature = good.partition(".")
        person = f"customer:{room.call_id}"
        old = tokens.mint(
            room.call_id, Side.CUSTOMER, person, now=utc_now() - tokens.TOKEN_LASTS * 2
        )
        forged = [body + "." + signature[::-1], body + "x." + signature, body, "", "a.b", old]
        for token in forged:
            assert await closed_with(await customer.knock({"token": token})) == signalling.REFUSED
        assert (await told(await customer.knock({"token": good}), "welcome"))["peer"] is False
        assert await closed_with(await customer.knock({"token": good})) == signalling.REFUSED

    run(room, story)


def test_a_ticket_in_other_hands_opens_nothing(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        minh = come(**{VISITOR_COOKIE: MINH_COOKIE})
        stolen = await hoa(come).ticket()
        assert stolen
        assert await closed_with(await minh.knock({"token": stolen})) == signalling.REFUSED
        theirs = await lan(come).ticket()
        assert await closed_with(await minh.knock({"token": theirs})) == 4409
        assert await minh.ticket() == ""

    run(room, story)


def test_a_second_tab_takes_over_and_a_third_person_finds_the_chair_taken(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        agent = hoa(come)
        first = await agent.join()
        second = await agent.join()
        assert await closed_with(first) == 4408
        third = come(**{SESSION_COOKIE: str(YEN.user_id)})
        assert await third.ticket() == ""
        minted = tokens.mint(room.call_id, Side.AGENT, f"staff:{YEN.user_id}", now=utc_now())
        assert await closed_with(await third.knock({"token": minted})) == 4409
        await second.send_json({"t": "ping"})
        assert await told(second, "pong")

    run(room, story)


def test_a_foreign_origin_gets_no_socket(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await lan(come).http.ws_connect(f"{room.url}/ws/call", origin="https://evil.example")

    run(room, story)


def test_five_hundred_pieces_of_nonsense_leave_the_server_alive(room: Room) -> None:
    chance = random.Random(41)

    def nonsense() -> str:
        return chance.choice(
            [
                "", "{", "null", "[]", "0", '"desc"', '{"t":1}', '{"t":null}', '{"t":[]}',
                '{"t":"nothing"}', '{"t":"sync"}', "[" * 3000, '{"t":"desc","d":' + "9" * 400 + "}",
                '{"t":"desc","sid":"x","d":{"type":"offer","sdp":"' + "\\u0000" * 50 + '"}}',
                "".join(chr(chance.randrange(32, 0x2FF)) for _ in range(200)),
            ]
        )  # fmt: skip

    async def story(come: Callable[..., Client]) -> None:
        customer = lan(come)
        for _ in range(100):  # before a ticket was shown
            socket_ = await customer.knock(nonsense())
            assert await closed_with(socket_) == signalling.REFUSED
        sent = 0
        while sent < 400:  # and after: the room gives up on who talks nonsense
            socket_ = await customer.join()
            for _ in range(80):
                if socket_.closed:
                    break
                with_luck = socket_.send_str(nonsense())
                await asyncio.gather(with_luck, return_exceptions=True)
                sent += 1
            await socket_.close()
        agent, again = await hoa(come).join(), await customer.join()
        await agent.send_json({"t": "cand", "sid": "s", "c": None})
        assert await told(again, "cand")

    run(room, story)


def test_each_side_may_say_only_its_own_part(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        customer = await lan(come).join()
        agent = await hoa(come).join()
        await customer.send_json({"t": "snap", "shot": "abcd", "kind": "face"})
        await customer.send_json({"t": "bye", "why": "approved"})
        await customer.send_json({"t": "media", "mic": False})
        heard = json.loads(await asyncio.wait_for(agent.receive_str(), 5))
        assert heard == {"t": "media", "mic": False}

    run(room, story)


def test_a_picture_on_both_sides_makes_the_call_live_and_a_lost_side_is_noticed(
    room: Room,
) -> None:
    room.new_call(random.randint(1, 9_999_999), CallState.CONNECTING)

    async def until(state: CallState) -> None:
        for _ in range(100):
            if room.state() is state:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"the call is {room.state()}, not {state}")

    async def story(come: Callable[..., Client]) -> None:
        customer, agent = await lan(come).join(), await hoa(come).join()
        await customer.send_json({"t": "frame"})
        await agent.send_json({"t": "frame"})
        await until(CallState.LIVE)
        await customer.close()
        assert (await told(agent, "peer"))["on"] is False
        await until(CallState.RECONNECTING)
        back = await lan(come).join()
        for side in (back, agent):
            await side.send_json({"t": "frame"})
        await until(CallState.LIVE)

    run(room, story)


def test_who_lost_the_right_to_the_chair_is_sent_away(room: Room) -> None:
    async def story(come: Callable[..., Client]) -> None:
        agent = await hoa(come).join()
        with Session(room.engine) as session:
            ours = sa.update(Call).where(col(Call.id) == room.call_id)
            session.execute(ours.values(state=CallState.WRAPUP))
            session.commit()

        async def ping() -> None:  # as a browser does
            while True:
                await agent.send_json({"t": "ping"})
                await asyncio.sleep(1)

        pinging = asyncio.ensure_future(ping())
        assert await told(agent, "bye") == {"t": "bye", "why": "over"}
        pinging.cancel()
        # 1006: a ping that was on its way into the closed socket
        assert await closed_with(agent) in {1000, 1006}

    run(room, story)


def test_turn_credentials_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn.settings, "turn_urls", ["turn:turn.example:3478"])
    monkeypatch.setattr(turn.settings, "turn_secret", "shared")
    now = utc_now()
    (server,) = tokens.ice_servers(7, Side.AGENT, now=now)
    expires, _, who = str(server["username"]).partition(":")
    assert who == "7-agent"
    assert timedelta(0) < timedelta(seconds=int(expires) - now.timestamp()) <= timedelta(minutes=10)
