"""Everything phong thủy says of one number, each reading by itself, with its rule and source."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from chonso_app.core.texts import say
from chonso_app.numbers.fengshui import words
from chonso_app.numbers.fengshui.elements import Element, element_counts, element_of, tiers
from chonso_app.numbers.fengshui.hexagrams import Fortune, Hexagram, hexagram_of, moving_line_of
from chonso_app.numbers.fengshui.levels import Level, level_of, linh_so_of, nut_of, total_of
from chonso_app.numbers.fengshui.stars import GOOD_STARS, stars_of

_HIGH_NUT = 8  # shops say "from 7" or "from 8"
_PERIOD_DIGIT = "9"  # vận 9, 2024–2043


class Tone(StrEnum):
    GOOD = "good"
    PLAIN = "plain"
    BAD = "bad"


@dataclass(frozen=True)
class Reading:
    """One table's word on a number. `key`: nut, linh_so, element, tier, balance, hexagram, inner,
    changed, period or stars; the last is a school of its own, to be shown apart.

    `value` is the word itself, `text` how it came about, `rule` and `source` in plain words.
    """

    key: str
    title: str
    value: str
    text: str
    rule: str
    source: str
    tone: Tone


def readings(national: str, person: Element | None = None) -> tuple[Reading, ...]:
    """`person`: the element of whoever shall have it; without, nothing is said about them."""
    chu, line = hexagram_of(national), moving_line_of(national)
    return (
        _nut(national),
        _linh_so(national),
        _element(national),
        *([_tier(national, person)] if person is not None else []),
        _balance(national),
        _hexagram("hexagram", chu),
        _hexagram("inner", chu.inner),
        _hexagram("changed", chu.changed(line), line=line),
        _period(national),
        _stars(national),
    )


def _reading(key: str, value: str, tone: Tone, **params: object) -> Reading:
    return Reading(
        key=key,
        title=say(f"fengshui.title.{key}"),
        value=value,
        text=say(f"fengshui.text.{key}", **params),
        rule=say(f"fengshui.rule.{key}"),
        source=say(f"fengshui.source.{key}"),
        tone=tone,
    )


def _nut(national: str) -> Reading:
    nut = nut_of(national)
    value = say("fengshui.short.nut", nut=nut)
    tone = Tone.GOOD if nut >= _HIGH_NUT else Tone.PLAIN
    return _reading("nut", value, tone, total=total_of(national), nut=nut)


def _linh_so(national: str) -> Reading:
    linh_so = linh_so_of(national)
    level = level_of(linh_so)
    tone = Tone.GOOD if level <= Level.CAT else Tone.BAD if level >= Level.HUNG else Tone.PLAIN
    name = words.level_name(level)
    return _reading("linh_so", name, tone, tail=national[-4:], linh_so=linh_so, level=name.lower())


def _element(national: str) -> Reading:
    counts = element_counts(national)
    told = ", ".join(
        say("fengshui.count", name=words.element_name(one), count=counts[one])
        for one in sorted(counts, key=lambda one: -counts[one])
        if counts[one]
    )
    own = words.element_name(element_of(national))
    return _reading("element", own, Tone.PLAIN, counts=told, element=own)


def _tier(national: str, person: Element) -> Reading:
    number = element_of(national)
    tier = tiers(person).index(number)
    tone = (Tone.GOOD, Tone.GOOD, Tone.PLAIN, Tone.PLAIN, Tone.BAD)[tier]
    return _reading(
        "tier",
        say(f"fengshui.tier_name.{tier}"),
        tone,
        said=words.of_tier(number, person),
        place=tier + 1,
    )


def _balance(national: str) -> Reading:
    evens = sum(int(digit) % 2 == 0 for digit in national)
    odds = len(national) - evens
    gap = abs(evens - odds)
    key = "even" if gap == 0 else "near" if gap == 2 else "yin" if evens > odds else "yang"
    tone = Tone.GOOD if gap == 0 else Tone.PLAIN
    return _reading("balance", say(f"fengshui.balance.{key}"), tone, evens=evens, odds=odds)


def _hexagram(key: str, hexagram: Hexagram, **params: object) -> Reading:
    tone = {Fortune.GOOD: Tone.GOOD, Fortune.BAD: Tone.BAD}.get(hexagram.fortune, Tone.PLAIN)
    return _reading(
        key,
        words.hexagram_name(hexagram),
        tone,
        place=hexagram.king_wen,
        upper=words.trigram_name(hexagram.upper),
        lower=words.trigram_name(hexagram.lower),
        meaning=say(f"fengshui.meaning.{hexagram.king_wen}"),
        fortune=say(f"fengshui.fortune.{hexagram.fortune}"),
        **params,
    )


def _period(national: str) -> Reading:
    count = national.count(_PERIOD_DIGIT)
    value = say("fengshui.short.period", count=count)
    return _reading("period", value, Tone.GOOD if count else Tone.PLAIN, count=count)


def _stars(national: str) -> Reading:
    stars = stars_of(national)
    good = sum(star in GOOD_STARS for star in stars)
    told = ", ".join(
        say("fengshui.count", name=say(f"fengshui.star.{star}"), count=count)
        for star, count in Counter(stars).most_common()
    )
    value = say("fengshui.short.stars", good=good, bad=len(stars) - good)
    return _reading("stars", value, Tone.PLAIN, told=told or say("fengshui.no_star"))
