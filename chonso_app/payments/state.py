"""What the checkout knows. The bank's word comes by the IPN, never from here."""

from dataclasses import dataclass
from datetime import datetime

import reflex as rx
from pydantic import BaseModel, Field
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.numbers import service as numbers
from chonso_app.numbers import wording
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, ReceiveBy
from chonso_app.orders.state import HeldRow, held_row
from chonso_app.payments import service
from chonso_app.plans import service as plans
from chonso_app.plans.models import SimKind
from chonso_app.plans.rules import PromotionOffer, gigabytes
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class PlanRow:
    code: str
    name: str
    summary: str
    price: str
    recommended: bool


@dataclass(frozen=True)
class PromotionRow:
    """The promotion with everything that has to be read before paying (A.15)."""

    code: str = ""
    title: str = ""
    per_day: str = ""
    last_day: str = ""
    days: tuple[int, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class CostRow:
    """What is paid for. Every đồng of the order is in one of these."""

    number_note: str = ""
    number_price: str = ""
    sim_price: str = ""
    email: str = ""
    plan_name: str = ""
    plan_note: str = ""
    plan_price: str = ""
    vat: str = ""
    total: str = ""  # without the sign


_SHOWN = 3  # plans before "Xem thêm gói"


class Choosing(BaseModel):
    plan_code: str = Field(max_length=16)
    receive_by: ReceiveBy


class CheckoutState(rx.State):
    """/thanh-toan/[code]."""

    held: HeldRow = HeldRow()
    costs: CostRow = CostRow()
    plans: list[PlanRow] = []
    more_plans: list[PlanRow] = []
    promotion: PromotionRow = PromotionRow()
    plan_code: str = ""
    receive_by: str = ReceiveBy.PAGE.value
    terms_read: bool = False
    busy: bool = False
    go: str = ""  # where the browser leaves for

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        await self._refresh()
        if self.held.code:
            follow(self, f"order:{self.held.code}")

    async def _refresh(self) -> None:
        try:
            found = await in_read(_checkout, actor_of(self), route_arg(self, "code"), utc_now())
        except orders.OrderNotFound:
            self.held = HeldRow(phase="missing")
            return
        order, offers, cls = found
        self.held = await held_row(order)
        self.costs = _costs(order, cls)
        self.plan_code, self.receive_by = order.plan_code or "", order.receive_by.value
        rows = [
            PlanRow(plan.code, plan.name, plan.summary, vnd(plan.price), plan.recommended)
            for plan in offers.plans
        ]
        first = [row for n, row in enumerate(rows) if n < _SHOWN or row.code == self.plan_code]
        self.plans, self.more_plans = first, [row for row in rows if row not in first]
        self.promotion = _promotion(offers.promotion)
        self.terms_read = self.terms_read or order.terms_accepted_at is not None

    @rx.event
    @limited(60, 60)
    @public
    async def pick_plan(self, code: str) -> None:
        await self._choose(str(code), self.receive_by)

    @rx.event
    @limited(60, 60)
    @public
    async def pick_receiving(self, way: str) -> None:
        await self._choose(self.plan_code, str(way))

    async def _choose(self, plan_code: str, way: str) -> None:
        picked = Choosing(plan_code=plan_code, receive_by=ReceiveBy(way))
        async with refusals_told(self):
            choice = orders.Choice(SimKind.ESIM, picked.plan_code, picked.receive_by)
            await in_transaction(
                orders.choose, actor_of(self), self.held.code, choice, now=utc_now()
            )
        await self._refresh()

    @rx.event
    @public
    def read_terms(self, checked: bool) -> None:
        self.terms_read = bool(checked)

    @rx.event
    @limited(20, 60)
    @public
    async def pay(self) -> None:
        """Thanh toán: freeze, start, and leave for the bank by a plain navigation."""
        who, code = actor_of(self), self.held.code
        async with refusals_told(self):
            now = utc_now()
            await in_transaction(_confirm_and_start, who, code, self.terms_read, now)
            self.busy, self.go = True, f"/api/thanh-toan/{code}"
            return
        await self._refresh()


def _checkout(
    session: Session, actor: Actor, code: str, now: datetime
) -> tuple[Order, plans.Offers, str]:
    order = orders.order_of(session, actor, code)
    cls = numbers.number_of(session, order.msisdn).cls
    return order, plans.offers(session, order.sim_kind, now=now), cls


def _confirm_and_start(
    session: Session, actor: Actor, code: str, terms_read: bool, now: datetime
) -> None:
    orders.confirm(session, actor, code, terms_accepted=terms_read, now=now)
    service.start_payment(session, actor, code, now=now)


def _costs(order: Order, cls: str) -> CostRow:
    price = orders.price_of(order)
    kind = say("payments.number_class", cls=wording.class_name(cls)) if cls else ""
    plan = order.plan or {}
    return CostRow(
        number_note=say("payments.number_note") + kind,
        number_price=vnd(order.number_price),
        sim_price=vnd(order.sim_fee) if order.sim_fee else say("orders.free"),
        email=order.email,
        plan_name=say("payments.plan", name=order.plan_name) if plan else "",
        plan_note=str(plan.get("summary", "")),
        plan_price=vnd(order.plan_price),
        vat=vnd(price.vat),
        total=vnd(price.total).removesuffix("₫").strip(),
    )


def _promotion(offer: PromotionOffer | None) -> PromotionRow:
    if offer is None:
        return PromotionRow()
    return PromotionRow(
        code=offer.plan_code,
        title=offer.title,
        per_day=say("payments.per_day", data=gigabytes(offer.data_mb_per_day)),
        last_day=say("payments.day", day=offer.days),
        days=tuple(range(offer.days)),
        terms=offer.terms,
    )
