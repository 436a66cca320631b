"""Which regional company works a case, and why (A.18). The caller owns the transaction.

`decide` is asked when an order is filled in, a call is queued, a dossier is sent; the answer is
kept with its facts. The caller has locked whatever the case is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Province, Unit
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor, system
from chonso_app.core.clock import vn
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch import book, duty, rules
from chonso_app.dispatch.duty import UnknownUnit
from chonso_app.dispatch.models import TEAM_OF, DispatchDecision, Kind

__all__ = [
    "Case", "Decision", "Kind", "NotDispatched", "ReasonMissing", "SameUnit", "UnknownProvince",
    "UnknownUnit", "adopt", "decide", "decide_again", "decisions_of_order", "explanation",
    "foresee", "overrule",
]  # fmt: skip


class UnknownProvince(ShopError):
    """No such province."""


class NotDispatched(ShopError):
    """No such case, or another unit's."""


class SameUnit(ShopError):
    """It is there already."""


class ReasonMissing(ShopError):
    """A person who overrules the rules says why."""


@dataclass(frozen=True)
class Case:
    """What is to be dispatched.

    Args:
        subject: "order:GS-…", "call:17", "dossier:9".
        order_code: of calls and dossiers; an order's is in its subject.
        home_unit: who works the order already, for its calls and dossiers.
        load: unit → cases lying there now; None counts today's decisions of the kind.
        closed: units in which the function is switched off.
        off: units whose team is not there, whatever its roster says.
    """

    subject: str
    kind: Kind
    province_code: str
    referral: str = ""
    order_code: str = ""
    home_unit: int | None = None
    load: Mapping[int, int] | None = None
    closed: frozenset[int] = field(default_factory=frozenset)
    off: frozenset[int] = field(default_factory=frozenset)

    @property
    def code(self) -> str:
        return self.order_code or self.subject.partition(":")[2]

    def asked(self) -> dict[str, Any]:
        """What must change for the answer to be looked for again."""
        return {
            "kind": self.kind.value, "province": self.province_code, "referral": self.referral,
            "home": self.home_unit,
        }  # fmt: skip


@dataclass(frozen=True)
class Decision:
    unit_id: int
    steps: list[rules.Step]
    at: datetime
    overruled: bool
    reason: str
    rule_version: int


def decide(session: Session, case: Case, *, now: datetime) -> Decision:
    """The unit for `case`. Asked again about the same, the same answer: nothing is written.

    Raises:
        UnknownProvince
    """
    standing = _current(session, case.subject)
    if standing and standing.asked == case.asked():
        return _told(standing)
    return _decided(session, case, standing, *_answer(session, case, now), now)


def decide_again(session: Session, case: Case, *, now: datetime) -> Decision:
    """Asked about a case whose unit cannot work it any more. A person's word stays.

    Raises:
        UnknownProvince
    """
    standing = _current(session, case.subject)
    if standing and standing.overruled:
        return _told(standing)
    facts, live, outcome = _answer(session, case, now)
    if standing and standing.unit_id == outcome.unit_id:
        return _told(standing)
    return _decided(session, case, standing, facts, live, outcome, now)


def foresee(session: Session, case: Case, *, now: datetime) -> int:
    """The unit that `decide` would name now. Nothing is written.

    Raises:
        UnknownProvince
    """
    return _answer(session, case, now)[2].unit_id


def _answer(
    session: Session, case: Case, now: datetime
) -> tuple[rules.Facts, rules.Book, rules.Outcome]:
    facts = _facts(session, case, now)
    live = book.read(session, book.live_set(session))
    return facts, live, rules.decide(facts, live)


def _decided(
    session: Session,
    case: Case,
    standing: DispatchDecision | None,
    facts: rules.Facts,
    live: rules.Book,
    outcome: rules.Outcome,
    now: datetime,
) -> Decision:
    _retire(session, standing)
    kept = DispatchDecision(
        subject=case.subject, order_code=case.code, kind=case.kind, unit_id=outcome.unit_id,
        asked=case.asked(), facts=facts.as_json(), steps=outcome.steps, rule_version=live.version,
        decided_at=now, decided_by=system("dispatch").label,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    audit.record(
        session, system("dispatch"), "dispatch.decided", case.subject, now=now,
        unit=outcome.unit_id, version=live.version, steps=[step["code"] for step in outcome.steps],
    )  # fmt: skip
    return _told(kept)


def adopt(session: Session, case: Case, unit_id: int, *, now: datetime) -> None:
    """A case that nobody dispatched lies with `unit_id`. One that has a decision is left alone."""
    if _current(session, case.subject) is not None:
        return
    unit = session.get_one(Unit, unit_id)
    session.add(
        DispatchDecision(
            subject=case.subject, order_code=case.code, kind=case.kind, unit_id=unit_id,
            asked=case.asked(), steps=[{"code": "adopted", "unit": unit.name}], rule_version=0,
            decided_at=now, decided_by=system("dispatch").label,
        )
    )  # fmt: skip
    session.flush()


def explanation(session: Session, subject: str) -> list[Decision]:
    """Every decision about `subject`, the one that holds first. Empty: it was never dispatched."""
    about = select(DispatchDecision).where(DispatchDecision.subject == subject)
    rows = session.exec(about.order_by(col(DispatchDecision.id).desc()))
    return [_told(row) for row in rows]


def decisions_of_order(session: Session, actor: Actor, code: str) -> list[DispatchDecision]:
    """Of the order, its calls and its dossiers, oldest first; only if one went to one's own unit.

    Raises:
        NotAllowed, NotDispatched
    """
    require(actor, Permission.DISPATCH_RULES)
    about = select(DispatchDecision).where(DispatchDecision.order_code == code)
    rows = list(session.exec(about.order_by(col(DispatchDecision.id))))
    if not rows or (actor.unit_id is not None and actor.unit_id not in {r.unit_id for r in rows}):
        raise NotDispatched
    audit.record(session, actor, "dispatch.looked_up", f"order:{code}")
    return rows


def overrule(
    session: Session, actor: Actor, subject: str, unit_id: int, reason: str, *, now: datetime
) -> Decision:
    """A supervisor sends the case elsewhere; it stays there until what was asked changes.

    Moving the thing itself is the caller's, who has locked it: see `backoffice.rerouting`.

    Raises:
        NotAllowed, NotDispatched, UnknownUnit, SameUnit, ReasonMissing
    """
    require(actor, Permission.DISPATCH_REROUTE)
    standing = _current(session, subject)
    if standing is None or actor.unit_id not in (None, standing.unit_id):
        raise NotDispatched
    to = session.get(Unit, unit_id)
    if to is None or to.head_office:
        raise UnknownUnit
    if standing.unit_id == unit_id:
        raise SameUnit
    said = " ".join(reason.split())[:300]
    if not said:
        raise ReasonMissing
    was = session.get_one(Unit, standing.unit_id)
    _retire(session, standing)
    kept = DispatchDecision(
        subject=subject, order_code=standing.order_code, kind=standing.kind, unit_id=unit_id,
        asked=standing.asked, facts=standing.facts, rule_version=standing.rule_version,
        steps=[
            {"code": "overruled", "unit": was.name, "to": to.name},
            *([{"code": "shopcode", "shopcode": to.shopcode}] if to.shopcode else []),
        ],
        decided_at=now, decided_by=actor.label, overruled=True, reason=said,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    audit.record(
        session, actor, "dispatch.overruled", subject, now=now, was=was.row_id, unit=unit_id
    )
    events.touch(session, duty.TOPIC)
    return _told(kept)


def _current(session: Session, subject: str) -> DispatchDecision | None:
    standing = select(DispatchDecision).where(
        DispatchDecision.subject == subject, col(DispatchDecision.current)
    )
    return session.exec(standing.with_for_update()).one_or_none()


def _retire(session: Session, standing: DispatchDecision | None) -> None:
    if standing is not None:
        standing.current = False
        session.add(standing)
        session.flush()  # before the next one: there is one current decision at any moment


def _told(row: DispatchDecision) -> Decision:
    return Decision(
        row.unit_id, row.steps, row.decided_at, row.overruled, row.reason, row.rule_version
    )


def _facts(session: Session, case: Case, now: datetime) -> rules.Facts:
    province = session.get(Province, case.province_code)
    if province is None and case.home_unit is not None:  # an order from before there were provinces
        province = Province(code="", name="", unit_id=case.home_unit)
    if province is None:
        raise UnknownProvince
    shifts = duty.on_duty(session, TEAM_OF[case.kind], now=now)
    load = case.load if case.load is not None else _today(session, case.kind, now)
    units = session.exec(
        select(Unit).where(col(Unit.head_office).is_(False)).order_by(col(Unit.id))
    )
    return rules.Facts(
        kind=case.kind, at=now.isoformat(), province=province.code, province_name=province.name,
        province_unit=province.unit_id, referral=case.referral, home=case.home_unit,
        units=tuple(
            _unit_fact(unit, shifts.get(unit.row_id), load.get(unit.row_id, 0), case)
            for unit in units
        ),
    )  # fmt: skip


def _unit_fact(unit: Unit, shift: duty.Duty | None, load: int, case: Case) -> rules.UnitFact:
    there = unit.row_id not in case.off and (shift is None or shift.on)
    return rules.UnitFact(
        unit_id=unit.row_id, name=unit.name, shopcode=unit.shopcode, on_duty=there,
        shift=shift.shift if shift else "", load=load, closed=unit.row_id in case.closed,
    )  # fmt: skip


def _today(session: Session, kind: Kind, now: datetime) -> dict[int, int]:
    """How many cases of this kind stand with each unit of those dispatched since midnight."""
    midnight = vn(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = (
        select(DispatchDecision.unit_id, sa.func.count())
        .where(
            DispatchDecision.kind == kind,
            col(DispatchDecision.decided_at) >= midnight,
            col(DispatchDecision.current),
        )
        .group_by(col(DispatchDecision.unit_id))
    )
    return dict(session.exec(counted).all())
