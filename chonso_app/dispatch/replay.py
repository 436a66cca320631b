"""A day's decisions again, under the draft or the live version: what would have gone elsewhere.

Pure over what was stored with each decision: who was on duty and how much lay there is taken as it
was then, also where other rules would have changed it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch import book, rules
from chonso_app.dispatch.models import DispatchDecision, Kind

MOST_SHOWN = 200
MOST_REPLAYED = 50_000


@dataclass(frozen=True)
class Moved:
    """A case that would have gone elsewhere, with both reasons."""

    order_code: str
    kind: Kind
    before: str
    after: str
    steps_before: list[rules.Step]
    steps_after: list[rules.Step]


@dataclass(frozen=True)
class UnitCount:
    unit: str
    before: int
    after: int


@dataclass(frozen=True)
class Replayed:
    total: int = 0
    moves: int = 0
    units: list[UnitCount] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)  # the first MOST_SHOWN
    cut: bool = False  # the day had more than MOST_REPLAYED


def replay(session: Session, actor: Actor, day: date, *, draft: bool = True) -> Replayed:
    """`day` in Vietnam, of one's own unit only for whoever belongs to one. A person's word
    (`overruled`) is left out: the rules did not say it.

    Raises:
        NotAllowed
        NoDraft: there is nothing to try.
    """
    require(actor, Permission.DISPATCH_RULES)
    rule_set = book.draft_set(session) if draft else book.live_set(session)
    if draft and rule_set is None:
        raise book.NoDraft
    asked = book.read(session, rule_set)
    names = dict(session.exec(select(Unit.id, Unit.name)).all())
    before, after, moved, moves = Counter[int](), Counter[int](), list[Moved](), 0
    total = 0
    for row in _decisions(session, actor, day):
        if not row.facts:  # adopted: nobody decided
            continue
        total += 1
        outcome = rules.decide(rules.Facts.from_json(row.facts), asked)
        before[row.unit_id] += 1
        after[outcome.unit_id] += 1
        if outcome.unit_id == row.unit_id:
            continue
        moves += 1
        if len(moved) < MOST_SHOWN:
            moved.append(
                Moved(
                    row.order_code, row.kind, names.get(row.unit_id, ""),
                    names.get(outcome.unit_id, ""), row.steps, outcome.steps,
                )
            )  # fmt: skip
    units = [
        UnitCount(names.get(unit, ""), before[unit], after[unit])
        for unit in sorted(before.keys() | after.keys())
    ]
    return Replayed(total, moves, units, moved, cut=total >= MOST_REPLAYED)


def _decisions(session: Session, actor: Actor, day: date) -> Iterator[DispatchDecision]:
    begins = datetime.combine(day, time(), tzinfo=VN)
    of_day = select(DispatchDecision).where(
        col(DispatchDecision.kind).in_(list(Kind)),
        col(DispatchDecision.decided_at) >= begins,
        col(DispatchDecision.decided_at) < begins + timedelta(days=1),
        col(DispatchDecision.overruled).is_(False),
    )
    if actor.unit_id is not None:
        of_day = of_day.where(DispatchDecision.unit_id == actor.unit_id)
    found = of_day.order_by(col(DispatchDecision.id)).limit(MOST_REPLAYED)
    yield from session.exec(found.execution_options(yield_per=1000))
