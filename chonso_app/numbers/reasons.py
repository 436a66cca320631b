"""Why a number is in a list, and which of its digits say so."""

from collections.abc import Iterator

from chonso_app.core.texts import say
from chonso_app.numbers import birthdays, naming, traits
from chonso_app.numbers.address_words import GROUPS
from chonso_app.numbers.fengshui import words
from chonso_app.numbers.fengshui.elements import element_of
from chonso_app.numbers.pattern import Pattern
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import Shape
from chonso_app.numbers.understanding import Kind
from chonso_app.numbers.wording import of_shape

_MOST = 3  # reasons in one line
_APART = " · "


def why(national: str, shapes: tuple[Shape, ...], query: Query) -> str:
    """What of the question it answers, the most telling first; else its own best shape and what
    the filters say of it."""
    found = list(_reasons(national, shapes, query)) or [
        *_of_shape(national, shapes, query),
        *_of_filters(national, query),
    ]
    said = _APART.join(found[:_MOST]) or say("numbers.why.none")
    return said[0].upper() + said[1:]


def looked_for(shapes: tuple[Shape, ...], query: Query) -> Shape | None:
    """The shape that the query asked for, else the badge's."""
    asked = (shape for shape in shapes if shape.cls in query.classes)
    return next(asked, shapes[0] if shapes else None)


def emphasis(national: str, shapes: tuple[Shape, ...], query: Query) -> frozenset[int]:
    """The places to print strongly: what the pattern names, else what the shape is made of."""
    if query.patterns:
        return _matched(national, query)[1]
    shown = looked_for(shapes, query)
    return frozenset(range(shown.start, shown.end)) if shown else frozenset()


def letters(national: str, query: Query) -> tuple[str, ...]:
    """Ten cells with the letters of the name that was asked for over its digits; () without."""
    name = query.understood.name
    return naming.letters_over(name, _matched(national, query)[1]) if name else ()


def _reasons(national: str, shapes: tuple[Shape, ...], query: Query) -> Iterator[str]:
    if query.patterns:
        yield _of_typed(national, query)
    if query.classes:
        yield from _of_shape(national, shapes, query)
    if query.element is not None:
        yield words.of_tier(element_of(national), query.element)
    yield from _of_traits(national, query.traits)
    if query.without:
        yield say("numbers.why.without", digits=", ".join(query.without))


def _of_shape(national: str, shapes: tuple[Shape, ...], query: Query) -> Iterator[str]:
    if shown := looked_for(shapes, query):
        yield of_shape(national, shown)


def _of_filters(national: str, query: Query) -> Iterator[str]:
    if query.prefixes:
        yield say("numbers.why.prefix", prefix=national[:3])
    if query.kind:
        yield say(f"numbers.why.kind.{query.kind}")
    if query.units or query.store:
        yield say("numbers.why.stock")


def _of_traits(national: str, masks: tuple[int, ...]) -> Iterator[str]:
    own = traits.traits_of(national) if masks else 0
    for group, bits in GROUPS.items():
        if any(mask & bit & own for mask in masks for bit in bits.values()):
            yield words.of_trait(group, national)


def _of_typed(national: str, query: Query) -> str:
    pattern, places = _matched(national, query)
    understood = query.understood
    if understood.kind is Kind.NAME:
        digits = "".join(national[place] for place in sorted(places))
        return say("numbers.why.name", digits=digits, name=understood.name)
    if understood.birthday:
        return _of_birthday(pattern, understood.birthday)
    return say(_kind(pattern), head=pattern.head, tail=pattern.tail, middle=pattern.middle)


def _of_birthday(pattern: Pattern, birthday: birthdays.Birthday) -> str:
    form = next(form for form, one in birthdays.forms_of(birthday) if one == pattern)
    return say(
        f"numbers.why.born.{form}",
        tail=pattern.tail,
        date=birthday.text,
        day=birthday.day,
        month=birthday.month,
        year=birthday.year,
    )


def _matched(national: str, query: Query) -> tuple[Pattern, frozenset[int]]:
    """The first of the patterns that it matches; the most telling come first."""
    for pattern in query.patterns:
        if (places := pattern.places(national)) is not None:
            return pattern, places
    return query.pattern, frozenset()


def _kind(pattern: Pattern) -> str:
    if pattern.is_whole:
        return "numbers.why.whole"
    if "?" in pattern.text:
        return "numbers.why.mask"
    if pattern.middle:
        return "numbers.why.middle"
    parts = [name for name in ("head", "tail") if getattr(pattern, name)]
    return f"numbers.why.{'_'.join(parts)}"
