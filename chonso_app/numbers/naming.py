"""Numbers that spell a name on the keypad of a phone: Minh is 6464, Thảo Vy 842689."""

import re
import unicodedata

from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.rules import LENGTH

LONGEST = 7  # letters that stand behind a prefix
_SHORTEST_ANYWHERE = 3  # two letters are in every fifth number
_KEYS = {
    letter: digit
    for digit, letters in {
        "2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv",
        "9": "wxyz",
    }.items()
    for letter in letters
}  # fmt: skip
_APART = r"[ '’.-]+"
_NAME = re.compile(rf"[a-z]+(?:{_APART}[a-z]+)* *\d{{0,4}}")


def folded(text: str) -> str:
    """Lower case without marks: `Đức` → `duc`. đ has no decomposition of its own."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def is_name(text: str) -> bool:
    """Words of letters that a phone has, perhaps with a few digits after: Thảo Vy, Nam 99."""
    return bool(_NAME.fullmatch(folded(text)))


def tidy(name: str) -> str:
    """As a name is written: `thảo  vy` → `Thảo Vy`."""
    words = re.split(_APART, unicodedata.normalize("NFC", name).strip())
    return " ".join(word[:1].upper() + word[1:].lower() for word in words if word)


def digits_of(name: str) -> str:
    """The keys to press; digits stay. Everything that is neither is left out."""
    return "".join(_KEYS.get(c, c if c.isascii() and c.isdigit() else "") for c in folded(name))


def parts_of(name: str) -> tuple[str, ...]:
    """What of a tidy name a number can spell, best first: all of it or as many last words as fit,
    down to the given name, then the other words. A single long word is cut."""
    words = name.split()
    ends = [" ".join(words[start:]) for start in range(len(words))]
    wanted = [part for part in (*ends, *reversed(words[:-1])) if _has_letters(part)]
    fit = [part for part in dict.fromkeys(wanted) if len(digits_of(part)) <= LONGEST]
    return tuple(fit) or (next(filter(_has_letters, reversed(words)), words[-1])[:LONGEST],)


def _has_letters(part: str) -> bool:
    """Not digits alone, nor a mark without its letter."""
    return any(char in _KEYS for char in folded(part))


def pattern_of(name: str, *, anywhere: bool = False) -> Pattern:
    digits = digits_of(name)
    return Pattern(f"*{digits}*" if anywhere and fits_anywhere(name) else f"*{digits}")


def fits_anywhere(name: str) -> bool:
    return len(digits_of(name)) >= _SHORTEST_ANYWHERE


def letters_over(name: str, places: frozenset[int]) -> tuple[str, ...]:
    """Ten cells with the name's letters over the digits at `places`; () when they do not fit."""
    letters = [c.upper() for c in unicodedata.normalize("NFC", name) if digits_of(c)]
    if len(letters) != len(places):
        return ()
    over = dict(zip(sorted(places), letters, strict=True))
    return tuple(over.get(place, "") for place in range(LENGTH))
