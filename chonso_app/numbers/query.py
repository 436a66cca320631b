"""One question to the shelf, and its place in the address bar: `/tim?q=09*6868&lop=loc-phat`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from chonso_app.numbers import pattern
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.rules import PREFIXES, NumberClass, in_rank
from chonso_app.numbers.traits import Element, without_digit

PAGE_SIZE = 20
_PLACE = re.compile(r"(0\d{9})\.(\d{1,12})\.(\d{1,3})\.([0-4])", re.ASCII)
_PRICE_RANGE = re.compile(r"(\d{0,12})-(\d{0,12})", re.ASCII)


class Sort(StrEnum):
    """The value is the word in URLs. Every order is total: the number itself comes last."""

    CHEAPEST = "gia-thap"  # price, number
    DEAREST = "gia-cao"  # price, number, both downwards
    BEST = "dep"  # beauty, price, number, all downwards
    NUMBER = "so"  # number
    ELEMENT = "hop-menh"  # tier of the number's element for `Query.element`, price, number


@dataclass(frozen=True)
class Cursor:
    """A place in the list: just after this number. It survives what comes and goes around it."""

    national: str
    price: int
    beauty: int = 0
    tier: int = 0  # 0: the best for the element asked about


@dataclass(frozen=True)
class Query:
    """Lists mean "any of them"; different fields must all hold."""

    patterns: tuple[Pattern, ...] = ()  # none: anything. A birth date is several
    without: str = ""  # digits that it must not have after its first place: "47"
    classes: tuple[NumberClass, ...] = ()  # best first, each once
    price_from: int | None = None
    price_to: int | None = None
    prefixes: tuple[str, ...] = ()  # "090"; in order, each once
    units: tuple[int, ...] = ()  # regional companies whose stock it is
    store: str = ""  # the shop that keeps it
    kind: SubscriptionKind | None = None  # PREPAID also finds EITHER
    traits: tuple[int, ...] = ()  # masks of `traits`: of each mask at least one bit
    element: Element | None = None  # whom Sort.ELEMENT ranks for
    sort: Sort = Sort.CHEAPEST
    after: Cursor | None = None

    @property
    def pattern(self) -> Pattern:
        """The first one, or the one that matches anything."""
        return self.patterns[0] if self.patterns else Pattern()

    @property
    def masks(self) -> tuple[int, ...]:
        """Of each, a number's `traits` must have at least one bit."""
        return (*self.traits, *(without_digit(int(digit)) for digit in self.without))

    def but(self, **changes: object) -> "Query":
        """The same question changed, from the start of its list."""
        return replace(self, **({"after": None} | changes))  # pyright: ignore[reportArgumentType]


def from_params(params: Mapping[str, str]) -> Query:
    """What an old or hand-made link says wrongly is left out; only the pattern is refused.

    Raises:
        PatternUnreadable, PatternTooLong
    """
    low, high = _prices(params.get("gia", ""))
    return Query(
        patterns=_patterns(params.get("q", "")),
        classes=classes_named(params.get("lop", "")),
        price_from=low,
        price_to=high,
        prefixes=tuple(p for p in PREFIXES if p in params.get("dau-so", "").split(",")),
        sort=_sort_named(params.get("sap-xep", "")),
        after=_cursor(params.get("sau", "")),
    )


def from_url(query_string: str) -> Query:
    """`q=09*6868&sap-xep=dep`. Raises as `from_params`."""
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
        "sau": _told(query.after) if query.after else "",
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


def _patterns(text: str) -> tuple[Pattern, ...]:
    one = pattern.parse(text)
    return (one,) if one else ()


def _cursor(text: str) -> Cursor | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    national, price, beauty, tier = match.groups()
    return Cursor(national, int(price), int(beauty), int(tier))


def _told(place: Cursor) -> str:
    return f"{place.national}.{place.price}.{place.beauty}.{place.tier}"
