"""The blank cards of a store: set aside for an order, sent, handed over, given back.

Orders are named by their code only. The caller has locked the order's row first, and has checked
that the actor may touch it.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from chonso_app.core.actors import Actor
from chonso_app.core.errors import ChangedMeanwhile, ShopError
from chonso_app.core.iccid import read_iccid
from chonso_app.stores.directory import (
    StoreClosed,
    StoreNotFound,
    StoreShown,
    free_stock,
    hours_of,
    provinces_with_stores,
    store_of,
    store_on_sale,
    stores_in,
    warehouse_of,
)
from chonso_app.stores.models import CURRENT, CardStatus, SimCard
from chonso_app.stores.moves import move

__all__ = [
    "StoreClosed", "StoreNotFound", "StoreShown", "free_stock", "hours_of",
    "provinces_with_stores", "store_of", "store_on_sale", "stores_in", "warehouse_of",
]  # fmt: skip


class SerialUnknown(ShopError):
    """A right serial, but no card of ours."""


class SerialOfAnotherOrder(ShopError):
    """Set aside or sent for somebody else: nobody is told for whom."""


class SerialUsed(ShopError):
    """A customer has it already."""


class SerialDamaged(ShopError):
    """Written off as damaged."""


class SerialLost(ShopError):
    """Written off as lost: whoever holds it should tell the stock keeper."""


class SerialOfAnotherStore(ShopError):
    """In stock, but of another store."""


class OrderHasCard(ShopError):
    """Another card is set aside for this order. `tail`: its last four digits."""


class NoCardBound(ShopError):
    """Nothing is set aside for this order yet."""


class SerialNotOfOrder(ShopError):
    """A right serial, but not of the card that was given to this order. `tail` of the typed one."""


_REFUSALS = {
    CardStatus.BOUND: SerialOfAnotherOrder,
    CardStatus.SHIPPED: SerialOfAnotherOrder,
    CardStatus.HANDED: SerialUsed,
    CardStatus.ACTIVE: SerialUsed,
    CardStatus.DAMAGED: SerialDamaged,
    CardStatus.LOST: SerialLost,
}


def bind(
    session: Session,
    actor: Actor,
    typed_serial: str,
    order_code: str,
    store_code: str | None = None,
    *,
    now: datetime,
) -> SimCard:
    """Set the card with this serial aside for the order. Asking twice is harmless.

    Args:
        typed_serial: as a person or scanner wrote it.
        store_code: only a card of this store; None: wherever it lies.

    Raises:
        NotAnIccid, SerialMistyped, SerialUnknown, SerialOfAnotherOrder, SerialUsed,
        SerialDamaged, SerialLost, SerialOfAnotherStore
        OrderHasCard: give the other one back first.
    """
    iccid = read_iccid(typed_serial)
    mine = card_of_order(session, order_code)
    if mine and mine.iccid == iccid:
        return mine
    card = _usable(session, iccid, store_code)
    if mine:
        raise OrderHasCard(tail=mine.iccid[-4:])
    try:
        return move(session, actor, card, CardStatus.BOUND, order_code=order_code, now=now)
    except ChangedMeanwhile as error:  # the other clerk's order got it a moment ago
        raise SerialOfAnotherOrder from error


def card_of_order(session: Session, order_code: str) -> SimCard | None:
    """The card that the order has now; a damaged or lost one is the order's no longer."""
    wanted = select(SimCard).where(
        SimCard.order_code == order_code, col(SimCard.status).in_(CURRENT)
    )
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def match_card(session: Session, order_code: str, typed_serial: str) -> SimCard:
    """The order's card, when it is the one with this serial.

    Raises:
        NotAnIccid, SerialMistyped, NoCardBound
        SerialNotOfOrder: nobody is told whose it is, or whether it is anybody's.
    """
    iccid = read_iccid(typed_serial)
    card = card_of_order(session, order_code)
    if card is None:
        raise NoCardBound
    if card.iccid != iccid:
        raise SerialNotOfOrder(tail=iccid[-4:])
    return card


def mark(
    session: Session, actor: Actor, order_code: str, status: CardStatus, *, now: datetime
) -> SimCard:
    """The order's card went on: SHIPPED, HANDED or ACTIVE. Asking twice is harmless.

    Raises:
        NoCardBound
        ForbiddenMove: it would go back.
    """
    card = card_of_order(session, order_code)
    if card is None:
        raise NoCardBound
    return card if card.status is status else move(session, actor, card, status, now=now)


def release_card(
    session: Session,
    actor: Actor,
    order_code: str,
    to: CardStatus = CardStatus.IN_STOCK,
    *,
    now: datetime,
    note: str = "",
) -> SimCard | None:
    """The order ends or gets another card: IN_STOCK, DAMAGED or LOST. None: it had no card.

    A card that the customer already has cannot go back into stock: it is written off as LOST.
    """
    card = card_of_order(session, order_code)
    if card is None:
        return None
    if to is CardStatus.IN_STOCK and card.status in (CardStatus.HANDED, CardStatus.ACTIVE):
        to = CardStatus.LOST
    return move(session, actor, card, to, now=now, note=note)


def _usable(session: Session, iccid: str, store_code: str | None) -> SimCard:
    card = session.get(SimCard, iccid, populate_existing=True)
    if card is None:
        raise SerialUnknown
    if refusal := _REFUSALS.get(card.status):
        raise refusal
    if store_code is not None and card.store_code != store_code:
        raise SerialOfAnotherStore
    return card
