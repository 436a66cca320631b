"""What people type to find a number: `09*6868`, `0901 23 ????`, `6868`, `090`.

`?` (or x) is one digit, `*` any run of digits. Without `*`, fewer than ten places are a head when
they begin like a mobile number (`090` = `090*`) and else a tail (`6868` = `*6868`): Vietnamese
buyers shop by tail.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from chonso_app.core.errors import ShopError
from chonso_app.numbers.rules import LENGTH

_HEAD = re.compile(r"0[35789]")
_MEANINGLESS = re.compile(r"[\s.\-()]+")
_TO_LIKE = str.maketrans({"*": "%", "?": "_"})


class PatternUnreadable(ShopError):
    """Something other than digits, `?` and `*`. `typed`: the first such character."""


class PatternTooLong(ShopError):
    """More places than a number has. `digits`: how many were typed."""


@dataclass(frozen=True)
class Pattern:
    """`text` in normal form: digits, `?` and single `*` over ten places. "" matches anything."""

    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def like(self) -> str:
        return self.text.translate(_TO_LIKE)

    @property
    def is_whole(self) -> bool:
        """Names one number."""
        return len(self.text) == LENGTH and self.text.isdigit()

    @property
    def head(self) -> str:
        """The digits before the first `?` or `*`."""
        return re.split(r"[?*]", self.text, maxsplit=1)[0]

    @property
    def tail(self) -> str:
        """The digits after the last `?` or `*`; "" for a whole number."""
        return "" if self.text.isdigit() else re.split(r"[?*]", self.text)[-1]

    @property
    def middle(self) -> str:
        """The digits of the floating pieces: `*123*` → `123`."""
        return " ".join(piece for piece in self.text.split("*")[1:-1] if piece)

    def places(self, national: str) -> frozenset[int] | None:
        """Which digits of `national` the pattern names; None when it does not match."""
        match = _regex(self.text or "*").fullmatch(national)
        if match is None:
            return None
        groups = range(1, len(match.groups()) + 1)
        return frozenset(place for group in groups for place in range(*match.span(group)))

    def cells(self) -> tuple[str, ...]:
        """Ten cells to draw, a digit or ""; () when a piece floats and has no place of its own."""
        if self.middle:
            return ()
        left, _, right = self.text.partition("*")
        filled = left + "?" * (LENGTH - len(left) - len(right)) + right
        return tuple("" if cell == "?" else cell for cell in filled)


@lru_cache(maxsize=2_048)
def _regex(text: str) -> re.Pattern[str]:
    steps = {"*": r"\d*?", "?": r"\d"}
    return re.compile("".join(steps.get(p) or f"({p})" for p in re.findall(r"\d+|[?*]", text)))


def parse(typed: str) -> Pattern:
    """Spaces, dots, `+84` and full-width digits are understood.

    Raises:
        PatternUnreadable, PatternTooLong
    """
    text = _MEANINGLESS.sub("", unicodedata.normalize("NFKC", typed)).lower().replace("x", "?")
    text = re.sub(r"^(\+84|84(?=[35789]\d{8}$))", "0", text)
    if strange := re.search(r"[^0-9?*]", text):
        raise PatternUnreadable(typed=strange[0])
    text = re.sub(r"\*+", "*", text)
    places = len(text.replace("*", ""))
    if places > LENGTH:
        raise PatternTooLong(digits=places)
    if "*" not in text and 0 < places < LENGTH:
        text = f"{text}*" if _HEAD.match(text) else f"*{text}"
    return Pattern("" if text == "*" else text)
