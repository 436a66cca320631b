"""/phieu/[code]/doi-the: another SIM for a wrong or broken one, free (7.6)."""

import reflex as rx

from chonso_app.core.db import in_read, in_transaction, utc_now
from chonso_app.core.texts import say
from chonso_app.delivery import exchanging
from chonso_app.delivery.exchange_models import ExchangeReason
from chonso_app.orders import rules
from chonso_app.orders import service as orders
from chonso_app.ui.edge import actor_of, limited, public, refusals_told, route_arg, tell
from chonso_app.ui.parts import button, empty, option_card, skeleton_card, text_area
from chonso_app.ui.shells import customer_page, customer_route

REASONS = tuple((one.value, say(f"delivery.exchange_reason.{one.value}")) for one in ExchangeReason)
_FORM = "exchange"


class ExchangeState(rx.State):
    phase: str = ""  # "", open, closed
    code: str = ""
    reason: str = ExchangeReason.BROKEN.value

    @rx.event
    @public
    async def load(self) -> None:
        self.reset()
        code = rules.clean_code(route_arg(self, "code"))
        try:
            order = await in_read(orders.order_of, actor_of(self), code)
        except orders.OrderNotFound:
            self.phase = "closed"
            return
        self.code = order.code
        self.phase = "open" if exchanging.may_ask(order) else "closed"

    @rx.event
    @public
    def pick(self, reason: str) -> None:
        if reason in dict(REASONS):
            self.reason = reason

    @rx.event
    @limited(6, 60)
    @public
    async def send(self, form: dict[str, str]) -> rx.event.EventSpec | None:
        async with refusals_told(self):
            await in_transaction(
                exchanging.ask, actor_of(self), self.code, ExchangeReason(self.reason),
                str(form.get("note", ""))[:500], now=utc_now(),
            )  # fmt: skip
            await tell(self, say("exchange.done"), "ok")
            return rx.redirect(f"/phieu/{self.code}")
        return None


S = ExchangeState


@customer_route("/phieu/[code]/doi-the", title=say("exchange.title"), on_load=S.load)
def exchange_page() -> rx.Component:
    send = button(
        say("exchange.do"), type="submit", id="send-exchange", custom_attrs={"form": _FORM}
    )
    return customer_page(
        rx.match(S.phase, ("open", _form()), ("closed", _closed()), skeleton_card(5)),
        title=say("exchange.title"),
        back=rx.cond(S.code, f"/phieu/{S.code}", "/phieu"),
        bar=rx.cond(S.phase == "open", send, rx.fragment()),
        help_code=S.code,
        main_class="gap-7 px-4 pb-8 pt-4",
    )


def _form() -> rx.Component:
    reasons = [
        option_card("reason", value, text, checked=S.reason == value, on_change=S.pick(value))
        for value, text in REASONS
    ]
    return rx.el.form(
        rx.el.div(
            rx.el.h1(say("exchange.heading"), class_name="text-title font-bold"),
            rx.el.p(say("exchange.lead"), class_name="mt-2 text-muted"),
        ),
        rx.el.div(
            rx.el.h2(say("exchange.why"), class_name="text-head font-semibold"),
            rx.el.div(
                *reasons,
                role="radiogroup",
                aria_label=say("exchange.why"),
                class_name="mt-3 flex flex-col gap-2",
            ),
        ),
        text_area(say("exchange.note"), "note", rows=3, max_length=200),
        id=_FORM,
        on_submit=S.send,
        class_name="flex flex-col gap-7",
    )


def _closed() -> rx.Component:
    return empty(
        say("exchange.none"),
        say("exchange.none_note"),
        icon_name="sim",
        action=button(say("exchange.to_slip"), "tonal", href=f"/phieu/{S.code}"),
    )
