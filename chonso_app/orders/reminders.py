"""Paid but not activated, refused but not mended: who is reminded, and whose time is over."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.clock import vn_datetime
from chonso_app.core.config import settings
from chonso_app.orders import notices, rules
from chonso_app.orders.access import lock_order
from chonso_app.orders.lifecycle import refusal_deadline, unused_deadline
from chonso_app.orders.models import CancelReason, Order, OrderStatus, SimKind

_BATCH = 200
in_hand = sa.case(  # Order.in_hand_at
    (col(Order.sim_kind) == SimKind.SIM, col(Order.delivered_at)), else_=col(Order.paid_at)
)


def ids_to_remind(session: Session, *, now: datetime) -> list[int]:
    """Orders that may have a reminder due; `remind` looks closely."""
    paid_days, refused_days = rules.PAID_REMINDER_DAYS, rules.REFUSAL_REMINDER_DAYS
    unused = sa.and_(
        col(Order.refused_at).is_(None),
        col(Order.submitted_at).is_(None),
        sa.or_(*(_passed(in_hand, Order.reminded_days, day, now) for day in paid_days)),
    )
    refused = sa.or_(
        *(_passed(col(Order.refused_at), Order.refusal_reminded_days, d, now) for d in refused_days)
    )
    found = select(col(Order.id)).where(Order.status == OrderStatus.PAID, sa.or_(unused, refused))
    return [order_id for order_id in session.exec(found.limit(_BATCH)) if order_id is not None]


def _passed(since: object, sent: object, day: int, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(since <= now - timedelta(days=day), col(sent) < day)  # pyright: ignore[reportArgumentType, reportOperatorIssue]


def remind(session: Session, order_id: int, *, now: datetime) -> int:
    """Send the reminder that is due; the day it was for, 0 for none."""
    order = lock_order(session, order_id)
    if order.status is not OrderStatus.PAID:
        return 0
    if order.refused_at is not None:
        return _remind_refused(session, order, now=now)
    if order.submitted_at is not None or order.in_hand_at is None:
        return 0
    day = rules.reminder_due(order.in_hand_at, now, rules.PAID_REMINDER_DAYS, order.reminded_days)
    deadline = unused_deadline(order)
    if day and deadline:
        order.reminded_days = day
        session.add(order)
        key = f"unused:{order.key}:{day}"
        notices.send(
            session, order, "orders.remind_activate", key, now=now, until=vn_datetime(deadline)
        )
    return day


def _remind_refused(session: Session, order: Order, *, now: datetime) -> int:
    since, deadline = order.refused_at, refusal_deadline(order)
    assert since is not None
    assert deadline is not None
    days, sent = rules.REFUSAL_REMINDER_DAYS, order.refusal_reminded_days
    day = rules.reminder_due(since, now, days, sent)
    if day:
        order.refusal_reminded_days = day
        session.add(order)
        key = f"refused:{order.key}:{since:%Y%m%d%H%M%S}:{day}"
        notices.send(
            session, order, "orders.remind_refusal", key, now=now, until=vn_datetime(deadline)
        )
    return day


def overdue(session: Session, *, now: datetime) -> list[tuple[int, CancelReason]]:
    """Paid orders whose deadline has passed: they are to be cancelled, and the money goes back.

    What lies with Tổ đấu nối is not the customer's delay: it stays.
    """
    ours = col(Order.submitted_at).is_not(None) | col(Order.approved_at).is_not(None)
    a_day = timedelta(days=1)  # a coarse net: the deadline is the end of the Vietnamese day
    refused = col(Order.refused_at) <= now - timedelta(days=settings.refusal_days) + a_day
    unused = in_hand <= now - timedelta(days=settings.unused_days) + a_day
    found = select(Order).where(Order.status == OrderStatus.PAID, ~ours, sa.or_(refused, unused))
    late: list[tuple[int, CancelReason]] = []
    for order in session.exec(found.limit(_BATCH)):
        mend_by, use_by = refusal_deadline(order), unused_deadline(order)
        if mend_by is not None:
            if mend_by < now:
                late.append((order.key, CancelReason.REFUSAL_NOT_FIXED))
        elif use_by is not None and use_by < now:
            late.append((order.key, CancelReason.NOT_ACTIVATED))
    return late
