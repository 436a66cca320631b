"""Who gets a promotion, what a SIM costs, and offers frozen for an order."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from chonso_app.core.config import settings
from chonso_app.plans.models import Plan, Promotion, PromotionUnit, SimKind

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

    @property
    def key(self) -> str:
        """Names this very promotion: a window of a code is another offer than the next."""
        return f"{self.code}@{self.starts_on}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PromotionOffer":
        known = {field.name: data[field.name] for field in fields(cls)}
        return cls(**{**known, "terms": tuple(data["terms"])})

    @classmethod
    def of(cls, promotion: Promotion) -> "PromotionOffer":
        return cls(
            promotion.code, promotion.plan_code, promotion.title,
            promotion.starts_on.isoformat(), promotion.ends_on.isoformat(),
            promotion.data_mb_per_day, promotion.days, tuple(promotion.terms),
        )  # fmt: skip


@dataclass(frozen=True)
class Buyer:
    """What a promotion's rule looks at. `channels`: this shop, and who sent the customer."""

    sim_kind: SimKind
    channels: frozenset[str] = frozenset((CHANNEL,))
    new_subscriber: bool = True
    unit_id: int | None = None  # None while the province is not known: what holds everywhere


def fits(promotion: Promotion, own: PromotionUnit | None, buyer: Buyer, today: date) -> bool:
    """Whether the rule gives it to `buyer`. `own`: their unit's word, if it has one."""
    starts_on = max(promotion.starts_on, (own and own.starts_on) or promotion.starts_on)
    return (
        (own.is_on if own else promotion.is_on)
        and starts_on <= today <= promotion.ends_on
        and buyer.sim_kind in promotion.sim_kinds
        and (not promotion.channels or not buyer.channels.isdisjoint(promotion.channels))
        and (buyer.new_subscriber or not promotion.new_subscribers_only)
    )


def is_left(promotion: Promotion) -> bool:
    """Whether the cap has room for one more."""
    return promotion.cap is None or promotion.granted < promotion.cap


def sim_fee(kind: SimKind) -> int:
    return settings.esim_fee if kind == SimKind.ESIM else settings.sim_fee


def gigabytes(megabytes: int) -> str:
    """`1536` → `1,5 GB`."""
    text = f"{megabytes / _MB_PER_GB:.1f}".removesuffix(".0").replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}GB"
