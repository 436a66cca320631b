"""Thông tin hòa mạng: what the page of correct data knows."""

import json
from dataclasses import dataclass
from datetime import date

import reflex as rx

from chonso_app.core.clock import vn_today
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.ekyc import service
from chonso_app.ekyc.engine.dates import sex_of
from chonso_app.ekyc.engine.results import CardFields
from chonso_app.orders import rules as order_rules
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg

_FIELDS = ("full_name", "id_number", "birth_date", "province_code", "ward", "address")


@dataclass(frozen=True)
class PersonRow:
    """What stands in the form."""

    full_name: str = ""
    id_number: str = ""
    birth_date: str = ""  # 20/11/1998
    province_code: str = ""
    ward: str = ""
    address: str = ""


@dataclass(frozen=True)
class CardRow:
    """What the card said, where it differs from the form; "" where it does not."""

    full_name: str = ""
    id_number: str = ""
    birth_date: str = ""


class PersonState(rx.State):
    """The subscriber's data of one order, before the pictures."""

    code: str = ""
    phase: str = "loading"  # loading, open, missing, closed
    person: PersonRow = PersonRow()
    card: CardRow = CardRow()
    sex: str = ""
    errors: dict[str, str] = {}
    provinces: list[tuple[str, str]] = []
    taken: int = 0  # how often a spelling was taken over: fields are drawn anew

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        code = route_arg(self, "code")
        try:
            order, is_open, check = await in_read(
                service.card_of, actor_of(self), code, now=utc_now()
            )
        except orders.OrderNotFound:
            self.phase = "missing"
            return
        self.code = order.code
        self.phase = "open" if is_open else "closed"
        places = await in_read(orders.provinces)
        self.provinces = [(place.code, place.name) for place in places]
        self.person = _person(order)
        self.sex = _sex(self.person.id_number)
        if check:
            self.card = _differences(self.person, service.card_fields(check))

    @rx.event
    @limited(60, 60)
    @public
    def note(self, name: str, value: str) -> None:
        """A field was left: say at once what is wrong with it."""
        if name not in _FIELDS:
            return
        self.person = PersonRow(**{**_as_dict(self.person), name: str(value)[:300]})
        self.errors = {**self.errors, name: _fault(name, str(value)[:300])}
        self.sex = _sex(self.person.id_number)

    @rx.event
    @limited(60, 60)
    @public
    def take_from_card(self, name: str) -> None:
        """Dùng: the card's spelling goes into the field."""
        value = getattr(self.card, name, "") if name in _FIELDS else ""
        if value:
            self.person = PersonRow(**{**_as_dict(self.person), name: value})
            self.card = CardRow(**{**_as_dict(self.card), name: ""})
            self.errors = {**self.errors, name: ""}
            self.sex = _sex(self.person.id_number)
            self.taken += 1

    @rx.event
    @limited(20, 60)
    @public
    async def go_on(self, form: dict):
        """Tiếp tục."""
        typed = {name: str(form.get(name, ""))[:300] for name in _FIELDS}
        self.person = PersonRow(**typed)
        async with refusals_told(self):
            try:
                await in_transaction(
                    orders.amend_person, actor_of(self), self.code,
                    orders.PersonChanges(**typed), now=utc_now(),
                )  # fmt: skip
            except orders.FieldsRefused as refused:
                self.errors = {name: say(key) for name, key in refused.fields.items()}
                return None
            return rx.redirect(f"/hoa-mang/{self.code}/giay-to")


def _as_dict(row: PersonRow | CardRow) -> dict[str, str]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _person(order: Order) -> PersonRow:
    """What is known; before the first time the number and the date are still to be typed."""
    kept = json.loads(order.typed or "{}")
    return PersonRow(
        full_name=order.full_name,
        id_number=order.id_number or "",
        birth_date=_shown_date(order.born),
        province_code=order.province_code or kept.get("province_code", ""),
        ward=order.ward,
        address=order.address,
    )


def _differences(person: PersonRow, card: CardFields) -> CardRow:
    said = {
        "full_name": card.name,
        "id_number": card.id_number,
        "birth_date": _shown_date(card.birth_date),
    }
    return CardRow(**{name: text for name, text in said.items() if text != getattr(person, name)})


def _shown_date(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _sex(id_number: str) -> str:
    digits = order_rules.check_id_number(id_number)[0]
    return say(f"ekyc.form.sex.{sex_of(int(digits[3]))}") if digits else ""


def _fault(name: str, value: str) -> str:
    if not value.strip():
        return ""  # said when Tiếp tục is pressed
    checks = {
        "full_name": order_rules.check_name,
        "id_number": order_rules.check_id_number,
        "birth_date": lambda text: order_rules.check_birth_date(text, vn_today(utc_now())),
    }
    key = checks[name](value)[1] if name in checks else ""
    return say(key) if key else ""
