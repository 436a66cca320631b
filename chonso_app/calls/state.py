"""What the customer's call page knows. The talk itself runs beside Reflex, in `call_link.js`."""

import reflex as rx

from chonso_app.calls import service, signalling, views
from chonso_app.calls.views import CallView
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg
from chonso_app.ui.live import follow

_DEVICES = {"ready", "denied", "missing", "busy", "unsupported"}


class CallState(rx.State):
    view: CallView = CallView()
    devices: str = "off"  # the browser's word; it only opens the button
    again: bool = False
    _code: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        code = route_arg(self, "code")
        if code != self._code:
            self._code, self.again = code, False
        await self._refresh()

    async def _refresh(self) -> None:
        self.view = await in_read(
            views.of_customer, actor_of(self), self._code, again=self.again, now=utc_now()
        )
        if self.view.code:
            topics = [f"order:{self.view.code}"]
            if self.view.screen == "waiting":
                topics.append("queue:calls")  # the place moves when others do
            if self.view.call_id:
                topics.append(f"call:{self.view.call_id}")
            follow(self, *topics)

    @rx.event
    @public
    async def devices_told(self, status: str) -> None:
        self.devices = status if status in _DEVICES else "busy"

    @rx.event
    @public
    async def call_again(self) -> None:
        self.again = True
        await self._refresh()

    @rx.event
    @limited(20, 60)
    @public
    async def enter(self) -> None:
        async with refusals_told(self):
            await in_transaction(service.enter_queue, actor_of(self), self._code, now=utc_now())
        self.again = False
        await self._refresh()

    @rx.event
    @limited(20, 60)
    @public
    async def leave(self) -> None:
        async with refusals_told(self):
            call = await in_transaction(service.leave, actor_of(self), self._code, now=utc_now())
            await signalling.hub.dismiss(call.key, "customer_left")
        await self._refresh()
