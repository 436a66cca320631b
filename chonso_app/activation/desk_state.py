"""The clerk's console: what lies on the desk, and what was pressed."""

from dataclasses import replace

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.activation import decisions, desk, desk_views, rules
from chonso_app.activation.desk_views import DeskView
from chonso_app.activation.dossier_view import DossierView, open_dossier, recording_of
from chonso_app.activation.faces import FaceKnownSince
from chonso_app.activation.moves import QUEUE_TOPIC
from chonso_app.activation.rules import Reason
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

_DECIDE = allow(Permission.ACTIVATION_DECIDE)


class _Note(BaseModel):
    note: str = Field(default="", max_length=1000)


class ClerkState(rx.State):
    lists: DeskView = DeskView()
    tab: str = "queue"
    dossier: DossierView = DossierView()
    upcoming: str = ""  # what is loaded behind it
    refusing: bool = False
    reasons: list[str] = []
    preview: str = ""
    enlarged: str = ""  # the address of a picture
    _desk: list[int] = []
    _alive: float = 0.0  # when the clerk last did something; a deserted console takes nothing

    @rx.event
    @_DECIDE
    async def load(self) -> None:
        follow(self, QUEUE_TOPIC)
        await self._keep_alive()
        await self._refresh()

    async def _keep_alive(self) -> None:
        now = utc_now()
        self._alive = now.timestamp()
        await in_transaction(desk.renew, actor_of(self), now=now)

    async def _refresh(self) -> None:
        """After every change of the queue: top the desk up, keep what is being read."""
        now = utc_now()
        if now.timestamp() - self._alive < rules.LEASE_LASTS.total_seconds():
            found = await in_transaction(desk.fill, actor_of(self), now=now)
        else:
            found = await in_read(desk.on_desk, actor_of(self), now=now)
        self._desk = [one.key for one in found]
        if self.dossier.dossier_id not in self._desk:
            self._close_dialogs()
            await self._open(self._desk[0] if self._desk else 0)
        else:
            await self._look_for_recording()
        self.lists = await in_read(desk_views.desk_view, actor_of(self), now=now)
        self._name_upcoming()

    async def _look_for_recording(self) -> None:
        """Its file is made shortly after the call: the player comes by itself."""
        shown = self.dossier
        if shown.dossier_id and not shown.recording.source:
            found = await in_read(recording_of, actor_of(self), shown.dossier_id)
            if found != shown.recording:
                self.dossier = replace(shown, recording=found)

    async def _open(self, dossier_id: int) -> None:
        self.dossier = DossierView()
        if dossier_id:
            self.dossier = await in_transaction(
                open_dossier, actor_of(self), dossier_id, now=utc_now()
            )
            follow(self, QUEUE_TOPIC, f"order:{self.dossier.code}")

    def _name_upcoming(self) -> None:
        rows = {row.dossier_id: row for row in self.lists.queue}
        others = [rows[one] for one in self._desk if one != self.dossier.dossier_id and one in rows]
        self.upcoming = f"{others[0].msisdn}, {others[0].name}" if others else ""

    def _close_dialogs(self) -> None:
        self.refusing, self.reasons, self.preview, self.enlarged = False, [], "", ""

    @rx.event
    @_DECIDE
    async def show_tab(self, tab: str) -> None:
        self.tab = tab if tab in {"queue", "done"} else "queue"

    @rx.event
    @_DECIDE
    async def pick(self, dossier_id: int) -> None:
        """The browser's word: the service checks that it may be taken."""
        if not isinstance(dossier_id, int):
            return
        async with refusals_told(self):
            await in_transaction(desk.take, actor_of(self), dossier_id, now=utc_now())
            self._close_dialogs()
            await self._open(dossier_id)
        await self._refresh()

    @rx.event
    @_DECIDE
    async def next(self) -> None:
        await self._step(1)

    @rx.event
    @_DECIDE
    async def previous(self) -> None:
        await self._step(-1)

    async def _step(self, by: int) -> None:
        if len(self._desk) < 2 or self.dossier.dossier_id not in self._desk:
            await self._refresh()
            return
        place = (self._desk.index(self.dossier.dossier_id) + by) % len(self._desk)
        self._close_dialogs()
        async with refusals_told(self):
            await self._open(self._desk[place])
        self._name_upcoming()

    @rx.event
    @_DECIDE
    async def approve(self) -> None:
        """Duyệt đấu nối."""
        async with refusals_told(self):
            shown = self.dossier
            await self._approve(shown.dossier_id)
            await tell(self, say("desk.approved", msisdn=shown.msisdn), "ok")
        await self._refresh()

    async def _approve(self, dossier_id: int) -> None:
        try:
            await in_transaction(decisions.approve, actor_of(self), dossier_id, now=utc_now())
        except FaceKnownSince:
            await self._open(dossier_id)
            raise

    @rx.event
    @_DECIDE
    async def begin_refusal(self) -> None:
        self.refusing, self.reasons = bool(self.dossier.dossier_id), []
        self.preview = say("desk.preview_none")

    @rx.event
    @_DECIDE
    async def end_refusal(self) -> None:
        self.refusing = False

    @rx.event
    @_DECIDE
    async def toggle(self, reason: str) -> None:
        offered = rules.clerk_reasons(
            physical=bool(self.dossier.serial), passport=self.dossier.passport
        )
        if reason not in {one.value for one in offered}:
            return
        chosen = set(self.reasons) ^ {reason}
        self.reasons = [one.value for one in rules.CLERK_REASONS if one.value in chosen]
        self.preview = desk_views.preview(
            self.dossier.msisdn, self.reasons, passport=self.dossier.passport
        )

    @rx.event
    @_DECIDE
    async def refuse(self, form: dict[str, str]) -> None:
        """Từ chối hòa mạng, with the reasons that are ticked."""
        typed, _ = parse(_Note, form)
        async with refusals_told(self):
            shown = self.dossier
            await in_transaction(
                decisions.refuse,
                actor_of(self),
                shown.dossier_id,
                [Reason(one) for one in self.reasons],
                typed.note if typed else "",
                now=utc_now(),
            )
            told = say("desk.refused", msisdn=shown.msisdn, days=settings.refusal_days)
            await tell(self, told, "ok")
            self.refusing = False
        await self._refresh()

    @rx.event
    @_DECIDE
    async def enlarge(self, address: str) -> None:
        """One of the dossier's own pictures, or none."""
        known = {shot.address for shot in (*self.dossier.cards, *self.dossier.faces)}
        known |= {row.picture for row in self.dossier.answers}
        self.enlarged = address if address in known else ""

    @rx.event
    @_DECIDE
    async def beat(self) -> None:
        """The clerk is there. A lease that was lost meanwhile stays lost, and is told."""
        await self._keep_alive()
        if self.dossier.dossier_id:
            mine = await in_read(desk.on_desk, actor_of(self), now=utc_now())
            if self.dossier.dossier_id not in {one.key for one in mine}:
                await tell(self, say("refusal.activation.lease_lost"), "bad")
                await self._refresh()
