"""Thanh toán khi nhận hàng: the OTP to the contact phone, then the number is kept (E.11, E.13)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import reflex as rx
from sqlmodel import Session

from chonso_app.accounts import otp
from chonso_app.core.actors import Actor
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import of_refusal
from chonso_app.orders import service as orders
from chonso_app.payments.state import CheckoutState
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg


class CashState(rx.State):
    """The sheet with the six boxes."""

    open: bool = False
    busy: bool = False
    phone: str = ""  # where the code went
    error: str = ""
    serial: int = 0
    again_at: str = ""  # ISO: when another code may be asked for
    _order: str = ""  # whose sheet it is

    @rx.event
    @public
    def load(self) -> None:
        """Back from the SMS app (a reconnect) the boxes are still there; not for another order."""
        if self._order != route_arg(self, "code"):
            self.reset()

    @rx.event
    @limited(12, 60)
    @public
    async def ask(self) -> AsyncIterator[None]:
        """Đặt hàng: freeze the order as it stands on the screen, and send the code."""
        page = await self.get_state(CheckoutState)
        self.error, self.phone, self.busy = "", "", True
        self._order = page.held.code
        yield
        async with refusals_told(self):
            await in_transaction(
                _confirm, actor_of(self), page.held.code, page.terms_read, page.promotion.key
            )
            await self._send(page.held.code)
        self.busy = False
        await page._refresh()

    @rx.event
    @limited(12, 60)
    @public
    async def resend(self) -> None:
        page = await self.get_state(CheckoutState)
        self.error = ""
        async with refusals_told(self):
            await self._send(page.held.code)

    async def _send(self, code: str) -> None:
        try:
            sent = await in_transaction(orders.ask_cash_code, actor_of(self), code, now=utc_now())
        except otp.OtpTooSoon as refusal:  # the form's own code went out a moment ago
            soon = timedelta(seconds=int(str(refusal.params["seconds"])))
            self.open, self.again_at = True, (utc_now() + soon).isoformat()
            return
        self.open, self.serial = True, self.serial + 1
        self.phone, self.again_at = grouped(sent.phone), sent.again_at.isoformat()

    @rx.event
    @limited(12, 60)
    @public
    async def may_send_again(self) -> None:
        """The minute is over. A code that is still owed goes out by itself."""
        self.again_at = ""
        if self.open and not self.phone:
            page = await self.get_state(CheckoutState)
            async with refusals_told(self):
                await self._send(page.held.code)

    @rx.event
    @public
    def close(self) -> None:
        self.open, self.phone, self.error = False, "", ""

    @rx.event
    @limited(30, 60)
    @public
    async def check(self, digits: str):
        """Six digits are there: right, and the order is placed."""
        page = await self.get_state(CheckoutState)
        code, self.error = page.held.code, ""
        async with refusals_told(self):
            checked = await in_transaction(
                orders.place, actor_of(self), code, str(digits)[:20], now=utc_now()
            )
            if checked.refusal is None:
                self.open = False
                return rx.redirect(f"/phieu/{code}")
            self.error, self.serial = of_refusal(checked.refusal), self.serial + 1
            return None
        self.open = False
        await page._refresh()
        return None


def _confirm(session: Session, actor: Actor, code: str, terms_read: bool, promotion: str) -> None:
    orders.confirm(
        session, actor, code, terms_accepted=terms_read, promotion_seen=promotion, now=utc_now()
    )
