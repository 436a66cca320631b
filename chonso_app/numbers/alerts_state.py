"""What the sheet Báo khi có số and the page of one's own alerts know."""

from dataclasses import dataclass, replace

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.core.clock import vn_date, vn_short
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import of_refusal, say
from chonso_app.numbers import alerts
from chonso_app.numbers import query as queries
from chonso_app.numbers.alert_models import NumberAlert
from chonso_app.numbers.alert_words import in_words
from chonso_app.ui.edge import (
    actor_of,
    allow,
    limited,
    parse,
    public,
    query_arg,
    refusals_told,
    tell,
)

_LONGEST = 400


@dataclass(frozen=True)
class AlertSheet:
    """`step`: ask, sent (the mail is on its way) or done."""

    open: bool = False
    step: str = "ask"
    words: str = ""
    signed_in: bool = False
    email: str = ""  # masked
    until: str = ""
    error: str = ""


class Address(BaseModel):
    email: str = Field(max_length=300)


class AlertState(rx.State):
    sheet: AlertSheet = AlertSheet()
    _question: str = ""

    @rx.event
    @limited(30, 60)
    @public
    async def ask(self, question: str) -> None:
        """Opens the sheet. `question`: as in the address of /tim."""
        async with refusals_told(self):
            self._question = queries.to_url(alerts.question_of(str(question)[:_LONGEST]))
            words, known = in_words(self._question), actor_of(self).is_customer
            self.sheet = AlertSheet(open=True, words=words, signed_in=known)

    @rx.event
    @public
    async def closed(self) -> None:
        if self.sheet.open:
            self.sheet = replace(self.sheet, open=False, email="")

    @rx.event
    @limited(20, 60)
    @allow(Permission.ACCOUNT_OWN)
    async def set_mine(self) -> None:
        """By somebody signed in."""
        try:
            asked = (actor_of(self), self._question)
            alert = await in_transaction(alerts.set_for_customer, *asked, now=utc_now())
        except ShopError as refusal:
            self.sheet = replace(self.sheet, error=of_refusal(refusal))
        else:
            self.sheet = replace(self.sheet, step="done", until=vn_date(alert.ends_at), error="")

    @rx.event
    @limited(5, 60)
    @public
    async def send_link(self, form: dict) -> None:
        typed, wrong = parse(Address, form)
        if typed is None:
            self.sheet = replace(self.sheet, error=wrong.get("email", ""))
            return
        asked = (actor_of(self), typed.email, self._question)
        try:
            await in_transaction(alerts.ask_by_mail, *asked, now=utc_now())
        except ShopError as refusal:
            self.sheet = replace(self.sheet, error=of_refusal(refusal))
        else:
            masked = alerts.address_masked(typed.email)
            self.sheet = replace(self.sheet, step="sent", email=masked, error="")


@dataclass(frozen=True)
class AlertRow:
    alert_id: int
    words: str
    href: str
    until: str
    told: str  # "" for never


class OwnAlertsState(rx.State):
    """`phase`: loading, guest, list, or of a link: ask, on, stopped, dead."""

    phase: str = "loading"
    rows: list[AlertRow] = []
    linked: AlertRow = AlertRow(0, "", "", "", "")
    _token: str = ""

    @rx.event
    @limited(60, 60)
    @public
    async def load(self) -> None:
        self._token = query_arg(self, "ma")
        if self._token:
            await self._show_linked()
        else:
            await self._refresh()

    @rx.event
    @limited(20, 60)
    @public
    async def confirm(self) -> None:
        """The button of the page that the mail leads to: a scanner of mails presses none."""
        async with refusals_told(self):
            await in_transaction(alerts.confirm, self._token, now=utc_now())
        await self._show_linked()

    @rx.event
    @limited(20, 60)
    @public
    async def stop(self) -> None:
        async with refusals_told(self):
            await in_transaction(alerts.stop, self._token)
            self.phase = "stopped"

    @rx.event
    @limited(30, 60)
    @allow(Permission.ACCOUNT_OWN)
    async def remove(self, alert_id: int) -> None:
        async with refusals_told(self):
            await in_transaction(alerts.remove, actor_of(self), _id(alert_id))
            await tell(self, say("alerts.page.removed"), "ok")
        await self._refresh()

    async def _refresh(self) -> None:
        actor = actor_of(self)
        mine = await in_read(alerts.alerts_of, actor)
        self.rows = [_row(alert) for alert in mine]
        self.phase = "list" if actor.is_customer else "guest"

    async def _show_linked(self) -> None:
        try:
            alert = await in_read(alerts.by_token, self._token)
        except ShopError:
            self.phase = "dead"
            return
        self.linked = _row(alert)
        self.phase = "on" if alert.confirmed_at else "ask"


def _id(said: object) -> int:
    """The browser's word: what is no id is nobody's."""
    return said if isinstance(said, int) and 0 < said < 2**31 else 0


def _row(alert: NumberAlert) -> AlertRow:
    return AlertRow(
        alert.row_id,
        in_words(alert.question),
        f"/tim?{alert.question}",
        say("alerts.page.until", until=vn_date(alert.ends_at)),
        say("alerts.page.told", at=vn_short(alert.told_at)) if alert.told_at else "",
    )
