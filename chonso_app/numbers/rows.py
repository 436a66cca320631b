"""Numbers as screens show them: rows made of a Number and the question it answers."""

from dataclasses import dataclass, field
from datetime import datetime

from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.numbers import query as queries
from chonso_app.numbers import reasons, rules, service, wording
from chonso_app.numbers.loosening import Looser
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import Span

_MILLION = 1_000_000
# One tap instead of typing: from and to, as in the address
PRICES = ("0-500000", "500000-1000000", "1000000-3000000", "3000000-10000000", "10000000-")


@dataclass(frozen=True)
class NumberRow:
    """One number of a list. `held_until`: ISO, "" for a free one. `letters`: ten cells with those
    of a name that was asked for, over the digits that spell it; or none."""

    national: str
    grouped: str
    path: str
    spans: list[Span]
    price: str
    badge: str
    why: str
    held_until: str
    letters: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """A word and where it leads; `note` is what is said beside it."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class ShapeRow:
    """What makes the number worth more: the digits, what it is called, and why."""

    digits: str
    name: str
    text: str


@dataclass(frozen=True)
class NumberDetail:
    """The number of the page. `phase`: loading, free, held, gone or missing."""

    phase: str = "loading"
    national: str = ""
    grouped: str = ""
    spans: list[Span] = field(default_factory=list)
    art: str = ""
    price: str = ""
    held_until: str = ""
    now: str = ""
    badges: list[str] = field(default_factory=list)
    shapes: list[ShapeRow] = field(default_factory=list)


def row_of(number: Number, query: Query, now: datetime) -> NumberRow:
    shapes = service.shapes_of(number, now)
    shown = reasons.looked_for(shapes, query)
    return NumberRow(
        national=number.national,
        grouped=grouped(number.msisdn),
        path=path_of(number),
        spans=list(rules.spans(number.national, reasons.emphasis(number.national, shapes, query))),
        price=vnd(number.price),
        badge=wording.class_name(shown.cls) if shown else "",
        why=reasons.why(number.national, shapes, query),
        held_until=_held_until(number, now),
        letters=list(reasons.letters(number.national, query)),
    )


def detail_of(number: Number, now: datetime) -> NumberDetail:
    shapes = service.shapes_of(number, now)
    strong = reasons.emphasis(number.national, shapes, Query())
    return NumberDetail(
        phase=_phase(number, now),
        national=number.national,
        grouped=grouped(number.msisdn),
        spans=list(rules.spans(number.national, strong)),
        art=number.national[-2:],
        price=vnd(number.price),
        held_until=_held_until(number, now),
        now=now.isoformat(),
        badges=[wording.class_name(shape.cls) for shape in shapes],
        shapes=[_shape_row(number, shape) for shape in shapes],
    )


def path_of(number: Number) -> str:
    return f"/so/{number.national}"


def href_of(query: Query) -> str:
    asked = queries.to_url(query)
    return f"/tim?{asked}" if asked else "/tim"


def loosened_of(loosers: list[Looser]) -> list[Link]:
    return [
        Link(
            say("find.loosen.show", total=thousands(one.total)),
            href_of(one.query),
            say(
                f"find.loosen.{one.dropped}",
                total=thousands(one.total),
                tail=one.query.pattern.tail,
                said=one.said,
            ),
        )
        for one in loosers
    ]


def price_words(low: int | None, high: int | None) -> str:
    """`dưới 3 triệu`, `từ 500.000 ₫`, `1 triệu – 3 triệu`."""
    if high is None:
        return say("find.price.over", low=short_price(low or 0))
    if not low:
        return say("find.price.under", high=short_price(high))
    return say("find.price.between", low=short_price(low), high=short_price(high))


def price_words_of(value: str) -> str:
    """Of one of PRICES."""
    low, _, high = value.partition("-")
    return price_words(int(low), int(high) if high else None)


def short_price(price: int) -> str:
    if price >= _MILLION and price % (_MILLION // 10) == 0:
        millions = f"{price / _MILLION:.1f}".removesuffix(".0").replace(".", ",")
        return say("find.price.million", millions=millions)
    return vnd(price)


def thousands(count: int) -> str:
    """`1.904`."""
    return f"{count:,}".replace(",", ".")


def _held_until(number: Number, now: datetime) -> str:
    running = number.status is NumberStatus.HELD and not service.is_free(number, now)
    return number.held_until.isoformat() if running and number.held_until else ""


def _phase(number: Number, now: datetime) -> str:
    if service.is_free(number, now):
        return "free"
    return "held" if _held_until(number, now) else "gone"


def _shape_row(number: Number, shape: rules.Shape) -> ShapeRow:
    return ShapeRow(
        number.national[shape.start : shape.end],
        wording.class_name(shape.cls),
        wording.of_shape(number.national, shape),
    )
