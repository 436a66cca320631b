"""Questions to the shelf, as hypothesis makes them up."""

from hypothesis import strategies as st

from chonso_app.numbers.pattern import Pattern, PatternTooLong, parse
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.rules import PREFIXES, NumberClass, in_rank


def _parsed(text: str) -> Pattern:
    try:
        return parse(text)
    except PatternTooLong:
        return Pattern()


patterns = st.one_of(
    st.just(Pattern()),
    st.text("06789?*", max_size=10).map(_parsed),
    st.from_regex(r"(0[79][0-9]?|)\*[0-9]{0,3}", fullmatch=True).map(_parsed),
)
prices = st.none() | st.integers(0, 5_000_000)
queries = st.builds(
    Query,
    pattern=patterns,
    classes=st.sets(st.sampled_from(NumberClass), max_size=3).map(in_rank),
    price_from=prices,
    price_to=prices,
    prefixes=st.sets(st.sampled_from(PREFIXES), max_size=2).map(
        lambda some: tuple(p for p in PREFIXES if p in some)
    ),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 5),
)
