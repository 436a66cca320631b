"""Two stores and a warehouse with a few cards, and the people who work there."""

from datetime import datetime

from sqlmodel import Session

from chonso_app.accounts.models import Province, Unit
from chonso_app.core.actors import Actor, Role
from chonso_app.core.iccid import with_check_digit
from chonso_app.stores.models import CardStatus, SimCard, StockEntry, Store, StoreKind

CLERK = Actor(user_id=7, role=Role.STORE_CLERK, unit_id=1, store="CH-79-01")
KEEPER = Actor(user_id=8, role=Role.ORDER_CLERK)
BOSS = Actor(user_id=9, role=Role.ADMINISTRATOR)
STORE, OTHER_STORE, WAREHOUSE = "CH-79-01", "CH-79-02", "KHO-KV2"
WEEKDAYS = {str(day): ["08:00", "20:00"] for day in range(6)}  # closed on Sundays


def iccid(n: int) -> str:
    return with_check_digit(f"898401{n:013d}")


def open_stores(session: Session, *, cards: int = 3) -> None:
    """Cards 1… lie in STORE, 101… in OTHER_STORE, 201… in the warehouse."""
    if session.get(Province, "79") is None:
        unit = Unit(code="KV2", name="Công ty Khu vực 2", shopcode="KV2-01")
        session.add(unit)
        session.flush()
        session.add(Province(code="79", name="TP. Hồ Chí Minh", unit_id=unit.row_id))
        session.flush()
    unit_id = session.get_one(Province, "79").unit_id
    for code, name, kind in (
        (STORE, "Cửa hàng Bến Thành", StoreKind.STORE),
        (OTHER_STORE, "Cửa hàng Thủ Đức", StoreKind.STORE),
        (WAREHOUSE, "Kho Khu vực 2", StoreKind.WAREHOUSE),
    ):
        session.add(
            Store(
                code=code, name=name, kind=kind, unit_id=unit_id, province_code="79",
                ward="Bến Thành", address="1 Lê Lợi", hours=dict(WEEKDAYS),
            )
        )  # fmt: skip
    session.flush()
    for start, code in ((1, STORE), (101, OTHER_STORE), (201, WAREHOUSE)):
        lay_in(session, code, *(iccid(start + n) for n in range(cards)))
    session.commit()


def lay_in(session: Session, store_code: str, *iccids: str) -> None:
    at = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
    for serial in iccids:
        session.add(SimCard(iccid=serial, store_code=store_code, changed_at=at))
        session.add(
            StockEntry(
                at=at, store_code=store_code, iccid=serial, status=CardStatus.IN_STOCK, delta=1,
                actor="test",
            )
        )  # fmt: skip
    session.flush()
