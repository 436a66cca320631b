"""What all machine-readable lines share (ICAO 9303): check digits, cleaning, repairs by position.

Repairs put a digit where a digit must stand, never more: sex, nationality and name are guarded by
no check digit and stay as they were read.
"""

import re
from dataclasses import dataclass

TO_DIGIT = str.maketrans("OQDILZSBGTA", "00011258674")  # what OCR puts where a digit stands
TO_LETTER = str.maketrans("0158264", "OISBZGA")
_LOOKS_LIKE_FILLER = "«≤‹({["


@dataclass(frozen=True)
class Reading:
    """Repaired lines, and which of their checks hold. `form`: td1 or td3."""

    form: str
    lines: tuple[str, ...]
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


def holds(text: str, digit: str) -> bool:
    return digit.isdigit() and check_digit(text) == int(digit)


def cleaned(line: str) -> str:
    text = line.upper().replace(" ", "")
    for letter in _LOOKS_LIKE_FILLER:
        text = text.replace(letter, "<")
    return re.sub(r"[^A-Z0-9<]", "", text)


def name_in(line: str) -> str:
    return " ".join(re.sub(r"<+", " ", line).split())


def name_line(line: str, width: int) -> str:
    """Letters only, its tail of misread fillers cut, filled up to `width`."""
    line = re.sub(r"<[CKLSE<]{3,}$", lambda tail: "<" * len(tail.group()), line)
    return (line.translate(TO_LETTER) + "<" * width)[:width]
