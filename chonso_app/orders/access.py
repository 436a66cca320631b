"""Which order may whom see. A stranger's order answers exactly like no order."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.db import utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission, require
from chonso_app.orders.models import Order, VisitorGrant
from chonso_app.orders.rules import GRANT_LASTS


class OrderNotFound(ShopError):
    """No such order, or somebody else's: we do not say which."""


def order_of(session: Session, actor: Actor, code: str) -> Order:
    """The actor's own order: held by this browser, by this customer, or opened to this browser.

    Raises:
        OrderNotFound
    """
    return _found(session, sa.select(Order).where(col(Order.code) == code, _is_of(actor)))


def order_of_locked(session: Session, actor: Actor, code: str) -> Order:
    """`order_of`, locked until the transaction ends: before anything about it is changed."""
    mine = sa.select(Order).where(col(Order.code) == code, _is_of(actor))
    return _found(session, _locking(mine))


def order_for_staff(
    session: Session, actor: Actor, code: str, *, need: Permission = Permission.ORDERS_LOOKUP
) -> Order:
    """An order of the staff member's unit; head office (no unit) reaches every one.

    Raises:
        NotAllowed: the role lacks `need`.
        OrderNotFound: none, or another unit's.
    """
    require(actor, need)
    wanted = sa.select(Order).where(col(Order.code) == code)
    return _found(session, _within_unit(wanted, actor))


def order_for_staff_locked(
    session: Session, actor: Actor, code: str, *, need: Permission = Permission.ORDERS_LOOKUP
) -> Order:
    require(actor, need)
    wanted = sa.select(Order).where(col(Order.code) == code)
    return _found(session, _locking(_within_unit(wanted, actor)))


def order_by_id(session: Session, order_id: int) -> Order:
    """For jobs and for features that already know the object is theirs to touch."""
    return _found(session, sa.select(Order).where(col(Order.id) == order_id))


def lock_order(session: Session, order_id: int) -> Order:
    """`order_by_id`, locked and fresh. Take this lock before any other about the order."""
    return _found(session, _locking(sa.select(Order).where(col(Order.id) == order_id)))


def orders_of_customer(session: Session, actor: Actor) -> list[Order]:
    """The signed-in customer's orders and this browser's, newest first."""
    mine = select(Order).where(_is_of(actor)).order_by(col(Order.id).desc()).limit(50)
    return list(session.exec(mine))


def find_by_code_and_phone(session: Session, code: str, phone: str) -> Order | None:
    """The first half of the look-up without an account; the OTP to `phone` is the second."""
    wanted = select(Order).where(
        Order.code == code, Order.contact_phone == phone, col(Order.phone_proven_at).is_not(None)
    )
    return session.exec(wanted).one_or_none()


def grant(
    session: Session, actor: Actor, order: Order, *, until: datetime | None = None, now: datetime
) -> None:
    """Open `order` to this browser for a while; what it has already is not cut short.

    The caller has checked the OTP, or that a browser with a right of its own lets this one in.
    """
    if not actor.visitor:
        raise OrderNotFound
    until = until or now + GRANT_LASTS
    row = _grant_of(session, actor.visitor, order)
    if row is None:
        row = VisitorGrant(visitor=actor.visitor, order_id=order.key, until=until)
    row.until = max(row.until, until)
    session.add(row)
    audit.record(session, actor, "orders.opened", f"order:{order.code}", now=now)


def lends_until(session: Session, visitor: str, order: Order, *, now: datetime) -> datetime:
    """How long a browser that `visitor` lets in may see the order: not longer than itself."""
    most, own = now + GRANT_LASTS, _grant_of(session, visitor, order)
    if visitor == order.visitor or own is None or own.until <= now:
        return most
    return min(own.until, most)


def end_grants(session: Session, order: Order, visitors: Collection[str]) -> None:
    """These browsers see the order no more, unless it is theirs by itself."""
    theirs = sa.delete(VisitorGrant).where(
        col(VisitorGrant.order_id) == order.key, col(VisitorGrant.visitor).in_(visitors)
    )
    session.execute(theirs)


def _grant_of(session: Session, visitor: str, order: Order) -> VisitorGrant | None:
    mine = select(VisitorGrant).where(
        VisitorGrant.visitor == visitor, VisitorGrant.order_id == order.key
    )
    return session.exec(mine).one_or_none()


def _is_of(actor: Actor) -> sa.ColumnElement[bool]:
    signed_in = actor.is_customer and actor.user_id is not None
    ways: list[sa.ColumnElement[bool]] = []
    if actor.visitor:
        granted = sa.select(col(VisitorGrant.order_id)).where(
            col(VisitorGrant.visitor) == actor.visitor, col(VisitorGrant.until) > utc_now()
        )
        ways.append(col(Order.id).in_(granted))
        ways.append(_held_by_browser(actor, signed_in=signed_in))
    if signed_in:
        ways.append(col(Order.customer_id) == actor.user_id)
    return sa.or_(sa.false(), *ways)


def _held_by_browser(actor: Actor, *, signed_in: bool) -> sa.ColumnElement[bool]:
    """Two people may share a browser: whoever is signed in does not see the other's orders."""
    this_browser = col(Order.visitor) == actor.visitor
    if not signed_in:
        return this_browser
    theirs = sa.or_(col(Order.customer_id).is_(None), col(Order.customer_id) == actor.user_id)
    return sa.and_(this_browser, theirs)


def _within_unit(query: sa.Select[Any], actor: Actor) -> sa.Select[Any]:
    return query if actor.unit_id is None else query.where(col(Order.unit_id) == actor.unit_id)


def _locking(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.with_for_update(of=Order).execution_options(populate_existing=True)


def _found(session: Session, query: sa.Select[Any]) -> Order:
    order = session.execute(query).scalar_one_or_none()
    if order is None:
        raise OrderNotFound
    return order
