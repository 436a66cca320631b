"""Whether two spellings are one name."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher


def same(one: str, other: str) -> bool:
    """Letter for letter, whatever the case and spacing."""
    return _plain(one) == _plain(other)


def same_without_marks(one: str, other: str) -> bool:
    return letters(one) == letters(other)


def likeness(one: str, other: str) -> float:
    """0 to 1, over the bare letters: what an MRZ says never has marks, and OCR loses spaces."""
    return SequenceMatcher(None, letters(one), letters(other), autojunk=False).ratio()


def letters(name: str) -> str:
    """`Trần Thị Mẫu` → `TRANTHIMAU`."""
    decomposed = unicodedata.normalize("NFD", name.upper().replace("Đ", "D"))
    return re.sub(r"[^A-Z]", "", decomposed)


def printed_in(name: str, lines: Sequence[str]) -> bool:
    """Letter for letter and mark for mark, somewhere in what OCR gave; it may join words."""
    text = _plain(" ".join(lines)).replace(" ", "")
    return bool(name) and _plain(name).replace(" ", "") in text


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).upper().split())
