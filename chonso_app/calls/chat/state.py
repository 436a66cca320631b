"""The written part of a call in one tab: the same for the customer and for the agent."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.calls.chat import service as chat
from chonso_app.calls.chat.service import Words
from chonso_app.calls.models import MessageKind
from chonso_app.calls.moves import CallNotFound
from chonso_app.core.clock import vn_time
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.ui.edge import actor_of, limited, parse, public, refusals_told
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class MessageRow:
    ref: str
    mine: bool
    caption: bool
    text: str
    time: str


class _Call(BaseModel):
    call_id: int = Field(gt=0, lt=2**31)


class _Switch(BaseModel):
    on: bool


class ChatState(rx.State):
    rows: list[MessageRow] = []
    by_text: bool = False  # the customer writes instead of speaking
    _call_id: int = 0

    @rx.event
    @limited(120, 60)
    @public
    async def open(self, call_id: int) -> None:
        """The browser names the call; the service says whether this person is one of the two."""
        asked, _ = parse(_Call, {"call_id": call_id})
        self._call_id = asked.call_id if asked else 0
        await self._refresh()

    async def _refresh(self) -> None:
        if not self._call_id:
            self.rows, self.by_text = [], False
            return
        try:
            shown = await in_read(chat.read, actor_of(self), self._call_id)
        except CallNotFound:
            self._call_id, self.rows, self.by_text = 0, [], False
            return
        self.by_text = shown.by_text
        self.rows = [
            MessageRow(
                one.ref, one.side is shown.side, one.kind is MessageKind.CAPTION, one.text,
                vn_time(one.at),
            )
            for one in shown.messages
        ]  # fmt: skip
        follow(self, chat.topic(self._call_id))

    @rx.event
    @limited(40, 60)
    @public
    async def say(self, words: dict[str, Any]) -> None:
        said, _ = parse(Words, words)
        if said is None or not self._call_id:
            return
        async with refusals_told(self):
            await in_transaction(chat.write, actor_of(self), self._call_id, said, now=utc_now())
        await self._refresh()

    @rx.event
    @limited(10, 60)
    @public
    async def write_instead(self, on: bool) -> None:
        asked, _ = parse(_Switch, {"on": on})
        if asked is None or not self._call_id:
            return
        async with refusals_told(self):
            await in_transaction(
                chat.ask_by_text, actor_of(self), self._call_id, asked.on, now=utc_now()
            )
        await self._refresh()
