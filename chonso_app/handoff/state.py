"""Máy khác: the link on the old machine, and where the person is now; the page of the new one."""

import asyncio

import reflex as rx

from chonso_app.accounts import qr
from chonso_app.core.clock import vn_time
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import say
from chonso_app.handoff import channel, service
from chonso_app.handoff.models import Step
from chonso_app.orders import service as orders
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg
from chonso_app.ui.live import follow

PAGE = "/tiep-tuc"
_STEPS = {step.value: step for step in Step}
_PATHS = {
    Step.IDENTITY: "/hoa-mang/{code}/giay-to",
    Step.CALL: "/hoa-mang/{code}/cuoc-goi",
    Step.SIGN: "/hoa-mang/{code}/ky",
    Step.SUPPLEMENT: "/hoa-mang/{code}/bo-sung",
}


class HandoffState(rx.State):
    """On any page of an order that may go on elsewhere: mount `handoff_parts`, load this too."""

    open: bool = False
    link: str = ""
    picture: str = ""
    until: str = ""
    elsewhere: str = ""  # what to say while another browser has the lead
    _code: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        self._code = route_arg(self, "code")
        await self._refresh()
        follow(self, f"order:{self._code}")

    @rx.event
    @limited(10, 60)
    @public
    async def offer(self, step: str) -> None:
        """Máy khác: a fresh link with its QR."""
        to, now = _STEPS.get(str(step)), utc_now()
        if to is None:
            return
        async with refusals_told(self):
            who, code = actor_of(self), route_arg(self, "code")
            token = await in_transaction(service.offer, who, code, to, now=now)
            # behind "#": a browser sends that to nobody, so it is in no log
            self.link = f"{settings.public_url}{PAGE}#{token}"
            self.picture = await asyncio.to_thread(qr.picture, self.link)
            self.until = say("handoff.until", until=vn_time(now + service.LASTS))
            self.open = True

    @rx.event
    @public
    def close(self) -> None:
        self.open, self.link, self.picture = False, "", ""

    @rx.event
    @limited(12, 60)
    @public
    async def take_back(self) -> None:
        """Tiếp tục trên máy này."""
        async with refusals_told(self):
            await in_transaction(
                service.take_back, actor_of(self), route_arg(self, "code"), now=utc_now()
            )
        await self._refresh()

    async def _refresh(self) -> None:
        try:
            since = await in_read(service.lead_of, actor_of(self), self._code)
        except orders.OrderNotFound:
            since = None
        if since:
            self.open, self.link, self.picture = False, "", ""
        self.elsewhere = say("handoff.elsewhere_note", since=vn_time(since)) if since else ""


class ArrivalState(rx.State):
    """/tiep-tuc: the new browser, before it takes the lead."""

    ready: int = 0  # counts up when the browser may tell what it came with
    phase: str = "loading"  # loading, offer, mine, over, app
    note: str = ""
    step: str = ""
    link: str = ""
    _token: str = ""

    @rx.event
    @public
    def load(self) -> None:
        again = self.ready + 1
        self.reset()
        self.ready = again

    @rx.event
    @limited(30, 60)
    @public
    async def arrived(self, token: str) -> None:
        """The browser tells what stands behind "#"."""
        self._token = str(token)[:64]
        actor = actor_of(self)
        try:
            offered = await in_read(service.look, actor, self._token, now=utc_now())
        except service.LinkOver:
            self.phase = "over"
            return
        self.note = say("handoff.arrived_note", code=offered.code, number=grouped(offered.msisdn))
        self.step = say(f"handoff.step.{offered.step}")
        self.link = f"{settings.public_url}{PAGE}#{self._token}" if offered.mine else ""
        self.phase = "mine" if offered.mine else "offer"
        if channel.only_in_app(actor):
            self.phase = "app"

    @rx.event
    @limited(12, 60)
    @public
    async def go(self):
        """Tiếp tục trên máy này."""
        async with refusals_told(self):
            offered = await in_transaction(
                service.accept, actor_of(self), self._token, now=utc_now()
            )
            # the secret stays: a second tap goes the same way
            return rx.redirect(_PATHS[offered.step].format(code=offered.code), replace=True)
        self._token, self.phase = "", "over"
        return None
