"""What a number's digits say, as bits of `Number.traits`: the readings of phong thủy and "no 4".

One bit is one plane of the search index and one condition in SQL. The formulas are in `fengshui`.
"""

from chonso_app.numbers.fengshui.elements import Element, element_of
from chonso_app.numbers.fengshui.hexagrams import Fortune, hexagram_of
from chonso_app.numbers.fengshui.levels import Level, level_of, linh_so_of, total_of

WITHOUT, NUT, LEVEL, ELEMENT, BALANCE, HEXAGRAM = 0, 10, 20, 25, 30, 32  # first bit of each
COUNT = 33
EVEN_5_5, EVEN_4_6 = 1 << BALANCE, 1 << (BALANCE + 1)  # even and odd digits of all ten
GOOD_HEXAGRAM = 1 << HEXAGRAM  # quẻ chủ is told as lucky


def traits_of(national: str) -> int:
    """Everything the ten digits say."""
    without = (without_digit(digit) for digit in range(10) if str(digit) not in national[1:])
    is_good = hexagram_of(national).fortune is Fortune.GOOD
    return (
        sum(without)
        | nut(total_of(national))
        | level(level_of(linh_so_of(national)))
        | element(element_of(national))
        | balance(sum(int(digit) % 2 == 0 for digit in national))
        | (GOOD_HEXAGRAM if is_good else 0)
    )


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


def balance(evens: int) -> int:
    """The bit of numbers with so many even digits; 0 when one side outweighs the other."""
    return {5: EVEN_5_5, 4: EVEN_4_6, 6: EVEN_4_6}.get(evens, 0)


def element_in(traits: int) -> Element:
    """The number's own element; every number that was read has exactly one."""
    return next((one for one in Element if traits & element(one)), Element.KIM)
