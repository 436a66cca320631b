"""Vietnam's public holidays, lunar ones too, as the `holidays` package works them out."""

from datetime import date
from functools import cache

import holidays


@cache
def _of_year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("VN", years=year, language="vi"))


def name_of(day: date) -> str:
    """`Tết Nguyên Đán`; "" for any other day."""
    return _of_year(day.year).get(day, "")


def is_holiday(day: date) -> bool:
    return bool(name_of(day))


def between(first: date, last: date) -> list[tuple[date, str]]:
    """In order, both days included."""
    named = (item for year in range(first.year, last.year + 1) for item in _of_year(year).items())
    return sorted((day, name) for day, name in named if first <= day <= last)
