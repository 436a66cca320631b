"""A database that must not serve people is recognised before anything starts."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.accounts import seed
from chonso_app.accounts.seed import demo_people
from chonso_app.core import db
from tests.conftest import NOON


def test_a_database_of_ours_may_serve(database: sa.Engine) -> None:
    assert db.problems() == []
    assert db.has_table("app_user")


def test_sqlite_without_its_write_ahead_log_is_refused(tmp_path: Path) -> None:
    before = db.engine
    db.use_engine(sa.create_engine(f"sqlite:///{tmp_path}/plain.db"))
    try:
        assert "not WAL" in db.problems()[0]
        assert not db.has_table("app_user")
    finally:
        db.engine.dispose()
        db.use_engine(before)


def test_demo_people_are_found_until_they_are_disabled(session: Session) -> None:
    seed.seed(session, NOON)
    session.flush()
    found = demo_people(session)
    assert "quantri" in found
    session.execute(sa.text("UPDATE app_user SET disabled_at = created_at"))
    assert demo_people(session) == []
