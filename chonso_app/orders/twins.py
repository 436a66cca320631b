"""The two orders of a sim đôi: what is proven and typed for one serves the other.

Each goes its own way to payment, identity and contract; only the person is the same.
"""

import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from chonso_app.holds.models import Hold
from chonso_app.orders import rules
from chonso_app.orders.models import OPEN, Order


def lock_both(session: Session, order: Order) -> None:
    """Before anything else is locked: `twin_of` then finds the twin even if its tab is saving now.

    In the order of their ids, so that two who do this never wait for each other.
    """
    in_order = _pair_of(order).order_by(col(Order.id)).with_for_update(of=Order)
    session.exec(in_order.execution_options(populate_existing=True)).all()


def twin_of(session: Session, order: Order) -> Order | None:
    """The open order of the other number, locked. None, too, while somebody is working on it:
    two that lock the same two orders must not wait for each other."""
    wanted = (
        _pair_of(order)
        .where(col(Order.id) != order.id)
        .with_for_update(skip_locked=True, of=Order)
        .execution_options(populate_existing=True)
    )
    return session.exec(wanted).one_or_none()


def _pair_of(order: Order) -> SelectOfScalar[Order]:
    """The open orders of a sim đôi, `order` among them; none if it is not of one."""
    pair = sa.select(col(Hold.pair_code)).where(col(Hold.id) == order.hold_id).scalar_subquery()
    return (
        select(Order)
        .join(Hold, col(Hold.id) == col(Order.hold_id))
        .where(col(Hold.pair_code) == pair, col(Order.status).in_(OPEN))
    )


def begin_with(session: Session, twin: Order, typed: Mapping[str, str]) -> None:
    """The form of the other number opens with what was typed for the first."""
    kept: dict[str, str] = json.loads(twin.typed)
    begun = {name: typed.get(name, "") for name in rules.FORM_FIELDS}
    twin.typed = json.dumps(begun | {k: v for k, v in kept.items() if v}, ensure_ascii=False)
    session.add(twin)
