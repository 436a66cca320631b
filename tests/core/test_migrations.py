"""An installation of the first version becomes one of today: same tables, every row still there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from chonso_app.core import db
from tests import postgres

ROOT = Path(__file__).parents[2]
FIRST = "8b35c229020b"
AT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db"
        return
    with postgres.fresh_database() as url:
        yield url


def upgrade(url: str, revision: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", "alembic/alembic.ini", "upgrade", revision]
    environment = os.environ | {"CHONSO_DATABASE_URL": url}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_an_old_database_is_brought_up_with_its_rows(url: str) -> None:
    upgrade(url, FIRST)
    engine = db.make_engine(url)
    with engine.begin() as connection:
        _old_rows(connection)
    engine.dispose()
    upgrade(url, "head")
    with engine.begin() as connection:
        order = connection.execute(sa.text("SELECT code, total, delivery_fee FROM shop_order"))
        assert order.one() == ("GS-7K3Q68", 100, 0)
        assert connection.execute(sa.text("SELECT order_id FROM payment")).scalar_one() == 1
        with pytest.raises(IntegrityError):
            connection.execute(sa.text("UPDATE shop_order SET total = 1"))
    engine.dispose()


def test_migrated_tables_are_those_of_the_models(url: str, tmp_path: Path) -> None:
    upgrade(url, "head")
    migrated = db.make_engine(url)
    assert _differences(migrated) == []
    fresh = sa.create_engine(f"sqlite:///{tmp_path}/models.db")
    SQLModel.metadata.create_all(fresh)
    if migrated.dialect.name == "sqlite":  # the text of every partial index and every check
        assert _texts(migrated) == _texts(fresh)
    migrated.dispose()
    fresh.dispose()


def _old_rows(connection: sa.Connection) -> None:
    _insert(connection, "unit", id=1, code="KV2")
    _insert(connection, "number", msisdn="84901236868")
    _insert(connection, "hold", id=1, msisdn="84901236868", status="ordered")
    _insert(
        connection, "shop_order", id=1, code="GS-7K3Q68", msisdn="84901236868", hold_id=1,
        status="paid", unit_id=1, number_price=100, total=100, paid_at=AT,
    )  # fmt: skip
    _insert(connection, "payment", id=1, order_id=1, txn_ref="T1", amount=100, status="succeeded")


def _insert(connection: sa.Connection, name: str, **values: Any) -> None:
    """A row with something in every column that must not be empty."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    dummies = {str: "", int: 0, bool: False, datetime: AT, dict: {}, date: AT.date()}
    for column in table.columns:
        if not column.nullable and column.name not in values:
            values[column.name] = dummies[column.type.python_type]
    connection.execute(sa.insert(table).values(**values))


def _differences(engine: sa.Engine) -> list[Any]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    ours = set(SQLModel.metadata.tables)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": False,
                "include_name": lambda name, kind, _: kind != "table" or name in ours,
            },
        )
        return compare_metadata(context, SQLModel.metadata)


def _texts(engine: sa.Engine) -> dict[str, set[str]]:
    """Table → its checks and partial indexes, without spaces and quotes."""
    told: dict[str, set[str]] = {}
    inspector = sa.inspect(engine)
    for table in SQLModel.metadata.tables:
        checks = {
            f"{one['name']}: {one['sqltext']}" for one in inspector.get_check_constraints(table)
        }
        where = {
            f"{one['name']}: {one.get('dialect_options', {}).get('sqlite_where', '')}"
            for one in inspector.get_indexes(table)
        }
        told[table] = {"".join(text.split()).replace('"', "") for text in checks | where}
    return told
