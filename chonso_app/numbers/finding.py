"""Finding numbers on the shelf: the search index first, the database when that has no answer.

What is shown is always read from the database: the index may be a moment late, the shelf may not
lie. Both ways give the same pages and the same totals.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.errors import ShopError
from chonso_app.numbers import rules
from chonso_app.numbers.fengshui.elements import tiers
from chonso_app.numbers.index import live
from chonso_app.numbers.index.layout import Answer, Key
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pattern import parse
from chonso_app.numbers.query import PAGE_SIZE, Cursor, Query, Sort
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.search import conditions, on_shelf, page_of, total_of
from chonso_app.numbers.traits import element

_TRIES = 3  # pages of the index in which too many were gone; then the database is asked
_SIMILAR_TAILS = (4, 3, 2)
_MAY_BE_HELD = 8  # looked at besides those wanted


class NumberNotFound(ShopError):
    """No such number in this shop."""


@dataclass(frozen=True)
class Page:
    """The next numbers of an answer. `total` is exact and counts the whole answer."""

    numbers: list[Number]
    total: int
    following: Cursor | None  # None: these were the last


@dataclass(frozen=True)
class ClassOnShelf:
    """How many numbers of a class there are, and the lowest price among them."""

    cls: NumberClass
    count: int
    from_price: int


@dataclass(frozen=True)
class _Found:
    numbers: list[Number]  # at most as many as were asked for
    total: int
    more: bool


def search(session: Session, query: Query, *, limit: int = PAGE_SIZE) -> Page:
    """Numbers on the shelf: free ones, and those on hold whose clock still runs.

    The order never leaves two numbers equal, and the next page begins after the last number of
    this one (`Query.after`), so no number is shown twice or left out, whatever is sold meanwhile.
    """
    found = _by_index(session, query, limit) or _by_sql(session, query, limit)
    last = found.numbers[-1] if found.more and found.numbers else None
    return Page(found.numbers, found.total, place_of(last, query) if last else None)


def total(session: Session, query: Query) -> int:
    """How many `search` would find; reads none of them."""
    told = live.answer(query, 1)
    return total_of(session, query) if told is None else told.total


def place_of(number: Number, query: Query) -> Cursor:
    """Where `number` stands in the list of `query`."""
    return Cursor(number.national, number.price, number.beauty, _tier_of(number, query))


def number_of(session: Session, msisdn: str) -> Number:
    """Raises NumberNotFound."""
    number = session.get(Number, msisdn)
    if number is None:
        raise NumberNotFound
    return number


def alternatives(session: Session, msisdn: str, *, limit: int = 3) -> list[Number]:
    """Free numbers with the same end, the longest common end first, then the nearest price."""
    wanted = number_of(session, msisdn)
    found = {wanted.msisdn: wanted}
    for length in _SIMILAR_TAILS:
        alike = Query(patterns=(parse(f"*{wanted.national[-length:]}"),))
        found |= {one.msisdn: one for one in _nearest(session, alike, wanted.price, limit)}
        if len(found) > limit:
            break
    return list(found.values())[1 : limit + 1]


def free_count(session: Session) -> int:
    """How many numbers the shelf shows."""
    return total(session, Query())


def classes_on_shelf(session: Session) -> dict[NumberClass, ClassOnShelf]:
    """All classes that there are; ask it once for a page, not once for a class."""
    found = _classes_by_index(session)
    return _classes_by_sql(session) if found is None else found


def _by_index(session: Session, query: Query, limit: int) -> _Found | None:
    """None: there is no index, or it is so late that most of what it finds is gone.

    A number that stands elsewhere in the list by now is left out as well: shown here, it would
    send the next page to its new place, and what lies between would not be seen.
    """
    asked = limit
    for _ in range(_TRIES):
        told = live.answer(query, asked)
        if told is None:
            return None
        there = _still_there(session, query, told)
        numbers = [number for key, number in there if key == _key(number, query)]
        if len(numbers) >= limit or not told.more:
            gone = len(told.numbers) - len(there)
            more = told.more or len(numbers) > limit
            return _Found(numbers[:limit], told.total - gone, more)
        asked += 2 * (len(told.numbers) - len(numbers))
    return None


def _by_sql(session: Session, query: Query, limit: int) -> _Found:
    counted = total_of(session, query)
    numbers = page_of(session, query, limit + 1) if counted else []
    return _Found(numbers[:limit], counted, len(numbers) > limit)


def _still_there(session: Session, query: Query, told: Answer) -> list[tuple[Key, Number]]:
    """Those that the list of `query` has this moment, and where the index has them."""
    rows = session.exec(select(Number).where(_among(told.numbers), *conditions(query)))
    numbers = {int(number.national): number for number in rows}
    return [(key, numbers[key[-1]]) for key in told.keys if key[-1] in numbers]


def _key(number: Number, query: Query) -> Key:
    """Where it stands by its row, as the index says it."""
    national = int(number.national)
    match query.sort:
        case Sort.BEST:
            return number.beauty, number.price, national
        case Sort.NUMBER:
            return (national,)
        case Sort.ELEMENT if query.element is not None:
            return _tier_of(number, query), number.price, national
        case _:
            return number.price, national


def _tier_of(number: Number, query: Query) -> int:
    """A row that was read by no rules yet counts as the last."""
    best_first = tiers(query.element) if query.element is not None else ()
    found = (tier for tier, one in enumerate(best_first) if number.traits & element(one))
    return next(found, max(len(best_first) - 1, 0))


def _among(numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    return col(Number.msisdn).in_([f"84{number}" for number in numbers])


def _nearest(session: Session, query: Query, price: int, limit: int) -> list[Number]:
    """Free ones, the nearest to `price` first."""
    dearer = query.but(price_from=price)
    cheaper = query.but(price_to=price - 1, sort=Sort.DEAREST)
    near = [
        number
        for side in (dearer, cheaper)
        for number in search(session, side, limit=limit + _MAY_BE_HELD).numbers
        if number.status is NumberStatus.AVAILABLE
    ]
    return sorted(near, key=lambda one: (abs(one.price - price), one.national))


def _classes_by_index(session: Session) -> dict[NumberClass, ClassOnShelf] | None:
    cheapest: dict[NumberClass, int] = {}
    counts: dict[NumberClass, int] = {}
    for cls in NumberClass:
        told = live.answer(Query(classes=(cls,)), 1)
        if told is None:
            return None
        if told.numbers:
            cheapest[cls], counts[cls] = told.numbers[0], told.total
    rows = session.exec(select(Number.msisdn, Number.price).where(_among(cheapest.values())))
    prices = {int(msisdn[2:]): price for msisdn, price in rows}
    return {
        cls: ClassOnShelf(cls, counts[cls], prices[number])
        for cls, number in cheapest.items()
        if number in prices
    }


def _classes_by_sql(session: Session) -> dict[NumberClass, ClassOnShelf]:
    """One pass over the shelf."""
    grouped_rows = session.exec(
        select(Number.classes, sa.func.count(), sa.func.min(Number.price))
        .where(on_shelf(), Number.classes != 0)
        .group_by(col(Number.classes))
    )
    found: dict[NumberClass, ClassOnShelf] = {}
    for mask, count, price in grouped_rows:
        for cls in rules.classes_in(mask):
            old = found.get(cls, ClassOnShelf(cls, 0, price))
            found[cls] = ClassOnShelf(cls, old.count + count, min(old.from_price, price))
    return found
