"""One question to the shelf, and its place in the address bar: `/tim?q=09*6868&lop=loc-phat`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from chonso_app.numbers import pattern
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.rules import PREFIXES, NumberClass, in_rank

PAGE_SIZE = 20
_HIGHEST = 10**12  # no price and no page is beyond it: keeps numbers inside the database's range
_PRICE_RANGE = re.compile(r"(\d{0,12})-(\d{0,12})", re.ASCII)


class Sort(StrEnum):
    """The value is the word in URLs."""

    CHEAPEST = "gia-thap"
    DEAREST = "gia-cao"
    BEST = "dep"
    NUMBER = "so"


@dataclass(frozen=True)
class Query:
    """Several classes: any of them. Several prefixes: any of them. `page` counts from 1."""

    pattern: Pattern = field(default_factory=Pattern)
    classes: tuple[NumberClass, ...] = ()  # best first, each once
    price_from: int | None = None
    price_to: int | None = None
    prefixes: tuple[str, ...] = ()  # "090"; in order, each once
    sort: Sort = Sort.CHEAPEST
    page: int = 1

    def but(self, **changes: object) -> "Query":
        """The same question changed, from its first page."""
        return replace(self, **({"page": 1} | changes))  # pyright: ignore[reportArgumentType]


def from_params(params: Mapping[str, str]) -> Query:
    """What an old or hand-made link says wrongly is left out; only the pattern is refused.

    Raises:
        PatternUnreadable, PatternTooLong
    """
    low, high = _prices(params.get("gia", ""))
    return Query(
        pattern=pattern.parse(params.get("q", "")),
        classes=classes_named(params.get("lop", "")),
        price_from=low,
        price_to=high,
        prefixes=tuple(p for p in PREFIXES if p in params.get("dau-so", "").split(",")),
        sort=_sort_named(params.get("sap-xep", "")),
        page=_page(params.get("trang", "")),
    )


def from_url(query_string: str) -> Query:
    """`q=09*6868&trang=2`. Raises as `from_params`."""
    return from_params(dict(parse_qsl(query_string.removeprefix("?"))))


def to_url(query: Query) -> str:
    """The query string without `?`; "" for the whole shelf."""
    low, high = query.price_from, query.price_to
    has_price = low is not None or high is not None
    said = {
        "q": query.pattern.text,
        "lop": ",".join(query.classes),
        "gia": f"{_or_empty(low)}-{_or_empty(high)}" if has_price else "",
        "dau-so": ",".join(query.prefixes),
        "sap-xep": "" if query.sort is Sort.CHEAPEST else query.sort.value,
        "trang": "" if query.page == 1 else str(query.page),
    }
    return urlencode({name: value for name, value in said.items() if value}, safe="*,")


def classes_named(words: str) -> tuple[NumberClass, ...]:
    """`loc-phat,tu-quy` → the classes, best first. Unknown words are left out."""
    known = {cls.value for cls in NumberClass}
    return in_rank({NumberClass(word) for word in words.split(",") if word in known})


def _prices(text: str) -> tuple[int | None, int | None]:
    match = _PRICE_RANGE.fullmatch(text)
    low, high = match.groups() if match else ("", "")
    return int(low) if low else None, int(high) if high else None


def _or_empty(price: int | None) -> str:
    return "" if price is None else str(price)


def _sort_named(word: str) -> Sort:
    return Sort(word) if word in {sort.value for sort in Sort} else Sort.CHEAPEST


def _page(text: str) -> int:
    return min(max(int(text), 1), _HIGHEST) if re.fullmatch(r"[0-9]{1,12}", text) else 1
