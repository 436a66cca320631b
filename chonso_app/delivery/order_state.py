"""The order that stands open beside the list: packing it, calling a shipper, cancelling it."""

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.delivery import cancelling, console, console_views, fulfilment
from chonso_app.delivery.console_views import OrderView
from chonso_app.delivery.orders_state import FULFIL, OrdersState
from chonso_app.orders.models import CancelReason
from chonso_app.ui.edge import actor_of, allow, parse, refusals_told, tell
from chonso_app.ui.live import follow

REASONS = (
    CancelReason.STAFF, CancelReason.CHANGED_MIND, CancelReason.OTHER_NUMBER,
    CancelReason.WRONG_INFORMATION, CancelReason.TOO_SLOW, CancelReason.OTHER,
)  # fmt: skip


class _Typed(BaseModel):
    serial: str = Field(max_length=64)


class _Reason(BaseModel):
    reason: CancelReason


class OrderState(rx.State):
    """The side panel."""

    order: OrderView = OrderView()
    serial_error: str = ""
    scanning: bool = False
    cancelling: bool = False
    _code: str = ""
    _unmasked: bool = False

    @rx.event
    @FULFIL
    async def open(self, code: str) -> None:
        await self._open(str(code)[:16], unmask=False)

    @rx.event
    @FULFIL
    async def unmask(self) -> None:
        """Xem: the phone of who receives it. The look is logged."""
        await self._open(self._code, unmask=True)

    async def _open(self, code: str, *, unmask: bool) -> None:
        if not code:
            return
        async with refusals_told(self):
            seen = await in_transaction(
                console.open_order, actor_of(self), code, unmask=unmask, now=utc_now()
            )
            self._code, self._unmasked = seen.order.code, unmask
            self.serial_error, self.scanning, self.cancelling = "", False, False
            self.order = await in_read(console_views.viewed, actor_of(self), seen)
            follow(self, f"order:{seen.order.code}")

    async def _refresh(self) -> None:
        """Somebody moved the order that stands open."""
        if not self._code:
            return
        try:
            actor = actor_of(self)
            seen = await in_read(console.look_at, actor, self._code, unmask=self._unmasked)
            self.order = await in_read(console_views.viewed, actor, seen)
        except ShopError:  # dispatched to another unit meanwhile
            self._forget()

    def _forget(self) -> None:
        self.order, self._code, self._unmasked = OrderView(), "", False
        self.scanning, self.cancelling = False, False

    @rx.event
    @FULFIL
    async def close(self) -> None:
        self._forget()

    @rx.event
    @FULFIL
    async def step(self, by: int) -> None:
        """The order above or below in the list."""
        lines = (await self.get_state(OrdersState)).lines
        codes = [line.code for line in lines]
        if not codes or by not in (-1, 1):
            return
        here = codes.index(self._code) if self._code in codes else (-1 if by > 0 else len(codes))
        await self._open(codes[max(0, min(here + by, len(codes) - 1))], unmask=False)

    # -- packing ---------------------------------------------------------------------------------

    @rx.event
    @FULFIL
    async def pack(self, form: dict[str, str]) -> None:
        """A scanner types into the field and ends with Enter."""
        typed, _ = parse(_Typed, form)
        await self._pack(typed.serial if typed else "")

    @rx.event
    @FULFIL
    async def scanned(self, serial: str) -> None:
        """What the camera read."""
        self.scanning = False
        await self._pack(serial[:64] if isinstance(serial, str) else "")

    async def _pack(self, serial: str) -> None:
        self.serial_error = ""
        try:
            card = await in_transaction(
                fulfilment.pack, actor_of(self), self._code, serial, now=utc_now()
            )
            told = say("delivery.orders.packed", tail=card.iccid[-4:], code=self._code)
            await tell(self, told, "ok")
        except ShopError as refusal:
            self.serial_error = of_refusal(refusal)
        await self._refresh_both()

    @rx.event
    @FULFIL
    async def unpack(self) -> None:
        async with refusals_told(self):
            await in_transaction(fulfilment.unpack, actor_of(self), self._code, now=utc_now())
            await tell(self, say("delivery.orders.unpacked", code=self._code), "ok")
        await self._refresh_both()

    @rx.event
    @FULFIL
    async def use_camera(self, on: bool) -> None:
        self.scanning = on is True

    # -- moving ----------------------------------------------------------------------------------

    @rx.event
    @FULFIL
    async def begin_confirm(self) -> None:
        """The same dialog as for many, for this one."""
        orders = await self.get_state(OrdersState)
        if self.order.may_confirm:
            orders.selected = [self._code]
            orders._ask_for_time()

    @rx.event
    @FULFIL
    async def hand_over(self) -> None:
        async with refusals_told(self):
            done = await in_transaction(
                fulfilment.hand_over, actor_of(self), [self._code], now=utc_now()
            )
            if refusal := done[0].refusal:
                raise refusal
            await tell(self, say("delivery.orders.handed", n=1), "ok")
        await self._refresh_both()

    @rx.event
    @allow(Permission.ORDERS_CANCEL)
    async def begin_cancel(self) -> None:
        self.cancelling = self.order.may_cancel

    @rx.event
    @FULFIL
    async def keep(self) -> None:
        self.cancelling = False

    @rx.event
    @allow(Permission.ORDERS_CANCEL)
    async def cancel(self, form: dict[str, str]) -> None:
        """Hủy đơn, with a coded reason (F.11)."""
        typed, _ = parse(_Reason, form)
        if typed is None or typed.reason not in REASONS:
            return
        self.cancelling = False
        async with refusals_told(self):
            await in_transaction(
                cancelling.cancel_order, actor_of(self), self._code, typed.reason, now=utc_now()
            )
            await tell(self, say("delivery.orders.cancelled", code=self._code), "ok")
        await self._refresh_both()

    async def _refresh_both(self) -> None:
        await self._refresh()
        orders = await self.get_state(OrdersState)
        await orders._refresh()
