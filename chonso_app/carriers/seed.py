"""The two carriers of the demonstration: added where missing, never changed."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.carriers.models import Carrier

_CITIES = ("01", "79", "48", "31", "92")  # large cities cost less when nobody quotes
_DEMO = (  # code, name, most COD, flat fee, in large cities
    ("ghn", "Giao Hàng Nhanh", 50_000_000, 35_000, 25_000),
    ("ghtk", "Giao Hàng Tiết Kiệm", 20_000_000, 32_000, 22_000),
)


def seed(session: Session, now: datetime) -> None:
    for rank, (code, name, max_cod, general, city) in enumerate(_DEMO):
        if session.get(Carrier, code) is None:
            session.add(
                Carrier(
                    code=code,
                    name=name,
                    rank=rank,
                    max_cod=max_cod,
                    flat_fee=general,
                    flat_fees=dict.fromkeys(_CITIES, city),
                    pick_up_street="01 Phạm Văn Bạch",
                    pick_up_ward="Phường Yên Hòa",
                    pick_up_district="Quận Cầu Giấy",
                    pick_up_province="Hà Nội",
                    pick_up_phone="0900009090",
                )
            )
