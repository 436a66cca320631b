"""One question to the shelf, and its place in the address bar: `/tim?q=09*6868&lop=loc-phat`."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from chonso_app.core.errors import ShopError
from chonso_app.numbers import address_words as words
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.rules import PREFIXES, NumberClass, in_rank
from chonso_app.numbers.traits import Element, without_digit
from chonso_app.numbers.understanding import Kind, Understood, tidy, understand

PAGE_SIZE = 20
_UNIT = re.compile(r"\d{1,9}", re.ASCII)
_STORE = re.compile(r"[A-Za-z0-9-]{1,16}", re.ASCII)
_ANYWHERE = "bat-ky"


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
    typed: str = ""  # what was understood so; "" when that is the one pattern's own text
    anywhere: bool = False  # the name that was typed may stand at any place
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
    def box(self) -> str:
        """What stands in the search box."""
        return self.typed or self.pattern.text

    @property
    def understood(self) -> Understood:
        return understand(self.box, anywhere=self.anywhere)

    def beside_box(self) -> "Query":
        """The filters alone, without what was typed and the filters that it says itself."""
        said = self.understood
        return self.but(
            patterns=(),
            typed="",
            anywhere=False,
            without="".join(digit for digit in self.without if digit not in said.without),
            classes=tuple(cls for cls in self.classes if cls not in said.classes),
        )

    @property
    def masks(self) -> tuple[int, ...]:
        """Of each, a number's `traits` must have at least one bit."""
        return (*self.traits, *(without_digit(int(digit)) for digit in self.without))

    def but(self, **changes: object) -> "Query":
        """The same question changed, from the start of its list."""
        return replace(self, **({"after": None} | changes))  # pyright: ignore[reportArgumentType]


def asking(query: Query, typed: str, *, anywhere: bool = False) -> Query:
    """`query` with what somebody typed in the box in place of what stood there, and its filters.

    Raises:
        PatternUnreadable, PatternTooLong, DateUnknown
    """
    understood, beside = understand(typed, anywhere=anywhere), query.beside_box()
    kept = tidy(typed)
    own_text = [one.text for one in understood.patterns] == [kept]
    return beside.but(
        patterns=understood.patterns,
        typed="" if own_text or understood.kind is Kind.NOTHING else kept,
        anywhere=understood.anywhere,
        without="".join(sorted({*beside.without, *understood.without})),
        classes=in_rank({*beside.classes, *understood.classes}),
    )


def instead_of(query: Query) -> Iterator[tuple[str, Query]]:
    """Other meanings of what was typed: the words of each, and the question. Part of a name may
    read as something else, or as nothing when it stands alone: such a one is left out."""
    for one in query.understood.alternatives:
        with contextlib.suppress(ShopError):
            yield one.said, asking(query, one.typed, anywhere=one.anywhere)


def from_params(params: Mapping[str, str]) -> Query:
    """What an old or hand-made link says wrongly is left out; only what was typed is refused.

    Raises:
        PatternUnreadable, PatternTooLong, DateUnknown
    """
    low, high = words.prices_in(params.get("gia", ""))
    units = {int(u) for u in _list(params, "vung") if _UNIT.fullmatch(u)}
    store, person = params.get("cua-hang", ""), words.ELEMENTS.get(params.get("menh", ""))
    place = words.place_in(params.get("sau", ""))
    rest = Query(
        without="".join(sorted({c for c in params.get("tranh", "") if c in "0123456789"})),
        classes=classes_named(params.get("lop", "")),
        price_from=low,
        price_to=high,
        prefixes=tuple(p for p in PREFIXES if p in _list(params, "dau-so")),
        units=tuple(sorted(units)),
        store=store if _STORE.fullmatch(store) else "",
        kind=words.KINDS.get(params.get("loai", "")),
        traits=words.masks_in(params),
        element=person,
        sort=_sort_named(params.get("sap-xep", ""), person),
    )
    asked = asking(rest, params.get("q", ""), anywhere=params.get("cach") == _ANYWHERE)
    return replace(asked, after=Cursor(*place) if place else None)


def from_url(query_string: str) -> Query:
    """`q=09*6868&sap-xep=dep`. Raises as `from_params`."""
    return from_params(dict(parse_qsl(query_string.removeprefix("?"))))


def to_url(query: Query) -> str:
    """The query string without `?`; "" for the whole shelf."""
    kinds: dict[SubscriptionKind | None, str] = {kind: w for w, kind in words.KINDS.items()}
    beside = query.beside_box()
    said = {
        "q": query.box,
        "cach": _ANYWHERE if query.box and query.anywhere else "",
        "tranh": beside.without,
        "lop": ",".join(beside.classes),
        "gia": words.price_word(query.price_from, query.price_to),
        "dau-so": ",".join(query.prefixes),
        "vung": ",".join(map(str, query.units)),
        "cua-hang": query.store,
        "loai": kinds.get(query.kind, ""),
        **words.words_of(query.traits),
        "menh": "" if query.element is None else query.element.name.lower(),
        "sap-xep": "" if query.sort is Sort.CHEAPEST else query.sort.value,
        "sau": words.place_word(query.after) if query.after else "",
    }
    return urlencode({name: value for name, value in said.items() if value}, safe="*,/")


def classes_named(names: str) -> tuple[NumberClass, ...]:
    """`loc-phat,tu-quy` → the classes, best first. Unknown words are left out."""
    known = {cls.value for cls in NumberClass}
    return in_rank({NumberClass(word) for word in names.split(",") if word in known})


def _list(params: Mapping[str, str], name: str) -> list[str]:
    return params.get(name, "").split(",")


def _sort_named(word: str, person: Element | None) -> Sort:
    """Ranking for a person needs to know the person's element."""
    sort = Sort(word) if word in {sort.value for sort in Sort} else Sort.CHEAPEST
    return Sort.CHEAPEST if sort is Sort.ELEMENT and person is None else sort
