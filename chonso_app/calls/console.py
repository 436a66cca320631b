"""What the agent's console knows and does. The talk itself runs beside Reflex."""

import secrets
from datetime import datetime
from typing import Any

import reflex as rx
from pydantic import BaseModel, Field
from sqlmodel import Session

from chonso_app.calls import (
    board_views,
    chat,
    desk,
    desk_views,
    queue_shared,
    rules,
    signalling,
    verdicts,
)
from chonso_app.calls.board_views import Board, UnitBoard
from chonso_app.calls.chat import Words
from chonso_app.calls.desk_views import Case
from chonso_app.calls.models import Availability, MessageKind
from chonso_app.calls.moves import DESKS, PLACES
from chonso_app.calls.rules import Matched, Step, Verdict
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission, permits
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told, tell
from chonso_app.ui.live import follow, turns

_TAKE = Permission.CALLS_TAKE


class _Key(BaseModel):
    """`step:3`, `reject:1`, `technical:2`, `fraud:1`."""

    what: str = Field(pattern=r"^(step|reject|technical|fraud):[1-9]$")


_NO_CAMERA = {"asking", "missing"}
_LED_BY = {
    "reject": Verdict.REJECTED, "technical": Verdict.INCONCLUSIVE,
    "fraud": Verdict.SUSPECTED_FRAUD,
}  # fmt: skip


class _Choice(BaseModel):
    verdict: Verdict
    reason: str = Field(default="", max_length=32)


class _Seen(BaseModel):
    field: Matched
    seen: str = Field(pattern="^(same|differs)$")


class _StepName(BaseModel):
    step: Step


class _Available(BaseModel):
    availability: Availability


def _seen(session: Session, actor: Actor, unit: UnitBoard, now: datetime) -> tuple[Board, Case]:
    board = board_views.board(session, actor, now, unit=unit)
    has_call = bool(board.queue) and board.queue[0].mine
    return board, desk_views.case(session, actor, now) if has_call else Case()


class ConsoleState(rx.State):
    board: Board = Board()
    case: Case = Case()
    devices: str = "off"  # the browser's word: off, asking, ready, missing
    waits_for_camera: bool = False  # ready was pressed; it counts from the camera on
    now: str = ""  # the server's clock when all this was read
    pending: str = ""  # the verdict about to be written, in words; "" when none
    _pending: tuple[str, str] = ("", "")

    @rx.event
    @allow(_TAKE)
    async def load(self) -> None:
        await self._refresh()

    async def _refresh(self) -> None:
        """Re-reads everything, and takes the next call when this agent is free for one."""
        actor, now = actor_of(self), utc_now()
        if not permits(actor, _TAKE):
            self.board, self.case = Board(), Case()
            return
        before, self.now = self.case.call_id, now.isoformat()
        await self._look(actor, now)
        if self.board.availability != "busy":
            self.waits_for_camera = False  # said otherwise since, perhaps in another tab
        if self.devices in _NO_CAMERA and self.board.availability == "available":
            await self._step_aside()
        if self._is_free():
            async with turns():
                await in_transaction(desk.claim, actor, now=now)
            await self._look(actor, now)
        if self.case.call_id != before:
            self._forget_choice()
        topics = [PLACES, DESKS]
        if self.case.call_id:
            topics.append(f"call:{self.case.call_id}")
        follow(self, *topics, shared=True)

    async def _look(self, actor: Actor, now: datetime) -> None:
        """The queue with all agents of the unit, the agent's own in one go: every read waits for
        its turn behind two hundred who wait."""
        unit = await queue_shared.of_unit(actor.unit_id).ask()
        async with turns():
            self.board, self.case = await in_read(_seen, actor, unit, now)

    async def _step_aside(self) -> None:
        """Without a camera no call comes here: counted as ready, the unit would wait for nobody."""
        actor, now = actor_of(self), utc_now()
        await in_transaction(desk.set_availability, actor, Availability.BUSY, now=now)
        await self._look(actor, now)
        self.waits_for_camera = True
        await self._tell_of_camera()

    async def _tell_of_camera(self) -> None:
        why = "missing" if self.devices == "missing" else "asking"
        await tell(self, say(f"calls.desk.stepped_aside.{why}"), "bad")

    def _is_free(self) -> bool:
        queue = self.board.queue
        free = self.board.availability == "available" and self.board.on_shift
        return free and self.devices == "ready" and bool(queue) and not queue[0].mine

    @rx.event
    @allow(_TAKE)
    async def beat(self) -> None:
        await in_transaction(desk.beat, actor_of(self), now=utc_now())
        await self._refresh()

    @rx.event
    @allow(_TAKE)
    async def devices_told(self, status: str) -> None:
        self.devices = status if status in {"ready", "asking"} else "missing"
        await self._refresh()
        if not self.waits_for_camera:
            return
        if self.devices == "ready":
            await self._set(Availability.AVAILABLE)
        elif self.devices == "missing":
            await self._tell_of_camera()

    @rx.event
    @allow(_TAKE)
    async def set_availability(self, availability: str) -> None:
        asked, _ = parse(_Available, {"availability": availability})
        if asked:
            await self._set(asked.availability)

    async def _set(self, availability: Availability) -> None:
        self.waits_for_camera = False
        if availability is Availability.AVAILABLE and self.devices != "ready":
            await self._step_aside()
        else:
            await self._do(desk.set_availability, availability)

    @rx.event
    @allow(_TAKE)
    async def pause_after(self) -> None:
        await self._do(desk.pause_after_this, not self.board.pause_after)

    @rx.event
    @allow(_TAKE)
    async def pick_up(self) -> None:
        await self._do(desk.pick_up, self.case.call_id)

    @rx.event
    @allow(_TAKE)
    async def hang_up(self) -> None:
        call_id = self.case.call_id
        if await self._do(desk.hang_up, call_id):
            await signalling.hub.dismiss(call_id, "agent_ended")

    @rx.event
    @allow(_TAKE)
    async def leave_abuse(self) -> None:
        """One press, no question: the talk ends, a supervisor hears of it."""
        call_id = self.case.call_id
        if self.case.screen in {"talking", "wrapup"} and await self._do(
            verdicts.leave_abuse, call_id
        ):
            await signalling.hub.dismiss(call_id, "agent_ended")
            await tell(self, say("calls.desk.abuse_left"), "ok")

    @rx.event
    @allow(_TAKE)
    async def ask_assist(self) -> None:
        """Pressed again, it is taken back."""
        await self._do(desk.ask_assist, self.case.call_id, not self.case.assist)

    @rx.event
    @limited(30, 60)
    @allow(_TAKE)
    async def send_script(self) -> None:
        """The sentence of this step as a caption: for who cannot hear it."""
        if self.case.script:
            ref = f"s-{secrets.token_hex(6)}"
            words = Words(ref=ref, kind=MessageKind.CAPTION, text=self.case.script)
            await self._do(chat.write, self.case.call_id, words)

    @rx.event
    @allow(_TAKE)
    async def tick(self, step: str) -> None:
        asked, _ = parse(_StepName, {"step": step})
        if asked:
            await self._tick(asked.step)

    @rx.event
    @allow(_TAKE)
    async def compare(self, field: str, seen: str) -> None:
        """Pressing what is chosen already takes it back."""
        asked, _ = parse(_Seen, {"field": field, "seen": seen})
        if asked:
            chosen = {row.field: row.seen for row in self.case.compared}.get(asked.field)
            same = None if chosen == asked.seen else asked.seen == "same"
            await self._do(desk.compare, self.case.call_id, asked.field, same)

    @rx.event
    @allow(_TAKE)
    async def choose(self, verdict: str, reason: str) -> None:
        """A verdict is written only after a second press: see `confirm`."""
        asked, _ = parse(_Choice, {"verdict": verdict, "reason": reason})
        if asked and rules.fits(asked.verdict, asked.reason or None):
            self._choose(asked.verdict, asked.reason)

    @rx.event
    @allow(_TAKE)
    async def press(self, key: str) -> None:
        pressed, _ = parse(_Key, {"what": key})
        if pressed is None or self.case.screen not in {"talking", "wrapup"}:
            return
        what, _, digit = pressed.what.partition(":")
        place = int(digit) - 1
        if what == "step":
            if place < len(self.case.steps):
                await self._tick(Step(self.case.steps[place].step))
            return
        verdict = _LED_BY[what]
        reasons = rules.BY_AGENT[verdict]
        if place < len(reasons):
            self._choose(verdict, reasons[place].value)

    async def _tick(self, step: Step) -> None:
        done = any(row.step == step and row.state == "done" for row in self.case.steps)
        await self._do(desk.tick, self.case.call_id, step, not done)

    @rx.event
    @allow(_TAKE)
    async def confirm(self) -> None:
        verdict, reason = self._pending
        asked, _ = parse(_Choice, {"verdict": verdict, "reason": reason})
        if asked is None:
            return
        call_id, words = self.case.call_id, self.pending
        self._forget_choice()
        if await self._do(verdicts.decide, call_id, asked.verdict, asked.reason or None):
            await signalling.hub.dismiss(call_id, "agent_ended")  # the customer's browser hears it
            await tell(self, say("calls.desk.decided", verdict=words), "ok")

    @rx.event
    @allow(_TAKE)
    async def reconsider(self) -> None:
        self._forget_choice()

    def _choose(self, verdict: Verdict, reason: str) -> None:
        words = say(f"calls.verdict.{verdict}")
        because = f" · {say(f'calls.reason.{reason}')}" if reason else ""
        self.pending, self._pending = words + because, (verdict.value, reason)

    def _forget_choice(self) -> None:
        self.pending, self._pending = "", ("", "")

    async def _do(self, act: Any, *args: object) -> bool:
        """One service function; the page shows the result. False when it was refused."""
        done = False
        async with refusals_told(self):
            await in_transaction(act, actor_of(self), *args, now=utc_now())
            done = True
        await self._refresh()
        return done
