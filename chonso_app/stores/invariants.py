"""What must be true of cards and the ledger (I10, I11). Every line is a fault."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.stores.models import CURRENT, CardStatus, SimCard, StockEntry


def rows(session: Session, _now: datetime) -> list[str]:
    return [*_one_card_each(session), *_counts(session), *_cards(session)]


def _one_card_each(session: Session) -> Iterator[str]:
    """I10: an order has one card, and a card was never given to two orders at once."""
    twice = (
        sa.select(col(SimCard.order_code))
        .where(col(SimCard.status).in_(CURRENT))
        .group_by(col(SimCard.order_code))
        .having(sa.func.count() > 1)
    )
    for code in session.execute(twice).scalars():
        yield f"I10 order {code} has two cards"
    again = (
        sa.select(col(StockEntry.iccid))
        .where(col(StockEntry.delta) != 0)
        .group_by(col(StockEntry.iccid))
        .having(sa.func.sum(col(StockEntry.delta)).not_in((0, 1)))
    )
    for iccid in session.execute(again).scalars():
        yield f"I10 card {iccid} left the stock twice"


def _counts(session: Session) -> Iterator[str]:
    """I11: the blanks of a store are the sum of its ledger."""
    in_stock = (
        select(SimCard.store_code, sa.func.count())
        .where(SimCard.status == CardStatus.IN_STOCK)
        .group_by(SimCard.store_code)
    )
    ledger = sa.select(col(StockEntry.store_code), sa.func.sum(col(StockEntry.delta))).group_by(
        col(StockEntry.store_code)
    )
    counted = dict(session.exec(in_stock).all())
    summed = {code: int(total) for code, total in session.execute(ledger)}
    for code in sorted(counted.keys() | summed.keys()):
        has, says = counted.get(code, 0), summed.get(code, 0)
        if has != says:
            yield f"I11 store {code}: {has} blanks, the ledger says {says}"


def _cards(session: Session) -> Iterator[str]:
    """I11 of each card: its status is the last one in the ledger."""
    last = (
        sa.select(col(StockEntry.iccid), sa.func.max(col(StockEntry.id)).label("id"))
        .group_by(col(StockEntry.iccid))
        .subquery()
    )
    differing = (
        sa.select(col(SimCard.iccid))
        .outerjoin(last, last.c.iccid == col(SimCard.iccid))
        .outerjoin(StockEntry, col(StockEntry.id) == last.c.id)
        .where(
            sa.or_(
                col(StockEntry.id).is_(None),
                col(StockEntry.status) != col(SimCard.status),
                col(StockEntry.store_code) != col(SimCard.store_code),
            )
        )
    )
    for iccid in session.execute(differing).scalars():
        yield f"I11 card {iccid}: the ledger tells another story"
