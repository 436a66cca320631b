"""What `rules` and `traits` say of one number, said of millions at once; the same, to the bit."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from chonso_app.numbers import rules, traits
from chonso_app.numbers.fengshui.elements import DIGIT_ELEMENTS, Element
from chonso_app.numbers.fengshui.hexagrams import Fortune, Hexagram, Trigram
from chonso_app.numbers.fengshui.levels import LINH_SO, level_of
from chonso_app.numbers.rules import LENGTH, OLDEST_BIRTH_YEAR
from chonso_app.numbers.rules import NumberClass as C

Flags = NDArray[np.bool_]
Digit = NDArray[np.uint8]  # one place of every number
Found = Iterator[tuple[C, Flags]]
_BLOCK = 65_536  # numbers at a time, so that what is being read stays near the processor
_MONTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 87], np.uint8)


def read_all(
    numbers: NDArray[np.uint32], *, this_year: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Classes, traits and beauty of each. A number is 901236868 for 0901236868."""
    classes, said = (np.zeros(len(numbers), np.int64) for _ in range(2))
    beauty = np.zeros(len(numbers), np.uint8)
    for start in range(0, len(numbers), _BLOCK):
        block = slice(start, start + _BLOCK)
        digits = _digits(numbers[block])
        classes[block], beauty[block] = _shapes(digits, this_year)
        said[block] = _traits(digits)
    return classes, said, beauty


def _digits(numbers: NDArray[np.uint32]) -> list[Digit]:
    """Ten places, the first is 0."""
    rest = numbers.astype(np.uint32)
    places: list[Digit] = []
    for _ in range(LENGTH):
        fewer = rest // np.uint32(10)
        places.append((rest - fewer * np.uint32(10)).astype(np.uint8))
        rest = fewer
    return places[::-1]


def _shapes(d: list[Digit], this_year: int) -> tuple[NDArray[np.uint32], Digit]:
    classes = np.zeros(len(d[0]), np.uint32)
    best, shapes = np.zeros_like(d[0]), np.zeros_like(d[0])
    stairs = _stairs(d)
    found = (_runs, _taxis, _pairs, _mirrors, _folk)
    parts = [part(d) for part in found] + [_steps(d, stairs), _births(d, this_year)]
    for part in parts:
        for cls, flags in part:
            classes |= flags * np.uint32(rules.mask_of((cls,)))
            np.maximum(best, flags * np.uint8(rules.BEAUTY[cls]), out=best)
            shapes += flags
    more = np.minimum(np.maximum(shapes, 1) - 1, rules.MOST_MORE) * np.uint8(rules.MORE)
    long = np.maximum(stairs, 3) - np.uint8(3)
    return classes, best + more + long * np.uint8(rules.LONGER)


def _runs(d: list[Digit]) -> Found:
    tail, same = np.ones_like(d[0]), np.ones(len(d[0]), np.bool_)
    for place in range(LENGTH - 2, -1, -1):
        same &= d[place] == d[9]
        tail += same
    longest, run = np.zeros_like(d[0]), np.ones_like(d[0])
    for place in range(1, LENGTH - 1):
        run = np.where(d[place] == d[place - 1], run + np.uint8(1), np.uint8(1))
        longest = np.maximum(longest, run * (place < LENGTH - tail))
    for runs, lengths in ((rules.TAIL_RUNS, tail), (rules.MIDDLE_RUNS, longest)):
        most = max(runs)
        for length, cls in runs.items():
            yield cls, lengths >= length if length == most else lengths == length
    yield (
        C.TAM_HOA_KEP,
        (d[4] == d[5]) & (d[5] == d[6]) & (d[7] == d[8]) & (d[8] == d[9]) & (d[6] != d[7]),
    )


def _taxis(d: list[Digit]) -> Found:
    for cls, length in ((C.TAXI_2, 2), (C.TAXI_3, 3), (C.TAXI_4, 4)):
        first = 4 if length < 4 else 2
        repeats = np.ones(len(d[0]), np.bool_)
        for place in range(first, LENGTH - length):
            repeats &= d[place] == d[place + length]
        one_digit = np.ones(len(d[0]), np.bool_)
        for place in range(LENGTH - length, LENGTH - 1):
            one_digit &= d[place] == d[place + 1]
        yield cls, repeats & ~one_digit


def _stairs(d: list[Digit]) -> Digit:
    """How many digits the staircase at the end has; 0: there is none."""
    longest = np.zeros_like(d[0])
    for step, shortest in rules.TIEN_STEPS.items():
        length, on = np.ones_like(d[0]), np.ones(len(d[0]), np.bool_)
        for place in range(LENGTH - 1, 0, -1):
            on &= d[place - 1] + np.uint8(step) == d[place]
            length += on
        longest = np.where(length >= shortest, np.maximum(longest, length), longest)
    return longest


def _steps(d: list[Digit], stairs: Digit) -> Found:
    yield C.TIEN, stairs > 0
    first, second, third = (_pair(d, place).astype(np.int8) for place in (4, 6, 8))
    step = third - second
    yield C.TIEN_DOI, (second - first == step) & np.isin(step, rules.TIEN_DOI_STEPS)


def _folk(d: list[Digit]) -> Found:
    tail = _pair(d, 8)
    for cls, pairs in _FOLK.items():
        yield cls, pairs[tail]
    yield C.PHU_QUY, _RICH[tail]
    yield C.DAU_SO_CO, _OLD[_pair(d, 0) * np.uint16(100) + _pair(d, 2)]


def _pairs(d: list[Digit]) -> Found:
    two = (d[6] == d[7]) & (d[7] != d[8]) & (d[8] == d[9])
    yield C.KEP_2, two
    yield C.KEP_3, two & (d[4] == d[5]) & (d[5] != d[6])
    yield C.LAP, (d[6] == d[8]) & (d[7] == d[9]) & (d[8] != d[9])


def _mirrors(d: list[Digit]) -> Found:
    outer, inner = d[6] == d[9], d[7] == d[8]
    yield C.DAO, outer & inner & (d[6] != d[7])
    mirrored = (d[4] == d[9]) & (d[5] == d[8]) & (d[6] == d[7])
    yield C.DOI_XUNG, mirrored & ~((d[4] == d[5]) & (d[5] == d[6]))
    yield C.GANH, (d[7] == d[9]) & (d[7] != d[8])


def _births(d: list[Digit], this_year: int) -> Found:
    year = _pair(d, 6) * np.uint16(100) + _pair(d, 8)
    is_year = (year >= OLDEST_BIRTH_YEAR) & (year <= this_year)
    yield C.NAM_SINH, is_year
    short = _pair(d, 8)
    century = np.where(short >= OLDEST_BIRTH_YEAR % 100, np.uint16(1900), np.uint16(2000))
    in_time = short + century <= this_year
    long_date = is_year & _is_day(_pair(d, 2), _pair(d, 4), year)
    yield C.NGAY_SINH, long_date | in_time & _is_day(_pair(d, 4), _pair(d, 6), short + century)


def _is_day(day: NDArray[np.uint16], month: NDArray[np.uint16], year: NDArray[np.uint16]) -> Flags:
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _MONTHS[month] + (leap & (month == 2))
    return (day >= 1) & (day <= last)


def _traits(d: list[Digit]) -> NDArray[np.int64]:
    seen = _SEEN[d[1]]
    for place in d[2:]:
        seen |= _SEEN[place]
    said = (seen ^ _ALL_SEEN).astype(np.int64) << traits.WITHOUT
    head, tail = (sum(half[1:], half[0]) for half in (d[:5], d[5:]))
    said |= _NUT[(head + tail) % 10]
    said |= _HEXAGRAM[head % 8 * 8 + tail % 8]
    said |= _LEVEL[(_pair(d, 6) * np.uint16(100) + _pair(d, 8)) % LINH_SO]
    odds = sum((place & 1 for place in d[1:]), d[0] & 1)
    said |= _BALANCE[LENGTH - odds]
    said |= _ELEMENT[_elements(d)]
    return said


def _elements(d: list[Digit]) -> Digit:
    """Of each number its own: of most digits, and of equals the one that stands later."""
    places = [_DIGIT_ELEMENT[digit] for digit in d[1:]]
    best, winner = np.zeros_like(d[0]), np.zeros_like(d[0])
    for one in Element:
        score = np.zeros_like(d[0])  # sixteens: how many; the rest: the place of the last
        for place, element in enumerate(places, 1):
            here = element == one
            score += here * np.uint8(16)
            np.maximum(score, (score & np.uint8(0xF0)) + here * np.uint8(place), out=score)
        np.copyto(winner, np.uint8(one), where=score > best)
        np.maximum(best, score, out=best)
    return winner


def _pair(d: list[Digit], place: int) -> NDArray[np.uint16]:
    """Two digits as a number."""
    return d[place].astype(np.uint16) * np.uint16(10) + d[place + 1]


def _table(size: int, words: tuple[str, ...]) -> Flags:
    table = np.zeros(size, np.bool_)
    table[[int(word) for word in words]] = True
    return table


_FOLK = {
    cls: _table(100, tuple(tail for tail, name in rules.FOLK_TAILS.items() if name == cls.value))
    for cls in (C.LOC_PHAT, C.THAN_TAI, C.ONG_DIA)
}
_RICH, _OLD = _table(100, rules.RICH_TAILS), _table(10_000, rules.OLD_HEADS)
_SEEN = np.array([1 << digit for digit in range(10)], np.uint16)
_ALL_SEEN = np.uint16(0x3FF)
_DIGIT_ELEMENT = np.array(DIGIT_ELEMENTS, np.uint8)
_NUT = np.array([traits.nut(total) for total in range(10)], np.int64)
_LEVEL = np.array([traits.level(level_of(one or LINH_SO)) for one in range(LINH_SO)], np.int64)
_BALANCE = np.array([traits.balance(evens) for evens in range(LENGTH + 1)], np.int64)
_ELEMENT = np.array([traits.element(one) for one in Element], np.int64)
_GOOD = [Hexagram(u, low).fortune is Fortune.GOOD for u in Trigram for low in Trigram]
_HEXAGRAM = np.array([traits.GOOD_HEXAGRAM * good for good in _GOOD], np.int64)
