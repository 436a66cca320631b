"""The question of /tim as its page repeats it, and what a form or an address says."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from chonso_app.numbers import chips, naming, query, rows
from chonso_app.numbers.query import PAGE_SIZE, Query
from chonso_app.numbers.rows import Link

LONGEST = 400  # characters of a question
MOST_SHOWN = 200  # rows of one page; what comes after them has an address of its own
_NO_BOX = ("sap-xep", "cua-hang", "menh")


@dataclass(frozen=True)
class Kept:
    """A filter that the search box hands on."""

    name: str
    value: str


@dataclass(frozen=True)
class Cell:
    """One of the ten places of the pattern: its digit, and the letter of a name above it."""

    digit: str
    letter: str = ""


@dataclass(frozen=True)
class Asked:
    """`question`: as it was sent. `address`: the same in normal form, with how much is shown."""

    question: str = ""
    address: str = ""
    typed: str = ""
    understood: str = ""
    cells: list[Cell] = field(default_factory=list)
    others: list[Link] = field(default_factory=list)  # what else it may mean
    chips: list[Link] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    aside: list[Kept] = field(default_factory=list)  # of these, what the filters have no box for
    ticked: list[str] = field(default_factory=list)  # "lop=tien", for the boxes of the filters
    filters: int = 0
    form: str = ""  # changes when the filters do
    price: str = ""  # as in the address: 0-500000
    low: str = ""
    high: str = ""
    sort: str = query.Sort.CHEAPEST.value
    has_traits: bool = False
    has_person: bool = False  # sorting by the person's element means something


def asked_of(question: str, asked: Query, shown: int, names: Mapping[str, str]) -> Asked:
    """`names`: of the regions and shops in it, by how the address says them."""
    found = chips.chips_of(asked, names)
    ticked = [f"{name}={value}" for name, value in chips.filters_in(asked)]
    kept = [Kept(*pair) for pair in parse_qsl(query.to_url(asked.beside_box()))]
    has_price = asked.price_from is not None or asked.price_to is not None
    price = next((one.value for one in kept if one.name == "gia"), "")
    own = has_price and price not in rows.PRICES
    return Asked(
        question=question,
        address=address_of(asked, shown),
        typed=asked.box,
        understood=asked.understood.said,
        cells=_cells(asked),
        others=_others(asked),
        chips=found,
        kept=kept,
        aside=[one for one in kept if one.name in _NO_BOX],
        ticked=ticked,
        filters=len(found),
        form="&".join(ticked),
        price=price,
        low=_typed_price(asked.price_from) if own else "",
        high=_typed_price(asked.price_to) if own else "",
        sort=asked.sort.value,
        has_traits=bool(asked.traits),
        has_person=asked.element is not None,
    )


def address_of(asked: Query, shown: int) -> str:
    """The query string; `hien` says how many rows are shown when it is more than a page."""
    said = query.to_url(asked)
    more = f"hien={shown}" if shown > PAGE_SIZE else ""
    return "&".join(filter(None, (said, more)))


def params_of(question: str) -> Mapping[str, str]:
    """A form may say one name several times, and its prices as people type them."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in parse_qsl(question[:LONGEST]):
        said[name].append(value)
    params = {name: ",".join(values) for name, values in said.items()}
    low, high = (_digits(params.pop(name, "")) for name in ("tu", "den"))
    if low or high:
        params["gia"] = f"{low}-{high}"
    return params


def shown_of(question: str) -> int:
    """How many rows the address wants: whole pages, not more than MOST_SHOWN."""
    wanted = int(_digits(params_of(question).get("hien", ""))[:4] or 0)
    return min(max(wanted // PAGE_SIZE, 1) * PAGE_SIZE, MOST_SHOWN)


def _others(asked: Query) -> list[Link]:
    return [Link(said, rows.href_of(other)) for said, other in query.instead_of(asked)]


def _cells(asked: Query) -> list[Cell]:
    """None for what has no one picture: several patterns, a piece that floats."""
    cells = asked.pattern.cells() if len(asked.patterns) == 1 else ()
    if not cells:
        return []
    places = frozenset(place for place, digit in enumerate(cells) if digit)
    letters = naming.letters_over(asked.understood.name, places) or ("",) * len(cells)
    return [Cell(*both) for both in zip(cells, letters, strict=True)]


def _digits(typed: str) -> str:
    return "".join(filter(str.isdecimal, typed))[:12]


def _typed_price(price: int | None) -> str:
    return rows.thousands(price) if price else ""
