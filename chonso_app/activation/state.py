"""What the sheet to sign and the eSIM page know. Services decide, these show."""

import asyncio
from dataclasses import replace

import reflex as rx

from chonso_app.activation import esim, service, views
from chonso_app.activation.views import EsimView, SignView
from chonso_app.contracts import pdf
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg, tell
from chonso_app.ui.live import follow


class SignState(rx.State):
    view: SignView = SignView()
    sending: bool = False
    _code: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        self._code, self.sending = route_arg(self, "code"), False
        await self._refresh()
        if self.view.code:
            follow(self, f"order:{self._code}")

    async def _refresh(self) -> None:
        now = utc_now()
        view, contract = await in_transaction(views.sign_view, actor_of(self), self._code, now=now)
        if contract is not None:
            pages = len(await asyncio.to_thread(pdf.pages, contract.terms))
            words = views.sheet_words(view, pages, now)
            view = replace(view, pages=pages, words=words)
        self.view = view

    @rx.event
    @limited(10, 60)
    @public
    async def send(self) -> rx.event.EventSpec | None:
        """Gửi thông tin hòa mạng, once the seal is on."""
        self.sending = False
        async with refusals_told(self):
            await in_transaction(service.submit, actor_of(self), self._code, now=utc_now())
            await tell(self, say("activation.sent"), "ok")
            return rx.redirect(f"/phieu/{self._code}")
        await self._refresh()
        return None


class EsimState(rx.State):
    """The activation code itself never comes here: the browser fetches it from our own route."""

    view: EsimView = EsimView()
    coaching: bool = False
    _code: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        self._code, self.coaching = route_arg(self, "code"), False
        await self._refresh()
        if self.view.screen != "missing":
            follow(self, f"order:{self._code}")

    async def _refresh(self) -> None:
        self.view = await in_read(views.esim_view, actor_of(self), self._code)

    @rx.event
    @limited(20, 60)
    @public
    async def worked(self) -> None:
        """Quét mã QR thành công."""
        async with refusals_told(self):
            await in_transaction(esim.report_success, actor_of(self), self._code, now=utc_now())
        await self._refresh()

    @rx.event
    @public
    async def failed(self) -> None:
        """Quét mã QR thất bại: the coach comes before a new code."""
        self.coaching = True

    @rx.event
    @public
    async def coach_closed(self) -> None:
        self.coaching = False

    @rx.event
    @limited(10, 60)
    @public
    async def reissue(self) -> None:
        async with refusals_told(self):
            await in_transaction(esim.report_failure, actor_of(self), self._code, now=utc_now())
        self.coaching = False
        await self._refresh()

    @rx.event
    @limited(10, 60)
    @public
    async def give_up(self) -> None:
        async with refusals_told(self):
            await in_transaction(esim.give_up, actor_of(self), self._code, now=utc_now())
            await tell(self, say("esim.given_up"), "info")
        self.coaching = False
        await self._refresh()

    @rx.event
    @limited(3, 600)
    @public
    async def mail_again(self) -> None:
        async with refusals_told(self):
            await in_transaction(esim.mail_again, actor_of(self), self._code, now=utc_now())
            await tell(self, say("esim.mailed_again"), "ok")
