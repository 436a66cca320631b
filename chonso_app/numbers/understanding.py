"""One box for everything: digits, a pattern, a name, a birth date, a phrase of the trade.

The rules, first that fits: a date with marks between its parts (15/8/1990); a phrase (đuôi 6868,
tứ quý 8); eight digits that are a date; digits and wildcards; words of letters, a name.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from chonso_app.core.texts import say
from chonso_app.numbers import birthdays, naming, pattern, phrases, wording
from chonso_app.numbers.birthdays import Birthday, Form
from chonso_app.numbers.pattern import Pattern, PatternUnreadable
from chonso_app.numbers.rules import NumberClass

LONGEST = 60  # characters that are read
_DIGITS = re.compile(r"[0-9?*x\s.\-()+]+", re.IGNORECASE)
_OTHER_PARTS = 2  # of a name, offered beside the one that is searched


class Kind(StrEnum):
    """What was typed."""

    NOTHING = "nothing"
    DIGITS = "digits"
    NAME = "name"
    DATE = "date"
    CLASS = "class"  # only filters: a shape, digits to avoid


@dataclass(frozen=True)
class Alternative:
    """Another reading of the same, to offer as a link: `typed` is what would have been typed."""

    said: str
    typed: str
    anywhere: bool = False


@dataclass(frozen=True)
class Understood:
    """`patterns`: any of them. `said`: how it was understood, in words.

    `name`: the part of a name that is searched, as it is written. `birthday`: what a DATE says.
    """

    kind: Kind
    patterns: tuple[Pattern, ...] = ()
    said: str = ""
    classes: tuple[NumberClass, ...] = ()
    without: str = ""
    name: str = ""
    birthday: Birthday | None = None
    anywhere: bool = False
    alternatives: tuple[Alternative, ...] = ()


def tidy(typed: str) -> str:
    """As it stands in the box again: full-width characters and runs of spaces made plain."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())[:LONGEST].strip()


@lru_cache(maxsize=2_048)
def understand(typed: str, *, anywhere: bool = False) -> Understood:
    """`anywhere`: a name may stand at any place, not only at the end.

    Raises:
        PatternUnreadable, PatternTooLong, DateUnknown
    """
    text = tidy(typed)
    if not text:
        return Understood(Kind.NOTHING)
    if birthday := birthdays.read(text):
        return _date(birthday)
    text = text.removesuffix("/").rstrip()  # a date that is being typed
    if phrase := phrases.read(text):
        return _phrase(phrase)
    if _DIGITS.fullmatch(text):
        return _digits(text)
    if naming.is_name(text):
        return _name(naming.tidy(text), anywhere=anywhere)
    raise PatternUnreadable(typed=text)


def _phrase(phrase: phrases.Phrase) -> Understood:
    told = [wording.class_name(cls) for cls in phrase.classes]
    if phrase.pattern:
        told.insert(0, wording.of_pattern(phrase.pattern))
    if phrase.without:
        told.append(say("numbers.why.without", digits=", ".join(phrase.without)))
    return Understood(
        Kind.DIGITS if phrase.pattern else Kind.CLASS,
        _any(phrase.pattern),
        ", ".join(told),
        phrase.classes,
        phrase.without,
    )


def _digits(text: str) -> Understood:
    one = pattern.parse(text)
    plain = re.sub(r"[\s.\-]", "", text)
    birthday = birthdays.in_digits(plain)
    if birthday and len(plain) == 8:
        return _date(birthday, as_digits=one)
    other = (_as_date(birthday),) if birthday else ()
    kind = Kind.DIGITS if one else Kind.NOTHING
    return Understood(kind, _any(one), wording.of_pattern(one), alternatives=other)


def _as_date(birthday: Birthday) -> Alternative:
    return Alternative(say("numbers.instead.date", date=birthday.text), birthday.text)


def _date(birthday: Birthday, as_digits: Pattern | None = None) -> Understood:
    forms = tuple(birthdays.forms_of(birthday))
    *most, last = [one.tail for _, one in forms]
    tails = say("numbers.or", first=", ".join(most), last=last) if most else last
    said = say(f"numbers.understood.born.{forms[0][0]}", date=birthday.text, tails=tails)
    digits = Alternative(say("numbers.instead.digits"), as_digits.text) if as_digits else None
    return Understood(
        Kind.DATE,
        tuple(one for _, one in forms),
        said,
        birthday=birthday,
        alternatives=(*_narrower(birthday), *((digits,) if digits else ())),
    )


def _narrower(birthday: Birthday) -> tuple[Alternative, ...]:
    """Only the whole date, only the day, only the year."""
    forms = tuple(birthdays.forms_of(birthday))
    if len(forms) < 2:
        return ()
    full = [one.tail for form, one in forms if form is Form.FULL and len(one.tail) == 6]
    day = [one.tail for form, one in forms if form is Form.DAY]
    year = [one.tail for form, one in forms if form is Form.YEAR]
    return tuple(
        Alternative(say("numbers.instead.only_tail", tail=tail), f"*{tail}")
        for tail in (*full[:1], *day, *year)
    )


def _name(written: str, *, anywhere: bool) -> Understood:
    part, *others = naming.parts_of(written)
    anywhere = anywhere and naming.fits_anywhere(part)
    place = "anywhere" if anywhere else "end"
    return Understood(
        Kind.NAME,
        (naming.pattern_of(part, anywhere=anywhere),),
        say(f"numbers.understood.name_{place}", name=part, digits=naming.digits_of(part)),
        name=part,
        anywhere=anywhere,
        alternatives=(
            *_elsewhere(part, anywhere=anywhere),
            *(
                Alternative(say("numbers.instead.name", name=one), one, anywhere)
                for one in others[:_OTHER_PARTS]
            ),
        ),
    )


def _elsewhere(part: str, *, anywhere: bool) -> tuple[Alternative, ...]:
    if not naming.fits_anywhere(part):
        return ()
    said = say("numbers.instead.at_end" if anywhere else "numbers.instead.anywhere", name=part)
    return (Alternative(said, part, not anywhere),)


def _any(one: Pattern) -> tuple[Pattern, ...]:
    return (one,) if one else ()
