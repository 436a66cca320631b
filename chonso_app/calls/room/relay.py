"""Rooms across several web processes, over Redis pub/sub (an SDP outgrows PostgreSQL's NOTIFY)."""

import asyncio
import contextlib
import json
import logging
import secrets
from collections.abc import AsyncIterator
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chonso_app.calls.room.hub import Hub

_CHANNEL = "call-rooms"
log = logging.getLogger(__name__)


class RedisRelay:
    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url)
        self._me = secrets.token_hex(6)
        self._closing = False
        self._last: dict[int, asyncio.Task[None]] = {}  # of each call, what is heard

    async def tell(self, call_id: int, event: dict[str, Any]) -> None:
        """Lost while Redis is away: the talk itself goes on, and `listen` announces afterwards."""
        try:
            await self._redis.publish(_CHANNEL, json.dumps([self._me, call_id, event]))
        except RedisError:
            log.warning("call relay: an event was lost")

    async def first_use(self, once: str, seconds: int) -> bool:
        return bool(await self._redis.set(f"call-ticket:{once}", "1", nx=True, ex=seconds))

    async def next_number(self) -> int:
        """By its clock: a counter would begin anew with a Redis that was emptied."""
        seconds, micro = await self._redis.time()
        return int(seconds) * 1_000_000 + int(micro)

    async def listen(self, hub: Hub) -> None:
        """Until `close`; comes back by itself when Redis does."""
        while not self._closing:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(_CHANNEL)
                    await hub.announce()
                    async for message in channel.listen():
                        self._hear(hub, message)
            except RedisError as error:
                log.warning("call relay: Redis is away (%s)", type(error).__name__)
                await asyncio.sleep(1)

    def close(self) -> None:
        """Before `listen` is cancelled: redis-py may answer a cancellation with an error."""
        self._closing = True
        for task in self._last.values():
            task.cancel()

    def _hear(self, hub: Hub, message: dict[str, Any]) -> None:
        if message["type"] != "message":
            return
        sender, call_id, event = json.loads(message["data"])
        if sender == self._me:
            return
        hearing = self._after(self._last.get(call_id), hub, call_id, event)
        self._last[call_id] = task = asyncio.create_task(hearing)
        task.add_done_callback(lambda done: self._forget(call_id, done))

    async def _after(
        self, before: "asyncio.Task[None] | None", hub: Hub, call_id: int, event: dict[str, Any]
    ) -> None:
        """In a room one after the other; no room waits for the stuck socket of another."""
        if before:
            await asyncio.wait([before])
        await hub.hear(call_id, event)

    def _forget(self, call_id: int, done: "asyncio.Task[None]") -> None:
        if self._last.get(call_id) is done:
            del self._last[call_id]


@contextlib.asynccontextmanager
async def relaying(hub: Hub, relay: RedisRelay) -> AsyncIterator[None]:
    """A lifespan: hears the other processes while this one serves."""
    task = asyncio.create_task(relay.listen(hub))
    yield
    relay.close()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
