"""What becomes of one number in a run: pure, told by the row as it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.rules import NumberClass, classes_in
from chonso_app.numbers.stock_models import PriceRule, RunKind
from chonso_app.numbers.stock_places import Places

_PRICE_STEP = 1_000  # ₫, to which percentages are rounded
HIGHEST_PRICE = 10_000_000_000


class Outcome(StrEnum):
    """Why a line changes something or does not; the words are `numbers.stock.outcome.…`."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"  # it is so already
    PRICED = "priced"  # here with another price, which this run does not change
    HELD = "held"  # somebody's hold has it: left alone
    SOLD = "sold"
    BLOCKED = "blocked"
    FREE = "free"
    FOREIGN = "foreign"  # another unit's stock
    UNKNOWN = "unknown"  # no such number here
    NO_RULE = "no_rule"  # no rule of price fits
    ELSEWHERE = "elsewhere"  # the shop is another unit's
    WRONG = "wrong"  # the line cannot be read


O = Outcome  # noqa: E741
DOES = (O.NEW, O.CHANGED)
TOLD = (O.SOLD, O.FOREIGN, O.UNKNOWN, O.NO_RULE, O.WRONG)  # shown line by line in a file's check
_STATUS_SKIPS = {
    NumberStatus.AVAILABLE: O.FREE, NumberStatus.HELD: O.HELD, NumberStatus.SOLD: O.SOLD,
    NumberStatus.BLOCKED: O.BLOCKED,
}  # fmt: skip
STILL = (NumberStatus.AVAILABLE, NumberStatus.BLOCKED)  # of these, price and place may change


class Standing(NamedTuple):
    """A number as it stands, as far as runs care."""

    msisdn: str
    status: NumberStatus
    price: int
    classes: int
    cls: str
    prefix: str
    unit_id: int | None
    store_code: str | None


class Change(NamedTuple):
    msisdn: str
    was: str
    became: str


@dataclass(frozen=True)
class Asked:
    """What a run is to do; only the fields of its kind are filled."""

    kind: RunKind
    places: Places
    price: int = 0
    unit_id: int | None = None
    store: str = ""
    store_unit: int | None = None
    price_rules: Sequence[PriceRule] = ()


def decide(asked: Asked, number: Standing | None) -> tuple[Outcome, Change | None]:
    """For every kind but imports."""
    if number is None:
        return O.UNKNOWN, None
    if not asked.places.may_touch(number.unit_id):
        return O.FOREIGN, None
    became = _wanted(asked, number)
    if isinstance(became, Outcome):
        return became, None
    was = _present(asked.kind, number)
    return (O.SAME, None) if was == became else (O.CHANGED, Change(number.msisdn, was, became))


def _wanted(asked: Asked, number: Standing) -> str | Outcome:
    """The new value, as StockStep writes it, or why there is none."""
    if asked.kind is RunKind.BLOCK:
        return _moved(number, NumberStatus.AVAILABLE, NumberStatus.BLOCKED)
    if asked.kind is RunKind.RELEASE:
        return _moved(number, NumberStatus.BLOCKED, NumberStatus.AVAILABLE)
    if number.status not in STILL:
        return _STATUS_SKIPS[number.status]
    return _VALUES[asked.kind](asked, number)


def _moved(number: Standing, was: NumberStatus, to: NumberStatus) -> str | Outcome:
    if number.status in (was, to):
        return to.value
    return _STATUS_SKIPS[number.status]


def _ruled(asked: Asked, number: Standing) -> str | Outcome:
    price = price_by(asked.price_rules, number)
    return O.NO_RULE if price is None else str(price)


def _shelved(asked: Asked, number: Standing) -> str | Outcome:
    if asked.store and number.unit_id not in (None, asked.store_unit):
        return O.ELSEWHERE
    return asked.store


_VALUES: dict[RunKind, Callable[[Asked, Standing], str | Outcome]] = {
    RunKind.PRICE: lambda asked, _: str(asked.price),
    RunKind.RULES: _ruled,
    RunKind.UNIT: lambda asked, _: place_text(asked.unit_id),
    RunKind.STORE: _shelved,
}


def _present(kind: RunKind, number: Standing) -> str:
    if kind in (RunKind.BLOCK, RunKind.RELEASE):
        return number.status.value
    if kind is RunKind.UNIT:
        return place_text(number.unit_id)
    if kind is RunKind.STORE:
        return number.store_code or ""
    return str(number.price)


def place_text(unit_id: int | None) -> str:
    return "" if unit_id is None else str(unit_id)


# -- rules of price -------------------------------------------------------------------------------
def in_order(price_rules: Sequence[PriceRule], today: date) -> list[PriceRule]:
    """Those in force, the one that counts first: by priority, a unit's own before everybody's,
    then the newer one."""
    valid = [
        rule
        for rule in price_rules
        if (rule.starts_on or today) <= today <= (rule.ends_on or today)
    ]
    return sorted(
        valid, key=lambda rule: (rule.priority, rule.unit_id is not None, rule.key), reverse=True
    )


def price_by(price_rules: Sequence[PriceRule], number: Standing) -> int | None:
    """What the first rule that fits says; None: none fits. `price_rules` as `in_order` gives.

    A percentage needs a price to be taken of: it does not fit a number that has none yet.
    """
    for rule in price_rules:
        if _fits(rule, number):
            if rule.price is not None:
                return rule.price
            if number.price > 0 and rule.percent is not None:
                return _rounded(number.price * rule.percent / 100)
    return None


def _fits(rule: PriceRule, number: Standing) -> bool:
    if rule.prefix and rule.prefix != number.prefix:
        return False
    if rule.unit_id is not None and rule.unit_id != number.unit_id:
        return False
    if not rule.shape:
        return True
    if rule.badge_only:
        return rule.shape == number.cls
    return rule.shape in classes_in(number.classes)


def _rounded(price: float) -> int:
    steps = max(int(price / _PRICE_STEP + 0.5), 1)
    return min(steps * _PRICE_STEP, HIGHEST_PRICE)


def is_class(word: Any) -> bool:
    return word in {cls.value for cls in NumberClass}
