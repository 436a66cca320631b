"""What stock keepers see and do: counts by store, one card's story, cards written off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core import audit
from chonso_app.core.actors import Actor
from chonso_app.core.errors import ShopError
from chonso_app.core.iccid import read_iccid
from chonso_app.core.permissions import Permission, require
from chonso_app.notifications.rules import unaccented
from chonso_app.stores.models import CardStatus, SimCard, StockEntry, Store
from chonso_app.stores.moves import move
from chonso_app.stores.service import SerialUnknown

MOST_STORES = 300  # on one screen; the rest by search
LOW = 10  # fewer blanks than that: time to bring more
_IN_HOUSE = (CardStatus.IN_STOCK, CardStatus.BOUND, CardStatus.LOST)


class CardOutOfHouse(ShopError):
    """It is with a carrier or a customer: what happened is told on the order."""


class ReasonMissing(ShopError):
    """Nobody writes a card off without saying why."""


@dataclass(frozen=True)
class Shelf:
    """One store and how many cards of each status belong to it."""

    store: Store
    counts: dict[CardStatus, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    card: SimCard
    store: Store
    entries: Sequence[StockEntry]


def shelves(session: Session, actor: Actor, search: str = "") -> list[Shelf]:
    """Stores of the actor's unit, warehouses first; head office sees all of them."""
    require(actor, Permission.STOCK_MANAGE)
    wanted = _of_unit(actor, select(Store)).order_by(col(Store.kind).desc(), Store.code)
    asked = unaccented(search.strip()).lower()
    stores = [
        store
        for store in session.exec(wanted)
        if asked in unaccented(f"{store.code} {store.name} {store.address}").lower()
    ][:MOST_STORES]
    counted = (
        select(SimCard.store_code, SimCard.status, sa.func.count())
        .where(col(SimCard.store_code).in_([store.code for store in stores]))
        .group_by(SimCard.store_code, SimCard.status)
    )
    counts: dict[str, dict[CardStatus, int]] = {}
    for code, status, count in session.exec(counted):
        counts.setdefault(code, {})[CardStatus(status)] = count
    return [Shelf(store, counts.get(store.code, {})) for store in stores]


def story(session: Session, actor: Actor, typed: str) -> Story:
    """One card and everything that happened to it, newest first.

    Raises:
        NotAnIccid, SerialMistyped
        SerialUnknown: none, or another unit's.
    """
    require(actor, Permission.STOCK_MANAGE)
    iccid = read_iccid(typed)
    found = _of_unit(actor, select(SimCard, Store).join(Store)).where(SimCard.iccid == iccid)
    row = session.exec(found).one_or_none()
    if row is None:
        raise SerialUnknown
    card, store = row
    entries = select(StockEntry).where(StockEntry.iccid == iccid)
    return Story(
        card, store, list(session.exec(entries.order_by(col(StockEntry.id).desc()).limit(50)))
    )


def write_off(
    session: Session, actor: Actor, typed: str, to: CardStatus, why: str, *, now: datetime
) -> SimCard:
    """DAMAGED or LOST, or IN_STOCK for a lost one that was found. An order it was for goes on
    without it and gets another.

    Raises:
        NotAnIccid, SerialMistyped, SerialUnknown, CardOutOfHouse, ReasonMissing, ForbiddenMove
    """
    card = story(session, actor, typed).card
    if not why.strip():
        raise ReasonMissing
    if card.status not in _IN_HOUSE:
        raise CardOutOfHouse
    if to is CardStatus.IN_STOCK and card.status is not CardStatus.LOST:
        raise CardOutOfHouse
    audit.record(session, actor, "stores.written_off", f"sim:{card.iccid}", now=now, to=to.value)
    return move(session, actor, card, to, now=now, note=why.strip()[:200])


def _of_unit(actor: Actor, query: Any) -> Any:
    """Any select that has Store in it."""
    return query if actor.unit_id is None else query.where(Store.unit_id == actor.unit_id)
