"""What the customer's call page knows. The talk itself runs beside Reflex, in `link.js`."""

from datetime import datetime

import reflex as rx
from pydantic import AwareDatetime, BaseModel

from chonso_app.calls import service, views
from chonso_app.calls.booking import service as booking
from chonso_app.calls.booking import views as booking_views
from chonso_app.calls.booking.views import Picker
from chonso_app.calls.moves import PLACES
from chonso_app.calls.queue import shared as queue_shared
from chonso_app.calls.room import signalling
from chonso_app.calls.views import CallView
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.hours import service as hours
from chonso_app.ui.edge import actor_of, limited, parse, public, refusals_told, route_arg, tell
from chonso_app.ui.live import follow

_DEVICES = {"ready", "denied", "missing", "busy", "unsupported"}


class _SlotChoice(BaseModel):
    at: AwareDatetime


class CallState(rx.State):
    view: CallView = CallView()
    picking: bool = False  # the sheet of times is open
    picker: Picker = Picker()
    slot: str = ""  # the one chosen in it
    slot_words: str = ""
    devices: str = "off"  # the browser's word; it only opens the button
    again: bool = False
    _code: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        code = route_arg(self, "code")
        if code != self._code:
            self._code, self.again = code, False
        self.picking, self.view = False, CallView()
        await self._refresh()

    async def _refresh(self) -> None:
        if await self._only_moved_on():
            return
        self.view = await in_read(
            views.of_customer, actor_of(self), self._code, again=self.again, now=utc_now()
        )
        if self.view.code:
            topics = [f"order:{self.view.code}", hours.TOPIC]
            if waiting := self.view.screen == "waiting":
                topics.append(PLACES)  # the place moves when others do
            if self.view.call_id:
                topics.append(f"call:{self.view.call_id}")
            follow(self, *topics, shared=waiting)

    async def _only_moved_on(self) -> bool:
        """Still waiting: one look at the queue serves everybody who waits."""
        if self.view.screen != "waiting":
            return False
        board = await queue_shared.board.ask()
        shown: CallView = self.get_value("view")  # untracked: it is compared, field by field
        place = board.place_of(shown.call_id)
        if place is None:
            return False
        moved = views.at_place(shown, place, board.at)
        if moved != shown:
            self.view = moved
        return True

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

    # -- a booked call ---------------------------------------------------------------------------
    @rx.event
    @limited(20, 60)
    @public
    async def open_booking(self) -> None:
        await self._pick("")

    @rx.event
    @limited(60, 60)
    @public
    async def pick_day(self, day: str) -> None:
        await self._pick(day if isinstance(day, str) else "")

    async def _pick(self, day: str) -> None:
        async with refusals_told(self):
            self.picker = await in_read(
                booking_views.picker, actor_of(self), self._code, day, utc_now()
            )
            self.picking, self.slot, self.slot_words = True, "", ""

    @rx.event
    @public
    async def pick_slot(self, at: str) -> None:
        asked, _ = parse(_SlotChoice, {"at": at})
        if asked and any(one.at == at and not one.full for one in self.picker.slots):
            self.slot, self.slot_words = at, booking_views.confirm_words(asked.at, utc_now())

    @rx.event
    @public
    async def close_booking(self) -> None:
        self.picking, self.slot, self.slot_words = False, "", ""

    @rx.event
    @limited(10, 60)
    @public
    async def book(self) -> None:
        if not self.slot:
            return
        call_id, at = self.view.call_id, datetime.fromisoformat(self.slot)
        try:
            async with refusals_told(self):
                made = await in_transaction(
                    booking.book, actor_of(self), self._code, at, now=utc_now()
                )
                self.picking = False
                if call_id:
                    await signalling.hub.dismiss(call_id, "booked")
                await tell(self, say("calls.booking.done", **booking.words_of(made)), "ok")
        finally:
            self.slot, self.slot_words = "", ""
        if self.picking:  # taken meanwhile: what is left
            await self._pick(self.picker.day)
        await self._refresh()

    @rx.event
    @limited(10, 60)
    @public
    async def cancel_booking(self) -> None:
        async with refusals_told(self):
            await in_transaction(booking.cancel, actor_of(self), self._code, now=utc_now())
            await tell(self, say("calls.booking.cancelled"), "ok")
        await self._refresh()
