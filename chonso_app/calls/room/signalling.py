"""One signalling socket: admission by ticket, then messages of a fixed table to the other side."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from chonso_app.calls.moves import CallNotFound
from chonso_app.calls.room import continuity, tokens, turn
from chonso_app.calls.room import service as room
from chonso_app.calls.room.hub import OCCUPIED, Chair, Hub, OneProcess, Relay
from chonso_app.calls.room.pulse import Pulse
from chonso_app.calls.room.relay import RedisRelay, relaying
from chonso_app.calls.room.service import Side
from chonso_app.core.actors import Actor
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.ui.edge import actor_of_request

REFUSED = 4401  # final for a browser
TOO_LATE = 1013  # "try again later": it asks for another ticket
_FIRST_WORD_WITHIN = 5
_SILENCE = 6  # a browser pings every 2 s, and gives us up as late
_ICE_EVERY = turn.LASTS.total_seconds() / 2
_LONGEST = 64 * 1024  # an SDP was 6 kB; phones with more codecs go beyond
_MOST_PER_SECOND = 100
_MOST_NONSENSE = 50
_MOST_NOTES = 150  # of one socket: each is a row
_BOTH = {"desc", "cand", "media"}
_MAY_SAY = {
    Side.AGENT: _BOTH | {"sync", "snap", "mode"},
    Side.CUSTOMER: _BOTH | {"ok", "need", "restart", "shot"},
}
_OF_PICTURE = {"frame": room.frame_seen, "lost": room.lost}
_PICTURES_AT_ONCE = 6.0  # such words lock the call: so many, then one
_PICTURE_EVERY = 2  # seconds, as fast as a picture can stand and flow again
relay: Relay = RedisRelay(settings.redis_url) if settings.redis_url else OneProcess()
hub = Hub(relay)
pulse = Pulse(hub)
log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[None]:
    """A lifespan: hears the rooms of the other web processes, when there are any."""
    if isinstance(relay, RedisRelay):
        async with relaying(hub, relay):
            yield
    else:
        yield


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        self.code = code


def person_of(actor: Actor, side: Side, call_id: int) -> str:
    """Whose chair it is. The customer of a call is one person on however many devices."""
    return f"staff:{actor.user_id}" if side is Side.AGENT else f"customer:{call_id}"


async def call_socket(socket: WebSocket) -> None:
    actor = await actor_of_request(socket)
    await socket.accept()
    try:
        chair = await _admit(socket, actor)
    except _Refused as refusal:
        await socket.close(refusal.code)
        return
    except (WebSocketDisconnect, RuntimeError):
        return
    session = _Session(chair, actor)
    await hub.sit(chair)
    pulse.start()
    await chair.say(
        t="welcome", role=chair.side, polite=chair.side is Side.CUSTOMER,
        peer=hub.peer_of(chair) is not None, ice=session.ice_servers(),
    )  # fmt: skip
    try:
        await session.run()
    except (WebSocketDisconnect, RuntimeError, TimeoutError):
        pass  # gone; RuntimeError is Starlette's word for a socket already closed
    finally:
        await asyncio.shield(session.leave())


async def _admit(socket: WebSocket, actor: Actor) -> Chair:
    """The first message is the ticket: it never stands in an address, which would reach logs."""
    try:
        first = json.loads(await asyncio.wait_for(socket.receive_text(), _FIRST_WORD_WITHIN))
        ticket = tokens.check(str(first["token"])[:1000], now=utc_now())
    except WebSocketDisconnect:
        raise
    except (TimeoutError, tokens.ExpiredToken) as error:  # a phone that slept, a slow network
        raise _Refused(TOO_LATE) from error
    except Exception as error:  # whatever a stranger may send
        raise _Refused(REFUSED) from error
    seconds = int(tokens.TOKEN_LASTS.total_seconds()) * 2
    if not await hub.relay.first_use(ticket.once, seconds):
        raise _Refused(REFUSED)
    if ticket.person != person_of(actor, ticket.side, ticket.call_id):
        raise _Refused(REFUSED)
    try:
        side = await in_read(room.seat, actor, ticket.call_id)
    except CallNotFound as error:
        raise _Refused(OCCUPIED) from error
    if side is not ticket.side:
        raise _Refused(OCCUPIED)
    return Chair(socket, ticket.call_id, side, ticket.person, anew=first.get("anew") is True)


class _Session:
    """An admitted socket from its first message to its last."""

    def __init__(self, chair: Chair, actor: Actor) -> None:
        self.chair, self.actor = chair, actor
        self._ice_at = 0.0
        self._second, self._in_second, self._nonsense, self._notes = 0, 0, 0, 0
        self._picture = ""  # the last word on it that is not written yet
        self._pictures, self._pictures_at = _PICTURES_AT_ONCE, time.monotonic()

    def ice_servers(self) -> list[dict[str, object]]:
        self._ice_at = time.monotonic()
        return tokens.ice_servers(self.chair.call_id, self.chair.side, now=utc_now())

    async def run(self) -> None:
        while (text := await self.chair.hear(_SILENCE)) is not None:
            if len(text) > _LONGEST or self._too_fast() or self._nonsense > _MOST_NONSENSE:
                await self.chair.close(1008)
                return
            await self._take(text)

    def _too_fast(self) -> bool:
        second = int(time.monotonic())
        self._in_second = self._in_second + 1 if second == self._second else 1
        self._second = second
        return self._in_second > _MOST_PER_SECOND

    async def _take(self, text: str) -> None:
        kind = _kind_of(text)
        chair = self.chair
        if kind == "ping":
            await chair.say(t="pong")
            if time.monotonic() - self._ice_at > _ICE_EVERY:  # a restart needs ones that still hold
                await chair.say(t="ice", ice=self.ice_servers())
            await self._write_picture()
        elif kind in _OF_PICTURE:
            self._picture = kind
            await self._write_picture()
        elif kind == "note":
            self._note(text)
        elif kind in _MAY_SAY[chair.side]:
            await hub.pass_on(chair, text)
        else:
            self._nonsense += 1

    async def _write_picture(self) -> None:
        """The last word on the picture; one that comes too soon waits for the next ping.

        So does one that a database which is away did not take: that must not cost the socket.
        """
        if not self._picture or self._paused():
            return
        act, seat = _OF_PICTURE[self._picture], self.chair.seat
        try:
            await in_transaction(room.told, act, seat, self.actor, now=utc_now())
        except SQLAlchemyError as error:
            log.warning("call: %s was not noted (%s)", self._picture, type(error).__name__)
        else:
            self._picture = ""

    def _paused(self) -> bool:
        now = time.monotonic()
        earned = (now - self._pictures_at) / _PICTURE_EVERY
        self._pictures, self._pictures_at = min(self._pictures + earned, _PICTURES_AT_ONCE), now
        if self._pictures < 1:
            return True
        self._pictures -= 1
        return False

    def _note(self, text: str) -> None:
        try:
            report = continuity.Report.model_validate_json(text)
        except ValidationError:
            self._nonsense += 1
            return
        self._notes += 1
        if self._notes > _MOST_NOTES:
            return
        chair = self.chair
        pulse.hear(continuity.Word(chair.call_id, chair.side, report, self.actor, utc_now()))

    async def leave(self) -> None:
        chair = self.chair
        if await hub.rise(chair):
            await in_transaction(room.told, room.lost, chair.seat, self.actor, now=utc_now())


def _kind_of(text: str) -> str:
    try:
        message: Any = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    kind = message.get("t") if isinstance(message, dict) else None
    return kind if isinstance(kind, str) else ""
