"""What a number's digits say, as bits of `Number.traits`: the readings of phong thủy and "no 4".

One bit is one plane of the search index and one condition in SQL. The formulas are in `fengshui`.
"""

from enum import IntEnum


class Element(IntEnum):
    """Ngũ hành, in the order of their bits."""

    KIM = 0
    THUY = 1
    HOA = 2
    THO = 3
    MOC = 4


class Level(IntEnum):
    """What the table of 80 linh số says of the last four digits, in the order of the bits."""

    DAI_CAT = 0
    CAT = 1
    BINH_THUONG = 2
    HUNG = 3
    DAI_HUNG = 4


WITHOUT, NUT, LEVEL, ELEMENT, BALANCE, HEXAGRAM = 0, 10, 20, 25, 30, 32  # first bit of each
COUNT = 33
EVEN_5_5, EVEN_4_6 = 1 << BALANCE, 1 << (BALANCE + 1)  # even and odd digits of all ten
GOOD_HEXAGRAM = 1 << HEXAGRAM  # quẻ chủ is told as lucky


def without_digit(digit: int) -> int:
    """The bit of numbers that have no `digit` after the first place (all begin with 0)."""
    return 1 << (WITHOUT + digit)


def nut(total: int) -> int:
    """The bit of numbers whose digit sum ends in `total` (0 stands for 10 nút)."""
    return 1 << (NUT + total % 10)


def level(of: Level) -> int:
    return 1 << (LEVEL + of)


def element(of: Element) -> int:
    """The bit of numbers whose own element is `of`."""
    return 1 << (ELEMENT + of)


_GENERATES = {  # tương sinh
    Element.MOC: Element.HOA, Element.HOA: Element.THO, Element.THO: Element.KIM,
    Element.KIM: Element.THUY, Element.THUY: Element.MOC,
}  # fmt: skip
_OVERCOMES = {  # tương khắc
    Element.MOC: Element.THO, Element.THO: Element.THUY, Element.THUY: Element.HOA,
    Element.HOA: Element.KIM, Element.KIM: Element.MOC,
}  # fmt: skip


def tiers(person: Element) -> tuple[Element, ...]:
    """Elements of numbers, best first: it feeds mine, it is mine, mine feeds it, mine overcomes it,
    it overcomes mine."""
    feeds = next(one for one in Element if _GENERATES[one] is person)
    harms = next(one for one in Element if _OVERCOMES[one] is person)
    return feeds, person, _GENERATES[person], _OVERCOMES[person], harms


def element_in(traits: int) -> Element:
    """The number's own element; every number has exactly one."""
    return next(one for one in Element if traits & element(one))
