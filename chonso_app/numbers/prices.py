"""Rules of price as stock keepers write them. They reach numbers by a run, never by themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.numbers import stock_places
from chonso_app.numbers.rules import PREFIXES
from chonso_app.numbers.stock_models import PriceRule
from chonso_app.numbers.stock_rules import HIGHEST_PRICE, is_class

_HIGHEST_PERCENT = 1_000
_HIGHEST_PRIORITY = 1_000
_MOST_RULES = 500


class RuleNotFound(ShopError):
    """No such rule, or another unit's."""


class RuleWrong(ShopError):
    """A rule must say a price or a percentage, for a class, prefix, unit or dates that exist."""


class TooManyRules(ShopError):
    """`most`: how many there may be."""


@dataclass(frozen=True)
class Draft:
    """A rule as typed. Exactly one of `price` and `percent`."""

    shape: str = ""
    badge_only: bool = True
    prefix: str = ""
    unit_id: int | None = None
    price: int | None = None
    percent: int | None = None
    priority: int = 0
    starts_on: date | None = None
    ends_on: date | None = None


def rules_for(session: Session, actor: Actor) -> list[PriceRule]:
    """Those a unit's numbers may meet: its own and everybody's. The one that counts first."""
    require(actor, Permission.NUMBERS_MANAGE)
    seen = [
        rule for rule in all_rules(session)
        if actor.unit_id is None or rule.unit_id in (None, actor.unit_id)
    ]  # fmt: skip
    return sorted(seen, key=lambda rule: (rule.priority, rule.key), reverse=True)


def all_rules(session: Session) -> list[PriceRule]:
    return list(session.exec(select(PriceRule).order_by(col(PriceRule.id))))


def save(session: Session, actor: Actor, rule_id: int, draft: Draft, *, now: datetime) -> PriceRule:
    """`rule_id` 0: a new one. Staff of a unit write rules for their own unit only.

    Raises:
        RuleNotFound, RuleWrong, TooManyRules
    """
    require(actor, Permission.NUMBERS_MANAGE)
    _refuse_wrong(draft)
    unit_id = draft.unit_id if actor.unit_id is None else actor.unit_id
    if unit_id is not None and unit_id not in stock_places.of_actor(session, actor).unit_names:
        raise RuleWrong
    if rule_id:
        rule = _mine(session, actor, rule_id)
    else:
        if len(all_rules(session)) >= _MOST_RULES:
            raise TooManyRules(most=_MOST_RULES)
        rule = PriceRule(changed_at=now, actor=actor.label)
    rule.shape, rule.badge_only, rule.prefix = draft.shape, draft.badge_only, draft.prefix
    rule.unit_id, rule.priority = unit_id, draft.priority
    rule.price, rule.percent = draft.price, draft.percent
    rule.starts_on, rule.ends_on = draft.starts_on, draft.ends_on
    rule.changed_at, rule.actor = now, actor.label
    session.add(rule)
    session.flush()
    audit.record(
        session, actor, "numbers.price_rule_saved", f"price-rule:{rule.key}", now=now,
        shape=rule.shape, prefix=rule.prefix, unit=rule.unit_id, price=rule.price,
        percent=rule.percent, priority=rule.priority,
    )  # fmt: skip
    return rule


def remove(session: Session, actor: Actor, rule_id: int, *, now: datetime) -> None:
    """Numbers keep the prices that it gave them. Raises RuleNotFound."""
    require(actor, Permission.NUMBERS_MANAGE)
    rule = _mine(session, actor, rule_id)
    session.delete(rule)
    audit.record(
        session, actor, "numbers.price_rule_removed", f"price-rule:{rule_id}", now=now,
        shape=rule.shape, price=rule.price, percent=rule.percent,
    )  # fmt: skip


def _mine(session: Session, actor: Actor, rule_id: int) -> PriceRule:
    rule = session.get(PriceRule, rule_id)
    if rule is None or (actor.unit_id is not None and rule.unit_id != actor.unit_id):
        raise RuleNotFound
    return rule


def _refuse_wrong(draft: Draft) -> None:
    priced = draft.price is not None and 0 < draft.price <= HIGHEST_PRICE
    shared = draft.percent is not None and 0 < draft.percent <= _HIGHEST_PERCENT
    both = draft.price is not None and draft.percent is not None
    sane = 0 <= draft.priority <= _HIGHEST_PRIORITY
    backwards = bool(draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on)
    if both or backwards or not sane or not (priced or shared):
        raise RuleWrong
    if (draft.shape and not is_class(draft.shape)) or (
        draft.prefix and draft.prefix not in PREFIXES
    ):
        raise RuleWrong
