"""The filters in force, read off the address: each a word that leads to the question without it."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode

from chonso_app.core.texts import has, say
from chonso_app.numbers import query as queries
from chonso_app.numbers import rows
from chonso_app.numbers.query import Query
from chonso_app.numbers.rows import Link

_NOT_FILTERS = ("q", "cach", "sap-xep", "sau")
_ONE_VALUE = ("gia",)
_EACH_CHARACTER = ("tranh",)


def filters_in(query: Query) -> list[tuple[str, str]]:
    """(name, value) as in the address, a pair for each value: lop tien, lop lap, tranh 4."""
    return [
        (name, value)
        for name, values in _params(query).items()
        if name not in _NOT_FILTERS
        for value in _split(name, values)
    ]


def chips_of(query: Query, names: Mapping[str, str]) -> list[Link]:
    """`names`: of the regions and shops that it names, by how the address says them."""
    return [
        Link(_words(name, value, names), _without(query, name, value))
        for name, value in filters_in(query)
    ]


def _words(name: str, value: str, names: Mapping[str, str]) -> str:
    if name == "gia":
        low, _, high = value.partition("-")
        return rows.price_words(int(low) if low else None, int(high) if high else None)
    if name == "lop":
        return say(f"numbers.class.{value}")
    if has(key := f"find.chip.{name}.{value}"):
        return say(key)
    return say(f"find.chip.{name}", value=names.get(value, value))


def _without(query: Query, name: str, value: str) -> str:
    params = _params(query)
    joined = "" if name in _EACH_CHARACTER else ","
    params[name] = joined.join(one for one in _split(name, params[name]) if one != value)
    said = urlencode({key: text for key, text in params.items() if text}, safe="*,")
    return f"/tim?{said}" if said else "/tim"


def _params(query: Query) -> dict[str, str]:
    return dict(parse_qsl(queries.to_url(query.but())))


def _split(name: str, values: str) -> Iterator[str]:
    if name in _ONE_VALUE:
        return iter((values,))
    return iter(values if name in _EACH_CHARACTER else values.split(","))
