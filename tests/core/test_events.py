"""Change counters: a commit is seen, a rollback is not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from chonso_app.core import db, events
from chonso_app.core.actors import SYSTEM


def happen(session: Session, *topics: str) -> None:
    events.publish(session, "test.happened", *topics, actor=SYSTEM, order_id=1, amount=5)


def counters() -> dict[str, int]:
    return db.read(events.changed_since, db.utc_now() - timedelta(minutes=1))


def test_each_topic_counts_its_changes(database: sa.Engine) -> None:
    db.transact(happen, "order:A", "queue:calls")
    db.transact(happen, "order:A")
    assert counters() == {"order:A": 2, "queue:calls": 1}
    assert [row.detail for row in db.read(events.of_order, 1)] == [{"amount": 5}] * 2


def test_what_is_rolled_back_wakes_nobody(database: sa.Engine) -> None:
    def fails(session: Session) -> None:
        happen(session, "order:A")
        raise LookupError

    with pytest.raises(LookupError):
        db.transact(fails)
    assert counters() == {}
