"""What machine-readable lines say, when all their checks hold. Text only, no images."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chonso_app.ekyc.engine import dates, icao, td1, td3
from chonso_app.ekyc.engine.icao import Reading


@dataclass(frozen=True)
class MrzCard:
    id_number: str  # "" on a passport that does not carry it
    born: date
    sex: str  # M | F | ""
    expires: date | None  # None: 31 December 2099 on a card, taken for "never"
    name: str  # capitals without marks, as read
    passport: str = ""
    nation: str = td3.HOME


def best_reading(raw: Sequence[str]) -> Reading | None:
    """The best neighbouring lines of what OCR gave; None when nothing looks like an MRZ."""
    lines = [line for line in map(icao.cleaned, raw) if line]
    return max(_readings(lines), key=lambda one: (one.whole, one.score), default=None)


def _readings(lines: Sequence[str]) -> Iterator[Reading]:
    for place in range(len(lines) - 1):
        first, second = lines[place], lines[place + 1]
        third = lines[place + 2] if len(lines) > place + 2 else ""
        for reading in (td1.read(first, second, third), td3.read(first, second)):
            if reading:
                yield reading


def card_of(reading: Reading) -> MrzCard | None:
    """None unless all checks hold and the dates exist."""
    if not reading.whole:
        return None
    return _card(reading) if reading.form == "td1" else _passport(reading)


def _card(reading: Reading) -> MrzCard | None:
    first, second, third = reading.lines
    number = first[15:27]
    born = _born(second[:6], dates.century_of(int(number[3])))
    expires = dates.make(2000 + int(second[8:10]), int(second[10:12]), int(second[12:14]))
    if born is None or expires is None:
        return None
    ends = None if expires.year == 2099 else expires
    return MrzCard(number, born, second[7].replace("<", ""), ends, icao.name_in(third))


def _passport(reading: Reading) -> MrzCard | None:
    first, second = reading.lines
    number, nation = td3.own_number_of(reading), td3.nation_of(reading)
    expires = dates.make(2000 + int(second[21:23]), int(second[23:25]), int(second[25:27]))
    if expires is None or not nation:
        return None
    century = dates.century_of(int(number[3])) if number else _likely(second[13:15], expires)
    born = _born(second[13:19], century)
    if born is None:
        return None
    name, book = icao.name_in(first[5:]), second[:9].rstrip("<")
    return MrzCard(number, born, second[20].replace("<", ""), expires, name, book, nation)


def _born(digits: str, century: int) -> date | None:
    return dates.make(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))


def _likely(year: str, expires: date) -> int:
    """A book is given out for ten years at most: who was born later than that is not in it."""
    return 2000 if 2000 + int(year) < expires.year else 1900
