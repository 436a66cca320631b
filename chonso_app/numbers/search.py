"""A Query in SQL, for a shop too small for the bitmap index or while that is being built.

Both databases guess wrongly how many numbers end in 6868, so the road to a page is chosen here: by
the digits of its ends, by the index of the rare classes, or along the index of its order until
enough is found. What belongs to another road is hidden from the planner (`price + 0`, LIKE).

No index knows the status of a number: a hold changes a row and not one index. Ranges instead of
LIKE 'x%': SQLite's LIKE uses no index, and PostgreSQL's only in the C locale.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.numbers import rules
from chonso_app.numbers.fengshui.elements import tiers
from chonso_app.numbers.models import RARE_MASK, Number, NumberStatus, SubscriptionKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Cursor, Query, Sort
from chonso_app.numbers.traits import Element, element

_NARROW_TAIL, _NARROW_HEAD = 3, 5  # digits that leave few enough rows to sort
# Of all numbers: along an order twenty such are far apart, or not to be found at all
_SCARCE, _VERY_SCARCE = 1 / 2_000, 1 / 50_000
_ELEMENTS = sum(element(one) for one in Element)
_DOWNWARDS = (Sort.DEAREST, Sort.BEST)
Conditions = list[sa.ColumnElement[bool]]
Rows = TypeVar("Rows", bound=sa.Select[Any])


class _Road(Enum):
    """How the rows of a page are found."""

    ENDS = auto()  # a range of heads or tails, then sorted
    RARE = auto()  # the partial index of rare classes
    ORDER = auto()  # along the index of the order
    ALL = auto()  # every row: what fits is too rare to be met along an order


def total_of(session: Session, query: Query) -> int:
    """Exact, of the whole list."""
    counted = select(sa.func.count()).select_from(Number).where(*conditions(query))
    return session.exec(counted).one()


def page_of(session: Session, query: Query, limit: int) -> list[Number]:
    """The first numbers after `query.after`."""
    if query.sort is Sort.ELEMENT:
        return _by_tier(session, query, limit)
    return list(session.exec(ordered(select(Number), query).limit(limit)))


def ordered(rows: Rows, query: Query) -> Rows:
    """`rows` of numbers, those of the list after `query.after` and in its order.

    Not for Sort.ELEMENT, whose order no single question can ask for cheaply.
    """
    road = _road(query)
    wanted = [*_conditions(query, road), *_beyond(query, road)]
    return rows.where(*wanted).order_by(*_order(query, road))


def conditions(query: Query) -> Conditions:
    """All must hold. For counting, changing and exporting: wherever no order matters."""
    return [on_shelf(), *wishes(query)]


def wishes(query: Query) -> Conditions:
    """As `conditions`, of numbers that left the shelf too."""
    by_range = all(max(len(one.head), len(one.tail)) > 1 for one in query.patterns)
    return _wishes(query, _Road.ENDS if by_range else _road(query))


def on_shelf() -> sa.ColumnElement[bool]:
    """Free, or on a hold that may still run out. What is paid for is off the shelf."""
    may_come_back = sa.and_(
        col(Number.status) == NumberStatus.HELD, col(Number.held_until).is_not(None)
    )
    return sa.or_(col(Number.status) == NumberStatus.AVAILABLE, may_come_back)


def _by_tier(session: Session, query: Query, limit: int) -> list[Number]:
    """One tier of elements after the other, each by price: no index has them in that order."""
    found: list[Number] = []
    best_first = tiers(query.element) if query.element is not None else ()
    first = query.after.tier if query.after else 0
    for tier in range(first, max(len(best_first), first + 1)):
        if best_first and not _may_be(best_first[tier], query):
            continue
        one = query.but(sort=Sort.CHEAPEST, after=query.after if tier == first else None)
        rows = ordered(select(Number).where(*_in_tier(best_first, tier)), one)
        found += session.exec(rows.limit(limit - len(found)))
        if len(found) == limit:
            break
    return found


def _may_be(one: Element, query: Query) -> bool:
    """Not when other elements were asked for: the walk would find nothing, to its end."""
    of_elements = [mask for mask in query.traits if not mask & ~_ELEMENTS]
    return all(mask & element(one) for mask in of_elements)


def _in_tier(best_first: Sequence[Element], tier: int) -> Conditions:
    """Rows that were read by no rules yet count as the last tier."""
    if not best_first:
        return []
    if tier < len(best_first) - 1:
        return [_has(element(best_first[tier]))]
    better = sum(element(one) for one in best_first[:-1])
    return [col(Number.traits).bitwise_and(better) == 0]


def _road(query: Query) -> _Road:
    share, patterns = _share(query), query.patterns
    has_ends = all(len(one.tail) > 1 or len(one.head) > 3 for one in patterns)
    if patterns and (all(map(_is_narrow, patterns)) or (has_ends and share < _SCARCE)):
        return _Road.ENDS
    if query.classes and not rules.mask_of(query.classes) & ~RARE_MASK:
        return _Road.RARE
    return _Road.ALL if share < _VERY_SCARCE else _Road.ORDER


def _is_narrow(pattern: Pattern) -> bool:
    long_enough = len(pattern.tail) >= _NARROW_TAIL or len(pattern.head) >= _NARROW_HEAD
    return pattern.is_whole or long_enough


def _share(query: Query) -> float:
    """Of all numbers, those in the list, roughly: by the digits and filters that thin it out."""
    if any(_is_vain(one, query) for one in query.patterns):
        return 0.0
    digits = min((sum(c.isdigit() for c in one.text) for one in query.patterns), default=0)
    share = 0.1**digits * 0.4 ** len(query.without)
    if query.prefixes:
        share *= len(query.prefixes) / len(rules.PREFIXES)
    has_price = query.price_from is not None or query.price_to is not None
    if has_price and query.sort in (Sort.BEST, Sort.NUMBER):
        share *= 0.02
    return share * 0.02 if query.classes or query.store else share


def _is_vain(pattern: Pattern, query: Query) -> bool:
    """Nothing can match: a prefix that is nobody's, or a digit that is not wanted."""
    head = pattern.head[: len(rules.PREFIXES[0])]
    is_ours = any(prefix.startswith(head) for prefix in rules.PREFIXES)
    return not is_ours or any(digit in pattern.text[1:] for digit in query.without)


def _conditions(query: Query, road: _Road) -> Conditions:
    return [on_shelf(), *_wishes(query, road)]


def _wishes(query: Query, road: _Road) -> Conditions:
    wanted = [*_matching_any(query.patterns, road), *_of_classes(query, road)]
    if query.price_from is not None:
        wanted.append(_price(road) >= query.price_from)
    if query.price_to is not None:
        wanted.append(_price(road) <= query.price_to)
    wanted += [_has(mask) for mask in query.masks]
    wanted += [*_of_prefixes(query), *_of_stock(query)]
    if query.sort is Sort.NUMBER and road is _Road.ORDER:
        wanted += _stretch(query)
    return wanted


def _has(mask: int) -> sa.ColumnElement[bool]:
    return col(Number.traits).bitwise_and(mask) != 0


def _of_classes(query: Query, road: _Road) -> Conditions:
    wanted: Conditions = []
    if road is _Road.RARE:  # in the very words of the index, or it is not used
        rare = col(Number.classes).bitwise_and(sa.literal_column(str(RARE_MASK)))
        wanted.append(rare != sa.literal_column("0"))
    if query.classes:
        mask = rules.mask_of(query.classes)
        wanted.append(col(Number.classes).bitwise_and(mask) != 0)
    return wanted


def _of_prefixes(query: Query) -> Conditions:
    """From `national`, which the indexes have and a look at the row is spared."""
    if not query.prefixes:
        return []
    return [sa.func.substr(col(Number.national), 1, 3).in_(query.prefixes)]


def _of_stock(query: Query) -> Conditions:
    wanted: Conditions = []
    if query.units:
        wanted.append(col(Number.unit_id).in_(query.units))
    if query.store:
        wanted.append(col(Number.store_code) == query.store)
    if query.kind:
        wanted.append(col(Number.kind).in_((query.kind, SubscriptionKind.EITHER)))
    return wanted


def _stretch(query: Query) -> Conditions:
    """Where along the order of numbers the list can only be."""
    heads = query.prefixes or tuple(one.head for one in query.patterns)
    if not heads:
        return []
    low, high = rules.range_of(min(heads))[0], max(rules.range_of(head)[1] for head in heads)
    return [col(Number.national).between(low, high)]


def _matching_any(patterns: tuple[Pattern, ...], road: _Road) -> Conditions:
    if not all(patterns):
        return []
    if len(patterns) < 2:
        return _matching(patterns[0], road) if patterns else []
    return [sa.or_(*[sa.and_(*_matching(one, road)) for one in patterns])]


def _matching(pattern: Pattern, road: _Road) -> Conditions:
    if pattern.is_whole:
        return [col(Number.national) == pattern.text]
    head, tail = pattern.head, pattern.tail
    found: Conditions = []
    if road is _Road.ENDS and len(tail) >= len(head):
        found.append(col(Number.reversed).between(*rules.range_of(tail[::-1])))
    elif road is _Road.ENDS:
        found.append(col(Number.national).between(*rules.range_of(head)))
    if not found or pattern.text not in (f"{head}*", f"*{tail}"):
        found.append(col(Number.national).like(pattern.like))
    return found


def _beyond(query: Query, road: _Road) -> Conditions:
    """Compared as rows, which both databases turn into the range of an index."""
    if query.after is None:
        return []
    keys, place = sa.tuple_(*_keys(query, road)), sa.tuple_(*_place(query.after, query.sort))
    return [keys < place if query.sort in _DOWNWARDS else keys > place]


def _place(after: Cursor, sort: Sort) -> list[int | str]:
    return {
        Sort.CHEAPEST: [after.price, after.national],
        Sort.DEAREST: [after.price, after.national],
        Sort.BEST: [after.beauty, after.price, after.national],
        Sort.NUMBER: [after.national],
    }[sort]


def _order(query: Query, road: _Road) -> list[Any]:
    """Total: the number itself comes last."""
    keys = _keys(query, road)
    return [key.desc() for key in keys] if query.sort in _DOWNWARDS else keys


def _keys(query: Query, road: _Road) -> list[Any]:
    beauty: Any = col(Number.beauty)
    national: Any = col(Number.national)
    if road is not _Road.ORDER:
        beauty = beauty + 0
    if query.sort is Sort.NUMBER and road is not _Road.ORDER:
        national = national.concat("")
    return {
        Sort.CHEAPEST: [_price(road), national],
        Sort.DEAREST: [_price(road), national],
        Sort.BEST: [beauty, _price(road), national],
        Sort.NUMBER: [national],
    }[query.sort]


def _price(road: _Road) -> Any:
    """The roads along an index of prices have it in their order; the others must not take those."""
    price: Any = col(Number.price)
    return price + 0 if road in (_Road.ENDS, _Road.ALL) else price
