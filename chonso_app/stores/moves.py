"""Every move of a card: one UPDATE … WHERE, one line of the ledger, one row of the audit."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from chonso_app.core import audit, events
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ChangedMeanwhile
from chonso_app.stores.models import CardStatus, SimCard, StockEntry


def move(
    session: Session,
    actor: Actor,
    card: SimCard,
    to: CardStatus,
    *,
    now: datetime,
    order_code: str | None = None,
    note: str = "",
) -> SimCard:
    """Change the card's status, whoever else is trying.

    Args:
        order_code: whose it becomes, when `to` is BOUND; else the card keeps its order, until it
            is in stock again.

    Raises:
        ForbiddenMove: ALLOWED_MOVES does not list it.
        ChangedMeanwhile: somebody else moved the card first.
    """
    card.check_move(to)
    was, before = card.status, card.order_code
    after = None if to is CardStatus.IN_STOCK else order_code or before
    won: Any = session.execute(
        sa.update(SimCard)
        .where(col(SimCard.iccid) == card.iccid, col(SimCard.status) == was)
        .values(status=to, order_code=after, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    if won.rowcount != 1:
        raise ChangedMeanwhile
    session.refresh(card)
    session.add(
        StockEntry(
            at=now, store_code=card.store_code, iccid=card.iccid, was=was, status=to,
            delta=_in_stock(to) - _in_stock(was), order_code=after or before,
            actor=actor.label, note=note,
        )
    )  # fmt: skip
    _tell(session, actor, card, order_code=after or before, now=now)
    return card


def _in_stock(status: CardStatus) -> int:
    return int(status is CardStatus.IN_STOCK)


def _tell(
    session: Session, actor: Actor, card: SimCard, *, order_code: str | None, now: datetime
) -> None:
    kind = f"stores.{card.status.value}"
    audit.record(session, actor, kind, f"sim:{card.iccid}", now=now, order=order_code)
    topics = [f"stock:{card.store_code}", *([f"order:{order_code}"] if order_code else [])]
    events.touch(session, *topics)
