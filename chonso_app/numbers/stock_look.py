"""Looking at the stock: a page of it, how many stand how, and what happened to one number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.audit import AuditEntry
from chonso_app.core.permissions import Permission, require
from chonso_app.numbers import stock_query
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.service import NumberNotFound
from chonso_app.numbers.stock_models import StockRun, StockStep
from chonso_app.numbers.stock_query import StockQuery

PAGE = 50
COUNTED = 10_000  # beyond this many a list says "more than"
_HISTORY = 60
_COUNTS_LAST = timedelta(seconds=30)
_counts: dict[int | None, tuple[datetime, dict[NumberStatus, int]]] = {}


@dataclass(frozen=True)
class Found:
    """`total` stops at COUNTED + 1. `following`: the number before the next page, or ""."""

    numbers: list[Number]
    total: int
    following: str


@dataclass(frozen=True)
class Happening:
    """One line of a number's story: from the audit, or from a run over many."""

    at: datetime
    actor: str
    action: str  # of the audit; "run" for a run
    run: StockRun | None = None
    was: str = ""
    became: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Story:
    number: Number
    happenings: list[Happening]  # newest first
    run: StockRun | None  # the import that brought it


def page(session: Session, actor: Actor, query: StockQuery, *, after: str = "") -> Found:
    """In the order of the numbers, those after `after` (national digits)."""
    require(actor, Permission.NUMBERS_MANAGE)
    wanted = stock_query.conditions(query, actor.unit_id)
    total = _capped(session, wanted)
    asked = select(Number).where(*wanted)
    if after:
        asked = asked.where(col(Number.national) > after)
    rows = list(session.exec(asked.order_by(col(Number.national)).limit(PAGE + 1)))
    following = rows[PAGE - 1].national if len(rows) > PAGE else ""
    return Found(rows[:PAGE], total, following)


def _capped(session: Session, wanted: list[sa.ColumnElement[bool]]) -> int:
    some = sa.select(sa.literal(1)).select_from(Number).where(*wanted).limit(COUNTED + 1)
    return session.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()


def counts(session: Session, actor: Actor, *, now: datetime) -> dict[NumberStatus, int]:
    """By status. Millions are counted at most twice a minute, whoever looks."""
    require(actor, Permission.NUMBERS_MANAGE)
    known = _counts.get(actor.unit_id)
    if known and now - known[0] < _COUNTS_LAST:
        return known[1]
    asked = sa.select(col(Number.status), sa.func.count()).group_by(col(Number.status))
    if actor.unit_id is not None:
        asked = asked.where(col(Number.unit_id) == actor.unit_id)
    found = {row[0]: row[1] for row in session.execute(asked)}
    _counts[actor.unit_id] = (now, found)
    return found


def forget_counts() -> None:
    """After an act of one's own the next look counts anew."""
    _counts.clear()


def story(session: Session, actor: Actor, msisdn: str) -> Story:
    """Raises NumberNotFound, also for another unit's number."""
    require(actor, Permission.NUMBERS_MANAGE)
    number = session.get(Number, msisdn)
    if number is None or actor.unit_id not in (None, number.unit_id):
        raise NumberNotFound
    told = [*_audited(session, msisdn), *_stepped(session, msisdn)]
    brought = session.get(StockRun, number.run_id) if number.run_id else None
    newest = sorted(told, key=lambda one: one.at, reverse=True)
    return Story(number, newest[:_HISTORY], brought)


def _audited(session: Session, msisdn: str) -> list[Happening]:
    asked = select(AuditEntry).where(AuditEntry.subject == f"number:{msisdn}")
    rows = list(session.exec(asked.order_by(col(AuditEntry.seq).desc()).limit(_HISTORY)))
    explained = {(row.at, row.actor) for row in rows if row.action == "numbers.block_reason"}
    return [
        Happening(row.at, row.actor, row.action, reason=str(row.detail.get("reason", "")))
        for row in rows
        if row.action != "numbers.blocked" or (row.at, row.actor) not in explained
    ]


def _stepped(session: Session, msisdn: str) -> list[Happening]:
    asked = select(StockStep, StockRun).join(StockRun, col(StockRun.id) == col(StockStep.run_id))
    asked = asked.where(StockStep.msisdn == msisdn).order_by(col(StockStep.run_id).desc())
    return [
        Happening(
            step.at, run.actor, "run", run, step.was, step.became, run.asked.get("reason", "")
        )
        for step, run in session.exec(asked.limit(_HISTORY))
    ]
