"""A server of the calls' own routes, one live call between LAN and HOA, and who comes to it."""

import asyncio
import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa
from PIL import Image
from sqlmodel import Session, SQLModel

from chonso_app.calls.models import Call, CallState
from chonso_app.core import db
from chonso_app.core.db import utc_now
from chonso_app.ui.edge import SESSION_COOKIE, VISITOR_COOKIE, visitor_hash
from tests.calls.conftest import HOA, paid_order

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


def database_in(folder: Path) -> tuple[str, sa.Engine]:
    url = f"sqlite:///{folder}/room.db"
    engine = db.make_engine(url)
    SQLModel.metadata.create_all(engine)
    return url, engine


@contextmanager
def serving(folder: Path, url: str, **extra: str) -> Iterator[str]:
    """A process of its own; gives its address."""
    with serving_many(1, folder, url, **extra) as (address,):
        yield address


@contextmanager
def serving_many(count: int, folder: Path, url: str, **extra: str) -> Iterator[list[str]]:
    ports = [_free_port() for _ in range(count)]
    with ExitStack() as processes:
        for port in ports:
            processes.enter_context(_process(port, folder, url, extra))
        for port in ports:
            _until_open(port)
        yield [f"http://127.0.0.1:{port}" for port in ports]


@contextmanager
def _process(port: int, folder: Path, url: str, extra: dict[str, str]) -> Iterator[None]:
    environment = os.environ | {
        "CHONSO_DATABASE_URL": url, "CHONSO_MEDIA_URL": f"file://{folder}/media",
        "CHONSO_PUBLIC_URL": f"http://127.0.0.1:{port}", **extra,
    }  # fmt: skip
    command = [sys.executable, "-m", "uvicorn", "--ws", "wsproto", "--port", str(port)]
    with subprocess.Popen(
        [*command, "tests.calls.room_server:app"], cwd=ROOT, env=environment
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _until_open(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the room server did not start")


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


def photo(width: int, height: int) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(kept, "JPEG", quality=92)
    return kept.getvalue()


async def send_still(who: Client, body: bytes, **about: Any) -> tuple[int, dict[str, Any]]:
    said = {"kind": "card_front", "shot": "shot-0001", "sha256": hashlib.sha256(body).hexdigest()}
    headers = {"Content-Type": "image/jpeg", "X-Shot": json.dumps(said | about)}
    address = f"{who.room.url}/api/calls/{who.room.call_id}/stills"
    async with who.http.post(address, data=body, headers=headers) as answer:
        return answer.status, await answer.json()
