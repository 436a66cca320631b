"""One box for everything: digits, a pattern, a name, a birth date or a year."""

from dataclasses import dataclass
from enum import StrEnum

from chonso_app.numbers import pattern
from chonso_app.numbers.pattern import Pattern


class Kind(StrEnum):
    """What was typed."""

    NOTHING = "nothing"
    DIGITS = "digits"
    NAME = "name"
    DATE = "date"


@dataclass(frozen=True)
class Understood:
    """`patterns`: any of them. `said`: how it was understood, in words."""

    kind: Kind
    patterns: tuple[Pattern, ...]
    said: str = ""


def understand(typed: str) -> Understood:
    """Raises PatternUnreadable, PatternTooLong."""
    one = pattern.parse(typed)
    return Understood(Kind.DIGITS if one else Kind.NOTHING, (one,) if one else ())
