"""A million orders, most of them with a parcel and a card, written by the database itself."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from chonso_app.accounts.models import Province, Unit
from chonso_app.carriers.models import Carrier
from chonso_app.delivery.models import Shipment
from chonso_app.orders.models import Order
from chonso_app.stores.models import SimCard, Store, StoreKind

UNITS = 9
_AT = {"sqlite": "'2026-11-25 01:00:00.000000'", "postgresql": "'2026-11-25 01:00:00+00'"}
# Of 200: one waits to be confirmed, one to be picked up, four are on their way.
_TAB = (
    "case when n % 200 = 0 then 'pending' when n % 200 = 1 then 'to_pick_up' "
    "when n % 200 < 6 then 'delivering' when n % 200 < 166 then 'delivered' else 'cancelled' end"
)
_WITH_PARCEL = "n % 200 between 1 and 165 and (n % 200 < 6 or n % 4 = 0)"


def fill(engine: sa.Engine, count: int) -> None:
    with Session(engine) as session:
        _people(session)
        session.commit()
    with engine.connect() as connection:
        _without_references(connection)
        dialect = engine.dialect.name
        series = _series(dialect, count)
        at = _AT[dialect]
        for table, values, where in _tables(at):
            statement = _insert(table, values, series, where, at)
            percent = "%%" if dialect == "postgresql" else "%"  # psycopg reads it as a placeholder
            connection.exec_driver_sql(statement.replace("%", percent))
        connection.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        clean = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
        connection.exec_driver_sql(clean)  # as the server does by itself on any day


def _people(session: Session) -> None:
    units = [Unit(code=f"KV{n}", name=f"Cty KV {n}") for n in range(1, UNITS + 1)]
    session.add_all(units)
    session.flush()
    session.add(Province(code="79", name="TP. Hồ Chí Minh", unit_id=units[0].row_id))
    session.add(Carrier(code="ghn", name="Giao Hàng Nhanh"))
    session.flush()
    session.add(
        Store(
            code="KHO", name="Kho", kind=StoreKind.WAREHOUSE, unit_id=units[0].row_id,
            province_code="79",
        )
    )  # fmt: skip


def _tables(at: str) -> list[tuple[Any, dict[str, str], str]]:
    order = {
        "id": "n", "code": "'GS-' || cast(1000000 + n as text)",
        "msisdn": "'84' || cast(900000000 + n as text)", "hold_id": "n",
        "status": "case when n % 200 < 6 then 'placed' when n % 200 < 166 then 'paid' "
                  "else 'cancelled' end",
        "unit_id": f"1 + n % {UNITS}", "fulfilment": _TAB, "full_name": "'Nguyễn Ngọc Lan'",
        "contact_phone": "'84' || cast(910000000 + n as text)", "to_name": "'Nguyễn Ngọc Lan'",
        "to_phone": "'84' || cast(910000000 + n as text)", "to_province_code": "'79'",
        "to_ward": "'Phường Bến Thành'", "to_address": "cast(n as text) || ' Lê Lợi'",
        "sim_kind": "'sim'", "receive_by": "'home'", "number_price": "150000",
        "total": "150000", "placed_at": at, "paid_at": at, "typed": "'-'",
        "payment_method": "'cod'",
    }  # fmt: skip
    parcel = {
        "id": "n", "order_id": "n", "order_code": "'GS-' || cast(1000000 + n as text)",
        "carrier": "'ghn'", "client_order_code": "'GS' || cast(1000000 + n as text) || '-1'",
        "carrier_code": "'L' || cast(n as text)", "purpose": "'first'",
        "status": "case when n % 200 = 1 then 'created' when n % 200 < 6 then 'delivering' "
                  "else 'delivered' end",
    }  # fmt: skip
    card = {
        "iccid": "'898401' || cast(10000000000000 + n as text)", "store_code": "'KHO'",
        "status": "case when n % 200 = 1 then 'bound' when n % 200 < 6 then 'shipped' "
                  "else 'handed' end",
        "order_code": "'GS-' || cast(1000000 + n as text)",
    }  # fmt: skip
    return [(Order, order, "1 = 1"), (Shipment, parcel, _WITH_PARCEL),
            (SimCard, card, _WITH_PARCEL)]  # fmt: skip


def _series(dialect: str, count: int) -> str:
    if dialect == "postgresql":
        return f"generate_series(1, {count}) as s(n)"
    numbers = f"select 1 union all select n + 1 from s where n < {count}"  # noqa: S608
    return f"(with recursive s(n) as ({numbers}) select n from s)"  # noqa: S608


def _insert(table: type[SQLModel], values: dict[str, str], series: str, where: str, at: str) -> str:
    shape: Any = table.__table__  # pyright: ignore[reportAttributeAccessIssue]
    filled = {column.name: _default(column, at) for column in shape.columns if not column.nullable}
    filled |= values
    columns, texts = ", ".join(f'"{name}"' for name in filled), ", ".join(filled.values())
    return f'insert into "{shape.name}" ({columns}) select {texts} from {series} where {where}'  # noqa: S608


def _default(column: Any, at: str) -> str:
    """What the model gives a column that nobody named."""
    value = column.default.arg if column.default is not None else None
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, str):
        return f"'{value}'"
    kind = type(column.type).__name__
    return at if kind == "_UtcDateTime" else "0" if "Int" in kind else "''"


def _without_references(connection: sa.Connection) -> None:
    """Holds and numbers are not what is measured: their rows are left out."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        connection.commit()
        raw.execute("PRAGMA foreign_keys=OFF")
        return
    for table in ("shop_order", "shipment", "sim_card"):
        for key in sa.inspect(connection).get_foreign_keys(table):
            connection.exec_driver_sql(f'alter table "{table}" drop constraint "{key["name"]}"')
