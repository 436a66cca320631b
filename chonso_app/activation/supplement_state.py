"""What the customer's page, the clerk's dialog and the agent's list of tasks know."""

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.activation import supplement_view, supplements
from chonso_app.activation.desk_state import ClerkState
from chonso_app.activation.moves import tasks_topic
from chonso_app.activation.supplement_models import AskedOf, Wanted
from chonso_app.activation.supplement_view import AskedView, TaskRow
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.recordings.views import RecordingView
from chonso_app.ui.edge import (
    actor_of,
    allow,
    limited,
    parse,
    public,
    refusals_told,
    route_arg,
    tell,
)
from chonso_app.ui.live import follow

_DECIDE, _TAKE = allow(Permission.ACTIVATION_DECIDE), allow(Permission.CALLS_TAKE)


_NO_TASK = TaskRow(0, 0, "", "", "", "", "", late=False)


class _Words(BaseModel):
    words: str = Field(default="", max_length=2000)


class _Answer(BaseModel):
    words: str = Field(default="", max_length=2000)
    minute: str = Field(default="", max_length=8)


class _Asked(BaseModel):
    who: AskedOf
    wanted: Wanted


class SupplementState(rx.State):
    """/hoa-mang/[code]/bo-sung."""

    view: AskedView = AskedView()
    camera: bool = False
    wanted: list[str] = []

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        if self.view.code:
            follow(self, f"order:{self.view.code}")

    async def _refresh(self) -> None:
        self.view = await in_read(
            supplement_view.asked_view, actor_of(self), route_arg(self, "code")
        )
        self.wanted = [self.view.kind] if self.view.kind else []

    @rx.event
    @limited(60, 60)
    @public
    async def open_camera(self) -> None:
        await self._refresh()
        self.camera = self.view.screen == "picture"

    @rx.event
    @public
    async def close_camera(self):
        self.camera = False
        await self._refresh()
        return self._onwards()

    @rx.event
    @limited(60, 60)
    @public
    async def uploaded(self, _kind: str, _evidence: int):
        """The browser says that a picture went up; whether it did is asked of the database."""
        await self._refresh()
        if self.view.screen == "none":
            self.camera = False
            await tell(self, say("supplement.page.sent"), "ok")
        return self._onwards()

    @rx.event
    @limited(10, 60)
    @public
    async def answer(self, form: dict):
        typed, _ = parse(_Words, form)
        async with refusals_told(self):
            await in_transaction(
                supplements.answer_in_words, actor_of(self), route_arg(self, "code"),
                typed.words if typed else "", now=utc_now(),
            )  # fmt: skip
            await tell(self, say("supplement.page.sent"), "ok")
        await self._refresh()
        return self._onwards()

    def _onwards(self):
        return rx.redirect(f"/phieu/{self.view.code}") if self.view.screen == "none" else None


class AskState(rx.State):
    """The clerk's dialog over the dossier that is open."""

    asking: bool = False
    chosen: str = ""
    offered: list[str] = []

    @rx.event
    @_DECIDE
    async def begin(self) -> None:
        clerk = await self.get_state(ClerkState)
        if clerk.dossier.dossier_id:
            self.asking, self.chosen, self.offered = True, "", clerk.dossier.askable

    @rx.event
    @_DECIDE
    async def end(self) -> None:
        self.asking = False

    @rx.event
    @_DECIDE
    async def choose(self, what: str) -> None:
        self.chosen = what if what in self.offered else ""

    @rx.event
    @_DECIDE
    async def send(self, form: dict) -> None:
        """Gửi yêu cầu."""
        typed, _ = parse(_Words, form)
        who, _, wanted = self.chosen.partition(":")
        asked, _ = parse(_Asked, {"who": who, "wanted": wanted})
        clerk = await self.get_state(ClerkState)
        if asked is None:
            return
        async with refusals_told(self):
            shown = clerk.dossier
            await in_transaction(
                supplements.ask, actor_of(self), shown.dossier_id, asked.who, asked.wanted,
                typed.words if typed else "", now=utc_now(),
            )  # fmt: skip
            self.asking = False
            await tell(self, say("supplement.sent", msisdn=shown.msisdn), "ok")
        await clerk._refresh()

    @rx.event
    @_DECIDE
    async def take_back(self, supplement_id: int) -> None:
        """Rút yêu cầu."""
        if not isinstance(supplement_id, int):
            return
        async with refusals_told(self):
            await in_transaction(
                supplements.take_back, actor_of(self), supplement_id, now=utc_now()
            )
            await tell(self, say("supplement.taken_back"), "ok")
        clerk = await self.get_state(ClerkState)
        await clerk._refresh()


class TasksState(rx.State):
    """What the agent is asked for by clerks, beside their queue."""

    rows: list[TaskRow] = []
    opened: TaskRow = _NO_TASK
    recording: RecordingView = RecordingView()

    @rx.event
    @_TAKE
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        follow(self, tasks_topic(actor_of(self).user_id))

    async def _refresh(self) -> None:
        self.rows = await in_read(supplement_view.task_rows, actor_of(self), now=utc_now())
        if self.opened.supplement_id not in {row.supplement_id for row in self.rows}:
            self._close()

    def _close(self) -> None:
        self.opened, self.recording = _NO_TASK, RecordingView()

    @rx.event
    @_TAKE
    async def open(self, supplement_id: int) -> None:
        found = [row for row in self.rows if row.supplement_id == supplement_id]
        if not found:
            return
        async with refusals_told(self):
            self.recording = await in_read(
                supplement_view.recording_of_task, actor_of(self), found[0].supplement_id
            )
            self.opened = found[0]

    @rx.event
    @_TAKE
    async def close(self) -> None:
        self._close()

    @rx.event
    @_TAKE
    async def answer(self, form: dict) -> None:
        typed, _ = parse(_Answer, form)
        async with refusals_told(self):
            await in_transaction(
                supplements.answer_as_agent, actor_of(self), self.opened.supplement_id,
                typed.words if typed else "",
                at_ms=supplement_view.milliseconds(typed.minute if typed else ""), now=utc_now(),
            )  # fmt: skip
            await tell(self, say("supplement.task.sent"), "ok")
        await self._refresh()
