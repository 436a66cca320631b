"""Whose number it shall be: the lunar year of the birth, its name and its element (mệnh)."""

from dataclasses import dataclass
from datetime import date

from chonso_app.core.errors import ShopError
from chonso_app.core.texts import say
from chonso_app.numbers.fengshui.elements import Element
from chonso_app.numbers.fengshui.lunar import FIRST_YEAR, LAST_YEAR, lunar_year_of, tet

_CYCLE = 60
_BY_SUM = (Element.KIM, Element.THUY, Element.HOA, Element.THO, Element.MOC)


class BirthOutOfRange(ShopError):
    """Our calendar has no such year. `first` and `last`: those it has."""


@dataclass(frozen=True)
class Person:
    """`before_tet`: born in the first weeks of a solar year that still belong to the lunar year
    before; Tết of that solar year was on `tet`."""

    lunar_year: int
    year_name: str  # Canh Ngọ
    nap_am: str  # Lộ Bàng Thổ
    element: Element
    before_tet: bool
    tet: date


def person_of(born: date) -> Person:
    """Raises BirthOutOfRange."""
    if not FIRST_YEAR < born.year < LAST_YEAR:
        raise BirthOutOfRange(first=FIRST_YEAR + 1, last=LAST_YEAR - 1)
    year = lunar_year_of(born)
    return Person(
        lunar_year=year,
        year_name=year_name(year),
        nap_am=nap_am(year),
        element=element_of_year(year),
        before_tet=year != born.year,
        tet=tet(born.year),
    )


def year_name(lunar_year: int) -> str:
    place = _place(lunar_year)
    return f"{say(f'fengshui.can.{place % 10}')} {say(f'fengshui.chi.{place % 12}')}"


def nap_am(lunar_year: int) -> str:
    """The two years of a pair share one of thirty names; its last word is the element."""
    return say(f"fengshui.nap_am.{_place(lunar_year) // 2}")


def element_of_year(lunar_year: int) -> Element:
    """By the sum of the values of can (1 to 5) and chi (0 to 2)."""
    place = _place(lunar_year)
    total = place % 10 // 2 + 1 + place % 12 // 2 % 3
    return _BY_SUM[(total - 1) % 5]


def _place(lunar_year: int) -> int:
    """In the sixty years from Giáp Tý."""
    return (lunar_year - 4) % _CYCLE
