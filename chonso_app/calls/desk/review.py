"""The supervisor's list of calls set aside: suspected fraud, and those left over abuse."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import reflex as rx
from pydantic import BaseModel
from sqlmodel import Session, col, select

from chonso_app.accounts.models import User
from chonso_app.calls import service
from chonso_app.calls.desk import verdicts
from chonso_app.calls.desk.views import StillRow
from chonso_app.calls.models import Call, CallState
from chonso_app.calls.moves import order_of
from chonso_app.calls.rules import ABUSIVE, Rejection, Technical, Verdict
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_time
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.msisdn import grouped
from chonso_app.core.permissions import Permission, require
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

_MAY_BE = (Verdict.APPROVED, Verdict.REJECTED, Verdict.INCONCLUSIVE)


@dataclass(frozen=True)
class ReviewRow:
    call_id: int
    number: str
    name: str
    code: str
    by: str
    why: str
    abusive: bool  # its agent left: it can only be rejected, or called again
    stills: list[StillRow] = field(default_factory=list)


class _Decision(BaseModel):
    """`reason`: of a rejection, what was found; "" otherwise."""

    call_id: int
    verdict: Verdict
    reason: Literal[""] | Rejection = ""

    @property
    def code(self) -> str | None:
        if self.verdict is Verdict.INCONCLUSIVE:
            return Technical.CLEARED.value
        return str(self.reason) or None


def waiting_for_review(session: Session, actor: Actor) -> list[ReviewRow]:
    """Oldest first; of the supervisor's unit, all of them for the head office."""
    require(actor, Permission.CALLS_WATCH)
    aside = select(Call).where(Call.state == CallState.QUARANTINED).order_by(col(Call.id))
    if actor.unit_id is not None:
        aside = aside.where(col(Call.unit_id) == actor.unit_id)
    return [_row(session, call) for call in session.exec(aside.limit(50))]


def _row(session: Session, call: Call) -> ReviewRow:
    order, agent = order_of(session, call), session.get(User, call.agent_id)
    stills = [
        StillRow(
            still.kind.value, say(f"calls.desk.still.{still.kind}"),
            f"/api/calls/{call.key}/stills/{still.number}", vn_time(still.taken_at),
        )
        for still in service.stills_of(session, call.key)
    ]  # fmt: skip
    when: datetime = call.decided_at or call.state_at
    by = say("calls.desk.review.by", agent=agent.full_name if agent else "", time=vn_datetime(when))
    return ReviewRow(
        call.key, grouped(order.msisdn), order.full_name, order.code, by,
        say(f"calls.reason.{call.reason}"), call.reason == ABUSIVE, stills,
    )  # fmt: skip


class ReviewState(rx.State):
    rows: list[ReviewRow] = []

    @rx.event
    @allow(Permission.CALLS_WATCH)
    async def load(self) -> None:
        follow(self, "queue:calls")
        await self._refresh()

    async def _refresh(self) -> None:
        self.rows = await in_read(waiting_for_review, actor_of(self))

    @rx.event
    @allow(Permission.CALLS_WATCH)
    async def decide(self, call_id: int, verdict: str, reason: str) -> None:
        sent = {"call_id": call_id, "verdict": verdict, "reason": reason}
        asked, _ = parse(_Decision, sent)
        if asked is None or asked.verdict not in _MAY_BE:
            return
        async with refusals_told(self):
            await in_transaction(
                verdicts.settle_quarantine, actor_of(self), asked.call_id, asked.verdict,
                asked.code, now=utc_now(),
            )  # fmt: skip
            words = say(f"calls.verdict.{asked.verdict}")
            await tell(self, say("calls.desk.review.done", verdict=words), "ok")
        await self._refresh()
