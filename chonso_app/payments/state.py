"""What the checkout knows. The bank's word comes by the IPN, never from here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.numbers import service as numbers
from chonso_app.numbers import wording
from chonso_app.orders import asking, offering, promotions
from chonso_app.orders import service as orders
from chonso_app.orders.models import Order, PaymentMethod, ReceiveBy
from chonso_app.orders.rows import FeeRow, OptionRow, fee_row
from chonso_app.orders.state import HeldRow, held_row
from chonso_app.payments import service
from chonso_app.plans import service as plans
from chonso_app.plans.rules import PromotionOffer, gigabytes
from chonso_app.stores import service as stores
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

    key: str = ""  # of exactly this promotion: sent back when it is agreed to
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
    sim: str = ""  # "sim" or "esim"
    sim_price: str = ""
    email: str = ""
    plan_name: str = ""
    plan_note: str = ""
    plan_price: str = ""
    vat: str = ""
    total: str = ""  # without the sign


@dataclass(frozen=True)
class ComesRow:
    """How a physical SIM comes. `way`: "" for an eSIM."""

    way: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Found:
    order: Order
    offers: plans.Offers
    cls: str
    on: list[offering.Option]
    store: str  # name and address of the store that was picked


_SHOWN = 3  # plans before "Xem thêm gói"


class CheckoutState(rx.State):
    """/thanh-toan/[code]."""

    held: HeldRow = HeldRow()
    costs: CostRow = CostRow()
    comes: ComesRow = ComesRow()
    fee: FeeRow = FeeRow()
    plans: list[PlanRow] = []
    more_plans: list[PlanRow] = []
    promotion: PromotionRow = PromotionRow()
    plan_code: str = ""
    receive_by: str = ReceiveBy.PAGE.value
    method: str = PaymentMethod.ONLINE.value
    methods: list[OptionRow] = []
    terms_read: bool = False
    busy: bool = False
    go: str = ""  # where the browser leaves for

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        self.reset()
        await self._refresh()
        if self.held.code:
            follow(self, f"order:{self.held.code}")
        yield
        await self._ask_fee()

    async def _refresh(self) -> None:
        try:
            found = await in_read(_checkout, actor_of(self), route_arg(self, "code"), utc_now())
        except orders.OrderNotFound:
            self.held = HeldRow(phase="missing")
            return
        order = found.order
        self.held = await held_row(order)
        self.costs, self.comes, self.fee = _costs(order, found.cls), _comes(found), fee_row(order)
        self.plan_code, self.receive_by = order.plan_code or "", order.receive_by.value
        self.method, self.methods = order.payment_method.value, _methods(found)
        rows = [
            PlanRow(plan.code, plan.name, plan.summary, vnd(plan.price), plan.recommended)
            for plan in found.offers.plans
        ]
        first = [row for n, row in enumerate(rows) if n < _SHOWN or row.code == self.plan_code]
        self.plans, self.more_plans = first, [row for row in rows if row not in first]
        was = self.promotion.key
        self.promotion = _promotion(promotions.agreed(order) or found.offers.promotion)
        agreed = order.terms_accepted_at is not None
        self.terms_read = (self.terms_read and was in ("", self.promotion.key)) or agreed

    @rx.event
    @limited(60, 60)
    @public
    async def pick_plan(self, code: str) -> AsyncIterator[None]:
        await self._choose(plan_code=str(code)[:16])
        yield
        await self._ask_fee()

    @rx.event
    @limited(60, 60)
    @public
    async def pick_receiving(self, way: str) -> None:
        await self._choose(receive_by=ReceiveBy(str(way)))

    @rx.event
    @limited(60, 60)
    @public
    async def pick_method(self, method: str) -> AsyncIterator[None]:
        await self._choose(payment_method=PaymentMethod(str(method)))
        yield
        await self._ask_fee()

    async def _choose(self, **changes: Any) -> None:
        async with refusals_told(self):
            await in_transaction(_change, actor_of(self), self.held.code, changes)
        await self._refresh()

    @rx.event
    @limited(20, 60)
    @public
    async def ask_again(self) -> AsyncIterator[None]:
        """Tính lại phí."""
        await self._refresh()
        yield
        await self._ask_fee()

    async def _ask_fee(self) -> None:
        """What the carrier wants; our own estimate when it does not answer."""
        if self.fee.phase != "asking" or self.held.phase != "open":
            return
        async with refusals_told(self):
            await asking.ask_fee(actor_of(self), self.held.code)
            await self._refresh()
            return
        self.fee = FeeRow("none")

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
            await in_transaction(
                _confirm_and_start, who, code, self.terms_read, self.promotion.key, now
            )
            self.busy, self.go = True, f"/api/thanh-toan/{code}"
            return
        await self._refresh()


def _checkout(session: Session, actor: Actor, code: str, now: datetime) -> _Found:
    order = orders.order_of(session, actor, code)
    store = stores.store_of(session, order.store_code) if order.store_code else None
    return _Found(
        order=order,
        offers=orders.offers_of(session, order, now=now),
        cls=numbers.number_of(session, order.msisdn).cls,
        on=offering.offered(session, order.unit_id, now=now),
        store=f"{store.name}, {store.address}" if store else "",
    )


def _change(session: Session, actor: Actor, code: str, changes: dict[str, Any]) -> None:
    wanted = replace(orders.choice_of(orders.order_of(session, actor, code)), **changes)
    orders.choose(session, actor, code, wanted, now=utc_now())


def _confirm_and_start(
    session: Session, actor: Actor, code: str, terms_read: bool, promotion: str, now: datetime
) -> None:
    orders.confirm(
        session, actor, code, terms_accepted=terms_read, promotion_seen=promotion, now=now
    )
    service.start_payment(session, actor, code, now=now)


def _costs(order: Order, cls: str) -> CostRow:
    price = orders.price_of(order)
    kind = say("payments.number_class", cls=wording.class_name(cls)) if cls else ""
    plan = order.plan or {}
    return CostRow(
        number_note=say("payments.number_note") + kind,
        number_price=vnd(order.number_price),
        sim=order.sim_kind.value,
        sim_price=vnd(order.sim_fee) if order.sim_fee else say("orders.free"),
        email=order.email,
        plan_name=say("payments.plan", name=order.plan_name) if plan else "",
        plan_note=str(plan.get("summary", "")),
        plan_price=vnd(order.plan_price),
        vat=vnd(price.vat),
        total=vnd(price.total).removesuffix("₫").strip(),
    )


def _comes(found: _Found) -> ComesRow:
    order = found.order
    if order.receive_by is ReceiveBy.HOME:
        place = ", ".join(part for part in (order.to_address, order.to_ward) if part)
        return ComesRow("home", say("ordering.pay.home"), place)
    if order.receive_by is ReceiveBy.STORE:
        return ComesRow("store", say("ordering.pay.store"), found.store)
    return ComesRow()


def _methods(found: _Found) -> list[OptionRow]:
    """Cash is not for an eSIM (E.6), and may be switched off."""
    order, cod = found.order, PaymentMethod.COD
    if not order.is_physical:
        note, off = say("ordering.pay.cod_esim"), True
    else:
        off = cod not in found.on
        note = say("ordering.off" if off else f"ordering.pay.cod_{order.receive_by.value}")
    online = PaymentMethod.ONLINE.value
    return [
        OptionRow(online, say("ordering.pay.online"), say("ordering.pay.online_note")),
        OptionRow(cod.value, say("ordering.pay.cod"), note, off=off),
    ]


def _promotion(offer: PromotionOffer | None) -> PromotionRow:
    if offer is None:
        return PromotionRow()
    return PromotionRow(
        key=offer.key,
        code=offer.plan_code,
        title=offer.title,
        per_day=say("payments.per_day", data=gigabytes(offer.data_mb_per_day)),
        last_day=say("payments.day", day=offer.days),
        days=tuple(range(offer.days)),
        terms=offer.terms,
    )
