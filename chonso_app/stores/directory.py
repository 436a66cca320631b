"""Which stores there are, as customers and colleagues look for them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from chonso_app.core.errors import ShopError
from chonso_app.stores import rules, wording
from chonso_app.stores.models import CardStatus, SimCard, Store, StoreKind


class StoreNotFound(ShopError):
    """No such store."""


class StoreClosed(ShopError):
    """It takes no orders at present. `store`: its name."""


@dataclass(frozen=True)
class StoreShown:
    """A store in the customer's list; nothing in it is secret."""

    code: str
    name: str
    address: str  # house, street and ward in one line
    ward: str
    province_code: str
    phone: str
    note: str
    open_now: bool
    hours: str  # "Đang mở, đến 20:00"
    free_stock: int
    pick_up_days: int


def stores_in(session: Session, province_code: str, *, now: datetime) -> list[StoreShown]:
    """Stores that take orders in this province: those with cards first, then by name."""
    wanted = select(Store).where(
        Store.province_code == province_code,
        Store.kind == StoreKind.STORE,
        col(Store.on_sale).is_(True),
    )
    stores = list(session.exec(wanted.order_by(Store.name)))
    free = free_in(session, [store.code for store in stores])
    shown = [as_shown(store, free.get(store.code, 0), now=now) for store in stores]
    return sorted(shown, key=lambda store: store.free_stock == 0)


def provinces_with_stores(session: Session) -> list[str]:
    """Codes of the provinces in which a customer may fetch a SIM."""
    wanted = sa.select(col(Store.province_code)).where(
        col(Store.kind) == StoreKind.STORE, col(Store.on_sale).is_(True)
    )
    return sorted(session.execute(wanted.distinct()).scalars())


def store_of(session: Session, code: str) -> Store:
    """Raises StoreNotFound."""
    store = session.get(Store, code)
    if store is None:
        raise StoreNotFound
    return store


def store_on_sale(session: Session, code: str) -> Store:
    """A store that a customer may choose now.

    Raises:
        StoreNotFound: none of that code, or a warehouse.
        StoreClosed
    """
    store = store_of(session, code)
    if store.kind is not StoreKind.STORE:
        raise StoreNotFound
    if not store.on_sale:
        raise StoreClosed(store=store.name)
    return store


def warehouse_of(session: Session, unit_id: int | None) -> Store | None:
    """Where the unit packs its parcels; without one of its own, the first that there is."""
    wanted = select(Store).where(Store.kind == StoreKind.WAREHOUSE).order_by(Store.code)
    warehouses = list(session.exec(wanted))
    own = [store for store in warehouses if store.unit_id == unit_id]
    return next(iter(own or warehouses), None)


def hours_of(store: Store) -> rules.Hours:
    return rules.Hours.read(store.hours, store.closed_days)


def as_shown(store: Store, free: int, *, now: datetime) -> StoreShown:
    opening = rules.opening(hours_of(store), now)
    return StoreShown(
        code=store.code, name=store.name, address=full_address(store), ward=store.ward,
        province_code=store.province_code, phone=store.phone, note=store.note,
        open_now=opening.is_open, hours=wording.opening(opening, now), free_stock=free,
        pick_up_days=store.pick_up_days,
    )  # fmt: skip


def full_address(store: Store) -> str:
    return ", ".join(part for part in (store.address, store.ward) if part)


def free_stock(session: Session, store_code: str) -> int:
    """How many blank cards lie there for whoever comes first."""
    return free_in(session, [store_code]).get(store_code, 0)


def free_in(session: Session, codes: list[str]) -> dict[str, int]:
    """`free_stock` of several stores; those without a card are missing."""
    counted = (
        select(SimCard.store_code, sa.func.count())
        .where(col(SimCard.store_code).in_(codes), SimCard.status == CardStatus.IN_STOCK)
        .group_by(SimCard.store_code)
    )
    return dict(session.exec(counted).all())


def names(session: Session) -> dict[str, str]:
    """Code → name of every store and warehouse, by code."""
    return dict(session.exec(select(Store.code, Store.name).order_by(col(Store.code))).all())


def places(session: Session) -> list[tuple[str, str, int]]:
    """Code, name and unit of every store and warehouse, by code."""
    asked = select(Store.code, Store.name, Store.unit_id).order_by(col(Store.code))
    return [(code, name, unit_id) for code, name, unit_id in session.exec(asked)]
