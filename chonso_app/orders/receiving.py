"""Thông tin nhận hàng: who takes the parcel, and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from chonso_app.orders import rules, wards
from chonso_app.orders.models import Order

FIELDS = ("to_name", "to_phone", "to_province_code", "to_district", "to_ward", "to_address",
          "to_note")  # fmt: skip
Place = tuple[str, str, str, str]  # province code, district, ward, house and street


@dataclass(frozen=True)
class Receiver:
    """`phone` in E.164 digits. `district` only while the ward is one we cannot place today."""

    name: str
    phone: str
    province_code: str
    district: str
    ward: str
    address: str
    note: str

    @property
    def place(self) -> Place:
        return self.province_code, self.district, self.ward, self.address


def check(typed: Mapping[str, str], provinces: set[str]) -> tuple[Receiver | None, dict[str, str]]:
    """The checked form, or field → text key for each field that stands in the way."""
    name, name_error = rules.check_name(typed.get("to_name", ""))
    phone, phone_error = rules.check_phone(typed.get("to_phone", ""))
    province = typed.get("to_province_code", "")
    ward, ward_error = rules.check_line(typed.get("to_ward", ""), "ward")
    address, address_error = rules.check_line(typed.get("to_address", ""), "address")
    district = rules.one_line(typed.get("to_district", ""))
    note = rules.one_line(typed.get("to_note", ""))
    errors = {
        "to_name": name_error,
        "to_phone": phone_error,
        "to_province_code": "" if province in provinces else "orders.field.province_missing",
        "to_district": "orders.field.too_long" if len(district) > 80 else "",
        "to_ward": ward_error,
        "to_address": address_error,
        "to_note": "orders.field.too_long" if len(note) > 200 else "",
    }
    errors = {field: error for field, error in errors.items() if error}
    if errors:
        return None, errors
    known = wards.settle(province, ward, district)
    if known:  # an old name becomes today's, which has no district
        ward, district = known.name, ""
    return Receiver(name, phone, province, district, ward, address, note), {}


def keep(order: Order, receiver: Receiver) -> None:
    order.to_name, order.to_phone, order.to_note = receiver.name, receiver.phone, receiver.note
    order.to_province_code, order.to_district, order.to_ward, order.to_address = receiver.place


def place_of(order: Order) -> Place:
    """Where the parcel goes, as far as it has been said."""
    return order.to_province_code, order.to_district, order.to_ward, order.to_address
