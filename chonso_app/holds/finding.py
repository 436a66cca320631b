"""Whose hold is whose, and which of them still run."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.holds.models import IS_LIVE, Hold, HoldStatus


class HoldNotFound(ShopError):
    """No such hold, or another person's: we do not say which."""


def hold_of(session: Session, actor: Actor, hold_id: int) -> Hold:
    """Raises HoldNotFound, also for another person's."""
    hold = session.get(Hold, hold_id)
    if hold is None or not is_owner(hold, actor):
        raise HoldNotFound
    return hold


def running_of(session: Session, actor: Actor, *, now: datetime) -> list[Hold]:
    """The actor's holds with a running clock, soonest to end first."""
    if not actor.visitor and not actor.is_customer:
        return []
    mine = running(now).where(owned_by(actor))
    return list(session.exec(mine.order_by(col(Hold.releases_at))))


def live_on(session: Session, msisdn: str) -> Hold | None:
    """The active or ordered hold on a number, whether or not its time is over."""
    live = select(Hold).where(Hold.msisdn == msisdn, IS_LIVE)
    return session.exec(live.execution_options(populate_existing=True)).one_or_none()


def is_owner(hold: Hold, actor: Actor) -> bool:
    """The browser that placed it, or the customer who proved its phone, on any device."""
    same_browser = bool(actor.visitor) and actor.visitor == hold.visitor
    return same_browser or (actor.is_customer and actor.user_id == hold.customer_id)


def due(session: Session, *, now: datetime, limit: int = 200) -> list[int]:
    """Ids of the holds whose time is over, oldest first."""
    rows = select(Hold.id).where(is_due(now)).order_by(col(Hold.releases_at)).limit(limit)
    return list(session.exec(rows))


def running(now: datetime) -> SelectOfScalar[Hold]:
    return select(Hold).where(Hold.status == HoldStatus.ACTIVE, col(Hold.releases_at) > now)


def is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(IS_LIVE, col(Hold.status) == HoldStatus.ACTIVE, col(Hold.releases_at) <= now)


def owned_by(actor: Actor) -> sa.ColumnElement[bool]:
    same_browser = col(Hold.visitor) == actor.visitor
    if not actor.is_customer:
        return same_browser
    return sa.or_(same_browser, col(Hold.customer_id) == actor.user_id)
