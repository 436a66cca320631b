"""The two orders of a sim đôi: what is proven and typed for one serves the other.

Each goes its own way to payment, identity and contract; only the person is the same.
"""

import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.holds.models import Hold
from chonso_app.orders import rules
from chonso_app.orders.models import OPEN, Order


def twin_of(session: Session, order: Order) -> Order | None:
    """The open order of the other number, locked. None, too, while somebody is working on it:
    two that lock the same two orders must not wait for each other."""
    pair = sa.select(col(Hold.pair_code)).where(col(Hold.id) == order.hold_id).scalar_subquery()
    wanted = (
        select(Order)
        .join(Hold, col(Hold.id) == col(Order.hold_id))
        .where(
            col(Hold.pair_code) == pair,
            col(Hold.id) != order.hold_id,
            col(Order.status).in_(OPEN),
        )
        .with_for_update(skip_locked=True, of=Order)
        .execution_options(populate_existing=True)
    )
    return session.exec(wanted).one_or_none()


def begin_with(session: Session, twin: Order, typed: Mapping[str, str]) -> None:
    """The form of the other number opens with what was typed for the first."""
    kept: dict[str, str] = json.loads(twin.typed)
    begun = {name: typed.get(name, "") for name in rules.FORM_FIELDS}
    twin.typed = json.dumps(begun | {k: v for k, v in kept.items() if v}, ensure_ascii=False)
    session.add(twin)
