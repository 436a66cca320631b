"""Writing the feed that the search index follows: in the transaction that changes the numbers.

Whoever changes a status, a price or anything else that search asks about must note it here; the
index believes nothing else.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from chonso_app.numbers.index.feed import Place, within
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


def forget(session: Session, *, before: datetime, place: Place) -> int:
    """Remove what no index needs any more: older than `before`, and seen at `place`.

    The row `place.seq` itself stays: an index knows by it that the feed is its own. So does what
    came into the gaps: whoever opens the index has not seen it yet. How many went.
    """
    gone = 0
    for seen in within(place.seen):
        old = sa.delete(NumberChange).where(col(NumberChange.at) < before, seen)
        done = session.execute(old)
        assert isinstance(done, sa.CursorResult)
        gone += done.rowcount
    return gone


def last(session: Session) -> int:
    """The newest row's place; 0 while nothing was noted."""
    return session.exec(select(func.max(NumberChange.seq))).one() or 0
