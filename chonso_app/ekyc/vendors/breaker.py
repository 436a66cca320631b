"""A service that fails again and again is left alone for a while, by every worker.

Its state is a row: a worker that starts anew does not begin by hanging on a dead service.
"""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from chonso_app.ekyc.models import VendorBreaker

FAILURES = 5  # one after the other
_PAUSE = timedelta(seconds=60)
_TRIAL = timedelta(seconds=45)  # longer than one verification may take


def may_ask(session: Session, vendor: str, *, now: datetime) -> bool:
    """After a pause one asks; the others wait for what comes of it."""
    row = _locked(session, vendor)
    if row is None or row.opens_until is None:
        return True
    if now < row.opens_until:
        return False
    row.opens_until = now + _TRIAL
    session.add(row)
    return True


def note(session: Session, vendor: str, *, good: bool, now: datetime) -> None:
    """`good`: it answered, whatever it said."""
    row = _locked(session, vendor)
    if row is None:
        if good:
            return
        row = _made(session, vendor)
    row.failures = 0 if good else row.failures + 1
    row.opens_until = now + _PAUSE if row.failures >= FAILURES else None
    session.add(row)


def _made(session: Session, vendor: str) -> VendorBreaker:
    """Two workers may see the first failure at once: one row comes of it."""
    try:
        with session.begin_nested():
            session.add(VendorBreaker(vendor=vendor))
    except IntegrityError:
        pass
    return session.exec(_wanted(vendor)).one()


def _locked(session: Session, vendor: str) -> VendorBreaker | None:
    return session.exec(_wanted(vendor)).one_or_none()


def _wanted(vendor: str) -> SelectOfScalar[VendorBreaker]:
    mine = select(VendorBreaker).where(VendorBreaker.vendor == vendor)
    return mine.with_for_update().execution_options(populate_existing=True)
