"""/phieu/[code]/doi-sim: what the page knows. The fee is asked by us, never said by a browser."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import to_national
from chonso_app.core.texts import of_refusal, say
from chonso_app.journey import swapping
from chonso_app.orders import changing, receiving, rules
from chonso_app.orders import service as orders
from chonso_app.orders.changing import Swap
from chonso_app.orders.models import Order, ReceiveBy, SimKind
from chonso_app.plans.rules import sim_fee
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg, tell


@dataclass(frozen=True)
class Cost:
    """`due` is "" while the fee is not known."""

    sim: str = ""
    delivery: str = ""
    paid: str = ""
    due: str = ""
    nothing: bool = False


@dataclass(frozen=True)
class Typed:
    to_name: str = ""
    to_phone: str = ""
    to_province_code: str = ""
    to_ward: str = ""
    to_address: str = ""


class SwapState(rx.State):
    phase: str = ""  # "", open, closed
    code: str = ""
    way: str = ReceiveBy.HOME.value
    typed: Typed = Typed()
    errors: dict[str, str] = {}
    provinces: list[tuple[str, str]] = []
    stores: list[tuple[str, str]] = []
    lost: str = ""
    cost: Cost = Cost()
    _swap: Swap | None = None
    _due: int = 0

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        code = rules.clean_code(route_arg(self, "code"))
        try:
            offer = await in_read(swapping.offer_of, actor_of(self), code, now=utc_now())
        except orders.OrderNotFound:
            self.phase = "closed"
            return
        order, self.code = offer.order, offer.order.code
        self.phase = "open" if offer.is_open else "closed"
        self.provinces = offer.provinces
        self.stores = [(one.code, f"{one.name}, {one.address}") for one in offer.stores]
        if offer.lost_promotion:
            self.lost = say("swap.promotion_lost", name=offer.lost_promotion)
        phone = to_national(order.contact_phone) if order.contact_phone else ""
        self.typed = Typed(order.full_name, phone, order.province_code, order.ward, order.address)

    @rx.event
    @public
    def pick_way(self, way: str) -> None:
        self.way = ReceiveBy.STORE.value if way == ReceiveBy.STORE else ReceiveBy.HOME.value
        self.cost, self._swap = Cost(), None

    @rx.event
    @public
    def begin_again(self) -> None:
        """The address or the store changes: what it costs is asked anew."""
        self.cost, self._swap = Cost(), None

    @rx.event
    @limited(12, 60)
    @public
    async def ask(self, form: dict[str, Any]) -> None:
        """Tính phí: the form is checked, and the carrier asked."""
        typed = {name: str(form.get(name, ""))[:300] for name in receiving.FIELDS}
        async with refusals_told(self):
            order = await in_read(orders.order_of, actor_of(self), self.code)
            if self.way == ReceiveBy.STORE:
                wanted = Swap(ReceiveBy.STORE, str(form.get("store", ""))[:32])
                if wanted.store_code not in dict(self.stores):
                    await tell(self, say("swap.store_pick"), "bad")
                    return
            else:
                self.typed = Typed(**{name: typed[name] for name in Typed.__dataclass_fields__})
                receiver, faults = swapping.check(typed, {code for code, _ in self.provinces})
                self.errors = {name: say(key) for name, key in faults.items()}
                if receiver is None:
                    return
                cod = changing.difference(order, 0)
                found = await swapping.quote(receiver, cod=cod, now=utc_now())
                wanted = Swap(
                    ReceiveBy.HOME, receiver=receiver, fee=found.fee, quoted=found.as_json()
                )
            self._swap, self._due = wanted, changing.difference(order, wanted.fee)
            self.cost = _cost(order, wanted, self._due)

    @rx.event
    @limited(6, 60)
    @public
    async def change(self) -> rx.event.EventSpec | None:
        """Đổi sang SIM vật lý, for the cost that is on the screen."""
        if self._swap is None:
            return None
        try:
            await in_transaction(
                swapping.swap, actor_of(self), self.code, self._swap, due=self._due, now=utc_now()
            )
        except ShopError as refusal:
            await tell(self, of_refusal(refusal), "bad")
            self.begin_again()
            return None
        await tell(self, say("swap.done"), "ok")
        return rx.redirect(f"/phieu/{self.code}")


def _cost(order: Order, wanted: Swap, due: int) -> Cost:
    return Cost(
        sim=vnd(sim_fee(SimKind.SIM)),
        delivery=vnd(wanted.fee),
        paid=vnd(order.sim_fee),
        due=vnd(due),
        nothing=due == 0,
    )
