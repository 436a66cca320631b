"""Counters that must be exact across processes: one upsert, one row lock, gone after a while."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chonso_app.accounts.models import Tally


def count(session: Session, key: str, *, lasts: timedelta, now: datetime, renew: bool) -> int:
    """Add one to `key` and return the sum.

    Args:
        lasts: how long the count is remembered, from its first addition.
        renew: from its last addition instead.
    """
    insert: Any = postgresql.insert if _is_postgres(session) else sqlite.insert
    row = insert(Tally).values(key=key, count=1, until=now + lasts)
    over = col(Tally.until) <= now
    keep = row.excluded.until if renew else col(Tally.until)
    changed = row.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": sa.case((over, 1), else_=col(Tally.count) + 1),
            "until": sa.case((over, row.excluded.until), else_=keep),
        },
    )
    return session.execute(changed.returning(col(Tally.count))).scalar_one()


def running(session: Session, key: str, *, now: datetime) -> tuple[int, datetime | None]:
    """The sum so far and when it will be forgotten. Locks the row until the caller commits."""
    query = sa.select(col(Tally.count), col(Tally.until)).where(
        col(Tally.key) == key, col(Tally.until) > now
    )
    row = session.execute(query.with_for_update()).one_or_none()
    return (row[0], row[1]) if row else (0, None)


def forget(session: Session, key: str) -> None:
    session.execute(sa.delete(Tally).where(col(Tally.key) == key))


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
