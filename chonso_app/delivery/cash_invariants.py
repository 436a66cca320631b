"""What must always be true of cash. Every line is a fault."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.delivery.cash_models import GOT, CashDue, CashRefund, CashStatus
from chonso_app.orders.models import Order, OrderStatus

_LIVE = (OrderStatus.PAID, OrderStatus.ACTIVATED)


def rows(session: Session) -> list[str]:
    return [*_all_cash_is_somewhere(session), *_orders_have_their_row(session)]


def _all_cash_is_somewhere(session: Session) -> Iterator[str]:
    """I1: cash that was taken paid an order, or goes back; never both, never neither."""
    joined = (
        select(CashDue, Order, CashRefund)
        .join(Order, col(Order.id) == col(CashDue.order_id))
        .outerjoin(CashRefund, col(CashRefund.cash_due_id) == col(CashDue.id))
    )
    for due, order, refund in session.exec(joined):
        if due.status not in GOT:
            if refund:
                yield f"I17 cash {due.id}: goes back, but was never taken"
            if due.status is CashStatus.EXPECTED and order.status is OrderStatus.CANCELLED:
                yield f"I4 cash {due.id}: waited for, but order {order.code} is cancelled"
            continue
        if (order.status in _LIVE) == bool(refund):
            how = "both spent and" if refund else "neither spent nor"
            yield f"I1 cash {due.id}: {how} given back"
        if refund and refund.amount > max(due.told, due.amount):
            yield f"I17 cash refund {refund.id}: more than was taken"


def _orders_have_their_row(session: Session) -> Iterator[str]:
    """Every order that was paid in cash has exactly one collected row, of the same sum."""
    taken = (
        sa.select(col(CashDue.order_id), sa.func.count(), sa.func.sum(col(CashDue.amount)))
        .where(col(CashDue.status).in_(GOT))
        .group_by(col(CashDue.order_id))
    )
    by_order = {row[0]: (row[1], int(row[2])) for row in session.execute(taken)}
    paid = select(Order).where(col(Order.cash_paid) > 0)
    for order in session.exec(paid):
        if by_order.get(order.key) != (1, order.cash_paid):
            found = by_order.get(order.key, (0, 0))
            yield f"I1 order {order.code}: {order.cash_paid} in cash, collected rows say {found}"
