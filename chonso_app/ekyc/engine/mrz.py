"""The three lines of letters behind the card (ICAO 9303 TD1): parsing and checking, no images.

Repairs go by position only: a digit where a digit must stand. Sex, nationality and name are
guarded by no check digit and are never repaired.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chonso_app.ekyc.engine import dates

WIDTH = 30
_TO_DIGIT = str.maketrans("OQDILZSBGTA", "00011258674")  # what OCR puts where a digit stands
_TO_LETTER = str.maketrans("0158264", "OISBZGA")
_LOOKS_LIKE_FILLER = "«≤‹({["
_SHORTEST = 15  # of the two lines that are full of digits; names may be short


@dataclass(frozen=True)
class MrzCard:
    id_number: str
    born: date
    sex: str  # M | F | ""
    expires: date | None  # None: 31 December 2099, taken for "never"
    name: str  # capitals without marks, as read


@dataclass(frozen=True)
class Reading:
    """Three repaired lines, and which of their six checks hold."""

    lines: tuple[str, str, str]
    checks: dict[str, bool]

    @property
    def score(self) -> int:
        return sum(self.checks.values())

    @property
    def whole(self) -> bool:
        return all(self.checks.values())


def check_digit(text: str) -> int:
    """Weights 7-3-1 over digits, letters (A = 10) and fillers (0)."""
    values = (0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in text)
    return sum(value * (7, 3, 1)[i % 3] for i, value in enumerate(values)) % 10


def best_reading(raw: Sequence[str]) -> Reading | None:
    """The best neighbouring lines of what OCR gave; None when nothing looks like an MRZ.

    Fillers may be missing: they were taken out before reading.
    """
    lines = [line for line in map(_cleaned, raw) if line]
    best: Reading | None = None
    for first in range(len(lines) - 1):
        third = lines[first + 2] if len(lines) > first + 2 else ""
        reading = _read(lines[first], lines[first + 1], third)
        if reading and (best is None or reading.score > best.score):
            best = reading
    return best


def card_of(reading: Reading) -> MrzCard | None:
    """What the lines say, when all checks hold and the dates exist."""
    if not reading.whole:
        return None
    first, second, third = reading.lines
    number = first[15:27]
    century = dates.century_of(int(number[3]))
    born = dates.make(century + int(second[:2]), int(second[2:4]), int(second[4:6]))
    expires = dates.make(2000 + int(second[8:10]), int(second[10:12]), int(second[12:14]))
    if born is None or expires is None:
        return None
    sex = second[7].replace("<", "")
    return MrzCard(number, born, sex, None if expires.year == 2099 else expires, _name(third))


def _name(line: str) -> str:
    return " ".join(re.sub(r"<+", " ", line).split())


def _cleaned(line: str) -> str:
    text = line.upper().replace(" ", "")
    for letter in _LOOKS_LIKE_FILLER:
        text = text.replace(letter, "<")
    return re.sub(r"[^A-Z0-9<]", "", text)


def _read(first: str, second: str, third: str) -> Reading | None:
    if min(len(first), len(second)) < _SHORTEST:
        return None
    one, two = _first_line(first), _second_line(second)
    if one is None or two is None:
        return None
    lines = (one, two, _third_line(third))
    return Reading(lines, _checks(one, two))


def _first_line(line: str) -> str | None:
    """`IDVNM` + 9 digits + check + 12 digits + `<<` + check."""
    start = re.search(r"[I1L][D0O]VN[MN]", line) or re.search(r"V[NM][NM]", line)
    if start is None:
        return None
    body = line[start.end() :].translate(_TO_DIGIT)
    body = re.sub(r"[CKXE]", "<", body)
    digits = re.match(r"\d{22}", body)
    if digits is None:
        return None
    last = re.sub(r"\D", "", body[22:])[-1:] or "<"
    return f"IDVNM{digits.group()}<<{last}"


def _second_line(line: str) -> str | None:
    """Birth, check, sex, expiry, check, `VNM`, fillers, check over everything."""
    nation = re.search(r"V[NM][NM]", line)
    if nation and nation.start() >= 15:
        head, rest = line[nation.start() - 15 : nation.start()], line[nation.end() :]
    elif len(line) > 15:
        head, rest = line[:15], line[15:]
    else:
        return None
    sex = head[7] if head[7] in "MF" else "<"
    head = head[:7].translate(_TO_DIGIT) + sex + head[8:].translate(_TO_DIGIT)
    digits = re.findall(r"\d", rest.translate(_TO_DIGIT))
    return f"{head}VNM{'<' * 11}{digits[-1] if digits else '<'}"


def _third_line(line: str) -> str:
    line = re.sub(r"<[CKLSE<]{3,}$", lambda tail: "<" * len(tail.group()), line)
    return (line.translate(_TO_LETTER) + "<" * WIDTH)[:WIDTH]


def _checks(first: str, second: str) -> dict[str, bool]:
    everything = first[5:30] + second[:7] + second[8:15] + second[18:29]
    guarded = {
        "number": (first[5:14], first[14]),
        "optional": (first[15:29], first[29]),
        "birth": (second[:6], second[6]),
        "expiry": (second[8:14], second[14]),
        "everything": (everything, second[29]),
    }
    checks = {name: _holds(text, digit) for name, (text, digit) in guarded.items()}
    return checks | {"twice the same": first[5:14] == first[18:27]}


def _holds(text: str, digit: str) -> bool:
    dated = text.replace("<", "0").isdigit()
    return dated and digit.isdigit() and check_digit(text) == int(digit)
