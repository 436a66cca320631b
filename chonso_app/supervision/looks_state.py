"""What `Xem lại cuộc gọi đạt` knows and does."""

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.supervision import looks, service
from chonso_app.supervision.looks import LookRow
from chonso_app.supervision.models import LookStatus
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

_WATCH = Permission.CALLS_WATCH


class _Note(BaseModel):
    look: int = Field(gt=0, lt=2**31)
    text: str = Field(default="", max_length=2000)


class _Decision(BaseModel):
    look: int = Field(gt=0, lt=2**31)
    status: LookStatus


class LooksState(rx.State):
    """`/admin/xem-lai`"""

    rows: list[LookRow] = []
    history: str = ""
    _notes: dict[int, str] = {}

    @rx.event
    @allow(_WATCH)
    async def load(self) -> None:
        follow(self, service.TOPIC)
        await self._refresh()

    async def _refresh(self) -> None:
        actor = actor_of(self)
        if not permits(actor, _WATCH):
            self.rows, self.history = [], ""
            return
        self.rows = await in_read(looks.rows, actor)
        agreed, total = await in_read(service.history, actor, now=utc_now())
        told = say("supervision.look.history", agreed=agreed, all=total)
        self.history = told if total else ""

    @rx.event
    @allow(_WATCH)
    async def write(self, look: int, text: str) -> None:
        """A note was left; it is kept with the decision."""
        asked, _ = parse(_Note, {"look": look, "text": text})
        if asked and any(row.look_id == asked.look for row in self.rows):
            self._notes = {**self._notes, asked.look: asked.text}

    @rx.event
    @allow(_WATCH)
    async def decide(self, look: int, status: str) -> None:
        asked, _ = parse(_Decision, {"look": look, "status": status})
        if asked is None or asked.status is LookStatus.WAITING:
            return
        note = self._notes.get(asked.look, "")
        async with refusals_told(self):
            in_time = await in_transaction(
                service.decide, actor_of(self), asked.look, asked.status, note, now=utc_now()
            )
            done = asked.status.value if in_time else "late"
            await tell(self, say(f"supervision.look.done.{done}"), "ok" if in_time else "bad")
        await self._refresh()
