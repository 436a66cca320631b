"""The rooms of this process: two chairs each, and what one side says reaches the other.

Other processes are reached through a `Relay`; a laptop has one process and needs none.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.websockets import WebSocket

from chonso_app.calls.room.service import Seat, Side

TAKEN_OVER = 4408  # the same person, in another tab
OCCUPIED = 4409  # the chair is somebody else's
ENDED = 1000
_SEND_WITHIN = 5


class Relay(Protocol):
    """Carries room events to the other processes, and remembers used tickets for all of them."""

    async def tell(self, call_id: int, event: dict[str, Any]) -> None: ...
    async def first_use(self, once: str, seconds: int) -> bool: ...
    async def next_number(self) -> int: ...


@dataclass(eq=False)
class Chair:
    """Somebody sitting in a room, with an open socket."""

    socket: WebSocket
    call_id: int
    side: Side
    person: str
    anew: bool = False  # its page was just loaded: there is no connection to go on with
    number: int = 0  # grows with every sitting down, over all processes
    code: int = 0  # of the close that waits for this socket's reader

    @property
    def seat(self) -> Seat:
        return self.call_id, self.side, self.person

    async def say(self, **message: Any) -> None:
        await self.pass_on(json.dumps(message))

    async def pass_on(self, text: str) -> None:
        with contextlib.suppress(Exception):  # a dying socket is its own reader's business
            async with asyncio.timeout(_SEND_WITHIN):  # wait_for would make a task of each word
                await self.socket.send_text(text)

    async def dismiss(self, code: int) -> None:
        """Send away. The browser closes by itself when it hears; if not, the socket's own reader
        does at its next message: not every server lets somebody else close."""
        self.code = self.code or code
        await self.say(t="closed", code=code)

    async def hear(self, within: float) -> str | None:
        """The next text; None when the chair was taken away, and the socket is closed.

        Raises TimeoutError, and whatever Starlette raises for a socket that is gone.
        """
        async with asyncio.timeout(within):
            text = await self.socket.receive_text()
        if not self.code:
            return text
        await self.close(self.code)
        return None

    async def close(self, code: int) -> None:
        """For the socket's own reader only."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.socket.close(code), _SEND_WITHIN)


def other(side: Side) -> Side:
    return Side.AGENT if side is Side.CUSTOMER else Side.CUSTOMER


class OneProcess:
    """The relay when there is nobody to relay to."""

    def __init__(self) -> None:
        self._used: dict[str, float] = {}
        self._numbers = itertools.count(1)

    async def tell(self, call_id: int, event: dict[str, Any]) -> None:
        return

    async def first_use(self, once: str, seconds: int) -> bool:
        now = asyncio.get_running_loop().time()
        self._used = {used: until for used, until in self._used.items() if until > now}
        if once in self._used:
            return False
        self._used[once] = now + seconds
        return True

    async def next_number(self) -> int:
        return next(self._numbers)


class Hub:
    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._rooms: dict[int, dict[Side, Chair]] = {}

    def peer_of(self, chair: Chair) -> Chair | None:
        return self._rooms.get(chair.call_id, {}).get(other(chair.side))

    def chairs(self) -> list[Chair]:
        return [chair for room in self._rooms.values() for chair in room.values()]

    async def announce(self) -> None:
        """Tell the other processes again who sits here: they may have missed it."""
        for chair in self.chairs():
            await self._tell_sat(chair, anew=False)

    async def sit(self, chair: Chair) -> None:
        """Take the chair; the newest tab of the same person wins, anybody else has to go.

        Who may sit at all was asked of the database just before: an incumbent of another name
        lost the right to it.
        """
        chair.number = await self.relay.next_number()
        room = self._rooms.setdefault(chair.call_id, {})
        before, room[chair.side] = room.get(chair.side), chair
        if before:
            await before.dismiss(TAKEN_OVER if before.person == chair.person else OCCUPIED)
        await self._tell_sat(chair, anew=chair.anew)
        if peer := self.peer_of(chair):
            await peer.say(t="peer", on=True, anew=chair.anew)

    async def rise(self, chair: Chair) -> bool:
        """Leave. False when another tab had already taken the chair."""
        if self._rooms.get(chair.call_id, {}).get(chair.side) is not chair:
            return False
        self._leave(chair)
        if peer := self.peer_of(chair):
            await peer.say(t="peer", on=False)
        await self._tell(chair, {"k": "rose"})
        return True

    def _leave(self, chair: Chair) -> None:
        room = self._rooms[chair.call_id]
        del room[chair.side]
        if not room:
            del self._rooms[chair.call_id]

    async def pass_on(self, chair: Chair, text: str) -> None:
        if peer := self.peer_of(chair):
            await peer.pass_on(text)
        else:
            await self._tell(chair, {"k": "said", "text": text})

    async def dismiss(self, call_id: int, why: str, *sides: Side) -> None:
        """Say goodbye for good and close; both sides unless named."""
        await self._dismiss(call_id, why, sides or tuple(Side))
        named = [side.value for side in sides or tuple(Side)]
        await self.relay.tell(call_id, {"k": "bye", "why": why, "sides": named})

    async def _dismiss(self, call_id: int, why: str, sides: tuple[Side, ...]) -> None:
        for side in sides:
            if chair := self._rooms.get(call_id, {}).get(side):
                await chair.say(t="bye", why=why)
                await chair.dismiss(ENDED)

    async def hear(self, call_id: int, event: dict[str, Any]) -> None:
        """An event of another process."""
        room = self._rooms.get(call_id, {})
        if event["k"] == "bye":
            await self._dismiss(call_id, event["why"], tuple(map(Side, event["sides"])))
            return
        side = Side(event["side"])
        peer = room.get(other(side))
        await _HEARD[event["k"]](self, room.get(side), peer, event)

    async def _sat(self, same: Chair | None, peer: Chair | None, event: dict[str, Any]) -> None:
        if same and same.number < event["number"]:  # its leaving will say nothing any more
            self._leave(same)
            await same.dismiss(TAKEN_OVER if same.person == event["person"] else OCCUPIED)
        if peer:
            await peer.say(t="peer", on=True, anew=event.get("anew", False))
            await self._tell(peer, {"k": "here"})

    async def _here(self, same: Chair | None, peer: Chair | None, event: dict[str, Any]) -> None:
        if peer:
            await peer.say(t="peer", on=True)

    async def _rose(self, same: Chair | None, peer: Chair | None, event: dict[str, Any]) -> None:
        if peer and not same:
            await peer.say(t="peer", on=False)

    async def _said(self, same: Chair | None, peer: Chair | None, event: dict[str, Any]) -> None:
        if peer:
            await peer.pass_on(event["text"])

    async def _tell_sat(self, chair: Chair, *, anew: bool) -> None:
        sat = {"k": "sat", "person": chair.person, "number": chair.number, "anew": anew}
        await self._tell(chair, sat)

    async def _tell(self, chair: Chair, event: dict[str, Any]) -> None:
        await self.relay.tell(chair.call_id, {"side": chair.side.value, **event})


_Heard = Callable[[Hub, Chair | None, Chair | None, dict[str, Any]], Awaitable[None]]
_HEARD: dict[str, _Heard] = {
    "sat": Hub._sat, "here": Hub._here, "rose": Hub._rose, "said": Hub._said,
}  # fmt: skip
