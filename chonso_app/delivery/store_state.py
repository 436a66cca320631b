"""The store's console: what lies on the counter, and what was pressed."""

import reflex as rx
from pydantic import BaseModel, Field, field_validator
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import NotAllowed, ShopError
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.delivery import pickup, pickup_views
from chonso_app.delivery.pickup_models import Receiver
from chonso_app.delivery.pickup_views import CounterView, PickupLine, StoreView
from chonso_app.ui.edge import actor_of, allow, limited, parse, refusals_told, tell
from chonso_app.ui.live import follow

_STORE = allow(Permission.DELIVERY_STORE)


class _Typed(BaseModel):
    """A field that is not on the screen arrives as null."""

    @field_validator("*", mode="before")
    @classmethod
    def absent_is_empty(cls, value: object) -> object:
        return "" if value is None else value


class _Serial(_Typed):
    serial: str = Field(default="", max_length=64)


class _Code(_Typed):
    pin: str = Field(default="", max_length=32)


class _Handing(_Typed):
    serial: str = Field(default="", max_length=64)
    id_tail: str = Field(default="", max_length=8)
    other_name: str = Field(default="", max_length=100)
    name_seen: str = ""
    cash_taken: str = ""


class StoreState(rx.State):
    store: StoreView = StoreView()
    no_store: str = ""  # why nothing is shown
    tab: str = "waiting"
    search: str = ""
    lines: list[PickupLine] = []
    order: CounterView = CounterView()
    receiver: str = Receiver.SELF.value
    code_error: str = ""
    error: str = ""
    refusing: bool = False

    @rx.event
    @_STORE
    async def load(self) -> None:
        store = actor_of(self).store
        follow(self, f"store:{store}", f"stock:{store}")
        await self._refresh()

    async def _refresh(self) -> None:
        actor, now = actor_of(self), utc_now()
        try:
            self.store = await in_read(pickup_views.store_view, actor, now=now)
            self.lines = await in_read(pickup_views.lines, actor, self.tab, self.search, now=now)
            if self.order.code:
                self.order = await in_read(
                    pickup_views.counter_view, actor, self.order.code, now=now
                )
        except (NotAllowed, pickup.NoStore) as refusal:
            self.reset()
            self.no_store = of_refusal(refusal)
        else:
            self.no_store = ""

    @rx.event
    @_STORE
    async def show_tab(self, tab: str) -> None:
        self.tab = tab if tab in pickup_views.TABS else "waiting"
        await self._refresh()

    @rx.event
    @limited(60, 60)
    @_STORE
    async def look_for(self, typed: str) -> None:
        self.search = typed[:40] if isinstance(typed, str) else ""
        await self._refresh()

    @rx.event
    @_STORE
    async def open(self, code: str) -> None:
        """The browser's word: the service checks that it is an order of this store."""
        self._clear()
        async with refusals_told(self):
            self.order = await in_transaction(_opened, actor_of(self), str(code)[:16])

    def _clear(self) -> None:
        self.order, self.receiver = CounterView(), Receiver.SELF.value
        self.code_error, self.error, self.refusing = "", "", False

    @rx.event
    @_STORE
    async def step(self, by: int) -> None:
        """J and K."""
        codes = [line.code for line in self.lines]
        if not codes:
            return
        here = codes.index(self.order.code) if self.order.code in codes else -1
        self._clear()
        following = codes[(here + (1 if by == 1 else -1)) % len(codes)]
        async with refusals_told(self):
            self.order = await in_transaction(_opened, actor_of(self), following)

    @rx.event
    @_STORE
    async def set_aside(self, form: dict) -> None:
        data, _ = parse(_Serial, form)
        if data is None:
            self.error = say("core.bad_input")
            return
        try:
            await in_transaction(
                pickup.set_aside, actor_of(self), self.order.code, data.serial, now=utc_now()
            )
        except ShopError as refusal:
            self.error = of_refusal(refusal)
            return
        self.error = ""
        await self._refresh()
        await tell(self, say("pickup.prepared"), "ok")

    @rx.event
    @limited(30, 60)
    @_STORE
    async def prove(self, form: dict) -> None:
        data, _ = parse(_Code, form)
        if data is None:
            return
        async with refusals_told(self):
            wrong = await in_transaction(
                pickup.prove_code, actor_of(self), self.order.code, data.pin, now=utc_now()
            )
            self.code_error = of_refusal(wrong) if wrong else ""
            await self._refresh()

    @rx.event
    @_STORE
    async def send_again(self) -> None:
        async with refusals_told(self):
            await in_transaction(pickup.send_code, actor_of(self), self.order.code, now=utc_now())
            self.code_error = ""
            await self._refresh()
            await tell(self, say("pickup.code_sent"), "ok")

    @rx.event
    @_STORE
    async def pick_receiver(self, receiver: str) -> None:
        self.receiver = receiver if receiver in set(Receiver) else Receiver.SELF.value

    @rx.event
    @_STORE
    async def hand_over(self, form: dict) -> None:
        data, _ = parse(_Handing, form)
        if data is None:
            self.error = say("core.bad_input")
            return
        handing = pickup.Handing(
            Receiver(self.receiver), bool(data.name_seen), data.id_tail, data.serial,
            bool(data.cash_taken), data.other_name,
        )  # fmt: skip
        number = self.order.number
        try:
            await in_transaction(
                pickup.hand_over, actor_of(self), self.order.code, handing, now=utc_now()
            )
        except ShopError as refusal:
            self.error = of_refusal(refusal)
            return
        self._clear()
        await self._refresh()
        await tell(self, say("pickup.handed", number=number), "ok")

    @rx.event
    @_STORE
    async def ask_refuse(self) -> None:
        self.refusing = True

    @rx.event
    @_STORE
    async def close_refuse(self) -> None:
        self.refusing = False

    @rx.event
    @_STORE
    async def refuse(self) -> None:
        self.refusing = False
        async with refusals_told(self):
            await in_transaction(pickup.refuse, actor_of(self), self.order.code, now=utc_now())
            self._clear()
            await tell(self, say("pickup.refused"), "ok")
        await self._refresh()


def _opened(session: Session, actor: Actor, code: str) -> CounterView:
    now = utc_now()
    order = pickup.order_here(session, actor, code)
    pickup.note_opened(session, actor, order, now=now)
    return pickup_views.counter_view(session, actor, code, now=now)
