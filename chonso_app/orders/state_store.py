"""Finding a store without a map: by province, by what is typed, with hours and stock."""

import unicodedata
from dataclasses import dataclass, replace

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.orders import offering, service
from chonso_app.orders.models import Order, ReceiveBy
from chonso_app.stores import service as stores
from chonso_app.stores.directory import StoreShown, provinces_with_stores
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg


@dataclass(frozen=True)
class StoreRow:
    code: str
    name: str
    address: str
    hours: str
    stock: str
    note: str
    is_open: bool
    has_stock: bool


@dataclass(frozen=True)
class _Found:
    order: Order
    province: str
    provinces: list[tuple[str, str]]
    shown: list[StoreShown]
    spare: dict[str, int]


class StoreState(rx.State):
    province: str = ""
    search: str = ""
    chosen: str = ""
    provinces: list[tuple[str, str]] = []
    rows: list[StoreRow] = []
    loaded: bool = False

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        await self._show()

    @rx.event
    @limited(60, 60)
    @public
    async def pick_province(self, code: str) -> None:
        self.province, self.search = str(code)[:8], ""
        await self._show()

    @rx.event
    @limited(240, 60)
    @public
    async def look_for(self, typed: str) -> None:
        self.search = str(typed)[:60]
        await self._show()

    @rx.event
    @limited(60, 60)
    @public
    async def pick(self, store_code: str) -> None:
        """Refused (closed, no SIM left): what was chosen before stays chosen."""
        async with refusals_told(self):
            await in_transaction(
                _take, actor_of(self), route_arg(self, "code"), str(store_code)[:32]
            )
        await self._show()

    async def _show(self) -> None:
        try:
            found = await in_read(
                _look, actor_of(self), route_arg(self, "code"), self.province
            )  # fmt: skip
        except service.OrderNotFound:
            self.rows = []
            return
        self.province, self.provinces = found.province, found.provinces
        self.chosen = found.order.store_code or ""
        wanted = _plain(self.search).split()
        self.rows = [
            _row(store, found.spare[store.code])
            for store in found.shown
            if all(word in _plain(f"{store.name} {store.address}") for word in wanted)
        ]
        self.loaded = True


def _look(session: Session, actor: Actor, code: str, province: str) -> _Found:
    order = service.order_of(session, actor, code)
    now = utc_now()
    served = set(provinces_with_stores(session))
    places = [(p.code, p.name) for p in service.provinces(session) if p.code in served]
    if province not in served:
        near = _province_of_choice(session, order) or order.to_province_code or order.province_code
        province = near if near in served else next(iter(served), "")
    shown = stores.stores_in(session, province, now=now)
    spare = offering.spare_in(session, [one.code for one in shown], without=order.code)
    shown.sort(key=lambda store: spare[store.code] == 0)
    return _Found(order, province, places, shown, spare)


def _province_of_choice(session: Session, order: Order) -> str:
    return stores.store_of(session, order.store_code).province_code if order.store_code else ""


def _take(session: Session, actor: Actor, code: str, store_code: str) -> None:
    order = service.order_of(session, actor, code)
    wanted = replace(
        service.choice_of(order), receive_by=ReceiveBy.STORE, store_code=store_code
    )  # fmt: skip
    service.choose(session, actor, code, wanted, now=utc_now())


def _row(store: StoreShown, spare: int) -> StoreRow:
    return StoreRow(
        code=store.code, name=store.name, address=store.address, hours=store.hours,
        stock=say("ordering.stores.has" if spare else "ordering.stores.none"),
        note=say("ordering.stores.days", days=store.pick_up_days),
        is_open=store.open_now, has_stock=spare > 0,
    )  # fmt: skip


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(c for c in folded if not unicodedata.combining(c))
