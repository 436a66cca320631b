"""Loại SIM: the one place where `Sim vật lý` or `e-SIM` is chosen (E.6)."""

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.orders import offering, service
from chonso_app.orders.models import Order, SimKind
from chonso_app.orders.rows import OptionRow, option
from chonso_app.plans.rules import sim_fee
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg


class KindState(rx.State):
    """On the form, above the check of the phone."""

    kind: str = ""
    options: list[OptionRow] = []

    @rx.event
    @public
    async def load(self) -> None:
        await self._show()

    @rx.event
    @limited(60, 60)
    @public
    async def pick(self, kind: str) -> None:
        wanted = SimKind(str(kind))
        async with refusals_told(self):
            await in_transaction(
                service.choose_kind, actor_of(self), route_arg(self, "code"), wanted, now=utc_now()
            )
        await self._show()

    async def _show(self) -> None:
        try:
            order, on = await in_read(_look, actor_of(self), route_arg(self, "code"))
        except service.OrderNotFound:
            self.options = []
            return
        self.kind = order.sim_kind.value
        self.options = [
            option(
                kind.value,
                say(f"ordering.kind.{kind.value}"),
                say(f"ordering.kind.{kind.value}_note"),
                right=vnd(sim_fee(kind)) if sim_fee(kind) else say("orders.free"),
                on=kind in on,
            )
            for kind in (SimKind.SIM, SimKind.ESIM)
        ]


def _look(session: Session, actor: Actor, code: str) -> tuple[Order, list[offering.Option]]:
    order = service.order_of(session, actor, code)
    return order, offering.offered(session, order.unit_id, now=utc_now())
