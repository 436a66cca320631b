"""Which numbers of the stock a keeper means: any status, in the order of the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa
from sqlmodel import col

from chonso_app.core.errors import ShopError
from chonso_app.numbers import rules
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pattern import Pattern, parse
from chonso_app.numbers.rules import NumberClass

_LONGEST_PRICE = 12  # digits
_EVERYBODYS = "chung"  # stock of no unit
_ANY = Pattern()


class PriceUnreadable(ShopError):
    """`typed`: a price of the filter that is no price."""


@dataclass(frozen=True)
class StockQuery:
    """Empty fields ask for nothing. `unit` is only ever chosen within what the actor may see."""

    pattern: Pattern = _ANY
    status: NumberStatus | None = None
    cls: NumberClass | None = None
    unit: int | None = None
    everybodys: bool = False  # only stock of no unit
    price_from: int | None = None
    price_to: int | None = None

    def but(self, **changes: object) -> "StockQuery":
        return replace(self, **changes)  # pyright: ignore[reportArgumentType]


def from_params(params: Mapping[str, str]) -> StockQuery:
    """What nobody can type wrongly is left out when it is wrong; what is typed is refused.

    Raises:
        PatternUnreadable, PatternTooLong, PriceUnreadable
    """
    status, cls, unit = params.get("tinh-trang", ""), params.get("lop", ""), params.get("kho", "")
    return StockQuery(
        pattern=parse(params.get("q", "")[:40]),
        status=NumberStatus(status) if status in set(NumberStatus) else None,
        cls=NumberClass(cls) if cls in set(NumberClass) else None,
        unit=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 9 else None,
        everybodys=unit == _EVERYBODYS,
        price_from=_price(params.get("tu", "")),
        price_to=_price(params.get("den", "")),
    )


def from_url(text: str) -> StockQuery:
    """As `to_url` wrote it. Raises as `from_params`: half a query would mean more numbers."""
    return from_params(dict(parse_qsl(text[:400])))


def to_url(query: StockQuery) -> str:
    unit = _EVERYBODYS if query.everybodys else "" if query.unit is None else str(query.unit)
    said = {
        "q": query.pattern.text, "tinh-trang": query.status or "", "lop": query.cls or "",
        "kho": unit, "tu": _or_empty(query.price_from), "den": _or_empty(query.price_to),
    }  # fmt: skip
    return urlencode({name: value for name, value in said.items() if value}, safe="*?")


def leaves_out(query: StockQuery, unit_id: int | None) -> bool:
    """Is it less than all that the actor of `unit_id` has?"""
    digits = any(one.isdigit() for one in query.pattern.text)
    unit = unit_id is None and (query.everybodys or query.unit is not None)
    named = digits or unit or query.status or query.cls
    return bool(named or query.price_from or query.price_to is not None)


def conditions(query: StockQuery, unit_id: int | None) -> list[sa.ColumnElement[bool]]:
    """All must hold. `unit_id`: the actor's, whose own stock is all they see; None: head office."""
    wanted = _matching(query.pattern)
    if unit_id is not None:
        wanted.append(col(Number.unit_id) == unit_id)
    elif query.everybodys:
        wanted.append(col(Number.unit_id).is_(None))
    elif query.unit is not None:
        wanted.append(col(Number.unit_id) == query.unit)
    if query.status:
        wanted.append(col(Number.status) == query.status)
    if query.cls:
        wanted.append(col(Number.classes).bitwise_and(rules.mask_of((query.cls,))) != 0)
    if query.price_from is not None:
        wanted.append(col(Number.price) >= query.price_from)
    if query.price_to is not None:
        wanted.append(col(Number.price) <= query.price_to)
    return wanted


def _matching(pattern: Pattern) -> list[sa.ColumnElement[bool]]:
    if not pattern:
        return []
    found: list[sa.ColumnElement[bool]] = []
    if len(pattern.head) >= 2:
        found.append(col(Number.national).between(*rules.range_of(pattern.head)))
    elif len(pattern.tail) >= 2:
        found.append(col(Number.reversed).between(*rules.range_of(pattern.tail[::-1])))
    if not found or pattern.text not in (f"{pattern.head}*", f"*{pattern.tail}"):
        found.append(col(Number.national).like(pattern.like))
    return found


def _price(text: str) -> int | None:
    """None: nothing was typed. Raises PriceUnreadable."""
    digits = text.replace(".", "").strip()
    if not text.strip():
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_PRICE):
        raise PriceUnreadable(typed=text[:_LONGEST_PRICE])
    return int(digits)


def _or_empty(price: int | None) -> str:
    return "" if price is None else str(price)
