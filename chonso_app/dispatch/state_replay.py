"""What the tabs "Chạy thử" and "Vì sao" know: a day under other rules, and one phiếu's why."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import reflex as rx
from pydantic import BaseModel
from sqlmodel import Session

from chonso_app.accounts import units
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_datetime, vn_today
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.dispatch import replay, service
from chonso_app.dispatch.models import DispatchDecision
from chonso_app.dispatch.replay import Moved, UnitCount
from chonso_app.dispatch.state import NEED
from chonso_app.dispatch.words import sentences
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told


class ReplayForm(BaseModel):
    day: date
    under: Literal["draft", "live"]


@dataclass(frozen=True)
class CountRow:
    unit: str
    before: int
    after: int
    change: str
    tone: str


@dataclass(frozen=True)
class MovedRow:
    code: str
    kind: str
    before: str
    after: str
    why_before: str
    why_after: str


class ReplayState(rx.State):
    day: str = ""
    under: str = "draft"
    ran: bool = False
    summary: str = ""
    counts: list[CountRow] = []
    moved: list[MovedRow] = []
    errors: dict[str, str] = {}

    @rx.event
    @allow(NEED)
    async def load(self) -> None:
        self.reset()
        self.day = (vn_today(utc_now()) - timedelta(days=1)).isoformat()

    @rx.event
    @limited(10, 60)
    @allow(NEED)
    async def run(self, form: dict) -> None:
        data, self.errors = parse(ReplayForm, form, texts="dispatch.field")
        if data is None:
            return
        self.ran, self.day, self.under = False, data.day.isoformat(), data.under
        async with refusals_told(self):
            told = await in_read(
                replay.replay, actor_of(self), data.day, draft=data.under == "draft"
            )
            self.counts = [_count_row(one) for one in told.units]
            self.moved = [_moved_row(one) for one in told.moved]
            key = "dispatch.replayed_cut" if told.cut else "dispatch.replayed"
            self.summary = say(key, total=told.total, moves=told.moves, shown=len(told.moved))
            self.ran = True


@dataclass(frozen=True)
class WhyRow:
    what: str
    unit: str
    shopcode: str
    steps: list[str]
    at: str
    by: str
    reason: str
    current: bool


class WhyState(rx.State):
    """ "Vì sao shopcode này", by the code of the phiếu."""

    code: str = ""
    rows: list[WhyRow] = []

    @rx.event
    @allow(NEED)
    async def load(self) -> None:
        self.reset()

    @rx.event
    @allow(NEED)
    async def find(self, form: dict) -> None:
        typed = str(form.get("code", "")).strip().upper()[:20]
        self.code, self.rows = typed, []
        async with refusals_told(self):
            code = typed if typed.startswith("GS-") else f"GS-{typed}"
            self.rows = await in_transaction(_why, actor_of(self), code)


def _why(session: Session, actor: Actor, code: str) -> list[WhyRow]:
    rows = service.decisions_of_order(session, actor, code)
    return [_why_row(session, row) for row in reversed(rows)]


def _why_row(session: Session, row: DispatchDecision) -> WhyRow:
    unit = units.unit(session, row.unit_id)
    by = say(
        "dispatch.by_rules" if row.rule_version else "dispatch.by_province",
        version=row.rule_version,
    )
    if row.overruled:
        by = say("dispatch.by_person")
    return WhyRow(
        what=say(f"dispatch.kind.{row.kind}"),
        unit=unit.name if unit else "",
        shopcode=unit.shopcode if unit else "",
        steps=sentences([step for step in row.steps if step["code"] != "shopcode"]),
        at=vn_datetime(row.decided_at),
        by=by,
        reason=row.reason,
        current=row.current,
    )


def _count_row(count: UnitCount) -> CountRow:
    change = count.after - count.before
    tone = "ok" if change > 0 else "warn" if change < 0 else "idle"
    return CountRow(count.unit, count.before, count.after, f"{change:+d}" if change else "0", tone)


def _moved_row(moved: Moved) -> MovedRow:
    return MovedRow(
        code=moved.order_code,
        kind=say(f"dispatch.kind.{moved.kind}"),
        before=moved.before,
        after=moved.after,
        why_before=". ".join(sentences(moved.steps_before)),
        why_after=". ".join(sentences(moved.steps_after)),
    )
