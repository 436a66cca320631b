"""Quẻ dịch of a number: chủ from the two halves, hỗ from its inner lines, biến by its moving line.

A hexagram is called good, middling or bad by what its name means in the Book of Changes; shops
publish no table that others agree with.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Trigram(IntEnum):
    """The value is the remainder by 8 that stands for it."""

    EARTH = 0
    HEAVEN = 1
    LAKE = 2
    FIRE = 3
    THUNDER = 4
    WIND = 5
    WATER = 6
    MOUNTAIN = 7


class Fortune(StrEnum):
    GOOD = "tot"
    MIDDLING = "binh"
    BAD = "xau"


Lines = tuple[int, ...]  # the lowest first; 1 is whole (dương), 0 broken (âm)
_T = Trigram
LINES: dict[Trigram, Lines] = {
    _T.HEAVEN: (1, 1, 1), _T.LAKE: (1, 1, 0), _T.FIRE: (1, 0, 1), _T.THUNDER: (1, 0, 0),
    _T.WIND: (0, 1, 1), _T.WATER: (0, 1, 0), _T.MOUNTAIN: (0, 0, 1), _T.EARTH: (0, 0, 0),
}  # fmt: skip
_TRIGRAMS = {lines: trigram for trigram, lines in LINES.items()}

# (upper, lower) in the order of King Wen, the first is 1
KING_WEN = (
    (_T.HEAVEN, _T.HEAVEN), (_T.EARTH, _T.EARTH), (_T.WATER, _T.THUNDER), (_T.MOUNTAIN, _T.WATER),
    (_T.WATER, _T.HEAVEN), (_T.HEAVEN, _T.WATER), (_T.EARTH, _T.WATER), (_T.WATER, _T.EARTH),
    (_T.WIND, _T.HEAVEN), (_T.HEAVEN, _T.LAKE), (_T.EARTH, _T.HEAVEN), (_T.HEAVEN, _T.EARTH),
    (_T.HEAVEN, _T.FIRE), (_T.FIRE, _T.HEAVEN), (_T.EARTH, _T.MOUNTAIN), (_T.THUNDER, _T.EARTH),
    (_T.LAKE, _T.THUNDER), (_T.MOUNTAIN, _T.WIND), (_T.EARTH, _T.LAKE), (_T.WIND, _T.EARTH),
    (_T.FIRE, _T.THUNDER), (_T.MOUNTAIN, _T.FIRE), (_T.MOUNTAIN, _T.EARTH), (_T.EARTH, _T.THUNDER),
    (_T.HEAVEN, _T.THUNDER), (_T.MOUNTAIN, _T.HEAVEN), (_T.MOUNTAIN, _T.THUNDER),
    (_T.LAKE, _T.WIND), (_T.WATER, _T.WATER), (_T.FIRE, _T.FIRE), (_T.LAKE, _T.MOUNTAIN),
    (_T.THUNDER, _T.WIND), (_T.HEAVEN, _T.MOUNTAIN), (_T.THUNDER, _T.HEAVEN), (_T.FIRE, _T.EARTH),
    (_T.EARTH, _T.FIRE), (_T.WIND, _T.FIRE), (_T.FIRE, _T.LAKE), (_T.WATER, _T.MOUNTAIN),
    (_T.THUNDER, _T.WATER), (_T.MOUNTAIN, _T.LAKE), (_T.WIND, _T.THUNDER), (_T.LAKE, _T.HEAVEN),
    (_T.HEAVEN, _T.WIND), (_T.LAKE, _T.EARTH), (_T.EARTH, _T.WIND), (_T.LAKE, _T.WATER),
    (_T.WATER, _T.WIND), (_T.LAKE, _T.FIRE), (_T.FIRE, _T.WIND), (_T.THUNDER, _T.THUNDER),
    (_T.MOUNTAIN, _T.MOUNTAIN), (_T.WIND, _T.MOUNTAIN), (_T.THUNDER, _T.LAKE),
    (_T.THUNDER, _T.FIRE), (_T.FIRE, _T.MOUNTAIN), (_T.WIND, _T.WIND), (_T.LAKE, _T.LAKE),
    (_T.WIND, _T.WATER), (_T.WATER, _T.LAKE), (_T.WIND, _T.LAKE), (_T.THUNDER, _T.MOUNTAIN),
    (_T.WATER, _T.FIRE), (_T.FIRE, _T.WATER),
)  # fmt: skip
_ORDER = {pair: place for place, pair in enumerate(KING_WEN, 1)}

# By the meaning of the name: strength, ease, increase, light, joy, trust; or distress, loss, harm
GOOD = frozenset(
    (
        1, 2, 5, 8, 11, 13, 14, 15, 16, 17, 19, 22, 24, 26, 27, 30, 31, 32, 34, 35, 37, 40, 42, 45,
        46, 48, 49, 50, 53, 55, 57, 58, 61, 63,
    )
)  # fmt: skip
BAD = frozenset((3, 6, 12, 23, 25, 28, 29, 36, 38, 39, 41, 47, 54, 64))


@dataclass(frozen=True)
class Hexagram:
    upper: Trigram
    lower: Trigram

    @property
    def king_wen(self) -> int:
        """1 to 64."""
        return _ORDER[self.upper, self.lower]

    @property
    def lines(self) -> Lines:
        return LINES[self.lower] + LINES[self.upper]

    @property
    def fortune(self) -> Fortune:
        if self.king_wen in GOOD:
            return Fortune.GOOD
        return Fortune.BAD if self.king_wen in BAD else Fortune.MIDDLING

    @property
    def inner(self) -> "Hexagram":
        """Quẻ hỗ: lines 2-3-4 below, 3-4-5 above."""
        return _of_lines(self.lines[1:4] + self.lines[2:5])

    def changed(self, line: int) -> "Hexagram":
        """Quẻ biến: with the moving `line` (1 to 6) turned."""
        return _of_lines(tuple(v ^ (place == line) for place, v in enumerate(self.lines, 1)))


def hexagram_of(national: str) -> Hexagram:
    """Quẻ chủ: the first five digits above, the last five below, each sum by 8."""
    return Hexagram(*(Trigram(sum(map(int, half)) % 8) for half in (national[:5], national[5:])))


def moving_line_of(national: str) -> int:
    """Hào động, 1 to 6 from below (the rule of Mai Hoa)."""
    return sum(map(int, national)) % 6 or 6


def _of_lines(lines: Lines) -> Hexagram:
    return Hexagram(upper=_TRIGRAMS[lines[3:]], lower=_TRIGRAMS[lines[:3]])
