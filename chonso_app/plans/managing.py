"""Plans and promotions, changed by marketing. What is on orders stays as it was shown."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.accounts.models import Unit
from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.plans import drafts
from chonso_app.plans.drafts import PLAN_FIELDS, PROMOTION_FIELDS, PlanDraft, PromotionDraft
from chonso_app.plans.models import Plan, Promotion, PromotionUnit
from chonso_app.plans.service import PlanNotFound

TOPIC = "plans"
_NEED = Permission.PLANS_MANAGE


class PlanCodeTaken(ShopError):
    """Another plan has this code."""


class PromotionNotFound(ShopError):
    """No such promotion."""


class WindowTaken(ShopError):
    """This code begins on that day already."""


class PromotionGiven(ShopError):
    """Orders have it: its code and first day name it there, and stay."""


class CapTooLow(ShopError):
    """More orders have it already. `granted`: how many."""


@dataclass(frozen=True)
class Shelf:
    """Everything that the page lists, in the order of the screen."""

    plans: list[Plan]
    promotions: list[Promotion]


def shelf(session: Session, actor: Actor) -> Shelf:
    """Raises NotAllowed."""
    require(actor, _NEED)
    plans = select(Plan).order_by(col(Plan.on_sale).desc(), col(Plan.rank), col(Plan.code))
    promotions = select(Promotion).order_by(col(Promotion.ends_on).desc(), col(Promotion.id).desc())
    return Shelf(list(session.exec(plans)), list(session.exec(promotions)))


def plan_by_code(session: Session, actor: Actor, code: str) -> Plan:
    """Raises NotAllowed, PlanNotFound."""
    require(actor, _NEED)
    plan = session.get(Plan, code, with_for_update=True)
    if plan is None:
        raise PlanNotFound
    return plan


def save_plan(
    session: Session, actor: Actor, code: str, draft: PlanDraft, *, now: datetime
) -> None:
    """Change the plan `code`, or with "" add one at the end of the list.

    Raises:
        NotAllowed, PlanNotFound, PlanCodeTaken
    """
    require(actor, _NEED)
    if code:
        plan = plan_by_code(session, actor, code)
        changed = [n for n in (*PLAN_FIELDS, "terms") if _differs(plan, draft, n)]
    else:
        last = session.scalar(select(sa.func.max(Plan.rank)))
        plan = Plan(code=draft.code, name="", price=0, cycle_days=1, summary="")
        plan.rank, changed = (-1 if last is None else last) + 1, ["new"]
    if draft.code != code and session.get(Plan, draft.code) is not None:
        raise PlanCodeTaken
    kept = plan.code
    draft.lay_on(plan)
    plan.code = kept  # the code is what the line registers: it never changes
    session.add(plan)
    _note(session, actor, "plans.plan_saved", f"plan:{plan.code}", now, changed=changed)


def set_on_sale(session: Session, actor: Actor, code: str, *, on_sale: bool, now: datetime) -> None:
    """Raises NotAllowed, PlanNotFound."""
    plan = plan_by_code(session, actor, code)
    if plan.on_sale == on_sale:
        return
    plan.on_sale = on_sale
    session.add(plan)
    kind = "plans.plan_on_sale" if on_sale else "plans.plan_off_sale"
    _note(session, actor, kind, f"plan:{code}", now)


def move_plan(session: Session, actor: Actor, code: str, step: int, *, now: datetime) -> None:
    """One place up (-1) or down (+1) among those on sale.

    Raises:
        NotAllowed, PlanNotFound
    """
    require(actor, _NEED)
    ordered = select(Plan).where(col(Plan.on_sale)).order_by(col(Plan.rank), col(Plan.code))
    rows = list(session.exec(ordered.with_for_update()))
    here = next((n for n, row in enumerate(rows) if row.code == code), None)
    if here is None:
        raise PlanNotFound
    there = min(max(here + (1 if step > 0 else -1), 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for rank, row in enumerate(rows):
        row.rank = rank
        session.add(row)
    _note(session, actor, "plans.plan_moved", f"plan:{code}", now, place=there + 1)


def promotion_by_id(session: Session, actor: Actor, promotion_id: int) -> Promotion:
    """Raises NotAllowed, PromotionNotFound."""
    require(actor, _NEED)
    promotion = session.get(Promotion, promotion_id, with_for_update=True)
    if promotion is None:
        raise PromotionNotFound
    return promotion


def save_promotion(
    session: Session, actor: Actor, promotion_id: int, draft: PromotionDraft, *, now: datetime
) -> None:
    """Change one, or with 0 add one.

    Raises:
        NotAllowed, PromotionNotFound, WindowTaken, PromotionGiven, CapTooLow
    """
    require(actor, _NEED)
    changed = ["new"]
    if promotion_id:
        promotion = promotion_by_id(session, actor, promotion_id)
        names = (*PROMOTION_FIELDS, "sim_kinds", "channels", "terms")
        changed = [name for name in names if _differs(promotion, draft, name)]
        if promotion.granted and {"code", "starts_on"} & set(changed):
            raise PromotionGiven
        if draft.cap is not None and draft.cap < promotion.granted:
            raise CapTooLow(granted=promotion.granted)
    else:
        promotion = Promotion(
            code=draft.code, plan_code="", title="", starts_on=draft.starts_on,
            ends_on=draft.ends_on, data_mb_per_day=1, days=1,
        )  # fmt: skip
    same = select(Promotion.id).where(
        Promotion.code == draft.code, Promotion.starts_on == draft.starts_on,
        Promotion.id != promotion_id,
    )  # fmt: skip
    with session.no_autoflush:
        if session.exec(same).first() is not None:
            raise WindowTaken
    draft.lay_on(promotion)
    session.add(promotion)
    session.flush()
    if _lay_units(session, promotion, draft):
        changed = [*changed, "units"]
    subject = f"promotion:{promotion.code}@{promotion.starts_on.isoformat()}"
    _note(session, actor, "plans.promotion_saved", subject, now, changed=changed)


def overlapping(
    session: Session, actor: Actor, promotion_id: int, draft: PromotionDraft
) -> list[Promotion]:
    """Others that somebody could fit at the same time. A warning, not a refusal."""
    require(actor, _NEED)
    others = select(Promotion).where(
        Promotion.id != promotion_id,
        Promotion.starts_on <= draft.ends_on,
        Promotion.ends_on >= draft.starts_on,
    )
    return [one for one in session.exec(others.order_by(col(Promotion.id)))
            if drafts.overlap(draft, one)]  # fmt: skip


def unit_words(
    session: Session, actor: Actor, promotion_id: int
) -> list[tuple[Unit, PromotionUnit | None]]:
    """Every regional company with its own word about the promotion."""
    require(actor, _NEED)
    rows = (
        select(Unit, PromotionUnit)
        .outerjoin(
            PromotionUnit,
            sa.and_(
                col(PromotionUnit.unit_id) == col(Unit.id),
                col(PromotionUnit.promotion_id) == promotion_id,
            ),
        )
        .where(~col(Unit.head_office))
        .order_by(col(Unit.code))
    )
    return [(unit, own) for unit, own in session.exec(rows).all()]


def _lay_units(session: Session, promotion: Promotion, draft: PromotionDraft) -> bool:
    """Whether anything was changed."""
    mine = select(PromotionUnit).where(PromotionUnit.promotion_id == promotion.id)
    before = {row.unit_id: row for row in session.exec(mine)}
    known = set(session.exec(select(Unit.id)))
    after = {word.unit_id: word for word in draft.units if word.unit_id in known}
    was = {(row.unit_id, row.is_on, row.starts_on) for row in before.values()}
    for unit_id, row in before.items():
        if unit_id not in after:
            session.delete(row)
    for unit_id, word in after.items():
        row = before.get(unit_id) or PromotionUnit(promotion_id=promotion.id, unit_id=unit_id)
        row.is_on, row.starts_on = word.is_on, word.starts_on
        session.add(row)
    session.flush()
    return was != {(word.unit_id, word.is_on, word.starts_on) for word in after.values()}


def _differs(row: Plan | Promotion, draft: PlanDraft | PromotionDraft, name: str) -> bool:
    new = getattr(draft, name)
    return getattr(row, name) != (list(new) if isinstance(new, tuple) else new)


def _note(
    session: Session, actor: Actor, kind: str, subject: str, now: datetime, **detail: object
) -> None:
    session.flush()
    audit.record(session, actor, kind, subject, now=now, **detail)
    events.touch(session, TOPIC)
