"""The two carriers of the demonstration: added where missing, never changed."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.carriers.models import Carrier

_CITIES = ("01", "79", "48", "31", "92")  # large cities cost less when nobody quotes
_PICK_UP = {
    "pick_up_street": "01 Phạm Văn Bạch",
    "pick_up_ward": "Phường Yên Hòa",
    "pick_up_district": "Quận Cầu Giấy",
    "pick_up_province": "Hà Nội",
    "pick_up_phone": "0900009090",
}


def seed(session: Session, now: datetime) -> None:
    for carrier in (
        Carrier(
            code="ghn", name="Giao Hàng Nhanh", rank=0, max_cod=50_000_000,
            flat_fee=35_000, flat_fees=dict.fromkeys(_CITIES, 25_000), **_PICK_UP,
        ),
        Carrier(
            code="ghtk", name="Giao Hàng Tiết Kiệm", rank=1, max_cod=20_000_000,
            flat_fee=32_000, flat_fees=dict.fromkeys(_CITIES, 22_000), **_PICK_UP,
        ),
    ):  # fmt: skip
        if session.get(Carrier, carrier.code) is None:
            session.add(carrier)
