"""Questions to the shelf, as hypothesis makes them up."""

from typing import Any

from hypothesis import strategies as st

from chonso_app.core.errors import ShopError
from chonso_app.numbers.address_words import GROUPS
from chonso_app.numbers.models import SubscriptionKind
from chonso_app.numbers.query import Cursor, Query, Sort, asking
from chonso_app.numbers.rules import PREFIXES, NumberClass, in_rank
from chonso_app.numbers.traits import Element

digits = st.text("0123456789", max_size=10)
nationals = st.builds(
    lambda prefix, rest: prefix + rest,
    st.sampled_from(PREFIXES),
    st.from_regex(r"[0-9]{7}", fullmatch=True),
)
typed_texts = st.one_of(
    st.just(""),
    st.text("06789?*", max_size=10),
    st.from_regex(r"(0[79][0-9]?|)\*[0-9]{0,3}", fullmatch=True),
    st.from_regex(r"\*[0-9]{1,2}\*[0-9]{1,2}\*", fullmatch=True),
    st.sampled_from(
        (
            "An",
            "Lộc",
            "minh",
            "Thảo Vy",
            "15/08/1990",
            "2/9",
            "12/1988",
            "đuôi 68 không 4",
            "lộc phát",
        )
    ),
)
_masks = st.tuples(
    *[st.none() | st.sets(st.sampled_from(sorted(set(bits.values()))), min_size=1, max_size=3)
      for bits in GROUPS.values()]
).map(lambda groups: tuple(sum(group) for group in groups if group))  # fmt: skip
prices = st.none() | st.integers(0, 5_000_000)
_fields: dict[str, st.SearchStrategy[Any]] = {
    "without": st.sets(st.sampled_from("0123456789"), max_size=2).map(
        lambda some: "".join(sorted(some))
    ),
    "classes": st.sets(st.sampled_from(NumberClass), max_size=3).map(in_rank),
    "price_from": prices,
    "price_to": prices,
    "prefixes": st.sets(st.sampled_from(PREFIXES), max_size=2).map(
        lambda some: tuple(p for p in PREFIXES if p in some)
    ),
    "units": st.sets(st.integers(1, 3), max_size=2).map(lambda some: tuple(sorted(some))),
    "store": st.sampled_from(("", "", "CH01", "CH02")),
    "kind": st.sampled_from((None, None, SubscriptionKind.PREPAID, SubscriptionKind.POSTPAID)),
    "traits": _masks,
}
cursors = st.builds(
    Cursor, nationals, st.integers(0, 5_000_000), st.integers(0, 140), st.integers(0, 4)
)


@st.composite
def queries_with(draw: st.DrawFn, *, most: int = 3) -> Query:
    """At most `most` filters beside what is typed: with all of them nothing would ever match."""
    names = draw(st.sets(st.sampled_from(sorted(_fields)), max_size=most))
    filters = {name: draw(_fields[name]) for name in sorted(names)}
    element = draw(st.none() | st.sampled_from(Element))
    sorts = [sort for sort in Sort if element is not None or sort is not Sort.ELEMENT]
    rest = Query(**filters, element=element, sort=draw(st.sampled_from(sorts)))
    try:
        return asking(rest, draw(typed_texts), anywhere=draw(st.booleans()))
    except ShopError:
        return rest


queries = queries_with()
