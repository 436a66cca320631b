"""A Query as SQL that both databases answer from an index where there is one to use.

Ranges instead of LIKE 'x%': SQLite's LIKE uses no index, and PostgreSQL's only in the C locale.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from chonso_app.numbers import rules
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query, Sort

_SELECTIVE = 3  # digits of a head or tail that leave few enough rows to sort
_WORTH_AN_INDEX = 2  # with fewer the twenty are found sooner by walking the sort order


def conditions(query: Query) -> list[sa.ColumnElement[bool]]:
    """All must hold."""
    wanted = [on_shelf(), *_matching(query.pattern)]
    if query.classes:
        mask = rules.mask_of(query.classes)
        wanted.append(col(Number.classes).bitwise_and(mask) != 0)
    if query.price_from is not None:
        wanted.append(col(Number.price) >= query.price_from)
    if query.price_to is not None:
        wanted.append(col(Number.price) <= query.price_to)
    if query.prefixes:
        wanted.append(col(Number.prefix).in_(query.prefixes))
    return wanted


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
    price: Any = col(Number.price)
    beauty: Any = col(Number.beauty)
    if max(len(query.pattern.head), len(query.pattern.tail)) >= _SELECTIVE:
        price, beauty = price + 0, beauty + 0
    national = col(Number.national)
    return {
        Sort.CHEAPEST: [price, national],
        Sort.DEAREST: [price.desc(), national.desc()],
        Sort.BEST: [beauty.desc(), price.desc(), national.desc()],
        Sort.NUMBER: [national],
    }[query.sort]


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
