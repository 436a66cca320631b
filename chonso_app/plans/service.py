"""What can be had with a number today, and what exactly was agreed to."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.clock import vn_today
from chonso_app.core.errors import ShopError
from chonso_app.plans import rules
from chonso_app.plans.models import Plan, Promotion, PromotionUnit, SimKind
from chonso_app.plans.rules import Buyer, PlanOffer, PromotionOffer


class PlanNotFound(ShopError):
    """No such plan, or it is not sold any more."""


class PromotionOver(ShopError):
    """The last one was given a moment ago, or it was switched off."""


@dataclass(frozen=True)
class Offers:
    """`plans` in the order of the screen; no plan at all is always possible too."""

    plans: tuple[PlanOffer, ...]
    promotion: PromotionOffer | None
    sim_fee: int

    def plan(self, code: str) -> PlanOffer:
        """Raises PlanNotFound."""
        for offer in self.plans:
            if offer.code == code:
                return offer
        raise PlanNotFound


def offers(session: Session, buyer: Buyer | SimKind, *, now: datetime) -> Offers:
    """Everything to choose from before paying. Keep `plan(code).as_json()` on the order.

    Args:
        buyer: a bare SIM kind stands for anybody new who comes to this shop.
    """
    buyer = buyer if isinstance(buyer, Buyer) else Buyer(buyer)
    return Offers(
        plans=tuple(PlanOffer.of(plan) for plan in plans_on_sale(session)),
        promotion=promotion_for(session, buyer, now=now),
        sim_fee=rules.sim_fee(buyer.sim_kind),
    )


def plans_on_sale(session: Session) -> list[Plan]:
    on_sale = select(Plan).where(col(Plan.on_sale)).order_by(col(Plan.rank), col(Plan.code))
    return list(session.exec(on_sale))


def plan_of(session: Session, code: str) -> PlanOffer:
    """Raises PlanNotFound."""
    plan = session.get(Plan, code)
    if plan is None or not plan.on_sale:
        raise PlanNotFound
    return PlanOffer.of(plan)


def plan_page(session: Session, code: str) -> Plan:
    """The plan with everything that its page tells.

    Raises:
        PlanNotFound
    """
    plan = session.get(Plan, code)
    if plan is None or not plan.on_sale:
        raise PlanNotFound
    return plan


# -- promotions --------------------------------------------------------------------------------


def promotion_for(session: Session, buyer: Buyer, *, now: datetime) -> PromotionOffer | None:
    """The one that started last, if several fit: they do not add up."""
    today = vn_today(now)
    running = (
        select(Promotion, PromotionUnit)
        .outerjoin(
            PromotionUnit,
            sa.and_(
                col(PromotionUnit.promotion_id) == col(Promotion.id),
                col(PromotionUnit.unit_id) == buyer.unit_id,
            ),
        )
        .where(Promotion.starts_on <= today, Promotion.ends_on >= today)
        .order_by(col(Promotion.starts_on).desc(), col(Promotion.id))
    )
    for promotion, own in session.exec(running).all():
        if rules.is_left(promotion) and rules.fits(promotion, own, buyer, today):
            return PromotionOffer.of(promotion)
    return None


def take(session: Session, offer: PromotionOffer) -> None:
    """One more order has it. Counted in one statement: nobody gets the one after the last.

    Raises:
        PromotionOver
    """
    room = sa.or_(col(Promotion.cap).is_(None), col(Promotion.granted) < col(Promotion.cap))
    if _count(session, offer.code, offer.starts_on, +1, room) != 1:
        raise PromotionOver


def give_back(session: Session, code: str, starts_on: str) -> None:
    """The order that had it is over: somebody else may."""
    _count(session, code, starts_on, -1, col(Promotion.granted) > 0)


def _count(
    session: Session, code: str, starts_on: str, step: int, only_if: sa.ColumnElement[bool]
) -> int:
    counted = (
        sa.update(Promotion)
        .where(
            col(Promotion.code) == code,
            col(Promotion.starts_on) == date.fromisoformat(starts_on),
            only_if,
        )
        .values(granted=col(Promotion.granted) + step)
        .execution_options(synchronize_session=False)
    )
    return session.execute(counted).rowcount  # pyright: ignore[reportAttributeAccessIssue]
