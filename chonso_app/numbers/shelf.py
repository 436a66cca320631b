"""What the front page shows of the shelf. The same for everybody, so counted once in a while."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from chonso_app.core.clock import vn_today
from chonso_app.numbers import query, service
from chonso_app.numbers.models import Number
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.service import ClassOnShelf

KEPT_FOR = timedelta(seconds=30)
EXAMPLES = ("09*6868", "Minh", "15/08/1990")  # what the front page teaches
KINDS = (NumberClass.LOC_PHAT, NumberClass.THAN_TAI, NumberClass.TU_QUY, NumberClass.NAM_SINH)
EASY_PRICE = 500_000
_STAR_PRICE = 3_000_000
_EASY_SHOWN = 6


@dataclass(frozen=True)
class Shelf:
    free: int
    kinds: tuple[ClassOnShelf, ...]
    examples: tuple[int, ...]  # how many numbers each of EXAMPLES finds
    star: Number | None  # the number of the day
    easy: tuple[Number, ...]
    easy_total: int


_kept: list[tuple[datetime, Shelf]] = []
_counting = threading.Lock()


def shelf(session: Session, *, now: datetime) -> Shelf:
    """About KEPT_FOR old at most; one per process. While one visitor counts, others get the old."""
    if _is_fresh(now):
        return _kept[0][1]
    if not _counting.acquire(blocking=not _kept):
        return _kept[0][1]
    try:
        if not _is_fresh(now):
            _kept[:] = [(now, _counted(session, now))]
        return _kept[0][1]
    finally:
        _counting.release()


def _is_fresh(now: datetime) -> bool:
    return bool(_kept) and timedelta() <= now - _kept[0][0] < KEPT_FOR


def forget() -> None:
    """The next question counts anew."""
    _kept.clear()


def easy_query() -> Query:
    return Query(price_to=EASY_PRICE, sort=Sort.BEST)


def _counted(session: Session, now: datetime) -> Shelf:
    classes = service.classes_on_shelf(session)
    easy = service.search(session, easy_query())
    patterns = [query.from_params({"q": text}) for text in EXAMPLES]
    return Shelf(
        free=service.free_count(session),
        kinds=tuple(classes[kind] for kind in KINDS if kind in classes),
        examples=tuple(service.total(session, pattern) for pattern in patterns),
        star=_star(session, now),
        easy=tuple(n for n in easy.numbers if service.is_free(n, now))[:_EASY_SHOWN],
        easy_total=easy.total,
    )


def _star(session: Session, now: datetime) -> Number | None:
    """Another one every day, among the finest that most people can pay."""
    best = service.search(session, Query(price_to=_STAR_PRICE, sort=Sort.BEST)).numbers
    free = [number for number in best if service.is_free(number, now)]
    return free[vn_today(now).toordinal() % len(free)] if free else None
