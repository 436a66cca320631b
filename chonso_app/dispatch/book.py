"""The rule book: one version is live, one draft may be edited, putting it live is its own step.

Whoever belongs to a unit may read it; head office writes it, since it moves work between units.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Province, Unit
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.dispatch import rules
from chonso_app.dispatch.duty import TOPIC, UnknownUnit
from chonso_app.dispatch.models import (
    ANY,
    Capacity,
    DispatchRule,
    Kind,
    Neighbour,
    RuleSet,
    SetStatus,
    Team,
)

MOST_RULES = 500


class HeadOfficeOnly(ShopError):
    """Rules move work between units: nobody of a single unit writes them."""


class NoDraft(ShopError):
    """It was put live or thrown away meanwhile."""


class RuleNotFound(ShopError):
    """No such rule in the draft."""


class BadRule(ShopError):
    """`field`: which part of it cannot be."""

    def __init__(self, field: str) -> None:
        super().__init__(details={"field": field})
        self.field = field


@dataclass(frozen=True)
class RuleText:
    """A rule as somebody wrote it."""

    priority: int
    kind: str
    provinces: tuple[str, ...]
    referrals: tuple[str, ...]
    unit_id: int
    valid_from: date | None = None
    valid_to: date | None = None
    on: bool = True
    note: str = ""


# -- reading -------------------------------------------------------------------------------------


def live_set(session: Session) -> RuleSet | None:
    return _of_status(session, SetStatus.LIVE)


def draft_set(session: Session) -> RuleSet | None:
    return _of_status(session, SetStatus.DRAFT)


def _of_status(session: Session, status: SetStatus) -> RuleSet | None:
    return session.exec(select(RuleSet).where(RuleSet.status == status)).one_or_none()


def read(session: Session, rule_set: RuleSet | None) -> rules.Book:
    """The version, ready to be asked. None: the empty book, in which the province decides."""
    if rule_set is None:
        return rules.Book()
    ranked: dict[int, list[int]] = defaultdict(list)
    for row in _neighbours(session, rule_set):
        ranked[row.unit_id].append(row.neighbour_id)
    return rules.Book(
        version=rule_set.version or 0,
        rules=tuple(_rule(row) for row in rules_of(session, rule_set)),
        neighbours={unit: tuple(others) for unit, others in ranked.items()},
        capacity={
            (row.unit_id, row.team.value): row.most
            for row in session.exec(select(Capacity).where(Capacity.rule_set_id == rule_set.key))
        },
    )


def rules_of(session: Session, rule_set: RuleSet) -> list[DispatchRule]:
    """In the order in which they are asked."""
    own = select(DispatchRule).where(DispatchRule.rule_set_id == rule_set.key)
    return list(session.exec(own.order_by(col(DispatchRule.priority), col(DispatchRule.id))))


def _neighbours(session: Session, rule_set: RuleSet) -> list[Neighbour]:
    own = select(Neighbour).where(Neighbour.rule_set_id == rule_set.key)
    return list(session.exec(own.order_by(col(Neighbour.unit_id), col(Neighbour.rank))))


def _rule(row: DispatchRule) -> rules.Rule:
    return rules.Rule(
        rule_id=row.id or 0, priority=row.priority, unit_id=row.unit_id, kind=row.kind,
        provinces=tuple(row.province_codes), referrals=tuple(row.referrals),
        valid_from=row.valid_from, valid_to=row.valid_to, on=row.on, note=row.note,
    )  # fmt: skip


def shown(session: Session, actor: Actor) -> tuple[RuleSet | None, RuleSet | None]:
    """(live, draft) for the page.

    Raises:
        NotAllowed
    """
    require(actor, Permission.DISPATCH_RULES)
    return live_set(session), draft_set(session)


# -- writing -------------------------------------------------------------------------------------


def open_draft(session: Session, actor: Actor, *, now: datetime) -> RuleSet:
    """The draft that is being edited, begun as a copy of what is live.

    Raises:
        NotAllowed, HeadOfficeOnly
    """
    _may_write(actor)
    if draft := draft_set(session):
        return draft
    draft = RuleSet(made_by=actor.label, made_at=now)
    try:
        with session.begin_nested():
            session.add(draft)
            session.flush()
    except IntegrityError:  # somebody else began one in this instant
        return session.exec(select(RuleSet).where(RuleSet.status == SetStatus.DRAFT)).one()
    if live := live_set(session):
        _copy(session, live, draft)
    audit.record(session, actor, "dispatch.draft_opened", "dispatch:rules", now=now)
    events.touch(session, TOPIC)
    return draft


def _copy(session: Session, live: RuleSet, draft: RuleSet) -> None:
    for table in (DispatchRule, Neighbour, Capacity):
        for row in session.exec(select(table).where(table.rule_set_id == live.key)):
            kept = row.model_dump(exclude={"id", "rule_set_id"})
            session.add(table(**kept, rule_set_id=draft.key))
    session.flush()


def drop_draft(session: Session, actor: Actor, *, now: datetime) -> None:
    """Throw it away.

    Raises:
        NotAllowed, HeadOfficeOnly, NoDraft
    """
    draft = _draft(session, actor)
    for table in (DispatchRule, Neighbour, Capacity):
        session.execute(sa.delete(table).where(col(table.rule_set_id) == draft.key))
    session.delete(draft)
    session.flush()
    audit.record(session, actor, "dispatch.draft_dropped", "dispatch:rules", now=now)
    events.touch(session, TOPIC)


def put_live(session: Session, actor: Actor, *, now: datetime) -> RuleSet:
    """The draft becomes the next version; what was live is kept as history.

    Raises:
        NotAllowed, HeadOfficeOnly, NoDraft
    """
    draft = _draft(session, actor)
    if live := live_set(session):
        live.status = SetStatus.RETIRED
        session.add(live)
        session.flush()  # before the other: there is one live version at any moment
    last = session.exec(select(sa.func.max(RuleSet.version))).one()
    draft.version, draft.status, draft.live_at = (last or 0) + 1, SetStatus.LIVE, now
    session.add(draft)
    session.flush()
    audit.record(
        session, actor, "dispatch.put_live", "dispatch:rules", now=now, version=draft.version
    )
    events.touch(session, TOPIC)
    return draft


def save_rule(
    session: Session, actor: Actor, text: RuleText, rule_id: int | None = None, *, now: datetime
) -> DispatchRule:
    """Add a rule to the draft, or with `rule_id` rewrite one.

    Raises:
        NotAllowed, HeadOfficeOnly, NoDraft, RuleNotFound, BadRule
    """
    draft = _draft(session, actor)
    _check(session, text)
    row = DispatchRule(rule_set_id=draft.key, unit_id=text.unit_id)
    if rule_id is not None:
        row = _own_rule(session, draft, rule_id)
    elif len(rules_of(session, draft)) >= MOST_RULES:
        raise BadRule("priority")
    row.priority, row.kind, row.unit_id = text.priority, text.kind, text.unit_id
    row.province_codes, row.referrals = list(text.provinces), list(text.referrals)
    row.valid_from, row.valid_to = text.valid_from, text.valid_to
    row.on, row.note = text.on, text.note
    session.add(row)
    session.flush()
    audit.record(session, actor, "dispatch.rule_saved", f"rule:{row.id}", now=now, unit=row.unit_id)
    events.touch(session, TOPIC)
    return row


def remove_rule(session: Session, actor: Actor, rule_id: int, *, now: datetime) -> None:
    """Out of the draft.

    Raises:
        NotAllowed, HeadOfficeOnly, NoDraft, RuleNotFound
    """
    row = _own_rule(session, _draft(session, actor), rule_id)
    session.delete(row)
    session.flush()
    audit.record(session, actor, "dispatch.rule_removed", f"rule:{rule_id}", now=now)
    events.touch(session, TOPIC)


def turn_rule(session: Session, actor: Actor, rule_id: int, on: bool, *, now: datetime) -> None:
    """Raises NotAllowed, HeadOfficeOnly, NoDraft, RuleNotFound."""
    row = _own_rule(session, _draft(session, actor), rule_id)
    row.on = on
    session.add(row)
    audit.record(session, actor, "dispatch.rule_turned", f"rule:{rule_id}", now=now, on=on)
    events.touch(session, TOPIC)


def set_neighbours(
    session: Session, actor: Actor, unit_id: int, others: Sequence[int], *, now: datetime
) -> None:
    """Who helps this unit, in this order.

    Raises:
        NotAllowed, HeadOfficeOnly, NoDraft, UnknownUnit
    """
    draft = _draft(session, actor)
    known = companies(session)
    if unit_id not in known or not set(others) <= known or unit_id in others:
        raise UnknownUnit
    session.execute(
        sa.delete(Neighbour).where(
            col(Neighbour.rule_set_id) == draft.key, col(Neighbour.unit_id) == unit_id
        )
    )
    once = list(dict.fromkeys(others))
    session.add_all(
        Neighbour(rule_set_id=draft.key, unit_id=unit_id, rank=rank, neighbour_id=other)
        for rank, other in enumerate(once, start=1)
    )
    session.flush()
    audit.record(session, actor, "dispatch.neighbours", f"unit:{unit_id}", now=now, neighbours=once)
    events.touch(session, TOPIC)


def set_capacity(
    session: Session, actor: Actor, unit_id: int, team: Team, most: int | None, *, now: datetime
) -> None:
    """None: no limit.

    Raises:
        NotAllowed, HeadOfficeOnly, NoDraft, UnknownUnit, BadRule
    """
    draft = _draft(session, actor)
    if unit_id not in companies(session):
        raise UnknownUnit
    if most is not None and not 0 < most <= 1_000_000:
        raise BadRule("most")
    here = select(Capacity).where(
        Capacity.rule_set_id == draft.key, Capacity.unit_id == unit_id, Capacity.team == team
    )
    row = session.exec(here).one_or_none()
    if most is None and row:
        session.delete(row)
    elif most is not None:
        row = row or Capacity(rule_set_id=draft.key, unit_id=unit_id, team=team, most=most)
        row.most = most
        session.add(row)
    session.flush()
    audit.record(
        session, actor, "dispatch.capacity", f"unit:{unit_id}", now=now, team=team.value, most=most
    )
    events.touch(session, TOPIC)


def companies(session: Session) -> set[int]:
    """The units that work cases: head office does not."""
    found = session.exec(select(Unit.id).where(col(Unit.head_office).is_(False)))
    return {unit_id for unit_id in found if unit_id is not None}


def _may_write(actor: Actor) -> None:
    require(actor, Permission.DISPATCH_RULES)
    if actor.unit_id is not None:
        raise HeadOfficeOnly


def _draft(session: Session, actor: Actor) -> RuleSet:
    """Locked: two people writing one draft come one after the other."""
    _may_write(actor)
    wanted = select(RuleSet).where(RuleSet.status == SetStatus.DRAFT).with_for_update()
    draft = session.exec(wanted).one_or_none()
    if draft is None:
        raise NoDraft
    return draft


def _own_rule(session: Session, draft: RuleSet, rule_id: int) -> DispatchRule:
    row = session.get(DispatchRule, rule_id)
    if row is None or row.rule_set_id != draft.key:
        raise RuleNotFound
    return row


def _check(session: Session, text: RuleText) -> None:
    known = set(session.exec(select(Province.code)))
    window_runs = not (text.valid_from and text.valid_to and text.valid_to < text.valid_from)
    right = {
        "priority": 1 <= text.priority <= 9999,
        "kind": text.kind in {ANY, *Kind},
        "provinces": set(text.provinces) <= known,
        "referrals": len(text.referrals) <= 200 and all(_is_code(one) for one in text.referrals),
        "unit": text.unit_id in companies(session),
        "valid_to": window_runs,
        "note": len(text.note) <= 200,
    }
    if wrong := [field for field, fine in right.items() if not fine]:
        raise BadRule(wrong[0])


def _is_code(referral: str) -> bool:
    body = referral.removesuffix("*")
    return 0 < len(body) <= 32 and body.replace("-", "").replace("_", "").isalnum()
