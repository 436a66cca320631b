"""What a supervisor told the team or this agent, on every agent's console until it was read."""

from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.calls.desk import team
from chonso_app.calls.models import TeamMessage
from chonso_app.core.clock import vn_time
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told
from chonso_app.ui.live import follow

_TAKE = Permission.CALLS_TAKE


class _Id(BaseModel):
    id: int = Field(gt=0, lt=2**31)


@dataclass(frozen=True)
class Heard:
    message_id: int
    text: str
    by: str


class TeamState(rx.State):
    heard: list[Heard] = []

    @rx.event
    @allow(_TAKE)
    async def load(self) -> None:
        follow(self, team.TOPIC)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = actor_of(self)
        rows = await in_read(team.unread, actor, now=utc_now()) if permits(actor, _TAKE) else []
        self.heard = [Heard(row.id or 0, row.text, _by(row)) for row in rows]

    @rx.event
    @allow(_TAKE)
    async def read(self, message_id: int) -> None:
        asked, _ = parse(_Id, {"id": message_id})
        if asked is None:
            return
        async with refusals_told(self):
            await in_transaction(team.mark_seen, actor_of(self), asked.id, now=utc_now())
        await self._refresh()


def _by(row: TeamMessage) -> str:
    to = "message_from" if row.agent_id is None else "message_from_alone"
    return say(f"supervision.{to}", name=row.by_name, time=vn_time(row.sent_at))
