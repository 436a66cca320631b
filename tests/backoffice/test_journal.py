"""Reading the audit log: filters, paging, units, and the right to do it."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.backoffice import journal
from chonso_app.core import audit, db
from chonso_app.core.actors import Actor, Role
from chonso_app.core.errors import NotAllowed
from tests.conftest import NOON

HEAD_OFFICE = Actor(user_id=1, role=Role.ADMINISTRATOR)
REGIONAL = Actor(user_id=2, role=Role.SUPERVISOR, unit_id=3)
CLERK = Actor(user_id=3, role=Role.ACTIVATION_CLERK, unit_id=3)


@pytest.fixture
def log(database: sa.Engine) -> sa.Engine:
    def write(session: Session) -> None:
        for index in range(60):
            audit.record(session, CLERK, "activation.approved", f"order:GS-{index:06}")
        audit.record(session, HEAD_OFFICE, "orders.person_seen", "order:GS-AAAAAA")

    db.transact(write)
    return database


def read(actor: Actor, chosen: journal.Filter) -> tuple[list[str], int]:
    rows, total = db.read(journal.entries, actor, chosen)
    return [row.subject for row in rows], total


def test_the_newest_come_first_a_page_at_a_time(log: sa.Engine) -> None:
    rows, total = db.read(journal.entries, HEAD_OFFICE, journal.Filter())
    assert (rows[0].subject, len(rows), total) == ("order:GS-AAAAAA", journal.PAGE, 61)
    older, _ = db.read(journal.entries, HEAD_OFFICE, journal.Filter(before=rows[-1].seq))
    assert [row.seq for row in older] == list(range(11, 0, -1))


def test_a_filter_finds_by_object_and_by_sensitivity(log: sa.Engine) -> None:
    assert read(HEAD_OFFICE, journal.Filter(text="GS-000007")) == (["order:GS-000007"], 1)
    assert read(HEAD_OFFICE, journal.Filter(sensitive_only=True)) == (["order:GS-AAAAAA"], 1)
    assert read(HEAD_OFFICE, journal.Filter(text="%"))[1] == 0


def test_a_unit_sees_what_it_did_itself(log: sa.Engine) -> None:
    assert read(REGIONAL, journal.Filter())[1] == 60


def test_clerks_do_not_read_the_log(log: sa.Engine) -> None:
    with pytest.raises(NotAllowed):
        read(CLERK, journal.Filter())


def test_a_changed_entry_is_reported(log: sa.Engine) -> None:
    whole = db.read(journal.check_chain, HEAD_OFFICE, now=NOON)
    assert (whole.length, whole.faults) == (61, [])
    with log.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_entry SET subject = 'x' WHERE seq = 5")
    assert db.read(journal.check_chain, HEAD_OFFICE, now=NOON).faults == ["entry 5 was changed"]
