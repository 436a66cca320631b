"""Whole phrases of the trade: `đầu 09 đuôi 6868`, `tứ quý 8`, `thần tài`."""

import re
from dataclasses import dataclass
from functools import cache

from chonso_app.numbers import wording
from chonso_app.numbers.naming import folded
from chonso_app.numbers.pattern import Pattern, parse
from chonso_app.numbers.rules import LENGTH, NumberClass

_RUNS = {
    NumberClass.TAM_HOA: 3, NumberClass.TU_QUY: 4, NumberClass.NGU_QUY: 5, NumberClass.LUC_QUY: 6,
    NumberClass.THAT_QUY: 7, NumberClass.BAT_QUY: 8,
}  # fmt: skip
_NOISE = re.compile(r"^(?:(?:tim|mua|can|sim|so|dep|dang)\s+)+")
_PLACES = re.compile(
    r"(?:dau(?: so)?\s*(?P<head>0[\d ]*)\D*?)?"
    r"(?:(?:co|giua)\s*(?P<middle>[\d ]+)\D*?)?"
    r"(?:(?:duoi|cuoi)(?: so)?\s*(?P<tail>[\d ]+))?"
)
_RUN = re.compile(r"(?P<name>\D+?)\s*(?P<digit>\d)")


@dataclass(frozen=True)
class Phrase:
    pattern: Pattern
    classes: tuple[NumberClass, ...] = ()


def read(typed: str) -> Phrase | None:
    """None when it is no phrase. Raises PatternTooLong."""
    text = _NOISE.sub("", " ".join(folded(typed).split()))
    named = text.removeprefix("duoi ")
    if cls := _names().get(named):
        return Phrase(Pattern(), (cls,))
    run = _RUN.fullmatch(named)
    if run and (length := _RUNS.get(_names().get(run["name"], NumberClass.GANH))):
        return Phrase(parse(f"*{run['digit'] * length}"))
    if places := _PLACES.fullmatch(text):
        parts = [(places[part] or "").replace(" ", "") for part in ("head", "middle", "tail")]
        if any(parts):
            return Phrase(parse("*".join(_joined(parts))))
    only = text.replace(" ", "")
    return Phrase(parse(only)) if only.isdigit() and text != folded(typed).strip() else None


def _joined(parts: list[str]) -> tuple[str, ...]:
    head, middle, tail = parts
    if len(head + middle + tail) == LENGTH:
        return ("".join(parts),)
    return (head, middle, tail) if middle else (head, tail)


@cache
def _names() -> dict[str, NumberClass]:
    """`so tien` and `tien`."""
    names = {folded(wording.class_name(cls)): cls for cls in NumberClass}
    return names | {name.removeprefix("so "): cls for name, cls in names.items()}
