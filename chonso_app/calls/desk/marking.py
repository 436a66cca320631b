"""Two spellings of one thing side by side: which characters differ."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter


@dataclass(frozen=True)
class Part:
    text: str
    marked: bool = False


def plain(text: str) -> str:
    """As cards print it: capitals, single spaces, one way of composing the marks."""
    return " ".join(unicodedata.normalize("NFC", text).upper().split())


def marked(typed: str, read: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts, those that the other one has not marked. Whole words and numbers."""
    ours, theirs = _words(typed), _words(read)
    if len(ours) == len(theirs):  # as two dates are: each place against its own
        same = [plain(a) == plain(b) for a, b in zip(ours, theirs, strict=True)]
        return _joined(ours, same), _joined(theirs, same)
    match = SequenceMatcher(None, [*map(plain, ours)], [*map(plain, theirs)], autojunk=False)
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in match.get_opcodes():
        for parts, text in ((left, "".join(ours[a:b])), (right, "".join(theirs[c:d]))):
            if text:
                parts.append(Part(text, kind != "equal"))
    return left, right


def _joined(words: list[str], same: list[bool]) -> list[Part]:
    runs = groupby(zip(words, same, strict=True), key=itemgetter(1))
    return [Part("".join(word for word, _ in run), not agree) for agree, run in runs]


def _words(text: str) -> list[str]:
    return re.findall(r"\d+|[^\W\d_]+|[\W_]", text)
