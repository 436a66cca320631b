"""Dates as cards write them, and how long a card lives."""

import re
from datetime import date

_MILESTONES = (25, 40, 60)  # a card runs to the birthday of one of these ages
_EARLY = 2  # issued less than this many years before a milestone, it runs to the next


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_month_year(text: str) -> date | None:
    """`12051990`."""
    if not re.fullmatch(r"\d{8}", text):
        return None
    return make(int(text[4:]), int(text[2:4]), int(text[:2]))


def birthday(born: date, age: int) -> date:
    return make(born.year + age, born.month, born.day) or date(born.year + age, 2, 28)


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def expected_expiry(born: date, issued: date) -> date | None:
    """When a card given out on `issued` should end; None: it never does."""
    for age in _MILESTONES:
        if issued < birthday(born, age - _EARLY):
            return birthday(born, age)
    return None


def century_of(digit: int) -> int:
    """The fourth digit of an ID number: 0 and 1 stand for 1900, 2 and 3 for 2000, and so on."""
    return 1900 + digit // 2 * 100


def sex_of(digit: int) -> str:
    return "F" if digit % 2 else "M"
