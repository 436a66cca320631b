"""What can be had with a number today, and what exactly was agreed to."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core.clock import vn_today
from chonso_app.core.errors import ShopError
from chonso_app.plans import rules
from chonso_app.plans.models import Plan, Promotion, SimKind
from chonso_app.plans.rules import PlanOffer, PromotionOffer


class PlanNotFound(ShopError):
    """No such plan, or it is not sold any more."""


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


def offers(
    session: Session,
    sim_kind: SimKind,
    channel: str = rules.CHANNEL,
    *,
    now: datetime,
    new_subscriber: bool = True,
) -> Offers:
    """Everything to choose from before paying. Keep `plan(code).as_json()` on the order."""
    return Offers(
        plans=tuple(PlanOffer.of(plan) for plan in plans_on_sale(session)),
        promotion=_promotion(session, sim_kind, channel, now, new_subscriber),
        sim_fee=rules.sim_fee(sim_kind),
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


def _promotion(
    session: Session, sim_kind: SimKind, channel: str, now: datetime, new_subscriber: bool
) -> PromotionOffer | None:
    """The one that started last, if several fit: they do not add up."""
    today = vn_today(now)
    running = select(Promotion).where(Promotion.starts_on <= today, Promotion.ends_on >= today)
    for promotion in session.exec(running.order_by(col(Promotion.starts_on).desc())):
        if rules.fits(
            promotion, sim_kind=sim_kind, channel=channel, new_subscriber=new_subscriber,
            today=today,
        ):  # fmt: skip
            return PromotionOffer.of(promotion)
    return None
