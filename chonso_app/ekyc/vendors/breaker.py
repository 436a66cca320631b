"""A service that fails again and again is left alone for a while, by every worker.

Its state is a row: a worker that starts anew does not begin by hanging on a dead service.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, select

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
    if good and row is None:
        return
    row = row or VendorBreaker(vendor=vendor)
    row.failures = 0 if good else row.failures + 1
    opens = row.failures >= FAILURES
    row.opens_until = now + _PAUSE if opens else None
    session.merge(row)


def _locked(session: Session, vendor: str) -> VendorBreaker | None:
    wanted = select(VendorBreaker).where(VendorBreaker.vendor == vendor)
    return session.exec(wanted.with_for_update()).one_or_none()
