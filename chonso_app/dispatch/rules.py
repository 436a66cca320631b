"""The decision itself: facts + book → unit and the steps that led there. Pure, so it can replay.

Facts are what was so at that moment (who was on duty, how much lay there); the book is what people
decided (rules, neighbours, capacities). Both are plain data; names stand in the steps, so that an
explanation reads the same years later.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from chonso_app.core.clock import vn
from chonso_app.dispatch.models import ANY, TEAM_OF, Kind

Step = dict[str, Any]  # {"code": "province", "province": "An Giang", "unit": "Cty KV 9"}


@dataclass(frozen=True)
class UnitFact:
    """One regional company as it stood. `shift`: "08:00–20:00"; "" when it keeps no roster."""

    unit_id: int
    name: str
    shopcode: str = ""
    on_duty: bool = True
    shift: str = ""
    load: int = 0
    closed: bool = False  # the function is switched off there


@dataclass(frozen=True)
class Facts:
    """What was known. `home`: the unit that already works the order (calls and dossiers)."""

    kind: Kind
    at: str  # ISO 8601
    province: str  # code
    province_name: str
    province_unit: int
    referral: str
    home: int | None
    units: tuple[UnitFact, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"units": [asdict(unit) for unit in self.units]}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Facts":
        units = tuple(UnitFact(**unit) for unit in kept["units"])
        return cls(**{**kept, "kind": Kind(kept["kind"]), "units": units})

    @property
    def day(self) -> date:
        return vn(datetime.fromisoformat(self.at)).date()

    def unit(self, unit_id: int) -> UnitFact | None:
        return next((unit for unit in self.units if unit.unit_id == unit_id), None)


@dataclass(frozen=True)
class Rule:
    rule_id: int
    priority: int
    unit_id: int
    kind: str = ANY
    provinces: tuple[str, ...] = ()
    referrals: tuple[str, ...] = ()  # "DL01", or a beginning: "DL*"
    valid_from: date | None = None
    valid_to: date | None = None
    on: bool = True
    note: str = ""


@dataclass(frozen=True)
class Book:
    """One version, ready to be asked."""

    version: int = 0
    rules: tuple[Rule, ...] = ()
    neighbours: dict[int, tuple[int, ...]] = field(default_factory=dict)  # by rank
    capacity: dict[tuple[int, str], int] = field(default_factory=dict)  # (unit, team) → most


@dataclass(frozen=True)
class Outcome:
    unit_id: int
    steps: list[Step]


def decide(facts: Facts, book: Book) -> Outcome:
    """Who it belongs to, then who is able."""
    target, steps = _belongs_to(facts, book)
    unit = facts.unit(target)
    if unit is None:  # the company was dissolved since: the province's own takes it
        unit = facts.unit(facts.province_unit)
        assert unit is not None, "facts name the province's unit"
    return _overflowed(facts, book, unit, steps)


def fits(rule: Rule, facts: Facts) -> bool:
    """Whether everything the rule names is so."""
    # where the order already is decides its calls and dossiers, unless a rule speaks of them
    kinds = (facts.kind.value,) if facts.home is not None else (facts.kind.value, ANY)
    return (
        rule.on
        and rule.kind in kinds
        and (not rule.provinces or facts.province in rule.provinces)
        and (not rule.referrals or any(_is(facts.referral, one) for one in rule.referrals))
        and (rule.valid_from is None or rule.valid_from <= facts.day)
        and (rule.valid_to is None or facts.day <= rule.valid_to)
    )


def _is(referral: str, wanted: str) -> bool:
    if wanted.endswith("*"):
        return bool(referral) and referral.upper().startswith(wanted[:-1].upper())
    return referral.upper() == wanted.upper()


def _belongs_to(facts: Facts, book: Book) -> tuple[int, list[Step]]:
    for rule in sorted(book.rules, key=lambda one: (one.priority, one.rule_id)):
        unit = facts.unit(rule.unit_id)
        if unit and fits(rule, facts):
            return rule.unit_id, [_rule_step(rule, facts, unit)]
    if facts.home is not None and (unit := facts.unit(facts.home)):
        return facts.home, [{"code": "home", "unit": unit.name}]
    unit = facts.unit(facts.province_unit)
    name = unit.name if unit else ""
    return facts.province_unit, [
        {"code": "province", "province": facts.province_name, "unit": name}
    ]


def _rule_step(rule: Rule, facts: Facts, unit: UnitFact) -> Step:
    """Says what the rule looked at: the referral before the province."""
    step: Step = {"rule": rule.priority, "unit": unit.name, "note": rule.note}
    if rule.referrals:
        return {"code": "rule_referral", "referral": facts.referral, **step}
    if rule.provinces:
        return {"code": "rule_province", "province": facts.province_name, **step}
    return {"code": "rule", **step}


def _overflowed(facts: Facts, book: Book, unit: UnitFact, steps: list[Step]) -> Outcome:
    if (why := _unable(facts, book, unit)) is None:
        return Outcome(unit.unit_id, [*steps, _there(unit), *_shopcode(unit)])
    steps = [*steps, why]
    for rank, other_id in enumerate(book.neighbours.get(unit.unit_id, ()), start=1):
        other = facts.unit(other_id)
        if other is None:
            continue
        if (why := _unable(facts, book, other)) is not None:
            steps.append({**why, "code": f"neighbour_{why['code']}", "rank": rank})
            continue
        moved: Step = {
            "code": "moved", "unit": unit.name, "to": other.name, "rank": rank,
            "shift": other.shift,
        }  # fmt: skip
        if not other.shift:
            moved["code"] = "moved_no_roster"
        return Outcome(other.unit_id, [*steps, moved, *_shopcode(other)])
    return Outcome(unit.unit_id, [*steps, {"code": "stays", "unit": unit.name}, *_shopcode(unit)])


def _unable(facts: Facts, book: Book, unit: UnitFact) -> Step | None:
    """Why this unit cannot take it now; None when it can."""
    if unit.closed:
        return {"code": "closed", "unit": unit.name}
    if not unit.on_duty:
        return {"code": "off_duty", "unit": unit.name}
    most = book.capacity.get((unit.unit_id, TEAM_OF[facts.kind].value))
    if most is not None and unit.load >= most:
        return {"code": "full", "unit": unit.name, "load": unit.load, "most": most}
    return None


def _there(unit: UnitFact) -> Step:
    if not unit.shift:
        return {"code": "no_roster", "unit": unit.name}
    return {"code": "on_duty", "unit": unit.name, "shift": unit.shift}


def _shopcode(unit: UnitFact) -> list[Step]:
    return [{"code": "shopcode", "shopcode": unit.shopcode}] if unit.shopcode else []


# -- the clock of the roster -------------------------------------------------------------------


def clock(minutes: int) -> str:
    """480 → "08:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(text: str) -> int | None:
    """ "08:00" → 480; None when it is no time of day. "24:00" is the end of one."""
    hours, colon, rest = text.strip().partition(":")
    if not (colon and hours.isdecimal() and rest.isdecimal() and len(rest) == 2 and len(hours) < 3):
        return None
    minutes = int(hours) * 60 + int(rest)
    return minutes if int(rest) < 60 and minutes <= 1440 else None
