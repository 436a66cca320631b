"""How many numbers one may hold, and how often. Each limit is a setting (CHONSO_HOLD…)."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.holds import rules
from chonso_app.holds.finding import running
from chonso_app.holds.models import Hold
from chonso_app.holds.scene import Idle, Scene


class AlreadyHolding(ShopError):
    """This browser or phone holds another number. `number`: grouped; `details`: its hold."""


class TooManyFromHere(ShopError):
    """The network address holds as many numbers as one may."""


class NumberPressedTooOften(ShopError):
    """The number was put on hold too often today. `number`: grouped."""


class HoldsWithoutOrder(ShopError):
    """Many holds of late that became no order: not again before `at`. `count`: how many."""


class HoldsStoppedToday(ShopError):
    """So many holds that became no order: not today any more. `hotline`: who else can help."""


def refusal_of(
    scene: Scene, actor: Actor, msisdns: tuple[str, ...], address_mark: str | None
) -> ShopError | None:
    """Why the actor may not hold these numbers now, whether or not they are free."""
    held = [seen for seen in scene.of(actor) if seen.runs(scene.now)]
    if len({seen.press for seen in held}) >= settings.holds_per_visitor:
        last = max(held, key=lambda seen: seen.releases_at)
        return AlreadyHolding(number=grouped(last.msisdn), details={"hold": last.id})
    if address_mark and scene.running_here[address_mark] >= settings.holds_per_address:
        return TooManyFromHere()
    if (slowed := _slowed(scene, actor, address_mark)) is not None:
        return slowed
    for msisdn in msisdns:
        if scene.pressed_today[msisdn] >= settings.hold_presses_per_number_per_day:
            return NumberPressedTooOften(number=grouped(msisdn))
    return None


def _slowed(scene: Scene, actor: Actor, address_mark: str | None) -> ShopError | None:
    """Who holds and never buys waits longer each time, and is stopped for the day in the end."""
    mine = scene.idle_of(actor)
    here = scene.idle_here.get(address_mark or "", Idle())
    most = settings.hold_idle_per_visitor_day, settings.hold_idle_per_address_day
    if mine.day >= most[0] or here.day >= most[1]:
        return HoldsStoppedToday(hotline=settings.hotline)
    for idle, free in (
        (mine, settings.hold_idle_per_visitor_hour),
        (here, settings.hold_idle_per_address_hour),
    ):
        again = idle.last and idle.last + rules.pause_after(idle.hour, free)
        if again and again > scene.now:
            return HoldsWithoutOrder(count=idle.hour, at=vn_time(again))
    return None


def check_phone(session: Session, hold: Hold, phone_mark: str, now: datetime) -> None:
    """Raises AlreadyHolding: the phone of `phone_mark` holds another number, and not as a pair."""
    others = running(now).where(Hold.phone_mark == phone_mark, Hold.id != hold.id)
    if hold.pair_code:
        others = others.where(col(Hold.pair_code).is_distinct_from(hold.pair_code))
    if session.execute(sa.select(_count(others))).scalar_one() >= settings.holds_per_phone:
        held = session.exec(others.order_by(col(Hold.releases_at).desc()).limit(1)).one()
        raise AlreadyHolding(number=grouped(held.msisdn), details={"hold": held.id})


def one_at_a_time(session: Session, *keys: str) -> None:
    """Queue with whoever has the same keys, until the transaction ends.

    Counting before inserting needs it on PostgreSQL; on SQLite all writers queue anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = sa.func.unnest(sa.bindparam("keys", sorted(keys), type_=sa.ARRAY(sa.Text)))
        wanted = sa.select(key.column_valued("key")).subquery()
        lock = sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(wanted.c.key, 0))
        session.connection().execute(sa.select(lock)).all()


def _count(wanted: SelectOfScalar[Hold]) -> sa.ScalarSelect[int]:
    return select(sa.func.count()).select_from(wanted.subquery()).scalar_subquery()
