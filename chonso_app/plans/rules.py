"""Who gets a promotion, what a SIM costs, and offers frozen for an order."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from chonso_app.core.config import settings
from chonso_app.plans.models import Plan, Promotion, SimKind

CHANNEL = "chonso-online"  # this shop itself; partner channels have codes of their own
_MB_PER_GB = 1024


@dataclass(frozen=True)
class PlanOffer:
    """A plan as it was shown; an order keeps it, whatever becomes of the plan."""

    code: str
    name: str
    price: int
    cycle_days: int
    summary: str
    terms: tuple[str, ...]
    recommended: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanOffer":
        return cls(**{**data, "terms": tuple(data["terms"])})

    @classmethod
    def of(cls, plan: Plan) -> "PlanOffer":
        return cls(
            plan.code, plan.name, plan.price, plan.cycle_days, plan.summary, tuple(plan.terms),
            plan.recommended,
        )  # fmt: skip


@dataclass(frozen=True)
class PromotionOffer:
    """A promotion as it was shown and agreed to before paying (S0-A.15). Days as ISO dates."""

    code: str
    plan_code: str
    title: str
    starts_on: str
    ends_on: str
    data_mb_per_day: int
    days: int
    terms: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PromotionOffer":
        return cls(**{**data, "terms": tuple(data["terms"])})

    @classmethod
    def of(cls, promotion: Promotion) -> "PromotionOffer":
        return cls(
            promotion.code, promotion.plan_code, promotion.title,
            promotion.starts_on.isoformat(), promotion.ends_on.isoformat(),
            promotion.data_mb_per_day, promotion.days, tuple(promotion.terms),
        )  # fmt: skip


def fits(
    promotion: Promotion, *, sim_kind: SimKind, channel: str, new_subscriber: bool, today: date
) -> bool:
    return (
        promotion.starts_on <= today <= promotion.ends_on
        and sim_kind in promotion.sim_kinds
        and (not promotion.channels or channel in promotion.channels)
        and (new_subscriber or not promotion.new_subscribers_only)
    )


def sim_fee(kind: SimKind) -> int:
    return settings.esim_fee if kind == SimKind.ESIM else settings.sim_fee


def gigabytes(megabytes: int) -> str:
    """`1536` → `1,5 GB`."""
    text = f"{megabytes / _MB_PER_GB:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}GB"
