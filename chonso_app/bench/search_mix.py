"""What people ask a shelf, in fixed shares: 246 questions of 22 kinds, always the same ones."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from chonso_app.numbers import traits
from chonso_app.numbers.pattern import Pattern, parse
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.rules import PREFIXES, NumberClass
from chonso_app.numbers.traits import Element

C = NumberClass
_SEED = 246
_SORTS = (Sort.CHEAPEST, Sort.NUMBER, Sort.BEST), (70, 15, 15)
_LUCKY = ("68", "86", "79", "39", "88", "99", "66", "38", "78", "89", "98", "69")


@dataclass(frozen=True)
class Asked:
    """One question of the mix."""

    kind: str
    query: Query


def mix() -> list[Asked]:
    """In an order that does not change, kinds shuffled: any beginning of it is a fair sample."""
    dice = random.Random(_SEED)  # noqa: S311  the same questions for everybody on purpose
    asked = [
        Asked(kind, replace(make(dice), sort=dice.choices(*_SORTS)[0]))
        for kind, (make, share) in _KINDS.items()
        for _ in range(share)
    ]
    dice.shuffle(asked)
    return asked


def extremes() -> Iterator[Asked]:
    """Beside the mix: what nothing answers, what almost everything answers, and readings."""
    for text in ("0912*", "0701234567", "*0000000*", "0?1*9999999", "*1*2*3*4*5*6*7*8*"):
        yield Asked("nothing", Query(patterns=(parse(text),)))
    for sort in Sort:
        for text in ("*8*", "*6*8*", "0*", "*9", "0??????8??"):
            yield Asked("almost all", Query(patterns=(parse(text),), sort=sort))
        yield Asked("almost all", Query(without="4", sort=sort))
    for person in Element:
        masks = (traits.nut(8), traits.element(Element.KIM) | traits.element(Element.THO))
        yield Asked("reading", Query(traits=masks, element=person, sort=Sort.ELEMENT))
    year = tuple(parse(f"*{day:02d}0{month}90") for day in (4, 14, 24) for month in (4, 8))
    yield Asked("birthdays", Query(patterns=year))


def _digits(dice: random.Random, length: int) -> str:
    """Every other time such as people like: 6868, 7979, 888."""
    if dice.random() < 0.5:
        return "".join(dice.choice(_LUCKY) for _ in range(4))[:length]
    return f"{dice.randrange(10**length):0{length}d}"


def _of(text: str) -> Query:
    return Query(patterns=(Pattern(text),) if text else ())


def _head(dice: random.Random, length: int) -> str:
    return (dice.choice(PREFIXES) + _digits(dice, 5))[:length]


def _suffix(length: int) -> Callable[[random.Random], Query]:
    return lambda dice: _of(f"*{_digits(dice, length)}")


def _prefix(length: int) -> Callable[[random.Random], Query]:
    return lambda dice: _of(f"{_head(dice, length)}*")


def _contains(length: int) -> Callable[[random.Random], Query]:
    return lambda dice: _of(f"*{_digits(dice, length)}*")


def _ends(dice: random.Random) -> Query:
    return _of(f"{_head(dice, dice.choice((3, 4)))}*{_digits(dice, dice.choice((2, 3)))}")


def _per_place(dice: random.Random) -> Query:
    """`0??8?6??68`: three to five digits at places of their own."""
    places = {place: dice.choice("0123456789") for place in dice.sample(range(3, 10), 5)}
    kept = dict(list(places.items())[: dice.randrange(3, 6)])
    return _of("0" + "".join(kept.get(place, "?") for place in range(1, 10)))


def _two_pieces(dice: random.Random) -> Query:
    return _of(f"*{_digits(dice, 2)}*{_digits(dice, 2)}*")


def _class(dice: random.Random) -> Query:
    return Query(classes=(dice.choice(list(C)),))


def _class_and_price(dice: random.Random) -> Query:
    low = dice.choice((35_000, 100_000, 500_000))
    return replace(_class(dice), price_from=low, price_to=low * dice.choice((3, 10)))


def _class_and_prefix(dice: random.Random) -> Query:
    return replace(_class(dice), prefixes=(dice.choice(PREFIXES),), without=dice.choice(("", "4")))


def _excluding(dice: random.Random) -> Query:
    unwanted = "".join(sorted(dice.sample("0123456789", dice.choice((1, 2, 3)))))
    return replace(_of(dice.choice(("", "*8", "*86", "*39"))), without=unwanted)


def _browsing(dice: random.Random) -> Query:
    prefixes = tuple(p for p in PREFIXES if p in dice.sample(PREFIXES, 2))
    return dice.choice((Query(), Query(prefixes=prefixes), Query(price_from=1_000_000)))


def _price_and_suffix(dice: random.Random) -> Query:
    low = dice.choice((0, 50_000, 200_000, 1_000_000))
    tail = _of(f"*{_digits(dice, dice.choice((2, 3, 4)))}")
    return replace(tail, price_from=low, price_to=low + dice.choice((50_000, 1_000_000)))


def _impossible(dice: random.Random) -> Query:
    tail = _digits(dice, 4)
    return dice.choice((
        _of(f"0912*{tail}"),
        replace(_of(f"*{tail}"), without=tail[-1]),
        replace(_of(f"*{tail}"), price_to=34_000),
    ))  # fmt: skip


_KINDS: dict[str, tuple[Callable[[random.Random], Query], int]] = {
    "suffix 2": (_suffix(2), 8),
    "suffix 3": (_suffix(3), 14),
    "suffix 4": (_suffix(4), 34),
    "suffix 5": (_suffix(5), 12),
    "suffix 6": (_suffix(6), 8),
    "contains 3": (_contains(3), 22),
    "contains 4": (_contains(4), 8),
    "contains 5": (_contains(5), 4),
    "contains 6": (_contains(6), 2),
    "class": (_class, 21),
    "class and price": (_class_and_price, 9),
    "class and prefix": (_class_and_prefix, 8),
    "prefix 4": (_prefix(4), 6),
    "prefix 5": (_prefix(5), 6),
    "prefix 6": (_prefix(6), 6),
    "per place": (_per_place, 18),
    "prefix and suffix": (_ends, 16),
    "excluded digits": (_excluding, 12),
    "browsing": (_browsing, 10),
    "price and suffix": (_price_and_suffix, 10),
    "two pieces": (_two_pieces, 6),
    "impossible": (_impossible, 6),
}  # fmt: skip
