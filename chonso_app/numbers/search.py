"""A Query as SQL that both databases answer from an index where there is one to use.

Ranges instead of LIKE 'x%': SQLite's LIKE uses no index, and PostgreSQL's only in the C locale.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from chonso_app.numbers import rules
from chonso_app.numbers.models import Number, NumberStatus, SubscriptionKind
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.traits import Element, element, tiers

_SELECTIVE = 3  # digits of a head or tail that leave few enough rows to sort
_WORTH_AN_INDEX = 2  # with fewer the twenty are found sooner by walking the sort order


def conditions(query: Query) -> list[sa.ColumnElement[bool]]:
    """All must hold."""
    wanted = [on_shelf(), *_matching_any(query.patterns)]
    if query.classes:
        mask = rules.mask_of(query.classes)
        wanted.append(col(Number.classes).bitwise_and(mask) != 0)
    if query.price_from is not None:
        wanted.append(col(Number.price) >= query.price_from)
    if query.price_to is not None:
        wanted.append(col(Number.price) <= query.price_to)
    if query.prefixes:
        wanted.append(col(Number.prefix).in_(query.prefixes))
    wanted += [col(Number.traits).bitwise_and(mask) != 0 for mask in query.masks]
    if query.units:
        wanted.append(col(Number.unit_id).in_(query.units))
    if query.store:
        wanted.append(col(Number.store_code) == query.store)
    if query.kind:
        wanted.append(col(Number.kind).in_((query.kind, SubscriptionKind.EITHER)))
    return wanted


def beyond(query: Query) -> list[sa.ColumnElement[bool]]:
    """Only what comes after the cursor."""
    if query.after is None:
        return []
    place = query.after
    at = {
        Sort.CHEAPEST: [place.price, place.national],
        Sort.DEAREST: [place.price, place.national],
        Sort.BEST: [place.beauty, place.price, place.national],
        Sort.NUMBER: [place.national],
        Sort.ELEMENT: [place.tier, place.price, place.national],
    }[query.sort]
    keys = sa.tuple_(*_keys(query, hidden=False))
    downwards = query.sort in (Sort.DEAREST, Sort.BEST)
    return [keys < sa.tuple_(*at) if downwards else keys > sa.tuple_(*at)]


def tier_of(query: Query) -> sa.ColumnElement[int]:
    """Which tier the number's element is in for the person asked about."""
    best_first = tiers(query.element or Element.KIM)
    return sa.case(
        *[
            (col(Number.traits).bitwise_and(element(one)) != 0, tier)
            for tier, one in enumerate(best_first)
        ],
        else_=len(best_first) - 1,
    )


def on_shelf() -> sa.ColumnElement[bool]:
    """Free, or on a hold that may still run out. What is paid for is off the shelf."""
    may_come_back = sa.and_(
        col(Number.status) == NumberStatus.HELD, col(Number.held_until).is_not(None)
    )
    return sa.or_(col(Number.status) == NumberStatus.AVAILABLE, may_come_back)


def order_of(query: Query) -> list[Any]:
    """Total: the number itself comes last.

    With a selective head or tail the sort key is hidden from the planner ("+ 0"): it would walk
    the whole price index for twenty rows that the other index finds at once.
    """
    keys = _keys(query, hidden=max(len(query.pattern.head), len(query.pattern.tail)) >= _SELECTIVE)
    downwards = query.sort in (Sort.DEAREST, Sort.BEST)
    return [key.desc() for key in keys] if downwards else keys


def _keys(query: Query, *, hidden: bool) -> list[Any]:
    price: Any = col(Number.price)
    beauty: Any = col(Number.beauty)
    if hidden:
        price, beauty = price + 0, beauty + 0
    national = col(Number.national)
    return {
        Sort.CHEAPEST: [price, national],
        Sort.DEAREST: [price, national],
        Sort.BEST: [beauty, price, national],
        Sort.NUMBER: [national],
        Sort.ELEMENT: [tier_of(query), price, national],
    }[query.sort]


def _matching_any(patterns: tuple[Pattern, ...]) -> list[sa.ColumnElement[bool]]:
    if len(patterns) < 2:
        return _matching(patterns[0]) if patterns else []
    return [sa.or_(*[sa.and_(*_matching(one)) for one in patterns])]


def _matching(pattern: Pattern) -> list[sa.ColumnElement[bool]]:
    if not pattern:
        return []
    if pattern.is_whole:
        return [col(Number.national) == pattern.text]
    found: list[sa.ColumnElement[bool]] = []
    head, tail = pattern.head, pattern.tail
    if len(tail) >= max(len(head), _WORTH_AN_INDEX):
        found.append(col(Number.reversed).between(*rules.range_of(tail[::-1])))
    elif len(head) >= _WORTH_AN_INDEX:
        found.append(col(Number.national).between(*rules.range_of(head)))
    if not found or pattern.text not in (f"{head}*", f"*{tail}"):
        found.append(col(Number.national).like(pattern.like))
    return found
