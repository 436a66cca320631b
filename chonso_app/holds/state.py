"""What the button Báo tôi khi số trống and its sheet know."""

from dataclasses import dataclass, replace

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import grouped, to_national
from chonso_app.core.texts import of_refusal, say
from chonso_app.holds import waiting
from chonso_app.numbers import service as numbers
from chonso_app.numbers.alerts import address_masked
from chonso_app.ui.edge import actor_of, limited, parse, public, refusals_told, tell


@dataclass(frozen=True)
class WaitSheet:
    open: bool = False
    number: str = ""  # grouped
    error: str = ""


class Address(BaseModel):
    email: str = Field(max_length=300)


class WaitState(rx.State):
    sheet: WaitSheet = WaitSheet()
    asked: list[str] = []  # national digits: this tab has asked for these
    _national: str = ""

    @rx.event
    @limited(20, 60)
    @public
    async def ask(self, national: str) -> None:
        """Whoever is signed in is put on the list at once; a stranger is asked for an address."""
        async with refusals_told(self):
            msisdn = numbers.msisdn_typed(str(national)[:20])
            self._national = to_national(msisdn)
            if actor_of(self).is_customer:
                number = await self._wait("")
                await tell(self, say("holds.wait.done_inbox", number=number), "ok")
            else:
                self.sheet = WaitSheet(open=True, number=grouped(msisdn))

    @rx.event
    @public
    async def closed(self) -> None:
        self.sheet = replace(self.sheet, open=False)

    @rx.event
    @limited(5, 60)
    @public
    async def leave_address(self, form: dict) -> None:
        typed, wrong = parse(Address, form)
        if typed is None:
            self.sheet = replace(self.sheet, error=wrong.get("email", ""))
            return
        try:
            number = await self._wait(typed.email)
        except ShopError as refusal:
            self.sheet = replace(self.sheet, error=of_refusal(refusal))
            return
        self.sheet = WaitSheet()
        told = say("holds.wait.done_mail", number=number, email=address_masked(typed.email))
        await tell(self, told, "ok")

    async def _wait(self, email: str) -> str:
        """The number, grouped, once its place on the list is kept."""
        msisdn = numbers.msisdn_typed(self._national)
        await in_transaction(waiting.wait_for, actor_of(self), msisdn, email=email, now=utc_now())
        self.asked = [*self.asked, self._national]
        return grouped(msisdn)
