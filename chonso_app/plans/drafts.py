"""What marketing typed about a plan or promotion: checked field by field, with a text for each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chonso_app.plans.models import Plan, Promotion, SimKind
from chonso_app.plans.rules import PlanOffer, PromotionOffer

_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,15}")
_MOST_PRICE, _MOST_DAYS, _MOST_MB, _MOST_MINUTES = 10_000_000, 400, 10_000_000, 100_000
_MOST_TERMS, _LONGEST_TERM, _LONGEST_TEXT = 20, 300, 4000
_MOST_CAP = 100_000_000
SIM_CHOICES = (SimKind.ESIM, SimKind.SIM)
Errors = dict[str, str]


@dataclass(frozen=True)
class PlanDraft:
    code: str
    name: str
    price: int
    cycle_days: int
    data_mb_per_day: int
    data_mb_per_cycle: int
    minutes_on_net: int
    minutes_off_net: int
    summary: str
    introduction: str
    terms: tuple[str, ...]
    how_to_register: str
    recommended: bool
    on_sale: bool

    def lay_on(self, plan: Plan) -> None:
        for name in PLAN_FIELDS:
            setattr(plan, name, getattr(self, name))
        plan.terms = list(self.terms)

    @property
    def offer(self) -> PlanOffer:
        return PlanOffer(
            self.code, self.name, self.price, self.cycle_days, self.summary, self.terms,
            self.recommended,
        )  # fmt: skip


PLAN_FIELDS = tuple(name for name in PlanDraft.__dataclass_fields__ if name != "terms")


@dataclass(frozen=True)
class UnitWord:
    """A unit's own: None for what holds everywhere."""

    unit_id: int
    is_on: bool
    starts_on: date | None


@dataclass(frozen=True)
class PromotionDraft:
    code: str
    plan_code: str
    title: str
    starts_on: date
    ends_on: date
    sim_kinds: tuple[str, ...]
    channels: tuple[str, ...]
    new_subscribers_only: bool
    is_on: bool
    cap: int | None
    data_mb_per_day: int
    days: int
    terms: tuple[str, ...]
    units: tuple[UnitWord, ...] = ()

    def lay_on(self, promotion: Promotion) -> None:
        for name in PROMOTION_FIELDS:
            setattr(promotion, name, getattr(self, name))
        for name in ("sim_kinds", "channels", "terms"):
            setattr(promotion, name, list(getattr(self, name)))

    @property
    def offer(self) -> PromotionOffer:
        return PromotionOffer(
            self.code, self.plan_code, self.title, self.starts_on.isoformat(),
            self.ends_on.isoformat(), self.data_mb_per_day, self.days, self.terms,
        )  # fmt: skip


_LISTS = {"sim_kinds", "channels", "terms", "units"}
PROMOTION_FIELDS = tuple(n for n in PromotionDraft.__dataclass_fields__ if n not in _LISTS)


def plan(typed: Mapping[str, object]) -> tuple[PlanDraft | None, Errors]:
    """The checked form, or field → text key for each field that stands in the way."""
    form = _Form(typed)
    made = PlanDraft(
        code=form.code("code"),
        name=form.line("name", 64),
        price=form.whole("price", 0, _MOST_PRICE),
        cycle_days=form.whole("cycle_days", 1, _MOST_DAYS),
        data_mb_per_day=form.whole("data_mb_per_day", 0, _MOST_MB, empty=0),
        data_mb_per_cycle=form.whole("data_mb_per_cycle", 0, _MOST_MB, empty=0),
        minutes_on_net=form.whole("minutes_on_net", 0, _MOST_MINUTES, empty=0),
        minutes_off_net=form.whole("minutes_off_net", 0, _MOST_MINUTES, empty=0),
        summary=form.line("summary", 160),
        introduction=form.text("introduction"),
        terms=form.terms("terms"),
        how_to_register=form.text("how_to_register"),
        recommended=form.ticked("recommended"),
        on_sale=form.ticked("on_sale"),
    )
    inside = (made.data_mb_per_day, made.data_mb_per_cycle, made.minutes_on_net)
    if not (any(inside) or made.minutes_off_net):
        form.wrong("data_mb_per_day", "nothing_inside")
    return (None, form.errors) if form.errors else (made, {})


def promotion(typed: Mapping[str, object]) -> tuple[PromotionDraft | None, Errors]:
    form = _Form(typed)
    kinds = tuple(kind.value for kind in SIM_CHOICES if form.ticked(f"for_{kind.value}"))
    if not kinds:
        form.wrong("for_esim", "no_kind")
    starts_on, ends_on = form.day("starts_on"), form.day("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        form.wrong("ends_on", "backwards")
    made = PromotionDraft(
        code=form.code("code"),
        plan_code=form.code("plan_code"),
        title=form.line("title", 120),
        starts_on=starts_on or date.min,
        ends_on=ends_on or date.min,
        sim_kinds=kinds,
        channels=form.channels("channels"),
        new_subscribers_only=form.ticked("new_subscribers_only"),
        is_on=form.ticked("is_on"),
        cap=form.whole("cap", 1, _MOST_CAP) if form.given("cap") else None,
        data_mb_per_day=form.whole("data_mb_per_day", 1, _MOST_MB),
        days=form.whole("days", 1, _MOST_DAYS),
        terms=form.terms("terms"),
        units=form.units(),
    )
    return (None, form.errors) if form.errors else (made, {})


def overlap(one: PromotionDraft, other: Promotion) -> bool:
    """Whether somebody could fit both: they do not add up, the one that started last is given."""
    same_days = one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
    same_kind = bool(set(one.sim_kinds) & set(other.sim_kinds))
    anywhere = not one.channels or not other.channels
    return same_days and same_kind and (anywhere or bool(set(one.channels) & set(other.channels)))


class _Form:
    """Reads one field after the other and notes what is wrong; the values stay usable."""

    def __init__(self, typed: Mapping[str, object]) -> None:
        self._typed = typed
        self.errors: Errors = {}

    def wrong(self, name: str, why: str) -> None:
        self.errors.setdefault(name, f"plans.admin.field.{why}")

    def given(self, name: str) -> str:
        value = self._typed.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def ticked(self, name: str) -> bool:
        return self._typed.get(name) in ("1", "on", True)

    def line(self, name: str, longest: int) -> str:
        text = " ".join(self.given(name).split())
        if not text:
            self.wrong(name, "missing")
        elif len(text) > longest:
            self.wrong(name, "too_long")
        return text

    def text(self, name: str) -> str:
        """Several lines, or none."""
        text = "\n".join(_lines(self.given(name)))
        if len(text) > _LONGEST_TEXT:
            self.wrong(name, "too_long")
        return text

    def code(self, name: str) -> str:
        code = self.given(name).upper()
        if not code:
            self.wrong(name, "missing")
        elif not _CODE.fullmatch(code):
            self.wrong(name, "code")
        return code

    def whole(self, name: str, least: int, most: int, *, empty: int | None = None) -> int:
        """`90.000` is ninety thousand."""
        text = self.given(name).replace(".", "").replace("\N{NO-BREAK SPACE}", "")
        if not text and empty is not None:
            return empty
        if not text:
            self.wrong(name, "missing")
        elif not (text.isascii() and text.isdigit()):
            self.wrong(name, "not_whole")
        elif not least <= int(text[:12]) <= most:
            self.wrong(name, "out_of_range")
        else:
            return int(text)
        return least

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.given(name))
        except ValueError:
            self.wrong(name, "day" if self.given(name) else "missing")
            return None

    def terms(self, name: str) -> tuple[str, ...]:
        lines = _lines(self.given(name))
        if not lines:
            self.wrong(name, "no_terms")
        elif len(lines) > _MOST_TERMS or any(len(line) > _LONGEST_TERM for line in lines):
            self.wrong(name, "terms")
        return tuple(lines)

    def channels(self, name: str) -> tuple[str, ...]:
        """Codes with commas between; none: every channel."""
        codes = [code.strip().lower() for code in self.given(name).split(",") if code.strip()]
        if any(not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", code) for code in codes):
            self.wrong(name, "channel")
        return tuple(dict.fromkeys(codes))

    def units(self) -> tuple[UnitWord, ...]:
        """`unit_7`: "", "on" or "off"; `from_7`: a later day."""
        words = []
        for name in self._typed:
            found = re.fullmatch(r"unit_(\d{1,9})", name)
            word = self.given(name)
            if found is None or word not in ("on", "off"):
                continue
            later = f"from_{found[1]}"
            starts_on = self.day(later) if self.given(later) else None
            words.append(UnitWord(int(found[1]), word == "on", starts_on))
        return tuple(words)


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := " ".join(raw.split()))]
