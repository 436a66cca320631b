"""Demo stores and warehouses (no address here exists) and some two thousand blank cards."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from chonso_app.accounts import units
from chonso_app.accounts.models import Province, User
from chonso_app.core.actors import system
from chonso_app.core.iccid import with_check_digit
from chonso_app.core.texts import say
from chonso_app.stores.models import CardStatus, SimCard, StockEntry, Store, StoreKind

ISSUER = "898401"
CARDS_PER_STORE, CARDS_PER_WAREHOUSE = 45, 90
OWN_SYSTEM = "doi-tac"  # stores whose clerks work in a system of their own
_LONG = {str(day): ["08:00", "20:00"] for day in range(7)}
_OFFICE = {str(day): ["08:00", "17:30"] for day in range(5)} | {"5": ["08:00", "12:00"]}
_STORES = (  # province, ward, house and street, hours
    ("79", "Bến Thành", "182 Lê Lai", _LONG), ("79", "Thủ Đức", "75 Võ Văn Ngân", _LONG),
    ("79", "Tân Bình", "310 Cộng Hòa", _LONG), ("79", "Chợ Lớn", "46 Hải Thượng Lãn Ông", _LONG),
    ("01", "Hoàn Kiếm", "21 Hàng Trống", _LONG), ("01", "Cầu Giấy", "168 Xuân Thủy", _LONG),
    ("01", "Hà Đông", "90 Quang Trung", _LONG),
    ("48", "Hải Châu", "134 Nguyễn Văn Linh", _LONG), ("48", "Sơn Trà", "57 Ngô Quyền", _LONG),
    ("46", "Thuận Hóa", "18 Hùng Vương", _LONG), ("51", "Cẩm Thành", "62 Phan Đình Phùng", _OFFICE),
    ("31", "Hồng Bàng", "29 Điện Biên Phủ", _LONG), ("31", "Lê Chân", "112 Tô Hiệu", _LONG),
    ("22", "Hồng Gai", "40 Lê Thánh Tông", _LONG), ("24", "Kinh Bắc", "77 Nguyễn Gia Thiều", _LONG),
    ("25", "Việt Trì", "205 Hùng Vương", _OFFICE), ("15", "Lào Cai", "33 Hoàng Liên", _OFFICE),
    ("40", "Thành Vinh", "88 Quang Trung", _LONG), ("38", "Hạc Thành", "51 Lê Hoàn", _LONG),
    ("56", "Nha Trang", "64 Yersin", _LONG), ("66", "Buôn Ma Thuột", "17 Phan Bội Châu", _LONG),
    ("68", "Xuân Hương - Đà Lạt", "25 Bùi Thị Xuân", _LONG),
    ("75", "Trấn Biên", "140 Nguyễn Ái Quốc", _LONG),
    ("80", "Tân Ninh", "36 Cách Mạng Tháng 8", _OFFICE),
    ("92", "Ninh Kiều", "98 Trần Hưng Đạo", _LONG), ("92", "Cái Răng", "14 Phạm Hùng", _OFFICE),
    ("91", "Long Xuyên", "55 Tôn Đức Thắng", _LONG),
    ("96", "An Xuyên", "22 Trần Văn Thời", _OFFICE),
)  # fmt: skip
_WITH_OWN_SYSTEM = ("CH-79-03", "CH-01-03")
_CLOSED = ("CH-79-04",)  # being rebuilt: it must be refused
_CLERKS = {"cuahang": "CH-79-01", "cuahang.hanoi": "CH-01-01"}


def seed(session: Session, now: datetime) -> None:
    """Does nothing where there are stores."""
    if session.exec(select(Store.code).limit(1)).first() is not None:
        return
    stores = [*_stores(session), *_warehouses(session)]
    session.add_all(stores)
    session.flush()
    _lay_in(session, stores, now)
    for login, code in _CLERKS.items():
        session.execute(update(User).where(col(User.login) == login).values(store_code=code))


def _stores(session: Session) -> Iterator[Store]:
    provinces = {row.code: row for row in session.exec(select(Province))}
    counted: dict[str, int] = {}
    for place, (code, ward, address, hours) in enumerate(_STORES):
        counted[code] = counted.get(code, 0) + 1
        store_code = f"CH-{code}-{counted[code]:02d}"
        yield Store(
            code=store_code, name=say("stores.demo.store", ward=ward),
            unit_id=provinces[code].unit_id, province_code=code, ward=ward, address=address,
            phone=f"1800 9{place:03d}", note=say("stores.demo.note"), hours=hours,
            on_sale=store_code not in _CLOSED,
            system=OWN_SYSTEM if store_code in _WITH_OWN_SYSTEM else "",
        )  # fmt: skip


def _warehouses(session: Session) -> Iterator[Store]:
    for unit in units.companies(session):
        first = select(Province.code).where(Province.unit_id == unit.row_id).order_by(Province.code)
        yield Store(
            code=f"KHO-{unit.code}", name=say("stores.demo.warehouse", unit=unit.name),
            kind=StoreKind.WAREHOUSE, unit_id=unit.row_id,
            province_code=session.exec(first.limit(1)).one(), ward="", phone="1800 9090",
            address=say("stores.demo.warehouse_address"), note=say("stores.demo.note"),
            hours=_OFFICE, on_sale=False,
        )  # fmt: skip


def _lay_in(session: Session, stores: list[Store], now: datetime) -> None:
    cards = [
        {"iccid": iccid, "store_code": store.code, "status": CardStatus.IN_STOCK, "changed_at": now}
        for store, iccid in _serials(stores)
    ]
    entry: dict[str, Any] = {
        "at": now, "status": CardStatus.IN_STOCK, "delta": 1, "actor": system("seed").label,
        "note": "",
    }  # fmt: skip
    lines = [entry | {"iccid": card["iccid"], "store_code": card["store_code"]} for card in cards]
    session.execute(insert(SimCard), cards)
    session.execute(insert(StockEntry), lines)


def _serials(stores: list[Store]) -> Iterator[tuple[Store, str]]:
    number = 2_000_000
    for store in stores:
        warehouse = store.kind is StoreKind.WAREHOUSE
        for _ in range(CARDS_PER_WAREHOUSE if warehouse else CARDS_PER_STORE):
            number += 1
            yield store, with_check_digit(f"{ISSUER}{number:013d}")
