"""What the page of phong thủy knows. The birth date itself is forgotten as soon as it is read.

What is shown of it stays in the tab until it is closed or told to forget: the lunar year and what
follows from that, and whether somebody was born before Tết. Never a day or a month.
"""

from dataclasses import dataclass, field
from datetime import date

import reflex as rx
from pydantic import BaseModel, Field, field_validator
from sqlmodel import Session

from chonso_app.core.clock import vn_today
from chonso_app.core.db import in_read, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped, to_e164, to_national
from chonso_app.core.texts import of_refusal, say
from chonso_app.numbers import address_words, fengshui, rows, service
from chonso_app.numbers.fengshui import Element
from chonso_app.numbers.fengshui.elements import DIGIT_ELEMENTS, tiers
from chonso_app.numbers.fengshui.words import element_name, of_tier
from chonso_app.numbers.fengshui_rows import Readings, readings_of
from chonso_app.numbers.query import Query, Sort
from chonso_app.numbers.traits import element
from chonso_app.ui.edge import limited, parse, public

# Each its own switch: (name of the group in the address, its words)
SWITCHES = {"nut": "8,9,10", "linh-so": "dai-cat,cat", "am-duong": "5-5", "que": "tot"}


class Birth(BaseModel):
    day: int = Field(ge=1, le=31)
    month: int = Field(ge=1, le=12)
    year: int = Field(ge=1000, le=9999)

    @field_validator("*", mode="before")
    @classmethod
    def trimmed(cls, value: object) -> str:
        return str(value).strip()[:4]


class Typed(BaseModel):
    number: str = Field(max_length=30)


@dataclass(frozen=True)
class Related:
    """An element and what it does for the person; `digits` are those that have it."""

    title: str
    element: str
    digits: str


@dataclass(frozen=True)
class PersonRow:
    """Who the visitor is by the calendar. Empty before the date was told."""

    lunar: str = ""  # Mậu Dần 1998
    nap_am: str = ""
    element: str = ""
    related: list[Related] = field(default_factory=list)
    before_tet: str = ""


@dataclass(frozen=True)
class TierRow:
    """Numbers that stand in one relation to the person."""

    title: str
    why: str
    count: str
    href: str


@dataclass(frozen=True)
class Fitting:
    """Where the numbers are, with the switches that are on."""

    total: str = ""
    some: bool = False
    href: str = ""
    tiers: list[TierRow] = field(default_factory=list)


class FengshuiState(rx.State):
    person: PersonRow = PersonRow()
    error: str = ""
    switched: list[str] = []
    fitting: Fitting = Fitting()
    readings: Readings = Readings()
    number_error: str = ""
    _element: str = ""  # one of five; of the date nothing else is kept but what `person` shows

    @rx.event
    @limited(30, 60)
    @public
    async def tell_birth(self, form: dict) -> None:
        """Day, month and year of birth: read, reckoned with, and not kept."""
        born = _date_in(form)
        if born is None or born > vn_today(utc_now()):
            self.error = say("fengshui_page.wrong_date")
            return
        try:
            who = fengshui.person_of(born)
        except ShopError as refusal:
            self.error = of_refusal(refusal)
            return
        self.error, self._element = "", who.element.name
        self.person = _person_row(who)
        await self._count()
        if self.readings.national:
            self._read(self.readings.national)

    @rx.event
    @public
    async def forget(self) -> None:
        self.person, self.fitting, self.error = PersonRow(), Fitting(), ""
        self._element = ""

    @rx.event
    @limited(60, 60)
    @public
    async def switch(self, name: str) -> None:
        if name not in SWITCHES or not self._element:
            return
        on = set(self.switched) ^ {name}
        self.switched = [one for one in SWITCHES if one in on]
        await self._count()

    @rx.event
    @limited(60, 60)
    @public
    async def read_number(self, form: dict) -> None:
        """Any Vietnamese mobile number, ours or not."""
        typed, _ = parse(Typed, form)
        try:
            national = to_national(to_e164(typed.number if typed else ""))
        except ShopError:
            self.number_error = say("fengshui_page.of.wrong")
            return
        self.number_error = ""
        self._read(national)

    def _read(self, national: str) -> None:
        title = say("fengshui_page.of.result", number=grouped(f"84{national[1:]}"))
        self.readings = readings_of(national, self._person(), title=title)

    def _person(self) -> Element | None:
        return Element[self._element] if self._element else None

    async def _count(self) -> None:
        person = self._person()
        if person is not None:
            self.fitting = await in_read(_fitting, person, tuple(self.switched))


def _date_in(form: object) -> date | None:
    typed, _ = parse(Birth, form)
    try:
        return date(typed.year, typed.month, typed.day) if typed else None
    except ValueError:
        return None


def _person_row(who: fengshui.Person) -> PersonRow:
    feeds, same, _, _, harms = tiers(who.element)
    related = (("feeds", feeds), ("same", same), ("harms", harms))
    return PersonRow(
        lunar=f"{who.year_name} {who.lunar_year}",
        nap_am=who.nap_am,
        element=element_name(who.element),
        related=[
            Related(say(f"fengshui_page.{word}"), element_name(one), _digits_of(one))
            for word, one in related
        ],
        before_tet=_before_tet(who) if who.before_tet else "",
    )


def _before_tet(who: fengshui.Person) -> str:
    tet = who.tet.strftime("%d/%m/%Y")
    return say("fengshui_page.before_tet", tet=tet, year=who.lunar_year)


def _digits_of(wanted: Element) -> str:
    digits = [str(digit) for digit, one in enumerate(DIGIT_ELEMENTS) if one is wanted]
    return say("fengshui_page.digits", digits=", ".join(digits))


def _fitting(session: Session, person: Element, switched: tuple[str, ...]) -> Fitting:
    """Counted as the list counts: the page behind each link says the same."""
    masks = tuple(address_words.mask_of(name, SWITCHES[name]) for name in switched)
    whole = Query(traits=masks, element=person, sort=Sort.ELEMENT)
    total = service.total(session, whole)
    return Fitting(
        total=rows.thousands(total),
        some=total > 0,
        href=rows.href_of(whole),
        tiers=[_tier_row(session, whole, tier) for tier in range(len(Element))],
    )


def _tier_row(session: Session, whole: Query, tier: int) -> TierRow:
    assert whole.element is not None
    of = tiers(whole.element)[tier]
    asked = whole.but(traits=(*whole.traits, element(of)))
    return TierRow(
        say(f"fengshui.tier_name.{tier}"),
        of_tier(of, whole.element),
        rows.thousands(service.total(session, asked)),
        rows.href_of(asked),
    )
