"""The shapes (dáng số) that make a number worth more, and which of its digits make them.

Shops disagree about some of them (gánh, đảo, tứ quý giữa): docs/decisions/0021-numbers.md says
what we chose. A change of a rule raises RULES_VERSION: rows keep what it said when they came,
until `reclassifying` reads them again. `reading` says the same of millions at once: change both.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

RULES_VERSION = 2  # 2: stairs by twos (2468) are tiến
LENGTH = 10  # national digits: 0901236868
PREFIXES = ("070", "076", "077", "078", "079", "089", "090", "093")
OLDEST_BIRTH_YEAR = 1950
_RUN_OF_FOUR = re.compile(r"(\d)\1{3,}")
FOLK_TAILS = {
    "68": "loc-phat", "86": "loc-phat", "39": "than-tai", "79": "than-tai",
    "38": "ong-dia", "78": "ong-dia",
}  # fmt: skip
RICH_TAILS = ("66", "88", "99")
OLD_HEADS = ("0903", "0908", "0909")
TIEN_STEPS = {1: 3, 2: 4}  # step → how many digits make a staircase: 123, 1357
TIEN_DOI_STEPS = (1, 10, 11)  # 11 12 13, 10 20 30, 12 23 34


class NumberClass(StrEnum):
    """In order of rank: the first one that a number has is its badge.

    The value is also the word in URLs. The place in this list is the bit in `Number.classes`:
    append at the end, or raise RULES_VERSION.
    """

    BAT_QUY = "bat-quy"
    THAT_QUY = "that-quy"
    LUC_QUY = "luc-quy"
    NGU_QUY = "ngu-quy"
    TU_QUY = "tu-quy"
    TAM_HOA_KEP = "tam-hoa-kep"
    TAM_HOA = "tam-hoa"
    LUC_QUY_GIUA = "luc-quy-giua"
    NGU_QUY_GIUA = "ngu-quy-giua"
    TU_QUY_GIUA = "tu-quy-giua"
    TAXI_2 = "taxi-2"
    TAXI_3 = "taxi-3"
    TAXI_4 = "taxi-4"
    TIEN = "tien"
    TIEN_DOI = "tien-doi"
    LOC_PHAT = "loc-phat"
    THAN_TAI = "than-tai"
    ONG_DIA = "ong-dia"
    KEP_3 = "kep-3"
    KEP_2 = "kep-2"
    LAP = "lap"
    DOI_XUNG = "doi-xung"
    DAO = "dao"
    GANH = "ganh"
    NGAY_SINH = "ngay-sinh"
    NAM_SINH = "nam-sinh"
    PHU_QUY = "phu-quy"
    DAU_SO_CO = "dau-so-co"


C = NumberClass
_RANK = {cls: rank for rank, cls in enumerate(C)}
TAIL_RUNS = {
    3: C.TAM_HOA, 4: C.TU_QUY, 5: C.NGU_QUY, 6: C.LUC_QUY, 7: C.THAT_QUY, 8: C.BAT_QUY,
}  # fmt: skip
MIDDLE_RUNS = {4: C.TU_QUY_GIUA, 5: C.NGU_QUY_GIUA, 6: C.LUC_QUY_GIUA}
# How much a shape is worth looking at, for the order "đẹp trước"
BEAUTY = {
    C.BAT_QUY: 100, C.THAT_QUY: 98, C.LUC_QUY: 95, C.NGU_QUY: 90, C.TU_QUY: 80,
    C.TAM_HOA_KEP: 78, C.TAXI_2: 76, C.LUC_QUY_GIUA: 72, C.TAXI_3: 70, C.TIEN_DOI: 66,
    C.NGU_QUY_GIUA: 64, C.TAXI_4: 60, C.TAM_HOA: 58, C.KEP_3: 54, C.DOI_XUNG: 52,
    C.TU_QUY_GIUA: 50, C.LOC_PHAT: 44, C.THAN_TAI: 42, C.LAP: 40, C.KEP_2: 38, C.DAO: 34,
    C.ONG_DIA: 30, C.TIEN: 28, C.NGAY_SINH: 24, C.NAM_SINH: 22, C.PHU_QUY: 16, C.GANH: 8,
    C.DAU_SO_CO: 6,
}  # fmt: skip
MORE, MOST_MORE, LONGER = 3, 5, 5  # beauty of a further shape, of how many, of a further step


@dataclass(frozen=True)
class Shape:
    """`national[start:end]` makes the number a `cls`."""

    cls: NumberClass
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """A piece of a number as it is printed; the strong ones are what one looks for."""

    text: str
    strong: bool


def shapes_of(national: str, *, this_year: int) -> tuple[Shape, ...]:
    """Every shape of `national` (ten digits), best first."""
    found = [
        *_runs(national), *_taxis(national), *_steps(national), *_folk(national),
        *_pairs(national), *_mirrors(national), *_births(national, this_year),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda shape: _RANK[shape.cls]))


def _runs(n: str) -> Iterator[Shape]:
    tail = LENGTH - len(n.rstrip(n[-1]))
    if tail >= 3:
        yield Shape(TAIL_RUNS[min(tail, 8)], LENGTH - tail, LENGTH)
    if _all_same(n[4:7]) and _all_same(n[7:]) and n[4] != n[7]:
        yield Shape(C.TAM_HOA_KEP, 4, LENGTH)
    middle = max(_RUN_OF_FOUR.finditer(n[: LENGTH - tail]), key=lambda m: len(m[0]), default=None)
    if middle:
        yield Shape(MIDDLE_RUNS[min(len(middle[0]), 6)], *middle.span())


def _taxis(n: str) -> Iterator[Shape]:
    if n[4:6] == n[6:8] == n[8:] and n[8] != n[9]:
        yield Shape(C.TAXI_2, 4, LENGTH)
    if n[4:7] == n[7:] and not _all_same(n[7:]):
        yield Shape(C.TAXI_3, 4, LENGTH)
    if n[2:6] == n[6:] and not _all_same(n[6:]):
        yield Shape(C.TAXI_4, 2, LENGTH)


def _steps(n: str) -> Iterator[Shape]:
    for step, shortest in TIEN_STEPS.items():
        length = 1
        while length < LENGTH and int(n[-length - 1]) + step == int(n[-length]):
            length += 1
        if length >= shortest:
            yield Shape(C.TIEN, LENGTH - length, LENGTH)
    first, second, third = int(n[4:6]), int(n[6:8]), int(n[8:])
    if second - first == third - second and third - second in TIEN_DOI_STEPS:
        yield Shape(C.TIEN_DOI, 4, LENGTH)


def _folk(n: str) -> Iterator[Shape]:
    if name := FOLK_TAILS.get(n[8:]):
        yield Shape(C(name), 6 if FOLK_TAILS.get(n[6:8]) == name else 8, LENGTH)
    if n[8:] in RICH_TAILS:
        yield Shape(C.PHU_QUY, 8, LENGTH)
    if n[:4] in OLD_HEADS:
        yield Shape(C.DAU_SO_CO, 0, 4)


def _pairs(n: str) -> Iterator[Shape]:
    if n[6] == n[7] != n[8] == n[9]:
        yield Shape(C.KEP_2, 6, LENGTH)
        if n[4] == n[5] != n[6]:
            yield Shape(C.KEP_3, 4, LENGTH)
    if n[6:8] == n[8:] and n[8] != n[9]:
        yield Shape(C.LAP, 6, LENGTH)


def _mirrors(n: str) -> Iterator[Shape]:
    if n[6] == n[9] and n[7] == n[8] and n[6] != n[7]:
        yield Shape(C.DAO, 6, LENGTH)
    if n[4:7] == n[:6:-1] and not _all_same(n[4:7]):
        yield Shape(C.DOI_XUNG, 4, LENGTH)
    if n[7] == n[9] != n[8]:
        yield Shape(C.GANH, 7, LENGTH)


def _births(n: str, this_year: int) -> Iterator[Shape]:
    if OLDEST_BIRTH_YEAR <= int(n[6:]) <= this_year:
        yield Shape(C.NAM_SINH, 6, LENGTH)
        if _is_day(n[2:4], n[4:6], int(n[6:])):
            yield Shape(C.NGAY_SINH, 2, LENGTH)
            return
    year = int(n[8:]) + (1900 if int(n[8:]) >= OLDEST_BIRTH_YEAR % 100 else 2000)
    if year <= this_year and _is_day(n[4:6], n[6:8], year):
        yield Shape(C.NGAY_SINH, 4, LENGTH)


def _is_day(day: str, month: str, year: int) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= calendar.monthrange(year, int(month))[1]


def _all_same(digits: str) -> bool:
    return digits == digits[0] * len(digits)


def badge_of(shapes: tuple[Shape, ...]) -> NumberClass | None:
    return shapes[0].cls if shapes else None


def beauty_of(shapes: tuple[Shape, ...]) -> int:
    """0 to 150: the best shape counts, every further one adds a little, as does a long step."""
    if not shapes:
        return 0
    best = max(BEAUTY[shape.cls] for shape in shapes)
    step = max((s.end - s.start - 3 for s in shapes if s.cls is C.TIEN), default=0)
    return best + MORE * min(len(shapes) - 1, MOST_MORE) + LONGER * step


def mask_of(classes: tuple[NumberClass, ...] | frozenset[NumberClass]) -> int:
    """The bits of `classes`, as `Number.classes` keeps them."""
    return sum(1 << _RANK[cls] for cls in set(classes))


@cache
def classes_in(mask: int) -> tuple[NumberClass, ...]:
    """Best first."""
    return tuple(cls for cls, rank in _RANK.items() if mask >> rank & 1)


def range_of(start: str) -> tuple[str, str]:
    """The lowest and highest ten digits that begin with `start`."""
    return start.ljust(LENGTH, "0"), start.ljust(LENGTH, "9")


def in_rank(classes: frozenset[NumberClass] | set[NumberClass]) -> tuple[NumberClass, ...]:
    return tuple(sorted(classes, key=_RANK.__getitem__))


def spans(national: str, strong: frozenset[int]) -> tuple[Span, ...]:
    """`0901 23 6868` cut where the emphasis changes; a space stays with the digit before it."""
    pieces: list[Span] = []
    for place, digit in enumerate(national):
        text = digit + (" " if place in (3, 5) else "")
        is_strong = place in strong
        if pieces and pieces[-1].strong == is_strong:
            pieces[-1] = Span(pieces[-1].text + text, is_strong)
        else:
            pieces.append(Span(text, is_strong))
    return tuple(pieces)
