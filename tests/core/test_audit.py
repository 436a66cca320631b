"""The audit chain: every entry is there, and nobody can change the past unseen."""

import threading

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from chonso_app.core import audit, db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.audit import AuditEntry

CLERK = Actor(user_id=7, role=Role.ACTIVATION_CLERK, unit_id=2)


def write(session: Session, *subjects: str) -> None:
    for subject in subjects:
        audit.record(session, CLERK, "activation.approved", subject, round=1)


def broken() -> list[str]:
    return db.read(lambda session: list(audit.broken_links(session)))


@pytest.fixture
def three(database: sa.Engine) -> sa.Engine:
    db.transact(write, "order:A", "order:B")
    db.transact(write, "order:C")
    return database


def test_entries_are_chained_across_transactions(three: sa.Engine) -> None:
    with Session(three) as session:
        rows = session.exec(select(AuditEntry).order_by(sa.text("seq"))).all()
    assert [row.subject for row in rows] == ["order:A", "order:B", "order:C"]
    assert [row.previous for row in rows[1:]] == [row.digest for row in rows[:-1]]
    assert broken() == []


def test_a_rolled_back_change_leaves_no_entry(three: sa.Engine) -> None:
    def fails(session: Session) -> None:
        write(session, "order:D")
        raise LookupError

    with pytest.raises(LookupError):
        db.transact(fails)
    assert broken() == []
    with Session(three) as session:
        assert len(session.exec(select(AuditEntry)).all()) == 3


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET subject = 'order:X' WHERE seq = 2",
        "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 1",
        "DELETE FROM audit_entry WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry",
    ],
)
def test_tampering_is_seen(three: sa.Engine, tampering: str) -> None:
    with three.begin() as connection:
        connection.exec_driver_sql(tampering)
    assert broken() != []


def test_many_writers_make_one_chain(database: sa.Engine) -> None:
    def many(name: str) -> None:
        for index in range(10):
            db.transact(write, f"order:{name}{index}")

    threads = [threading.Thread(target=many, args=(name,)) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken() == []
    with Session(database) as session:
        assert len(session.exec(select(AuditEntry)).all()) == 40
