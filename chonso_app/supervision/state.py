"""What `Điều hành` knows. It looks again with every change of the queue and every heartbeat."""

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.calls.desk import team
from chonso_app.calls.room import signalling
from chonso_app.calls.room.service import Side
from chonso_app.core import jobs
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.supervision import board
from chonso_app.supervision.board import Wall
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told, tell
from chonso_app.ui.live import follow

_WATCH = Permission.CALLS_WATCH
DESK = "/admin/cuoc-goi"


class _Id(BaseModel):
    id: int = Field(gt=0, lt=2**31)


class _Given(BaseModel):
    call_id: int = Field(gt=0, lt=2**31)
    agent_id: int = Field(gt=0, lt=2**31)


class _Message(BaseModel):
    text: str = Field(max_length=2000)


class WallState(rx.State):
    """`/admin/dieu-hanh`"""

    wall: Wall = Wall()
    period: str = "today"  # today, week
    giving: int = 0  # the call whose agent is being chosen; 0: none
    giving_number: str = ""
    go: str = ""  # where the browser goes now

    @rx.event
    @allow(_WATCH)
    async def load(self) -> None:
        self.go = ""
        follow(self, "queue:calls", team.TOPIC, jobs.heartbeat_topic(settings.worker_slot))
        await self._refresh()

    async def _refresh(self) -> None:
        actor = actor_of(self)
        if not permits(actor, _WATCH):
            self.wall = Wall()
            return
        self.wall = await in_read(board.wall, actor, week=self.period == "week", now=utc_now())

    @rx.event
    @allow(_WATCH)
    async def show(self, period: str) -> None:
        self.period = "week" if period == "week" else "today"
        await self._refresh()

    @rx.event
    @allow(_WATCH)
    async def choose_agent(self, call_id: int) -> None:
        asked, _ = parse(_Id, {"id": call_id})
        row = next((one for one in self.wall.queue if asked and one.call_id == asked.id), None)
        if row:
            self.giving, self.giving_number = row.call_id, row.number

    @rx.event
    @allow(_WATCH)
    async def close_giving(self) -> None:
        self.giving, self.giving_number = 0, ""

    @rx.event
    @allow(_WATCH)
    async def give(self, agent_id: int) -> None:
        asked, _ = parse(_Given, {"call_id": self.giving, "agent_id": agent_id})
        if asked is None:
            return
        name = next((one.name for one in self.wall.agents if one.user_id == asked.agent_id), "")
        async with refusals_told(self):
            await in_transaction(
                team.give_to, actor_of(self), asked.call_id, asked.agent_id, now=utc_now()
            )
            await signalling.hub.dismiss(asked.call_id, "reassigned", Side.AGENT)
            await tell(self, say("supervision.given", agent=name), "ok")
        self.giving, self.giving_number = 0, ""
        await self._refresh()

    @rx.event
    @allow(Permission.CALLS_TAKE)
    async def take_over(self, call_id: int) -> None:
        asked, _ = parse(_Id, {"id": call_id})
        if asked is None:
            return
        async with refusals_told(self):
            await in_transaction(team.take_over, actor_of(self), asked.id, now=utc_now())
            await signalling.hub.dismiss(asked.id, "taken_over", Side.AGENT)
            await tell(self, say("supervision.taken_over"), "ok")
            self.go = DESK
        await self._refresh()

    @rx.event
    @limited(10, 60)
    @allow(_WATCH)
    async def send(self, form: dict) -> None:
        asked, _ = parse(_Message, form)
        async with refusals_told(self):
            text = asked.text if asked else ""
            await in_transaction(team.tell_team, actor_of(self), text, None, now=utc_now())
            await tell(self, say("supervision.sent"), "ok")
        await self._refresh()

    @rx.event
    @allow(_WATCH)
    async def withdraw(self, message_id: int) -> None:
        asked, _ = parse(_Id, {"id": message_id})
        if asked is None:
            return
        async with refusals_told(self):
            await in_transaction(team.take_back, actor_of(self), asked.id, now=utc_now())
        await self._refresh()
