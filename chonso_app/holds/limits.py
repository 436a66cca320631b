"""How many numbers one may hold, and how often. Each limit is a setting (CHONSO_HOLD…)."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from chonso_app.core.actors import Actor
from chonso_app.core.clock import VN, vn_today
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.holds.finding import owned_by, running
from chonso_app.holds.models import Hold


class AlreadyHolding(ShopError):
    """This browser or phone holds another number. `number`: grouped; `details`: its hold."""


class TooManyFromHere(ShopError):
    """The network address holds as many numbers as one may."""


class NumberPressedTooOften(ShopError):
    """The number was put on hold too often today. `number`: grouped."""


def check_press(
    session: Session, actor: Actor, msisdn: str, address_mark: str | None, now: datetime
) -> None:
    """Raises AlreadyHolding, TooManyFromHere, NumberPressedTooOften."""
    _refuse_beyond(session, running(now).where(owned_by(actor)), settings.holds_per_visitor)
    here = running(now).where(Hold.address_mark == address_mark)
    if address_mark and _count(session, here) >= settings.holds_per_address:
        raise TooManyFromHere
    midnight = datetime.combine(vn_today(now), time.min, VN)
    today = select(Hold).where(Hold.msisdn == msisdn, col(Hold.placed_at) >= midnight)
    if _count(session, today) >= settings.hold_presses_per_number_per_day:
        raise NumberPressedTooOften(number=grouped(msisdn))


def check_phone(session: Session, hold: Hold, phone_mark: str, now: datetime) -> None:
    """Raises AlreadyHolding: the phone of `phone_mark` holds another number."""
    others = running(now).where(Hold.phone_mark == phone_mark, Hold.id != hold.id)
    _refuse_beyond(session, others, settings.holds_per_phone)


def one_at_a_time(session: Session, key: str) -> None:
    """Queue with whoever has the same key, until the transaction ends.

    Counting before inserting needs it on PostgreSQL; on SQLite all writers queue anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


def _refuse_beyond(session: Session, others: SelectOfScalar[Hold], allowed: int) -> None:
    held = session.exec(others).all()
    if len(held) >= allowed:
        raise AlreadyHolding(number=grouped(held[0].msisdn), details={"hold": held[0].id})


def _count(session: Session, wanted: SelectOfScalar[Hold]) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(wanted.subquery())).scalar_one()
