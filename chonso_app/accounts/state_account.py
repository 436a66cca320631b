"""What the account page of a customer knows."""

import asyncio

import reflex as rx
from pydantic import BaseModel, Field

from chonso_app.accounts import passwords, rules, service
from chonso_app.accounts.state import NewPassword, password_errors, phone_shown
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.edge import actor_of, allow, limited, parse, tell


class OldPassword(BaseModel):
    old: str = Field(default="", max_length=rules.PASSWORD_LONGEST)


class AccountState(rx.State):
    name: str = ""
    initials: str = ""
    phone: str = ""
    has_password: bool = False
    changing: bool = False  # the sheet is open
    errors: dict[str, str] = {}

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    async def load(self) -> None:
        profile = await in_read(service.profile_of, actor_of(self))
        if profile is None:
            return
        self.name = profile.full_name or say("accounts.account_of")
        self.initials = rules.initials(self.name)
        self.phone = phone_shown(profile.phone)
        self.has_password = profile.has_password

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    async def open_security(self) -> None:
        self.changing, self.errors = True, {}

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    async def close_security(self) -> None:
        self.changing = False

    @rx.event
    @allow(Permission.ACCOUNT_OWN)
    @limited(10, 60)
    async def change_password(self, form: dict) -> None:
        data, self.errors = parse(NewPassword, form, texts="accounts.field")
        old, _ = parse(OldPassword, form)
        if data is None or old is None:
            return
        if errors := password_errors(data):
            self.errors = errors
            return
        await self._change(old.old, data.password)

    async def _change(self, old: str, new: str) -> None:
        actor = actor_of(self)
        password_hash = await asyncio.to_thread(passwords.hashed, new)
        current = await in_read(service.password_hash_of, actor)
        fits = await asyncio.to_thread(passwords.fits, old, current)
        refusal = await in_transaction(
            service.change_password, actor, password_hash, old_fits=fits, now=utc_now()
        )
        if refusal:
            self.errors = {"old": say("accounts.old_wrong")}
            return
        self.changing, self.has_password = False, True
        await tell(self, say("accounts.password_saved"), "ok")
