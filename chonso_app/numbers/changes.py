"""Writing the feed that the search index follows: in the transaction that changes the numbers.

Whoever changes a status, a price or anything else that search asks about must note it here; the
index believes nothing else.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from chonso_app.numbers.models import NumberChange

VERY_MANY = 20_000  # in one transaction: building anew costs less than following


def note(session: Session, msisdns: Iterable[str], now: datetime) -> None:
    """These numbers are no longer what they were. Noting one that did not change does no harm."""
    rows = [{"msisdn": msisdn, "at": now} for msisdn in msisdns]
    if len(rows) > VERY_MANY:
        rebuild(session, now)
    elif rows:
        session.execute(sa.insert(NumberChange), rows)


def rebuild(session: Session, now: datetime) -> None:
    """More changed than is worth telling one by one: the index is built anew."""
    session.execute(sa.insert(NumberChange), [{"msisdn": None, "at": now}])


def forget(session: Session, *, before: datetime, upto: int) -> int:
    """Remove what no index needs any more: older than `before` and not after `upto`.

    The row `upto` itself stays: an index knows by it that the feed is its own. How many went.
    """
    old = sa.delete(NumberChange).where(col(NumberChange.at) < before, col(NumberChange.seq) < upto)
    done = session.execute(old)
    assert isinstance(done, sa.CursorResult)
    return done.rowcount


def last(session: Session) -> int:
    """The newest row's place; 0 while nothing was noted."""
    return session.exec(select(func.max(NumberChange.seq))).one() or 0
