"""Domain events: what happened (kept), and a counter per topic that says "look again".

A row is written in the transaction of the change itself; whoever shows the thing polls the
counters (`ui.live`), so no process needs to know another.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.db import UtcDateTime, utc_now

_PENDING = "topics-pending"


class DomainEvent(SQLModel, table=True):
    """One thing that happened. `detail` holds ids, codes and amounts, never personal data."""

    __tablename__ = "domain_event"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str = Field(max_length=64)  # "payments.succeeded"
    order_id: int | None = Field(default=None, index=True)
    actor: str = Field(max_length=64)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class Change(SQLModel, table=True):
    """How often a topic has changed. Readers compare the number with the one they saw last."""

    topic: str = Field(primary_key=True, max_length=80)
    seq: int = Field(default=1)
    at: datetime = Field(sa_type=UtcDateTime, index=True)


def publish(
    session: Session,
    kind: str,
    *topics: str,
    actor: Actor,
    order_id: int | None = None,
    now: datetime | None = None,
    **detail: Any,
) -> None:
    """Record that `kind` happened and wake whoever watches `topics`, when the caller commits."""
    at = now or utc_now()
    session.add(DomainEvent(at=at, kind=kind, order_id=order_id, actor=actor.label, detail=detail))
    touch(session, *topics)


def publish_each(
    session: Session, kind: str, happened: Mapping[str, Actor], *, now: datetime
) -> None:
    """`publish` for many at once: topic → who did it. As rows, for transactions with hundreds."""
    rows = [
        {"at": now, "kind": kind, "order_id": None, "actor": actor.label, "detail": {}}
        for actor in happened.values()
    ]
    if rows:
        session.execute(sa.insert(_table_of(DomainEvent)), rows)
        touch(session, *happened)


def touch(session: Session, *topics: str) -> None:
    """Wake the watchers of `topics` without recording anything, when the caller commits."""
    session.info.setdefault(_PENDING, set()).update(topics)


@event.listens_for(orm.Session, "before_commit")
def _count_pending(session: orm.Session) -> None:
    """Last of all, and in one order for everybody: no deadlock between two writers, and a topic
    that many change is locked for a moment only.

    The counter's time is the real one: pollers compare it with their own clock.
    """
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(_table_of(Change))
    counted = row.on_conflict_do_update(
        index_elements=["topic"], set_={"seq": col(Change.seq) + 1, "at": row.excluded.at}
    )
    at = utc_now()
    topics = sorted(session.info.pop(_PENDING))
    session.execute(counted, [{"topic": topic, "seq": 1, "at": at} for topic in topics])


@event.listens_for(orm.Session, "after_rollback")
def _forget_pending(session: orm.Session) -> None:
    session.info.pop(_PENDING, None)


def _table_of(model: type[SQLModel]) -> Any:
    return model.__table__  # pyright: ignore[reportAttributeAccessIssue]


def changed_since(session: Session, moment: datetime) -> dict[str, int]:
    """Topic → counter for what changed at or after `moment`."""
    rows = session.exec(select(Change.topic, Change.seq).where(col(Change.at) >= moment))
    return dict(rows.all())


def of_order(session: Session, order_id: int) -> list[DomainEvent]:
    """Oldest first."""
    mine = select(DomainEvent).where(DomainEvent.order_id == order_id)
    return list(session.exec(mine.order_by(col(DomainEvent.id))))
