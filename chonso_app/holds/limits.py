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
    midnight = datetime.combine(vn_today(now), time.min, VN)
    own = running(now).where(owned_by(actor))
    here = running(now).where(Hold.address_mark == address_mark)
    today = select(Hold).where(Hold.msisdn == msisdn, col(Hold.placed_at) >= midnight)
    held, nearby, pressed = session.execute(
        sa.select(_count(own), _count(here), _count(today))
    ).one()
    if held >= settings.holds_per_visitor:
        raise _holding(session, own)
    if address_mark and nearby >= settings.holds_per_address:
        raise TooManyFromHere
    if pressed >= settings.hold_presses_per_number_per_day:
        raise NumberPressedTooOften(number=grouped(msisdn))


def check_phone(session: Session, hold: Hold, phone_mark: str, now: datetime) -> None:
    """Raises AlreadyHolding: the phone of `phone_mark` holds another number."""
    others = running(now).where(Hold.phone_mark == phone_mark, Hold.id != hold.id)
    if session.execute(sa.select(_count(others))).scalar_one() >= settings.holds_per_phone:
        raise _holding(session, others)


def one_at_a_time(session: Session, key: str) -> None:
    """Queue with whoever has the same key, until the transaction ends.

    Counting before inserting needs it on PostgreSQL; on SQLite all writers queue anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


def _holding(session: Session, wanted: SelectOfScalar[Hold]) -> AlreadyHolding:
    held = session.exec(wanted.order_by(col(Hold.releases_at).desc()).limit(1)).one()
    return AlreadyHolding(number=grouped(held.msisdn), details={"hold": held.id})


def _count(wanted: SelectOfScalar[Hold]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(wanted.subquery()).scalar_subquery()
