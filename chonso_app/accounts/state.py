"""What the log-in pages of customers know. Every step is decided by the services."""

import asyncio
from datetime import datetime

import reflex as rx
from pydantic import BaseModel, Field, field_validator

from chonso_app.accounts import otp, passwords, rules, service
from chonso_app.accounts.models import Purpose
from chonso_app.core.db import in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.msisdn import to_e164, to_national
from chonso_app.core.texts import has, of_refusal, say
from chonso_app.ui.edge import actor_of, limited, parse, public, query_arg, refusals_told

_FEW_LEFT = 2  # codes of a day: warn before they are gone


class Registration(BaseModel):
    phone: str = Field(max_length=40)
    password: str = Field(max_length=rules.PASSWORD_LONGEST)
    terms: bool = False

    @field_validator("terms", mode="before")
    @classmethod
    def ticked(cls, value: object) -> bool:
        return value in ("1", "True", "on", True)


class PhoneOnly(BaseModel):
    phone: str = Field(max_length=40)


class NewPassword(BaseModel):
    password: str = Field(max_length=rules.PASSWORD_LONGEST)
    again: str = Field(max_length=rules.PASSWORD_LONGEST)


class EntryState(rx.State):
    """Log in, register, forgot password: one page each, the same steps.

    `step`: form → phone (log in by code) → code → password (forgot) | known (registered again).
    """

    step: str = "form"
    phone: str = ""
    errors: dict[str, str] = {}
    refused: str = ""
    code_error: str = ""
    code_serial: int = 0
    sent_at: str = ""
    expires_at: str = ""
    again_at: str = ""
    may_resend: bool = False
    few_left: str = ""
    ticket: str = ""
    next: str = ""
    _purpose: str = Purpose.LOG_IN.value
    _phone: str = ""
    _kept: str = ""  # the ticket, until somebody presses on
    _password_hash: str = ""  # of a registration, for sending the code again

    @rx.event
    @public
    async def open_log_in(self) -> None:
        self._begin(Purpose.LOG_IN)
        self.refused = coded(query_arg(self, "loi"), query_arg(self, "n"))

    @rx.event
    @public
    async def open_register(self) -> None:
        self._begin(Purpose.REGISTER)

    @rx.event
    @public
    async def open_forgot(self) -> None:
        self._begin(Purpose.RESET)

    def _begin(self, purpose: Purpose) -> None:
        """Who comes back from the SMS app finds the boxes still there: that was a reconnect."""
        under_way = self.step in ("code", "password") and self._purpose == purpose.value
        if not under_way or self.expires_at <= utc_now().isoformat():
            self.reset()
            self._purpose = purpose.value
        self.next = rules.safe_path(query_arg(self, "tiep"))

    @rx.event
    @public
    async def by_code(self) -> None:
        """Log in without a password."""
        self.step, self.refused, self.errors = "phone", "", {}

    @rx.event
    @public
    async def back(self) -> None:
        by_code = self._purpose == Purpose.LOG_IN.value and self.step == "code"
        self.step = "phone" if by_code else "form"
        self.errors, self.refused, self.code_error = {}, "", ""

    @rx.event
    @public
    async def told(self, text: str) -> None:
        """What a form was refused with; it shows only in the browser that sent it."""
        self.refused, self.ticket = str(text)[:300], ""

    @rx.event
    @public
    @limited(30, 60)
    async def register(self, form: dict) -> None:
        data, self.errors = parse(Registration, form, texts="accounts.field")
        if data is None:
            return
        phone = self._phone_of(data.phone)
        if fault := rules.password_fault(data.password):
            self.errors = self.errors | {"password": _fault(fault)}
        if not data.terms:
            self.errors = self.errors | {"terms": say("accounts.field.terms")}
        if self.errors:
            return
        self._password_hash = await asyncio.to_thread(passwords.hashed, data.password)
        await self._send(phone)

    @rx.event
    @public
    @limited(30, 60)
    async def ask_code(self, form: dict) -> None:
        data, self.errors = parse(PhoneOnly, form, texts="accounts.field")
        if data and (phone := self._phone_of(data.phone)):
            await self._send(phone)

    @rx.event
    @public
    @limited(10, 60)
    async def resend(self) -> None:
        if self._phone:
            await self._send(self._phone)

    @rx.event
    @public
    async def resend_opens(self) -> None:
        self.may_resend = True

    def _phone_of(self, typed: str) -> str:
        try:
            return to_e164(typed)
        except ShopError as refusal:
            self.errors = self.errors | {"phone": of_refusal(refusal)}
            return ""

    async def _send(self, phone: str) -> None:
        actor, purpose = actor_of(self), Purpose(self._purpose)
        try:
            sent = await in_transaction(
                otp.send,
                actor,
                phone,
                purpose,
                password_hash=self._password_hash or None,
                now=utc_now(),
            )
        except ShopError as refusal:
            self._refuse_sending(of_refusal(refusal))
        else:
            self._phone = phone
            self._show(sent)

    def _refuse_sending(self, text: str) -> None:
        if self.step == "code":
            self.code_error = text
        else:
            self.errors = {"phone": text}

    def _show(self, sent: otp.Sent) -> None:
        self.step, self.phone = "code", phone_shown(sent.phone)
        self.code_error, self.code_serial, self.may_resend = "", self.code_serial + 1, False
        self.sent_at = utc_now().isoformat()
        self.expires_at, self.again_at = _iso(sent.expires_at), _iso(sent.again_at)
        few = sent.left_today <= _FEW_LEFT
        self.few_left = say("accounts.code.few_left", left=sent.left_today) if few else ""

    @rx.event
    @public
    @limited(60, 60)
    async def try_code(self, typed: str) -> None:
        if not self._phone:
            return
        opened = await in_transaction(
            service.open_account_by_otp,
            actor_of(self),
            self._phone,
            str(typed)[:20],
            purpose=Purpose(self._purpose),
            now=utc_now(),
        )
        if opened.refusal:
            self.code_error, self.code_serial = of_refusal(opened.refusal), self.code_serial + 1
            return
        self.code_error, self._password_hash = "", ""
        if self._purpose == Purpose.RESET.value:
            self._kept, self.step = opened.ticket, "password"
        elif opened.password_kept:
            self._kept, self.step = opened.ticket, "known"
        else:
            self.ticket = opened.ticket

    @rx.event
    @public
    async def go_on(self) -> None:
        """Registered before, and told so."""
        self.ticket = self._kept

    @rx.event
    @public
    @limited(20, 60)
    async def choose_password(self, form: dict) -> None:
        data, self.errors = parse(NewPassword, form, texts="accounts.field")
        if data is None:
            return
        if errors := password_errors(data):
            self.errors = errors
            return
        password_hash = await asyncio.to_thread(passwords.hashed, data.password)
        async with refusals_told(self):
            self.ticket = await in_transaction(
                service.reset_password, actor_of(self), self._kept, password_hash, now=utc_now()
            )


def password_errors(data: NewPassword, *, staff: bool = False) -> dict[str, str]:
    if fault := rules.password_fault(data.password, staff=staff):
        return {"password": _fault(fault, staff=staff)}
    if data.password != data.again:
        return {"again": say("accounts.password_mismatch")}
    return {}


def phone_shown(e164: str) -> str:
    """`84912345678` → `0912 345 678`: how people write their own number."""
    national = to_national(e164)
    return f"{national[:4]} {national[4:7]} {national[7:]}"


def _fault(fault: str, *, staff: bool = False) -> str:
    shortest = rules.STAFF_PASSWORD_SHORTEST if staff else rules.PASSWORD_SHORTEST
    text = f"accounts.password_{fault}"
    return say(text, shortest=shortest) if fault == "short" else say(text)


def coded(code: str, number: str) -> str:
    """The refusal that a form posted before the page was alive came back with."""
    for feature in ("accounts", "core"):
        key = f"refusal.{feature}.{code}"
        if code and has(key):
            n = int(number) if number.isdecimal() and len(number) < 4 else 0
            return say(key, remaining=n, minutes=n, seconds=n, hotline="", why="")
    return ""


def _iso(moment: datetime) -> str:
    return moment.isoformat()
