"""What phong thủy says of a number, as screens show it."""

from dataclasses import dataclass, field

from chonso_app.core.texts import say
from chonso_app.numbers import fengshui
from chonso_app.numbers.fengshui import Element, Tone

_MORE, _APART = ("inner", "changed", "period"), ("stars",)
_TONES = {Tone.GOOD: "ok", Tone.BAD: "bad", Tone.PLAIN: ""}


@dataclass(frozen=True)
class ReadingRow:
    """One reading. `tone`: ok, bad or "" for one that judges nothing."""

    title: str
    value: str
    tone: str
    text: str
    rule: str
    source: str


@dataclass(frozen=True)
class Readings:
    """Everything about one number. `more`: folded; `apart`: of another school, never weighed with
    the others."""

    national: str = ""
    title: str = ""
    rows: list[ReadingRow] = field(default_factory=list)
    more: list[ReadingRow] = field(default_factory=list)
    apart: list[ReadingRow] = field(default_factory=list)
    bar: list[bool] = field(default_factory=list)  # a piece for each digit, the odd ones first
    odds: str = ""
    evens: str = ""


def readings_of(national: str, person: Element | None = None, *, title: str = "") -> Readings:
    """`person`: whom the number's element is compared with."""
    odds = sum(int(digit) % 2 for digit in national)
    told = fengshui.readings(national, person)
    return Readings(
        national=national,
        title=title,
        rows=[_row(one) for one in told if one.key not in (*_MORE, *_APART)],
        more=[_row(one) for one in told if one.key in _MORE],
        apart=[_row(one) for one in told if one.key in _APART],
        bar=[place < odds for place in range(len(national))],
        odds=say("fengshui_page.number.odd", odds=odds),
        evens=say("fengshui_page.number.even", evens=len(national) - odds),
    )


def _row(one: fengshui.Reading) -> ReadingRow:
    return ReadingRow(one.title, one.value, _TONES[one.tone], one.text, one.rule, one.source)
