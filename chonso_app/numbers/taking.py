"""Many numbers off the shelf in one statement, for the batch of presses that `holds` decides."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.db import among
from chonso_app.core.errors import ChangedMeanwhile
from chonso_app.numbers.models import Number, NumberStatus


@dataclass(frozen=True)
class Standing:
    """How a number stands on the shelf."""

    status: NumberStatus
    held_until: datetime | None

    def is_free(self, now: datetime) -> bool:
        """A hold whose time is over does not stand in the way."""
        ran_out = self.held_until is not None and self.held_until <= now
        return self.status is NumberStatus.AVAILABLE or ran_out


def standing(session: Session, msisdns: Collection[str], *, now: datetime) -> dict[str, Standing]:
    """Those that exist. The free ones are locked until the transaction ends, everybody in the same
    order; whoever comes too late for one waits only until it is gone, and holds up nobody."""
    columns = select(Number.msisdn, Number.status, Number.held_until)
    free = columns.where(among(session, col(Number.msisdn), msisdns), _is_free(Number, now))
    rows = session.exec(free.order_by(col(Number.msisdn)).with_for_update(key_share=True))
    found = {msisdn: Standing(NumberStatus(status), until) for msisdn, status, until in rows}
    if gone := set(msisdns) - found.keys():
        late = session.exec(columns.where(among(session, col(Number.msisdn), gone)))
        found |= {msisdn: Standing(NumberStatus(status), until) for msisdn, status, until in late}
    return found


def _is_free(number: Any, now: datetime) -> sa.ColumnElement[bool]:
    ran_out = sa.and_(number.status == NumberStatus.HELD, number.held_until <= now)
    return sa.or_(number.status == NumberStatus.AVAILABLE, ran_out)


def take_all(
    session: Session, takers: Mapping[str, Actor], *, until: datetime, now: datetime
) -> None:
    """`service.take` for many: number → who takes it. All of them or none.

    Raises:
        ChangedMeanwhile: one of them is not free. The transaction must not be committed.
    """
    shape = Number.__table__  # pyright: ignore[reportAttributeAccessIssue]
    taken = session.connection().execute(
        sa.update(shape)
        .where(among(session, shape.c.msisdn, takers), _is_free(shape.c, now))
        .values(status=NumberStatus.HELD, held_until=until)
    )
    if taken.rowcount != len(takers):
        raise ChangedMeanwhile
    for msisdn, actor in takers.items():
        audit.record(session, actor, "numbers.held", f"number:{msisdn}", now=now)
    topics = {f"number:{msisdn}": actor for msisdn, actor in takers.items()}
    events.publish_each(session, "numbers.held", topics, now=now)


def put_back_all(session: Session, actor: Actor, msisdns: Collection[str], *, now: datetime) -> int:
    """`service.put_back` for many whose clock has run out; how many there were.

    The others are left alone: they were taken again, or paid for, a moment before.
    """
    shape = Number.__table__  # pyright: ignore[reportAttributeAccessIssue]
    ran_out = sa.and_(shape.c.status == NumberStatus.HELD, shape.c.held_until <= now)
    freed = (
        session.connection()
        .execute(
            sa.update(shape)
            .where(among(session, shape.c.msisdn, msisdns), ran_out)
            .values(status=NumberStatus.AVAILABLE, held_until=None)
            .returning(shape.c.msisdn)
        )
        .scalars()
        .all()
    )
    for msisdn in freed:
        audit.record(session, actor, "numbers.available", f"number:{msisdn}", now=now)
    topics = {f"number:{msisdn}": actor for msisdn in freed}
    events.publish_each(session, "numbers.available", topics, now=now)
    return len(freed)
