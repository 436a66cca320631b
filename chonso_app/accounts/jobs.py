"""Sweeps: what is over is forgotten."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.accounts import sessions
from chonso_app.accounts.models import OtpChallenge, Tally
from chonso_app.core.db import transact
from chonso_app.core.jobs import every

_CHALLENGES_KEPT = timedelta(days=2)  # the caps look back one day


@every(600)
def forget_what_is_over(now: datetime) -> None:
    transact(_forget, now)


def _forget(session: Session, now: datetime) -> None:
    sessions.sweep(session, now=now)
    session.execute(sa.delete(Tally).where(col(Tally.until) < now))
    old = col(OtpChallenge.created_at) < now - _CHALLENGES_KEPT
    session.execute(sa.delete(OtpChallenge).where(old))
