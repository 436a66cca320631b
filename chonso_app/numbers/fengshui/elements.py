"""Ngũ hành: the element of a digit, of a number and of a year, and what they do to each other.

Sources do not agree on 0 (Thủy in some, no element in others): DIGIT_ELEMENTS is what we chose.
"""

from enum import IntEnum


class Element(IntEnum):
    """In the order of their bits in `traits`."""

    KIM = 0
    THUY = 1
    HOA = 2
    THO = 3
    MOC = 4


_E = Element
DIGIT_ELEMENTS = (
    _E.THUY, _E.THUY, _E.THO, _E.MOC, _E.MOC, _E.THO, _E.KIM, _E.KIM, _E.THO, _E.HOA,
)  # fmt: skip
GENERATES = {  # tương sinh
    _E.MOC: _E.HOA, _E.HOA: _E.THO, _E.THO: _E.KIM, _E.KIM: _E.THUY, _E.THUY: _E.MOC,
}  # fmt: skip
OVERCOMES = {  # tương khắc
    _E.MOC: _E.THO, _E.THO: _E.THUY, _E.THUY: _E.HOA, _E.HOA: _E.KIM, _E.KIM: _E.MOC,
}  # fmt: skip


def element_counts(national: str) -> dict[Element, int]:
    """How many digits of each element follow the first 0, which every number has."""
    found = [DIGIT_ELEMENTS[int(digit)] for digit in national[1:]]
    return {one: found.count(one) for one in Element}


def element_of(national: str) -> Element:
    """The element that most digits after the first have; of equals, the one that stands later."""
    counts = element_counts(national)
    return max(
        (DIGIT_ELEMENTS[int(digit)] for digit in reversed(national[1:])), key=counts.__getitem__
    )


def tiers(person: Element) -> tuple[Element, ...]:
    """Elements of numbers, best first: it feeds mine, it is mine, mine feeds it, mine overcomes it,
    it overcomes mine."""
    feeds = next(one for one in Element if GENERATES[one] is person)
    harms = next(one for one in Element if OVERCOMES[one] is person)
    return feeds, person, GENERATES[person], OVERCOMES[person], harms
