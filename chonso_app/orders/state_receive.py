"""How the SIM comes, and Thông tin nhận hàng. What is typed is kept when a field is left."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.orders import asking, offering, receiving, service, wards
from chonso_app.orders.models import Order, ReceiveBy
from chonso_app.orders.rows import FeeRow, OptionRow, fee_row, option, store_way
from chonso_app.orders.state import HeldRow, held_row
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg, tell
from chonso_app.ui.live import follow


@dataclass(frozen=True)
class ReceiverRow:
    """What stands in the form. `ward_serial` moves when we change the ward's box ourselves."""

    to_name: str = ""
    to_phone: str = ""
    to_province_code: str = ""
    to_district: str = ""
    to_ward: str = ""
    to_address: str = ""
    to_note: str = ""
    ward_serial: int = 0


@dataclass(frozen=True)
class WardRow:
    name: str
    was: str  # worded


class ReceiveState(rx.State):
    """/nhan-sim/[code]."""

    held: HeldRow = HeldRow()
    way: str = ""
    ways: list[OptionRow] = []
    typed: ReceiverRow = ReceiverRow()
    errors: dict[str, str] = {}
    provinces: list[tuple[str, str]] = []
    ward_list: list[WardRow] = []
    ward_note: str = ""
    fee: FeeRow = FeeRow()

    @rx.event
    @public
    async def load(self) -> AsyncIterator[None]:
        self.reset()
        await self._refresh()
        if not self.held.code:
            return
        follow(self, f"order:{self.held.code}")
        yield
        if self.held.phase == "open" and self.way == ReceiveBy.HOME:
            await self._settle_ward()
            if not self._faults() and await self._deliver():  # the subscriber's own may be enough
                yield
                await self._ask_fee()

    async def _refresh(self) -> None:
        try:
            order, on = await in_read(_look, actor_of(self), route_arg(self, "code"))
        except service.OrderNotFound:
            self.held = HeldRow(phase="missing")
            return
        self.held = await held_row(order)
        self.way = order.receive_by.value
        self.ways = [
            option(way.value, title, say(f"ordering.receive.{way.value}_note"), on=way in on)
            for way, title in (
                (ReceiveBy.HOME, say("ordering.receive.home")), (ReceiveBy.STORE, store_way()),
            )
        ]  # fmt: skip
        self.fee = fee_row(order)
        if not self.provinces:  # the first look: the form is drawn with what was typed
            places = await in_read(service.provinces)
            self.provinces = [(place.code, _named(place.code, place.name)) for place in places]
            self.typed = replace(ReceiverRow(), **service.receiver_typed_of(order))

    @rx.event
    @limited(60, 60)
    @public
    async def pick_way(self, way: str) -> AsyncIterator[None]:
        wanted = ReceiveBy(str(way))
        async with refusals_told(self):
            await in_transaction(_take_way, actor_of(self), self.held.code, wanted)
        await self._refresh()
        yield
        await self._ask_fee()

    # -- Thông tin nhận hàng

    @rx.event
    @limited(240, 60)
    @public
    def suggest(self, typed: str) -> None:
        """While the ward is being typed. Comes a moment late: the box may have been left."""
        row, text = self.typed, str(typed)[:80]
        meant = wards.settle(row.to_province_code, text, row.to_district)
        if row.to_ward and row.to_ward in (text, meant and meant.name):
            return
        self.ward_note = ""
        self._list_wards(text)

    def _list_wards(self, typed: str) -> None:
        found = wards.suggest(self.typed.to_province_code, typed, self.typed.to_district)
        self.ward_list = [
            WardRow(one.name, say("ordering.to.ward_was", was=one.was) if one.was else "")
            for one in found
        ]

    @rx.event
    @limited(60, 60)
    @public
    async def take_ward(self, name: str) -> AsyncIterator[None]:
        """One of the list was pressed."""
        self.typed = replace(self.typed, ward_serial=self.typed.ward_serial + 1)
        complete = await self._keep("to_ward", str(name)[:80])
        self.ward_list = []
        yield
        if complete:
            await self._ask_fee()

    @rx.event
    @limited(240, 60)
    @public
    async def save(self, name: str, value: str) -> AsyncIterator[None]:
        """A field was left: keep it, say what is wrong with it, ask the fee once all is there."""
        if str(name) not in receiving.FIELDS:
            return
        complete = await self._keep(str(name), str(value)[:300])
        yield
        if complete:
            await self._ask_fee()

    async def _keep(self, name: str, value: str) -> bool:
        """Whether the whole form is right now, and on the order."""
        self.typed = replace(self.typed, **{name: value})
        who, code = actor_of(self), self.held.code
        async with refusals_told(self):
            await in_transaction(service.save_typed, who, code, {name: value}, now=utc_now())
        if name in ("to_ward", "to_district", "to_province_code"):
            await self._settle_ward(name)
        faults = self._faults()
        self.errors = {**self.errors, name: faults.get(name, "") if value else ""}
        return not faults and await self._deliver()

    async def _settle_ward(self, left: str = "to_ward") -> None:
        """Today's name takes the place of an old one; of a divided ward the heirs are listed.

        Only the box that was just `left` is written to: in another one somebody may be typing.
        """
        row = self.typed
        self.ward_note = ""
        if not row.to_ward or not row.to_province_code:
            return
        found = wards.settle(row.to_province_code, row.to_ward, row.to_district)
        if found is None:
            self._list_wards(row.to_ward)
            key = "ward_many" if any(one.was for one in self.ward_list) else "ward_unknown"
            self.ward_note = say(f"ordering.to.{key}")
            return
        self.ward_list = []
        if found.was:
            self.ward_note = say("ordering.to.ward_now", ward=found.name, was=found.was)
        elif row.to_district:
            self.ward_note = say("ordering.to.no_district", ward=found.name)
        if found.name != row.to_ward and left == "to_ward":
            serial = row.ward_serial + 1
            self.typed = replace(row, to_ward=found.name, ward_serial=serial)
            async with refusals_told(self):
                await in_transaction(
                    service.save_typed, actor_of(self), self.held.code, {"to_ward": found.name},
                    now=utc_now(),
                )  # fmt: skip

    def _form(self) -> dict[str, str]:
        return {name: getattr(self.typed, name) for name in receiving.FIELDS}

    def _faults(self) -> dict[str, str]:
        known = {code for code, _ in self.provinces}
        return {name: say(key) for name, key in receiving.check(self._form(), known)[1].items()}

    async def _deliver(self) -> bool:
        """Thông tin nhận hàng onto the order; False marks what stands in the way."""
        async with refusals_told(self):
            try:
                order = await in_transaction(
                    service.deliver_to, actor_of(self), self.held.code, self._form(), now=utc_now()
                )
            except service.FieldsRefused as refused:
                self.errors = {name: say(key) for name, key in refused.fields.items()}
                return False
            self.fee = fee_row(order)
            return True
        return False

    async def _ask_fee(self) -> None:
        if self.fee.phase != "asking":
            return
        async with refusals_told(self):
            await asking.ask_fee(actor_of(self), self.held.code)
            await self._refresh()
            return
        self.fee = FeeRow()

    @rx.event
    @limited(20, 60)
    @public
    async def go_on(self, form: dict[str, Any]) -> AsyncIterator[rx.event.EventSpec | None]:
        """Tiếp tục: every field is checked, or a store is picked; then to paying."""
        code = self.held.code
        if self.way == ReceiveBy.STORE:
            order = await in_read(service.order_of, actor_of(self), code)
            if order.store_code:
                yield rx.redirect(f"/thanh-toan/{code}")
            else:
                await tell(self, say("ordering.receive.pick_store"), "bad")
            return
        typed = {name: str(form.get(name, ""))[:300] for name in receiving.FIELDS}
        self.typed = replace(self.typed, **typed)
        async with refusals_told(self):
            await in_transaction(
                service.save_typed, actor_of(self), code, typed, now=utc_now()
            )  # fmt: skip
        await self._settle_ward()
        if not await self._deliver():
            return
        yield None
        await self._ask_fee()
        if self.fee.phase == "known":
            yield rx.redirect(f"/thanh-toan/{code}")


def _look(session: Session, actor: Actor, code: str) -> tuple[Order, list[offering.Option]]:
    order = service.order_of(session, actor, code)
    return order, offering.offered(session, order.unit_id, now=utc_now())


def _take_way(session: Session, actor: Actor, code: str, way: ReceiveBy) -> None:
    order = service.order_of(session, actor, code)
    wanted = replace(service.choice_of(order), receive_by=way, store_code="")
    service.choose(session, actor, code, wanted, now=utc_now())


def _named(code: str, name: str) -> str:
    """`TP. Hồ Chí Minh (gồm Bình Dương, Bà Rịa - Vũng Tàu)`: people look for the old name."""
    merged = wards.merged_into(code, name)
    if not merged:
        return name
    return say("ordering.to.province_of", name=name, merged=", ".join(merged))
