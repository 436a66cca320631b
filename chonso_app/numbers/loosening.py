"""When nothing matches: what to leave out of the question, and what that would find."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from chonso_app.numbers import pattern, service
from chonso_app.numbers.query import Query

_MOST = 2  # offers shown
_SHORTEST_TAIL = 2


@dataclass(frozen=True)
class Looser:
    """`dropped`: "classes", "price", "prefixes" or "tail" (the pattern's end, one digit less)."""

    dropped: str
    query: Query
    total: int


def loosened(session: Session, query: Query) -> list[Looser]:
    """The smallest changes that find something, best first."""
    found: list[Looser] = []
    for dropped, looser in _candidates(query):
        total = service.search(session, looser).total
        if total:
            found.append(Looser(dropped, looser, total))
        if len(found) == _MOST:
            break
    return found


def _candidates(query: Query) -> Iterator[tuple[str, Query]]:
    has_price = query.price_from is not None or query.price_to is not None
    if query.classes and query.pattern:
        yield "classes", query.but(classes=())
    if has_price:
        yield "price", query.but(price_from=None, price_to=None)
    if query.prefixes:
        yield "prefixes", query.but(prefixes=())
    if query.classes and has_price:
        yield "classes", query.but(classes=())
    end = query.pattern.tail or (query.pattern.text if query.pattern.is_whole else "")
    for length in range(min(len(end), 7) - 1, _SHORTEST_TAIL - 1, -1):
        tail = pattern.parse(f"*{end[-length:]}")
        yield "tail", query.but(patterns=(tail,), classes=(), price_from=None, price_to=None)
