"""A number of the stock as the page shows it."""

from dataclasses import dataclass

from chonso_app.core.clock import vn_time
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.numbers import stock_look
from chonso_app.numbers import stock_words as words
from chonso_app.numbers.models import Number, NumberStatus
from chonso_app.numbers.stock_look import Found, Story
from chonso_app.numbers.stock_places import Places


@dataclass(frozen=True)
class Line:
    national: str
    shown: str
    cls: str
    price: str
    status: str
    tone: str
    until: str  # of a hold
    place: str
    source: str


@dataclass(frozen=True)
class Told:
    at: str
    who: str
    what: str
    reason: str


@dataclass(frozen=True)
class Opened:
    """The number beside the list."""

    national: str = ""
    shown: str = ""
    cls: str = ""
    price: str = ""
    status: str = ""
    tone: str = "idle"
    place: str = ""
    store: str = ""
    kind: str = ""
    source: str = ""
    may_block: bool = False
    may_release: bool = False


@dataclass(frozen=True)
class Figure:
    word: str
    count: str
    share: str  # of the bar, "64.2%"
    look: str


def line(number: Number, places: Places) -> Line:
    return Line(
        number.national, grouped(number.msisdn), _class(number), vnd(number.price),
        *words.standing(number),
        say("numbers.stock.until", time=vn_time(number.held_until)) if number.held_until else "",
        words.place(number, places), _source(number),
    )  # fmt: skip


def opened(story: Story, places: Places) -> Opened:
    number = story.number
    status, tone = words.standing(number)
    shop = places.shops.get((number.store_code or "").upper())
    return Opened(
        national=number.national, shown=grouped(number.msisdn), cls=_class(number),
        price=vnd(number.price), status=status, tone=tone, place=words.place(number, places),
        store=shop.name if shop else number.store_code or say("numbers.stock.no_store"),
        kind=say(f"numbers.stock.kind.{number.kind.value}"),
        source=_source(number) + (f" · {story.run.file_name}" if story.run else ""),
        may_block=number.status is NumberStatus.AVAILABLE,
        may_release=number.status is NumberStatus.BLOCKED,
    )  # fmt: skip


def _class(number: Number) -> str:
    return say(f"numbers.class.{number.cls}") if number.cls else ""


def _source(number: Number) -> str:
    known = number.run_id is not None
    return say("numbers.stock.batch", run=number.run_id) if known else say("numbers.stock.no_batch")


def total(found: Found) -> str:
    if found.total > stock_look.COUNTED:
        return say("numbers.stock.more_than", count=words.many(stock_look.COUNTED))
    return say("numbers.stock.total", count=words.many(found.total))


_LOOKS = {
    NumberStatus.AVAILABLE: "bg-ok-500", NumberStatus.HELD: "bg-warn-500",
    NumberStatus.SOLD: "bg-brand-600", NumberStatus.BLOCKED: "bg-idle-700",
}  # fmt: skip


def figures(counts: dict[NumberStatus, int]) -> list[Figure]:
    total = max(sum(counts.values()), 1)
    return [
        Figure(words.status(one), words.many(counts.get(one, 0)),
               f"{100 * counts.get(one, 0) / total:.2f}%", _LOOKS[one])
        for one in NumberStatus
    ]  # fmt: skip
