"""What the staff's door knows: the log-in page and the page behind an invitation."""

import asyncio

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.accounts import invitations, passwords, qr, second_step
from chonso_app.accounts.state import NewPassword, coded, password_errors
from chonso_app.core.config import settings
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.texts import of_refusal
from chonso_app.ui.edge import actor_of, limited, parse, public, query_arg


class DoorState(rx.State):
    refused: str = ""
    demo: bool = settings.demo

    @rx.event
    @public
    async def open(self) -> None:
        self.refused = coded(query_arg(self, "loi"), query_arg(self, "n"))

    @rx.event
    @public
    async def told(self, text: str) -> None:
        """What the form was refused with; it shows only in the browser that sent it."""
        self.refused = str(text)[:300]


class Code(BaseModel):
    code: str = Field(max_length=20)


class InvitationState(rx.State):
    """`step`: loading → open → done; or dead."""

    step: str = "loading"
    name: str = ""
    login: str = ""
    enrolling: bool = True
    secret: str = ""  # for typing into the code app; shown to whoever holds the link, and only once
    picture: str = ""  # the same as a QR
    errors: dict[str, str] = {}
    refused: str = ""
    recovery_codes: list[str] = []
    ticket: str = ""

    @rx.event
    @public
    @limited(30, 60)
    async def open(self) -> None:
        if self.step == "done":  # a reconnect must not take the recovery codes away
            return
        token = query_arg(self, "ma")
        try:
            invited = await in_read(invitations.invited_by, token, now=utc_now())
        except ShopError as refusal:
            self.step, self.refused = "dead", of_refusal(refusal)
            return
        self.step, self.name, self.login = "open", invited.full_name, invited.login
        self.enrolling = not invited.has_second_step
        if self.enrolling:
            enrolment = second_step.enrolment_of(token, invited.login)
            self.secret = " ".join(
                enrolment.secret[n : n + 4] for n in range(0, len(enrolment.secret), 4)
            )
            self.picture = await asyncio.to_thread(qr.picture, enrolment.uri)

    @rx.event
    @public
    @limited(20, 60)
    async def accept(self, form: dict) -> None:
        data, self.errors = parse(NewPassword, form, texts="accounts.field")
        code, wrong = parse(Code, form, texts="accounts.field")
        self.errors = self.errors | wrong
        if data is None or code is None:
            return
        if errors := password_errors(data, staff=True):
            self.errors = errors
            return
        password_hash = await asyncio.to_thread(passwords.hashed, data.password)
        await self._accept(password_hash, code.code)

    async def _accept(self, password_hash: str, code: str) -> None:
        token, actor = query_arg(self, "ma"), actor_of(self)
        try:
            done = await in_transaction(
                invitations.accept, actor, token, password_hash, code, now=utc_now()
            )
        except ShopError as refusal:
            self.step, self.refused = "dead", of_refusal(refusal)
            return
        if done.refusal:
            self.errors = {"code": of_refusal(done.refusal)}
            return
        self.secret, self.picture, self.step = "", "", "done"
        self.recovery_codes = list(done.recovery_codes)
        if not done.recovery_codes:  # else they log in once those are written down
            self.ticket = done.ticket

    @rx.event
    @public
    async def told(self, text: str) -> None:
        self.refused, self.ticket = str(text)[:300], ""
