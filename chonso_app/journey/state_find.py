"""Finding a phiếu again: by code, phone and OTP, without an account."""

from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped
from chonso_app.core.texts import of_refusal, say
from chonso_app.journey import service
from chonso_app.orders import rules
from chonso_app.orders import service as orders
from chonso_app.ui.edge import actor_of, limited, public, query_arg, tell


@dataclass(frozen=True)
class MineRow:
    code: str
    number: str
    status: str
    tone: str


class Lookup(BaseModel):
    code: str = Field(max_length=20)
    phone: str = Field(max_length=30)


class FindState(rx.State):
    """/phieu: open a phiếu by its code and phone, or pick one of this browser's."""

    mine: list[MineRow] = []
    errors: dict[str, str] = {}
    code: str = ""
    phone: str = ""
    sent: bool = False
    otp_error: str = ""
    otp_serial: int = 0
    again_at: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        if not self.sent:  # else a reconnect: the person went to read the SMS
            self.reset()
            self.code = rules.clean_code(query_arg(self, "ma"))  # from a mail opened elsewhere
        slips = await in_read(service.slips_of, actor_of(self), now=utc_now())
        self.mine = [
            MineRow(slip.order.code, grouped(slip.order.msisdn), slip.story.status, slip.story.tone)
            for slip in slips
        ]

    @rx.event
    @limited(12, 60)
    @public
    async def send(self, form: dict) -> None:
        asked = Lookup(code=str(form.get("code", ""))[:20], phone=str(form.get("phone", ""))[:30])
        code, (phone, phone_error) = rules.clean_code(asked.code), rules.check_phone(asked.phone)
        self.errors = {
            "code": "" if code else say("journey.find.code_wrong"),
            "phone": say(phone_error) if phone_error else "",
        }
        self.code, self.phone = code or asked.code, phone or asked.phone
        if code and phone:
            await self._send()

    @rx.event
    @limited(12, 60)
    @public
    async def send_again(self) -> None:
        if self.sent:
            await self._send()

    async def _send(self) -> None:
        try:
            sent = await in_transaction(
                service.ask_code, actor_of(self), self.code, self.phone, now=utc_now()
            )
        except ShopError as refusal:
            if self.sent:
                self.otp_error = of_refusal(refusal)
            else:
                await tell(self, of_refusal(refusal), "bad")
            return
        self.sent, self.otp_error, self.otp_serial = True, "", self.otp_serial + 1
        self.again_at = sent.again_at.isoformat()

    @rx.event
    @limited(30, 60)
    @public
    async def check(self, digits: str):
        found = await in_transaction(
            service.open_by_code, actor_of(self), self.code, self.phone, str(digits)[:20],
            now=utc_now(),
        )  # fmt: skip
        if isinstance(found, str):
            return rx.redirect(f"/phieu/{found}")
        missed = isinstance(found, orders.OrderNotFound)
        self.otp_error = say("journey.find.missed") if missed else of_refusal(found)
        self.otp_serial += 1
        return None

    @rx.event
    @public
    def may_send_again(self) -> None:
        """The minute is over (the server keeps its own clock)."""
        self.again_at = ""

    @rx.event
    @public
    def begin_again(self) -> None:
        self.sent, self.otp_error = False, ""
