"""When nothing matches: what to leave out of the question, and what that would find."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from chonso_app.core.texts import say
from chonso_app.numbers import service
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query, asking, instead_of
from chonso_app.numbers.understanding import Kind

_MOST = 3  # offers shown
_SHORTEST_TAIL, _LONGEST_TAIL = 2, 7


@dataclass(frozen=True)
class Looser:
    """`dropped`: "without", "classes", "price", "prefixes", "traits", "stock", "kind"; or what
    takes the place of the pattern: "tail" (one digit less), "neighbours", "reading" (`said`)."""

    dropped: str
    query: Query
    total: int
    said: str = ""


def loosened(session: Session, query: Query) -> list[Looser]:
    """The smallest changes that find something, best first; each total is exact."""
    found: list[Looser] = []
    for dropped, looser, said in _candidates(query):
        if len(found) == _MOST:
            break
        if any(one.query == looser or one.dropped == dropped != "reading" for one in found):
            continue
        if total := service.total(session, looser):
            found.append(Looser(dropped, looser, total, said))
    return found


def _candidates(query: Query) -> Iterator[tuple[str, Query, str]]:
    filters = list(_without_one_filter(query))
    if query.patterns or len(filters) > 1:  # else it would be the whole shelf
        yield from ((dropped, looser, "") for dropped, looser in filters)
    yield from (("reading", looser, said) for looser, said in _other_readings(query))
    yield from (("neighbours", query.but(patterns=(p,), typed=""), "") for p in _neighbours(query))
    for tail in _shorter_tails(query):
        yield "tail", query.but(patterns=(tail,), typed=""), ""
    alone = Query(sort=query.sort, element=query.element)
    for part, anywhere, said in _parts_of_name(query):
        yield "reading", asking(alone, part, anywhere=anywhere), said
    for tail in _shorter_tails(query):
        yield "tail", Query(patterns=(tail,), sort=query.sort, element=query.element), ""


def _without_one_filter(query: Query) -> Iterator[tuple[str, Query]]:
    said = query.understood  # what the box itself says goes with its text; its pattern stays
    if query.without:
        yield "without", query.but(without="", typed="" if said.without else query.typed)
    if query.classes:
        yield "classes", query.but(classes=(), typed="" if said.classes else query.typed)
    if query.price_from is not None or query.price_to is not None:
        yield "price", query.but(price_from=None, price_to=None)
    if query.traits:
        yield "traits", query.but(traits=())
    if query.units or query.store:
        yield "stock", query.but(units=(), store="")
    if query.kind:
        yield "kind", query.but(kind=None)
    if query.prefixes:
        yield "prefixes", query.but(prefixes=())


def _other_readings(query: Query) -> Iterator[tuple[Query, str]]:
    """A name at any place, or a part of it; digits as a date."""
    if query.understood.kind is not Kind.DATE:  # the other readings of a date find less
        yield from ((other, said) for said, other in instead_of(query))


def _parts_of_name(query: Query) -> Iterator[tuple[str, bool, str]]:
    """The name at any place whatever the filters say; then fewer and fewer of its last letters."""
    name = query.understood.name
    if not name:
        return
    yield name, True, say("numbers.instead.anywhere", name=name)
    letters = name.split()[-1]
    for length in range(len(letters) - 1, _SHORTEST_TAIL, -1):
        part = letters[-length:].capitalize()
        yield part, False, say("numbers.instead.letters", name=part)


def _neighbours(query: Query) -> tuple[Pattern, ...]:
    """Of a whole number: those with another last digit."""
    return (Pattern(f"{query.pattern.text[:-1]}?"),) if query.pattern.is_whole else ()


def _shorter_tails(query: Query) -> Iterator[Pattern]:
    pattern = query.pattern
    end = pattern.tail or (pattern.text if pattern.is_whole else "")
    if len(query.patterns) > 1 or query.understood.kind is Kind.NAME:
        return
    for length in range(min(len(end) - 1, _LONGEST_TAIL), _SHORTEST_TAIL - 1, -1):
        yield Pattern(f"*{end[-length:]}")
