"""What `Điều hành` knows. It looks again with every change of the queue and every heartbeat."""

from typing import Annotated, Literal

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
from chonso_app.supervision.board import AgentRow, Wall
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
    """`unit`: one team, by the head office; "" for every team."""

    text: str = Field(max_length=2000)
    unit: Literal[""] | Annotated[int, Field(gt=0, lt=2**31)] = ""


class _Alone(BaseModel):
    alone: str = Field(max_length=2000)


_NOBODY = AgentRow(0, "", "", "", "idle", "", "", asks=False, free=False, call_id=0, number="")


class WallState(rx.State):
    """`/admin/dieu-hanh`"""

    wall: Wall = Wall()
    period: str = "today"  # today, week
    giving: int = 0  # the call whose agent is being chosen; 0: none
    giving_number: str = ""
    chosen: AgentRow = _NOBODY  # whose desk is open
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
            self.wall, self.chosen = Wall(), _NOBODY
            return
        self.wall = await in_read(board.wall, actor, week=self.period == "week", now=utc_now())
        self.chosen = self._agent(self.chosen.user_id)

    def _agent(self, user_id: int) -> AgentRow:
        return next((one for one in self.wall.agents if one.user_id == user_id), _NOBODY)

    @rx.event
    @allow(_WATCH)
    async def show(self, period: str) -> None:
        self.period = "week" if period == "week" else "today"
        await self._refresh()

    @rx.event
    @allow(_WATCH)
    async def open_desk(self, agent_id: int) -> None:
        """What can be done about one agent."""
        asked, _ = parse(_Id, {"id": agent_id})
        self.chosen = self._agent(asked.id) if asked else _NOBODY

    @rx.event
    @allow(_WATCH)
    async def close_desk(self) -> None:
        self.chosen = _NOBODY

    @rx.event
    @allow(_WATCH)
    async def choose_agent(self, call_id: int) -> None:
        """For a call that waits, or that an agent has."""
        asked, _ = parse(_Id, {"id": call_id})
        shown = [*self.wall.queue, *self.wall.agents]
        row = next((one for one in shown if asked and one.call_id == asked.id), None)
        if row:
            self.giving, self.giving_number = row.call_id, row.number
            self.chosen = _NOBODY

    @rx.event
    @allow(_WATCH)
    async def close_giving(self) -> None:
        self.giving, self.giving_number = 0, ""

    @rx.event
    @allow(_WATCH)
    async def give(self, agent_id: int) -> None:
        """The call that was chosen, to this agent."""
        await self._give(self.giving, agent_id)
        self.giving, self.giving_number = 0, ""

    @rx.event
    @allow(_WATCH)
    async def give_waiting(self, call_id: int) -> None:
        """This call, to the agent whose desk is open."""
        await self._give(call_id, self.chosen.user_id)
        self.chosen = _NOBODY

    async def _give(self, call_id: int, agent_id: int) -> None:
        asked, _ = parse(_Given, {"call_id": call_id, "agent_id": agent_id})
        if asked is None:
            return
        async with refusals_told(self):
            await in_transaction(
                team.give_to, actor_of(self), asked.call_id, asked.agent_id, now=utc_now()
            )
            await signalling.hub.dismiss(asked.call_id, "reassigned", Side.AGENT)
            await tell(self, say("supervision.given", agent=self._agent(asked.agent_id).name), "ok")
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
            self.chosen = _NOBODY
            self.go = DESK
        await self._refresh()

    @rx.event
    @limited(10, 60)
    @allow(_WATCH)
    async def send(self, form: dict) -> None:
        asked, _ = parse(_Message, form)
        if asked is None:
            return
        async with refusals_told(self):
            await in_transaction(
                team.tell_team, actor_of(self), asked.text, asked.unit or None, now=utc_now()
            )
            await tell(self, say("supervision.sent"), "ok")
        await self._refresh()

    @rx.event
    @limited(10, 60)
    @allow(_WATCH)
    async def send_alone(self, form: dict) -> None:
        """To the agent whose desk is open."""
        asked, _ = parse(_Alone, form)
        to = self.chosen
        if asked is None or not to.user_id:
            return
        async with refusals_told(self):
            await in_transaction(
                team.tell_agent, actor_of(self), asked.alone, to.user_id, now=utc_now()
            )
            await tell(self, say("supervision.sent_alone", agent=to.name), "ok")
            self.chosen = _NOBODY
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
