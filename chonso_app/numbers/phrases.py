"""Phrases of the trade: `đầu 09 đuôi 6868`, `tứ quý 8`, `thần tài đầu 090 không 4`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chonso_app.numbers import wording
from chonso_app.numbers.naming import folded
from chonso_app.numbers.pattern import Pattern, parse
from chonso_app.numbers.rules import LENGTH, NumberClass, in_rank

_RUNS = {
    NumberClass.TAM_HOA: 3, NumberClass.TU_QUY: 4, NumberClass.NGU_QUY: 5, NumberClass.LUC_QUY: 6,
    NumberClass.THAT_QUY: 7, NumberClass.BAT_QUY: 8,
}  # fmt: skip
_NOISE = re.compile(r"(?:(?:tim|mua|can|sim|so dep|dang|so(?= \d)) )+")
_DIGITS = r"[\d ]*\d"
_WORDS = {  # what a word before digits says of them
    "head": rf"dau (?:so )?(0{_DIGITS})",
    "tail": rf"(?:duoi|cuoi) (?:so )?({_DIGITS})",
    "middle": rf"(?:co|giua) (?:so )?({_DIGITS})",
    "without": r"(?:khong|tranh)(?: co)? (?:so )?(\d(?:[ ,]*\d)*)",
}
_BETWEEN = re.compile(r"[ ,]*(?:va )?")


@dataclass(frozen=True)
class Phrase:
    pattern: Pattern
    classes: tuple[NumberClass, ...] = ()
    without: str = ""


def read(typed: str) -> Phrase | None:
    """None when it is no phrase. Raises PatternTooLong."""
    whole = " ".join(folded(typed).split())
    text = _NOISE.sub("", whole, count=1) if _NOISE.match(whole) else whole
    if text != whole and re.fullmatch(_DIGITS, text):  # "sim 6868"
        return Phrase(parse(text))
    said: dict[str, str] = {}
    classes: set[NumberClass] = set()
    for name, value in _pieces(text):
        if name in said or not name:
            return None
        if name in _WORDS:
            said[name] = value.replace(" ", "").replace(",", "")
        else:
            classes.add(NumberClass(name))
    if not said and not classes:
        return None
    return Phrase(_pattern(said), in_rank(classes), "".join(sorted(set(said.get("without", "")))))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """(what it says, its digits) of each piece; ("", "") for what says nothing known."""
    place = 0
    while place < len(text):
        match = _grammar().match(text, place)
        if match is None or not match.lastgroup:
            yield "", ""
            return
        name, value = _piece(match.lastgroup, match[match.lastgroup])
        yield name, value
        place = _end_of_gap(text, match.end())


def _piece(group: str, said: str) -> tuple[str, str]:
    if group != "cls":
        return group, said
    if cls := _names().get(said):
        return cls.value, ""
    run, digit = said[:-1].rstrip(), said[-1]  # tu quy 8
    return "tail", digit * _RUNS[_names()[run]]


def _end_of_gap(text: str, place: int) -> int:
    gap = _BETWEEN.match(text, place)
    return gap.end() if gap else place


def _pattern(said: dict[str, str]) -> Pattern:
    head, middle, tail = (said.get(name, "") for name in ("head", "middle", "tail"))
    if len(head + middle + tail) == LENGTH:
        return parse(head + middle + tail)
    return parse(f"{head}*{middle}*{tail}")


@cache
def _grammar() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    runs = "|".join(name for name in names if _names()[name] in _RUNS)
    parts = [_named(name, pattern) for name, pattern in _WORDS.items()]
    classes = rf"(?:duoi )?(?P<cls>(?:{runs}) ?\d(?!\d)|(?:{'|'.join(names)})(?![a-z]| ?\d))"
    return re.compile("|".join([*parts, classes]))


def _named(name: str, pattern: str) -> str:
    """The digits' group gets the name."""
    return re.sub(r"\((?!\?)", f"(?P<{name}>", pattern, count=1)


@cache
def _names() -> dict[str, NumberClass]:
    return {folded(wording.class_name(cls)): cls for cls in NumberClass}
