"""Birth dates as people type them, and the ends of numbers that say one."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chonso_app.core.errors import ShopError
from chonso_app.numbers.naming import folded
from chonso_app.numbers.pattern import Pattern

_CENTURY = 30  # years typed with two digits: 30 to 99 are nineteen-hundreds
_OLDEST, _LATEST = 1930, 2029
_LEAP_YEAR = 2000  # a birthday without a year may be 29 February
_WORDS = re.compile(r"\b(?:ngay|sinh)\b")
_FULL = (
    re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4}|\d{2})"),
    re.compile(r"(\d{1,2})\s*-\s*(\d{1,2})\s*-\s*(\d{4}|\d{2})"),
    re.compile(r"(\d{1,2})[. ]\s*(\d{1,2})[. ]\s*(\d{4})"),
    re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2})\s*(?:nam|,|/|-)?\s*(\d{4}|\d{2})"),
)
_DAY = (
    re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(?:\d|\d{3})?)?"),  # while one types
    re.compile(r"(\d{1,2})\s*-\s*(\d{1,2})"),
    re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2})"),
)
_MONTH = (
    re.compile(r"(\d{1,2})\s*/\s*(\d{4})"),
    re.compile(r"thang\s*(\d{1,2})\s*(?:nam|,|/|-)\s*(\d{4})"),
)
_YEAR = re.compile(r"nam\s*(\d{4})")
_SLASHED = re.compile(r"\d[\d\s]*/[\d\s/]*\d[\d\s/]*")
_UNMISTAKABLE = re.compile(r"/|thang")
_YEAR_WITH_MARK = "năm"  # without it "Nam 6868" is a name


class DateUnknown(ShopError):
    """The calendar has no such day. `typed`."""


class Form(StrEnum):
    """How much of the date the end of a number says, the most first."""

    FULL = "full"
    MONTH = "month"  # month and year
    DAY = "day"  # day and month
    YEAR = "year"


@dataclass(frozen=True)
class Birthday:
    """What was typed of it; at least the year or day and month."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    @property
    def text(self) -> str:
        """`15/08/1990`, `15/08`, `08/1990`, `1990`; reads back as itself."""
        parts = [f"{part:02d}" for part in (self.day, self.month) if part]
        return "/".join([*parts, *([str(self.year)] if self.year else [])])


def read(typed: str) -> Birthday | None:
    """None when it is not a date.

    Raises:
        DateUnknown: it can be nothing but a date, and there is none such.
    """
    text = _WORDS.sub(" ", folded(typed)).strip()
    found = _birthday(text)
    if found and _exists(found):
        return found
    if (found and _is_sure(typed, text)) or _SLASHED.fullmatch(text):
        raise DateUnknown(typed=" ".join(typed.split()))
    return None


def _is_sure(typed: str, text: str) -> bool:
    """It can be nothing but a date."""
    marked = _YEAR_WITH_MARK in unicodedata.normalize("NFC", typed.lower())
    return marked or bool(_UNMISTAKABLE.search(text))


def in_digits(digits: str) -> Birthday | None:
    """The date that six or eight digits may be: 150890, 15081990."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (6, 8):
        return None
    found = Birthday(int(digits[:2]), int(digits[2:4]), _year(digits[4:]))
    return found if _exists(found) else None


def forms_of(birthday: Birthday) -> Iterator[tuple[Form, Pattern]]:
    """The ends that say it, the most telling first, each once."""
    seen: set[str] = set()
    for form, digits in _ends(birthday):
        if digits not in seen:
            seen.add(digits)
            yield form, Pattern(f"*{digits}")


def _ends(b: Birthday) -> Iterator[tuple[Form, str]]:
    if b.day and b.month and b.year:
        yield Form.FULL, f"{b.day:02d}{b.month:02d}{b.year}"
        yield Form.FULL, f"{b.day}{b.month}{b.year}"
        yield Form.FULL, f"{b.day:02d}{b.month:02d}{b.year % 100:02d}"
        yield Form.FULL, f"{b.day}{b.month}{b.year % 100:02d}"
    if not b.day and b.month and b.year:
        yield Form.MONTH, f"{b.month:02d}{b.year}"
    if b.day and b.month:
        yield Form.DAY, f"{b.day:02d}{b.month:02d}"
    if b.year:
        yield Form.YEAR, str(b.year)


def _birthday(text: str) -> Birthday | None:
    for pattern in _FULL:
        if match := pattern.fullmatch(text):
            return Birthday(int(match[1]), int(match[2]), _year(match[3]))
    for pattern in _DAY:
        if match := pattern.fullmatch(text):
            return Birthday(int(match[1]), int(match[2]))
    for pattern in _MONTH:
        if match := pattern.fullmatch(text):
            return Birthday(month=int(match[1]), year=int(match[2]))
    match = _YEAR.fullmatch(text)
    return Birthday(year=int(match[1])) if match else None


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _CENTURY else 2000)


def _exists(b: Birthday) -> bool:
    if b.year is not None and not _OLDEST <= b.year <= _LATEST:
        return False
    if b.month is not None and not 1 <= b.month <= 12:
        return False
    if b.day is None or b.month is None:
        return b.day is None
    return 1 <= b.day <= calendar.monthrange(b.year or _LEAP_YEAR, b.month)[1]
