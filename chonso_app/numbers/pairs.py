"""Sim đôi – sim cặp: two free numbers that go together, found from either of them.

A pair is a relation of two numbers, not a class of one. The walk goes along the shelf by price; of
each number that matches the question it looks up the few that could be its partner.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.errors import ShopError
from chonso_app.numbers import rules, search
from chonso_app.numbers.index import live
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.query import PAGE_SIZE, Cursor, Query, Sort

_OPERATOR = 3  # the places of the prefix: 090
_LOOKED_UP = 2_000  # possible partners at once
_LONGEST_WALK = 100  # times that for one page: then whoever asks goes on from there
_ANY = "0901234567"
_Names = tuple[str, str]  # national digits of the two


class NotAPair(ShopError):
    """The two numbers have nothing to do with each other."""


class PairKind(StrEnum):
    """The value is the word in URLs."""

    CONSECUTIVE = "lien-tiep"  # 0901236868 · 0901236869
    ONE_DIGIT = "lech-mot-so"  # 0901236868 · 0901236888
    SAME_TAIL = "cung-duoi"  # 0901236868 · 0931236868


@dataclass(frozen=True)
class Pair:
    """`first` matches the question. None: it is no free number of ours, it may be the asker's."""

    first: Number | None
    second: Number


@dataclass(frozen=True)
class PairPage:
    """Pairs in the order of `first`; those of one number are never torn apart."""

    pairs: list[Pair]
    following: Cursor | None  # go on from here; also when this page is short
    walked: int = 0  # matching numbers that were looked at


def find(session: Session, kind: PairKind, query: Query, *, limit: int = PAGE_SIZE) -> PairPage:
    """Pairs of which one number matches `query`, cheapest first; about `limit` of them.

    Two matching numbers are one pair, told where the cheaper of them stands. A whole number in the
    question need not be on the shelf: then its partners come alone.
    """
    if query.pattern.is_whole:
        return PairPage(_of_one(session, kind, query), None)
    query = query.but(sort=Sort.CHEAPEST, after=query.after)
    found: list[_Names] = []
    walked, size = 0, max(1, _LOOKED_UP // len(candidates(kind, _ANY)))
    while True:
        stretch = _stretch(session, kind, query, size)
        paired = _pairs_of(session, kind, query, stretch.anchors)
        for place, (anchor, names) in enumerate(paired, start=1):
            found += names
            if len(found) >= limit:
                return PairPage(_read(session, found), anchor.place, walked + place)
        walked += stretch.walked
        if stretch.following is None:
            return PairPage(_read(session, found), None, walked)
        query = query.but(after=stretch.following)
        if walked >= _LONGEST_WALK * size:
            return PairPage(_read(session, found), query.after, walked)


def candidates(kind: PairKind, national: str) -> list[str]:
    """National digits of every number that would make a pair with `national`."""
    if kind is PairKind.CONSECUTIVE:
        beside = (f"{int(national) + step:010d}" for step in (-1, 1))
        return [one for one in beside if one[:_OPERATOR] == national[:_OPERATOR]]
    if kind is PairKind.SAME_TAIL:
        tail = national[_OPERATOR:]
        return [p + tail for p in rules.PREFIXES if p != national[:_OPERATOR]]
    return [
        national[:place] + digit + national[place + 1 :]
        for place in range(_OPERATOR, rules.LENGTH)
        for digit in "0123456789"
        if digit != national[place]
    ]


def refuse_unless_pair(one: str, other: str) -> None:
    """National digits. Raises NotAPair."""
    if not any(other in candidates(kind, one) for kind in PairKind):
        raise NotAPair


def differing(one: str, other: str) -> frozenset[int]:
    """The places at which the two have different digits."""
    return frozenset(p for p, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)


def _of_one(session: Session, kind: PairKind, query: Query) -> list[Pair]:
    """The filters beside the number are about its partners."""
    national = query.pattern.text
    if national[:_OPERATOR] not in rules.PREFIXES:
        return []
    among = _national_in(candidates(kind, national))
    wanted = search.conditions(query.but(patterns=()))
    rows = select(Number).where(among, *wanted, _is_free())
    partners = session.exec(rows.order_by(col(Number.price), col(Number.national)))
    own = session.exec(select(Number).where(col(Number.national) == national, _is_free()))
    first = own.one_or_none()
    return [Pair(first, partner) for partner in partners]


@dataclass(frozen=True)
class _Anchor:
    """A matching number, by which its pairs are told."""

    national: str
    price: int

    @property
    def place(self) -> Cursor:
        return Cursor(self.national, self.price)


@dataclass(frozen=True)
class _Stretch:
    """Of the next `walked` matching numbers those that are free and may have a partner."""

    anchors: list[_Anchor]
    walked: int
    following: Cursor | None  # where the list goes on


def _stretch(session: Session, kind: PairKind, query: Query, size: int) -> _Stretch:
    """By the index when there is one: it knows a floating piece, and who has no partner."""
    asked: Any = select(Number.national, Number.price, Number.status)
    told = live.answer(query, size)
    if told is None:
        rows = session.exec(search.ordered(asked, query).limit(size)).all()
        walked, more = len(rows), len(rows) == size
    else:
        names = [f"0{number}" for number in told.numbers]
        among = _national_in({*_with_partner(kind, names), *names[-1:]})
        in_order = (col(Number.price), col(Number.national))
        rows = session.exec(asked.where(among).order_by(*in_order)).all()
        walked, more = len(names), told.more and bool(rows)
    anchors = [
        _Anchor(national, price)
        for national, price, status in rows
        if status is NumberStatus.AVAILABLE
    ]
    following = Cursor(rows[-1].national, rows[-1].price) if more else None
    return _Stretch(anchors, walked, following)


def _with_partner(kind: PairKind, nationals: Sequence[str]) -> set[str]:
    """Those of which the index knows a possible partner on the shelf."""
    both = [(one, other) for one in nationals for other in candidates(kind, one)]
    there = live.are_shown(np.array([int(other) for _, other in both], np.uint32))
    if there is None:  # gone just now
        return set(nationals)
    return {one for (one, _), is_there in zip(both, there.tolist(), strict=True) if is_there}


def _pairs_of(
    session: Session, kind: PairKind, query: Query, anchors: Sequence[_Anchor]
) -> list[tuple[_Anchor, list[_Names]]]:
    wanted = {one.national: candidates(kind, one.national) for one in anchors}
    free = _free_among(session, {partner for some in wanted.values() for partner in some})
    matching = _matching_among(session, query, free)

    def is_told_before(partner: str, anchor: _Anchor) -> bool:
        place = (free[partner], partner)
        return partner in matching and place < (anchor.price, anchor.national)

    return [
        (
            one,
            [
                (one.national, partner)
                for partner in wanted[one.national]
                if partner in free and not is_told_before(partner, one)
            ],
        )
        for one in anchors
    ]


def _free_among(session: Session, nationals: Iterable[str]) -> dict[str, int]:
    """Those that are free, with their prices."""
    asked = select(Number.national, Number.price).where(_national_in(nationals), _is_free())
    return dict(session.exec(asked).all())


def _matching_among(session: Session, query: Query, nationals: Iterable[str]) -> set[str]:
    conditions = search.conditions(query)
    return set(session.exec(select(Number.national).where(_national_in(nationals), *conditions)))


def _read(session: Session, found: Sequence[_Names]) -> list[Pair]:
    rows = session.exec(select(Number).where(_national_in({n for pair in found for n in pair})))
    by_national = {number.national: number for number in rows}
    return [Pair(by_national[one], by_national[other]) for one, other in found]


def _national_in(nationals: Iterable[str]) -> sa.ColumnElement[bool]:
    """By the primary key: the planner must not choose another way for so many."""
    return col(Number.msisdn).in_([f"84{national[1:]}" for national in nationals])


def _is_free() -> sa.ColumnElement[bool]:
    return col(Number.status) == NumberStatus.AVAILABLE


def partners_of(session: Session, national: str) -> dict[PairKind, int]:
    """How many free numbers make a pair of each kind with `national`; kinds with none left out."""
    wanted = {kind: candidates(kind, national) for kind in PairKind}
    free = _free_among(session, {one for some in wanted.values() for one in some})
    counts = {kind: sum(one in free for one in some) for kind, some in wanted.items()}
    return {kind: count for kind, count in counts.items() if count}
