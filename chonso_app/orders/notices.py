"""What others learn of an order: audit and events for us, messages for the customer."""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.clock import vn_time
from chonso_app.core.msisdn import grouped
from chonso_app.notifications import service as notifications
from chonso_app.orders.models import Order, VisitorGrant

TABS = "fulfilment"  # the topic of whoever shows how many orders stand in each tab


def tell(
    session: Session, order: Order, kind: str, *, actor: Actor, now: datetime, **detail: object
) -> None:
    """Every move of an order: one audit row, one event, and whoever shows it looks again."""
    session.add(order)
    session.flush()
    audit.record(session, actor, kind, f"order:{order.code}", now=now, **detail)
    topics = [f"order:{order.code}", f"number:{order.msisdn}"]
    if kind == "orders.fulfilment":
        topics.append(TABS)
    if order.store_code and order.fulfilment:
        topics.append(f"store:{order.store_code}")
    events.publish(session, kind, *topics, actor=actor, order_id=order.key, now=now, **detail)


def send(
    session: Session, order: Order, template: str, key: str, *, now: datetime, **params: object
) -> None:
    """A message to the order's customer by every way we know; `key` makes it once."""
    if order.phone_proven_at is None:
        return  # nobody has shown that this phone is theirs
    notifications.notify(
        session,
        key,
        template,
        customer_id=order.customer_id,
        phone=order.contact_phone,
        email=order.email or None,
        visitors=browsers(session, order, now=now),
        params={
            "code": order.code,
            "number": grouped(order.msisdn),
            "path": f"/phieu/{order.code}",
            **params,
        },
        now=now,
    )


def browsers(session: Session, order: Order, *, now: datetime) -> list[str]:
    """Those that may see the order without logging in."""
    opened = select(VisitorGrant.visitor).where(
        VisitorGrant.order_id == order.key, col(VisitorGrant.until) > now
    )
    return [order.visitor, *session.exec(opened)]


def held(session: Session, order: Order, *, until: datetime, now: datetime) -> None:
    send(session, order, "orders.held", f"held:{order.key}", now=now, until=vn_time(until))


def expired(session: Session, order: Order, *, now: datetime) -> None:
    send(session, order, "orders.expired", f"expired:{order.key}", now=now)
