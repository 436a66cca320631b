"""What the pair finder knows. The question is in the address: /sim-doi?kieu=lien-tiep&q=6868."""

from dataclasses import dataclass, field

import reflex as rx
from sqlmodel import Session

from chonso_app.core.db import in_read
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import of_refusal, say
from chonso_app.numbers import pairs, patience, query, rows, rules
from chonso_app.numbers.asked import LONGEST, params_of
from chonso_app.numbers.models import Number
from chonso_app.numbers.pairs import Pair, PairKind
from chonso_app.numbers.query import Query
from chonso_app.numbers.rules import Span
from chonso_app.ui.edge import limited, public
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class PairSide:
    """One number of a pair; the strong digits are those that differ."""

    national: str = ""
    path: str = ""
    spans: list[Span] = field(default_factory=list)
    price: str = ""


@dataclass(frozen=True)
class PairRow:
    """`first` is empty when only `second` can be bought."""

    key: str
    first: PairSide
    second: PairSide
    total: str
    label: str  # for who hears the button: both numbers


@dataclass(frozen=True)
class Tab:
    kind: str
    href: str


@dataclass(frozen=True)
class PairsAsked:
    kind: str = PairKind.CONSECUTIVE.value
    typed: str = ""
    price: str = ""  # as in the address
    cls: str = ""
    address: str = ""
    tabs: list[Tab] = field(default_factory=list)


@dataclass(frozen=True)
class PairsFound:
    """`phase`: loading, list, none, far (nothing yet, but not at the end), need or unread."""

    phase: str = "loading"
    title: str = ""
    note: str = ""
    following: str = ""
    error: str = ""


class PairsState(rx.State):
    asked: PairsAsked = PairsAsked()
    found: PairsFound = PairsFound()
    pairs: list[PairRow] = []

    @rx.event
    @limited(120, 60)
    @public
    async def load(self) -> None:
        if await patience.is_spent(self):
            return
        await self._refresh()
        sides = [side for pair in self.pairs for side in (pair.first, pair.second)]
        follow(self, *[f"number:84{side.national[1:]}" for side in sides if side.national])

    async def _refresh(self) -> None:
        params = params_of(self.router.url.query[:LONGEST])
        kind = _kind_named(params.get("kieu", ""))
        try:
            asked = query.from_params(params)
        except ShopError as refusal:
            self.asked = _asked(kind, Query(), params.get("q", "")[:40])
            self.found, self.pairs = PairsFound("unread", error=of_refusal(refusal)), []
            return
        self.asked = _asked(kind, asked, asked.box)
        if kind is PairKind.ONE_DIGIT and not asked.patterns:
            self.found, self.pairs = PairsFound("need"), []
            return
        page = await in_read(_find, kind, asked)
        self.pairs = [_row(pair, asked) for pair in page.pairs]
        self.found = _found(kind, asked, page)


def _find(session: Session, kind: PairKind, asked: Query) -> pairs.PairPage:
    return pairs.find(session, kind, asked)


def _found(kind: PairKind, asked: Query, page: pairs.PairPage) -> PairsFound:
    following = ""
    if page.following:
        following = _href(kind, asked.but(after=page.following))
    if not page.pairs:
        title = say("pairs.far", count=rows.thousands(page.walked)) if following else ""
        return PairsFound("far" if following else "none", title=title, following=following)
    if not asked.pattern.is_whole:
        return PairsFound("list", say("pairs.list"), say("pairs.order"), following)
    number = grouped(f"84{asked.pattern.text[1:]}")
    is_ours = page.pairs[0].first is not None
    note = say("pairs.partners_order") if is_ours else say("pairs.partners_note", number=number)
    return PairsFound("list", say("pairs.partners", number=number), note)


def _asked(kind: PairKind, asked: Query, typed: str) -> PairsAsked:
    params = params_of(query.to_url(asked))
    return PairsAsked(
        kind=kind.value,
        typed=typed,
        price=params.get("gia", ""),
        cls=params.get("lop", ""),
        address=_href(kind, asked),
        tabs=[Tab(one.value, _href(one, asked.but())) for one in PairKind],
    )


def _href(kind: PairKind, asked: Query) -> str:
    said = query.to_url(asked)
    return f"/sim-doi?kieu={kind.value}" + (f"&{said}" if said else "")


def _kind_named(word: str) -> PairKind:
    known = {kind.value for kind in PairKind}
    return PairKind(word) if word in known else PairKind.CONSECUTIVE


def _row(pair: Pair, asked: Query) -> PairRow:
    """A partner that comes alone is compared with the number that was asked about."""
    first, second = pair.first, pair.second
    other = first.national if first else asked.pattern.text
    places = pairs.differing(other, second.national)
    total = second.price + (first.price if first else 0)
    names = [grouped(one.msisdn) for one in (first, second) if one]
    return PairRow(
        key="-".join(names),
        first=_side(first, places) if first else PairSide(),
        second=_side(second, places),
        total=vnd(total),
        label=", ".join(names),
    )


def _side(number: Number, places: frozenset[int]) -> PairSide:
    spans = list(rules.spans(number.national, places))
    return PairSide(number.national, rows.path_of(number), spans, vnd(number.price))
