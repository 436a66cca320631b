"""What the press of Giữ số and the form know. The database keeps what is typed."""

from dataclasses import dataclass

import reflex as rx
from pydantic import BaseModel, Field
from sqlmodel import Session

from chonso_app.core.actors import Actor
from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.errors import ShopError
from chonso_app.core.money import vnd
from chonso_app.core.msisdn import grouped, to_national
from chonso_app.core.texts import of_refusal, say
from chonso_app.holds.models import Hold
from chonso_app.numbers import service as numbers
from chonso_app.orders import offering, rules, service
from chonso_app.orders.models import Order
from chonso_app.orders.press import press
from chonso_app.orders.state_kind import KindState
from chonso_app.plans import phones
from chonso_app.plans import service as plans
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg, tell
from chonso_app.ui.live import follow


class WishState(rx.State):
    """The plan that was picked before the number: goes along until the checkout.

    Of this tab only; the order itself keeps it from Giữ số on.
    """

    _plan: str = ""

    @rx.event
    @limited(60, 60)
    @public
    async def wish(self, plan_code: str):
        """Chọn số với gói này."""
        async with refusals_told(self):
            plan = await in_read(plans.plan_of, str(plan_code)[:16])
            self._plan = plan.code
            return rx.redirect("/tim")


class HoldState(rx.State):
    """The button Giữ số, wherever a number is shown."""

    @rx.event
    @limited(20, 60)
    @public
    async def hold(self, msisdn: str):
        """`msisdn`: as in the address, national or E.164 digits."""
        wish = await self.get_state(WishState)
        async with refusals_told(self):
            wanted = numbers.msisdn_typed(str(msisdn)[:20])
            order = await press(actor_of(self), wanted, wish._plan)
            return rx.redirect(f"/dang-ky-so/{order.code}")


@dataclass(frozen=True)
class HeldRow:
    """What the head of every step shows."""

    code: str = ""
    number: str = ""  # 0901 23 6868
    path: str = ""  # of the number's own page
    until: str = ""  # ISO; the browser counts down
    now: str = ""  # ISO: the server's clock when `until` was sent
    paused: bool = False  # the bank has it
    phase: str = "loading"  # loading, open, placed, paid, expired, cancelled, missing
    total: str = ""


@dataclass(frozen=True)
class TypedRow:
    """What stands in the form."""

    phone: str = ""
    full_name: str = ""
    email: str = ""
    province_code: str = ""
    ward: str = ""
    address: str = ""


class TypedField(BaseModel):
    name: str = Field(max_length=20)
    value: str = Field(max_length=300)


async def held_row(order: Order) -> HeldRow:
    """The head of a step, for this order as it is now."""
    now = utc_now()
    hold = await in_read(lambda session: session.get_one(Hold, order.hold_id))
    phases = {
        "placed": "placed",
        "paid": "paid",
        "activated": "paid",
        "expired": "expired",
        "cancelled": "cancelled",
    }
    phase = phases.get(order.status.value, "open")
    if phase == "open" and not hold.runs(now) and hold.status.value != "ordered":
        phase = "expired"  # the sweep comes in a moment
    return HeldRow(
        code=order.code,
        number=grouped(order.msisdn),
        path=f"/so/{to_national(order.msisdn)}",
        until=hold.expires_at.isoformat(),
        now=now.isoformat(),
        paused=order.at_bank(now),
        phase=phase,
        total=vnd(order.total),
    )


class FormState(rx.State):
    """Thông tin đăng ký thuê bao of one order."""

    held: HeldRow = HeldRow()
    typed: TypedRow = TypedRow()
    errors: dict[str, str] = {}
    left: str = ""  # "Còn 3 mục: email, mã OTP, số nhà"
    proven: bool = False
    otp_open: bool = False
    otp_error: str = ""
    otp_serial: int = 0
    again_at: str = ""  # ISO: when another code may be asked for; "" once it has come
    ticket: str = ""  # becomes the session of the account just opened
    provinces: list[tuple[str, str]] = []
    email_guess: str = ""
    device: str = ""
    device_tone: str = ""
    device_title: str = ""
    device_note: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        same = self.held.code == route_arg(self, "code")  # back from the SMS app: a reconnect
        waiting = (self.otp_open, self.again_at) if same else (False, "")
        self.reset()
        self.otp_open, self.again_at = waiting
        await self._refresh()
        if self.held.code:
            follow(self, f"order:{self.held.code}")

    async def _refresh(self) -> None:
        try:
            order = await in_read(service.order_of, actor_of(self), route_arg(self, "code"))
        except service.OrderNotFound:
            self.held = HeldRow(phase="missing")
            return
        self.held = await held_row(order)
        self.proven = order.phone_proven_at is not None
        if not self.provinces:  # the first look: the form is drawn with what was typed
            places = await in_read(service.provinces)
            self.provinces = [(place.code, place.name) for place in places]
            self.typed = TypedRow(**_shown(order))
            self._notice_what_is_left()

    @rx.event
    @limited(120, 60)
    @public
    async def save(self, name: str, value: str) -> None:
        """A field was left: keep it, and say at once what is wrong with it."""
        one = TypedField(name=name, value=str(value)[:300])
        if one.name not in rules.FORM_FIELDS:
            return
        self.typed = TypedRow(**{**self._typed_now(), one.name: one.value})
        async with refusals_told(self):
            await in_transaction(
                service.save_typed, actor_of(self), self.held.code, {one.name: one.value},
                now=utc_now(),
            )  # fmt: skip
        found = self._faults()
        told = say(found[one.name]) if one.name in found and one.value else ""
        self.errors = {**self.errors, one.name: told}
        if one.name == "email":
            self.email_guess = rules.suggest_email(one.value) if told else ""
        self._notice_what_is_left()

    @rx.event
    @public
    async def take_guess(self) -> None:
        """Dùng ngoclan98@gmail.com."""
        guess = self.email_guess
        if guess:
            await self._keep("email", guess)
            self.errors, self.email_guess = {**self.errors, "email": ""}, ""
            self._notice_what_is_left()

    @rx.event
    @limited(12, 60)
    @public
    async def send_code(self) -> None:
        """An OTP to the phone as it stands in the form."""
        self.otp_error = ""
        try:
            sent = await in_transaction(
                service.ask_code, actor_of(self), self.held.code, self.typed.phone, now=utc_now()
            )
        except service.FieldsRefused as refused:
            self.errors = {**self.errors, **_worded(refused.fields)}
            return
        except ShopError as refusal:
            await self._otp_refused(refusal)
            return
        self.otp_open, self.otp_serial = True, self.otp_serial + 1
        self.again_at = sent.again_at.isoformat()

    async def _otp_refused(self, refusal: ShopError) -> None:
        if self.otp_open:
            self.otp_error = of_refusal(refusal)
        else:
            await tell(self, of_refusal(refusal), "bad")

    @rx.event
    @public
    def may_send_again(self) -> None:
        """The minute is over (the server keeps its own clock)."""
        self.again_at = ""

    @rx.event
    @limited(30, 60)
    @public
    async def check_code(self, digits: str) -> None:
        """Six digits are there."""
        self.otp_error = ""
        async with refusals_told(self):
            opened = await in_transaction(
                service.check_code, actor_of(self), self.held.code, self.typed.phone,
                str(digits)[:20], now=utc_now(),
            )  # fmt: skip
            if opened.refusal:
                self.otp_error = of_refusal(opened.refusal)
                self.otp_serial += 1
                return
            self.otp_open, self.again_at = False, ""
            self.ticket = opened.ticket
            self.errors = {**self.errors, "phone": "", "otp": ""}
            await self._refresh()
            self._notice_what_is_left()

    @rx.event
    @public
    def change_phone(self) -> None:
        """Đổi số: the field opens again; the hold keeps its time."""
        self.proven, self.otp_open, self.otp_error = False, False, ""
        self._notice_what_is_left()

    @rx.event
    @limited(30, 60)
    @public
    def check_device(self, model: str) -> None:
        """Is my phone able? Informs; refuses nobody."""
        name = " ".join(str(model)[:60].split())
        found = phones.search(name, limit=1)
        ability = phones.ability_of(name).value if name else ""
        if ability == "unknown" and found:
            name, ability = found[0].name, found[0].ability.value
        kind = {"yes": "able", "no": "unable", "": ""}.get(ability, "unsure")
        self.device = name if kind else ""
        self.device_tone = {"able": "ok", "unable": "warn"}.get(kind, "now") if kind else ""
        self.device_title = say(f"orders.device.{kind}", model=name) if kind else ""
        self.device_note = say(f"orders.device.{kind}_note") if kind else ""

    @rx.event
    @limited(30, 60)
    @public
    async def go_on(self, form: dict):
        """Tiếp tục."""
        typed = {name: str(form.get(name, ""))[:300] for name in rules.FORM_FIELDS}
        typed["phone"] = typed["phone"] or self.typed.phone
        self.typed = TypedRow(**typed)
        who, code, now = actor_of(self), self.held.code, utc_now()
        async with refusals_told(self):
            await in_transaction(service.save_typed, who, code, typed, now=now)
            try:
                await in_transaction(service.fill_subscriber, who, code, typed, now=now)
            except service.FieldsRefused as refused:
                self.errors = _worded(refused.fields)
                self._notice_what_is_left(refused.fields)
                return None
            return await self._next_step()

    async def _next_step(self):
        """Where the SIM goes, or straight to paying; stays when the province has no such SIM."""
        order, on = await in_read(_offered, actor_of(self), self.held.code)
        if order.sim_kind in on:
            page = "nhan-sim" if order.is_physical else "thanh-toan"
            return rx.redirect(f"/{page}/{order.code}")
        kinds = await self.get_state(KindState)
        await kinds._show()
        named = say(f"ordering.kind.{order.sim_kind.value}")
        await tell(self, say("ordering.kind_off", kind=named), "bad")
        return None

    async def _keep(self, name: str, value: str) -> None:
        self.typed = TypedRow(**{**self._typed_now(), name: value})
        await in_transaction(
            service.save_typed, actor_of(self), self.held.code, {name: value}, now=utc_now()
        )

    def _typed_now(self) -> dict[str, str]:
        return {name: getattr(self.typed, name) for name in rules.FORM_FIELDS}

    def _faults(self) -> dict[str, str]:
        codes = {code for code, _ in self.provinces}
        return rules.check_subscriber(self._typed_now(), codes)[1]

    def _notice_what_is_left(self, found: dict[str, str] | None = None) -> None:
        faults = dict(found if found is not None else self._faults())
        if not self.proven:
            faults.setdefault("otp", "")
        names = [say(f"orders.item.{one}") for one in _ITEMS if one in faults]
        key = "orders.form.left_one" if len(names) == 1 else "orders.form.left_many"
        self.left = say(key, count=len(names), fields=", ".join(names)) if names else ""


def _offered(session: Session, actor: Actor, code: str) -> tuple[Order, list[offering.Option]]:
    order = service.order_of(session, actor, code)
    return order, offering.offered(session, order.unit_id, now=utc_now())


_ITEMS = ("phone", "otp", "full_name", "email", "province_code", "ward", "address")


def _worded(fields: dict[str, str]) -> dict[str, str]:
    return {name: say(key) for name, key in fields.items()}


def _shown(order: Order) -> dict[str, str]:
    """The form as it was left; a proven phone stands in it as it was proven."""
    typed = service.typed_of(order)
    if order.phone_proven_at is not None:
        typed["phone"] = to_national(order.contact_phone)
    return typed
