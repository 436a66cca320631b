"""Going on elsewhere: make a link, open it once, know where the person is now.

Nothing moves with the link: the order stays where it is and the other browser is let in, so
nothing is lost and both see the same. The first browser can take the lead back at any time, and
then the other one is out: whoever photographed the QR keeps nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.crypto import hmac_hex
from chonso_app.core.errors import ShopError
from chonso_app.handoff.channel import refuse_outside_app
from chonso_app.handoff.models import Handoff, Step
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order

LASTS = timedelta(minutes=10)
MOST_LINKS = 30  # per order and day
_DAY = timedelta(hours=24)


class LinkOver(ShopError):
    """Unknown, opened by somebody, replaced by a newer one, or too old."""


class TooManyLinks(ShopError):
    """More in a day than anybody needs."""


@dataclass(frozen=True)
class Offer:
    """What a link leads to. `mine`: the browser that looks is the one that made it."""

    code: str
    msisdn: str
    step: Step
    mine: bool


def offer(session: Session, actor: Actor, code: str, step: Step, *, now: datetime) -> str:
    """The secret part of a new link; the one before it is over.

    Raises:
        OrderNotFound, TooManyLinks
    """
    order = orders.order_of_locked(session, actor, code)
    today = sa.select(sa.func.count()).where(
        col(Handoff.order_id) == order.key, col(Handoff.made_at) > now - _DAY
    )
    if session.execute(today).scalar_one() >= MOST_LINKS:
        raise TooManyLinks
    if before := _waiting(session, order):
        before.closed_at = now
        session.add(before)
        session.flush()
    token = secrets.token_urlsafe(32)
    lent = orders.lends_until(session, actor.visitor, order, now=now)
    made = Handoff(
        order_id=order.key, token=_fingerprint(token), step=step, asked_by=actor.visitor,
        made_at=now, expires_at=min(now + LASTS, lent),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "handoff.offered", f"order:{code}", now=now, handoff=made.key,
        step=step.value,
    )  # fmt: skip
    return token


def look(session: Session, actor: Actor, token: str, *, now: datetime) -> Offer:
    """What the link opens, before it is opened: a chat's preview of it spends nothing.

    Raises:
        LinkOver
    """
    link = _usable(session, actor, token, now)
    order = orders.order_by_id(session, link.order_id)
    mine = bool(actor.visitor) and link.asked_by == actor.visitor
    return Offer(order.code, order.msisdn, link.step, mine)


def accept(session: Session, actor: Actor, token: str, *, now: datetime) -> Offer:
    """Tiếp tục trên máy này: the order opens to this browser. Again by the same one is the same.

    Raises:
        LinkOver, OnlyInApp
    """
    refuse_outside_app(actor)
    order = orders.lock_order(session, _usable(session, actor, token, now).order_id)
    link = _usable(session, actor, token, now)  # as it is under the lock
    if not actor.visitor:
        raise LinkOver
    mine = link.asked_by == actor.visitor
    if link.opened_at is None and not mine:
        link.opened_at, link.opened_by = now, actor.visitor
        session.add(link)
        until = orders.lends_until(session, link.asked_by, order, now=now)
        orders.grant(session, actor, order, until=until, now=now)
        events.publish(
            session, "handoff.opened", f"order:{order.code}", actor=actor, order_id=order.key,
            now=now, step=link.step.value,
        )  # fmt: skip
    return Offer(order.code, order.msisdn, link.step, mine)


def elsewhere_since(session: Session, actor: Actor, order: Order) -> datetime | None:
    """When another browser took the lead from this one; None while this one has it."""
    led = (
        select(Handoff)
        .where(
            Handoff.order_id == order.key,
            col(Handoff.opened_at).is_not(None),
            col(Handoff.closed_at).is_(None),
        )
        .order_by(col(Handoff.opened_at).desc(), col(Handoff.id).desc())
        .limit(1)
    )
    newest = session.exec(led).one_or_none()
    return newest.opened_at if newest and newest.opened_by != actor.visitor else None


def lead_of(session: Session, actor: Actor, code: str) -> datetime | None:
    """`elsewhere_since` of the actor's own order. Raises OrderNotFound."""
    return elsewhere_since(session, actor, orders.order_of(session, actor, code))


def take_back(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """Tiếp tục trên máy này: the lead comes back, and who opened a link sees the order no more.

    Raises:
        OrderNotFound
    """
    order = orders.order_of_locked(session, actor, code)
    theirs = select(Handoff).where(
        Handoff.order_id == order.key,
        Handoff.opened_by != actor.visitor,
        col(Handoff.closed_at).is_(None),
    )
    links = session.exec(theirs).all()  # one that waits too: who is out lets nobody in
    for link in links:
        link.closed_at = now
        session.add(link)
    out = {link.opened_by for link in links if link.opened_by}
    orders.end_grants(session, order, out)
    audit.record(session, actor, "handoff.taken_back", f"order:{code}", now=now, browsers=len(out))
    events.touch(session, f"order:{code}")


def _fingerprint(token: str) -> str:
    return hmac_hex("handoff", token)


def _waiting(session: Session, order: Order) -> Handoff | None:
    mine = select(Handoff).where(
        Handoff.order_id == order.key,
        col(Handoff.opened_at).is_(None),
        col(Handoff.closed_at).is_(None),
    )
    return session.exec(mine).one_or_none()


def _usable(session: Session, actor: Actor, token: str, now: datetime) -> Handoff:
    """Not yet opened and in time, or opened by this very browser. Raises LinkOver."""
    named = select(Handoff).where(Handoff.token == _fingerprint(token))
    fresh = named.execution_options(populate_existing=True)
    link = session.exec(fresh).one_or_none()
    if link is None or link.closed_at is not None:
        raise LinkOver
    theirs = link.opened_by != "" and link.opened_by == actor.visitor
    if not theirs and (link.opened_at is not None or link.expires_at <= now):
        raise LinkOver
    return link
