"""Pieces of the checkout: what is paid for, the promotion with its terms, the choices."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.orders.components import option_cards
from chonso_app.payments.state import CheckoutState, PlanRow
from chonso_app.payments.state_cash import CashState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    checkbox,
    countdown,
    link,
    option_card,
    otp_input,
    section,
    sheet,
    skeleton,
)

S, C = CheckoutState, CashState
_EDIT = "-mr-2 inline-flex h-11 items-center px-2 text-note font-semibold text-brand-600"


def total() -> rx.Component:
    return rx.el.div(
        rx.el.p(_when_paid(), class_name="text-note text-muted"),
        rx.el.h1(
            S.costs.total,
            " ",
            rx.el.span("₫", class_name="text-title font-semibold text-muted"),
            class_name="mt-1 whitespace-nowrap text-num-xl font-bold",
        ),
    )


def _when_paid() -> Any:
    """Once now, or with the SIM."""
    later = rx.cond(
        S.comes.way == "store",
        say("ordering.pay.once_cod_store"),
        say("ordering.pay.once_cod_home"),
    )
    return rx.cond(S.method == "cod", later, say("payments.once"))


def lines() -> rx.Component:
    plan = rx.cond(
        S.costs.plan_name != "",
        _line("signal", S.costs.plan_name, S.costs.plan_note, S.costs.plan_price),
    )
    return rx.el.section(
        rx.el.ul(
            _line("hash", S.held.number, S.costs.number_note, S.costs.number_price),
            rx.cond(
                S.costs.sim == "sim",
                _line("sim", say("ordering.pay.sim"), "", S.costs.sim_price),
                _line("esim", say("payments.esim"), S.costs.email, S.costs.sim_price),
            ),
            plan,
            rx.cond(S.comes.way != "", _delivery()),
            class_name="divide-y divide-line px-5",
        ),
        rx.el.div(
            rx.el.p(
                say("payments.vat"),
                " ",
                rx.el.span(S.costs.vat, class_name="whitespace-nowrap tabular-nums"),
                class_name="text-note text-muted",
            ),
            rx.cond(
                S.comes.way != "",
                link(say("ordering.pay.change"), href="/nhan-sim/" + S.held.code, class_name=_EDIT),
                link(say("payments.edit"), href="/dang-ky-so/" + S.held.code, class_name=_EDIT),
            ),
            class_name="flex items-center justify-between border-t border-line px-5 py-1.5",
        ),
        aria_label=say("payments.lines"),
        class_name="-mt-3 rounded-card bg-surface ring-1 ring-line",
    )


def _delivery() -> rx.Component:
    """Where it goes and what that costs; while the carrier is asked, its place is kept."""
    fee = rx.match(
        S.fee.phase,
        ("known", rx.el.span(S.fee.amount)),
        ("asking", skeleton("h-5 w-16")),
        ("none", rx.el.span("")),
        rx.el.span(say("ordering.pay.free")),
    )
    again = rx.el.button(
        say("ordering.fee.again"), type="button", on_click=S.ask_again, class_name=_EDIT + " -ml-2"
    )
    told = rx.match(
        S.fee.phase,
        ("known", rx.el.p(S.fee.note, class_name="text-note text-muted")),
        ("asking", rx.el.p(say("ordering.fee.asking"), class_name="text-note text-muted")),
        ("none", again),
        rx.fragment(),
    )
    return rx.el.li(
        rx.cond(
            S.comes.way == "home",
            icon("truck", "size-6 shrink-0 text-muted"),
            icon("store", "size-6 shrink-0 text-muted"),
        ),
        rx.el.div(
            rx.el.p(S.comes.title, class_name="text-body font-semibold"),
            rx.el.p(S.comes.note, class_name="text-note text-muted"),
            told,
            class_name="min-w-0 flex-1",
        ),
        rx.el.div(fee, class_name="whitespace-nowrap tabular-nums text-body font-medium"),
        class_name="flex items-center gap-4 py-4",
        aria_live="polite",
    )


def _line(name: str, title: str, note: str, price: str) -> rx.Component:
    return rx.el.li(
        icon(name, "size-6 shrink-0 text-muted"),
        rx.el.div(
            rx.el.p(title, class_name="tabular-nums text-body font-semibold"),
            rx.el.p(note, class_name="truncate text-note text-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.p(price, class_name="whitespace-nowrap tabular-nums text-body font-medium"),
        class_name="flex items-center gap-4 py-4",
    )


def plan_choice() -> rx.Component:
    none = option_card(
        "plan",
        "",
        say("payments.plan_none"),
        note=say("payments.plan_none_note"),
        checked=S.plan_code == "",
        on_change=S.pick_plan(""),
        disabled=S.held.paused,
    )
    return section(
        say("payments.plans"),
        rx.el.p(say("payments.plans_note"), class_name="text-note text-muted"),
        rx.el.div(
            rx.foreach(S.plans, _plan), none, _more_plans(), class_name="mt-3 flex flex-col gap-2.5"
        ),
        id="goi-cuoc",
    )


def _more_plans() -> rx.Component:
    """The rest, folded away: the first few are what most people take."""
    return rx.el.details(
        rx.el.summary(
            say("payments.more_plans"),
            icon("down", "size-5"),
            class_name="flex min-h-11 list-none items-center justify-center gap-1.5 text-note "
            "font-semibold text-brand-600 [&::-webkit-details-marker]:hidden",
        ),
        rx.el.div(rx.foreach(S.more_plans, _plan), class_name="mt-1 flex flex-col gap-2.5"),
    )


def _plan(plan: PlanRow) -> rx.Component:
    return option_card(
        "plan",
        plan.code,
        plan.name,
        note=plan.summary,
        right=plan.price,
        checked=S.plan_code == plan.code,
        on_change=S.pick_plan(plan.code),
        disabled=S.held.paused,
        key=plan.code,
    )


def promotion() -> rx.Component:
    """All conditions, before the button that pays (A.15)."""
    offer = S.promotion
    head = rx.el.div(
        rx.el.span(
            icon("gift", "size-6"),
            class_name="grid size-11 shrink-0 place-items-center rounded-full bg-brand-50 "
            "text-brand-600",
        ),
        rx.el.div(
            rx.el.p(
                say("payments.promotion_before"), " ", offer.code,
                class_name="text-note font-medium text-brand-700",
            ),
            rx.el.h2(offer.title, id="uu-dai", class_name="text-head font-semibold"),
            class_name="flex-1",
        ),
        class_name="flex items-start gap-4",
    )  # fmt: skip
    days = rx.el.div(
        rx.foreach(
            offer.days,
            lambda _day: rx.el.span(class_name="h-2.5 flex-1 rounded-full bg-brand-600"),
        ),
        aria_hidden="true",
        class_name="mt-4 flex gap-1",
    )
    scale = rx.el.p(
        rx.el.span(say("payments.first_day")),
        rx.el.span(offer.per_day, class_name="font-medium text-ink"),
        rx.el.span(offer.last_day),
        class_name="mt-2 flex justify-between text-note text-muted",
    )
    terms = rx.el.ul(
        rx.foreach(offer.terms, _term),
        class_name="mt-4 flex flex-col gap-2 border-t border-line pt-4 text-note text-muted",
    )
    read = rx.el.div(
        checkbox(
            rx.el.span(say("payments.promotion_read"), class_name="font-medium"),
            "terms",
            checked=S.terms_read,
            on_change=S.read_terms,
        ),
        class_name="mt-3",
    )
    box = rx.el.section(
        head, days, scale, terms, read,
        aria_labelledby="uu-dai",
        class_name="rounded-card bg-surface p-5 ring-1 ring-line",
    )  # fmt: skip
    return rx.cond(offer.code != "", box)


def _term(text: str) -> rx.Component:
    return rx.el.li(
        icon("check", "mt-0.5 size-4 shrink-0 text-ok-700"),
        rx.el.span(text),
        class_name="flex gap-2.5",
    )


def receiving() -> rx.Component:
    def way(value: str, note: str) -> rx.Component:
        return option_card(
            "receive",
            value,
            say(f"payments.receive_{value}"),
            note=note,
            checked=S.receive_by == value,
            on_change=S.pick_receiving(value),
            disabled=S.held.paused,
        )

    return section(
        say("payments.receive"),
        rx.el.div(
            way("page", say("payments.receive_page_note")),
            way("email", say("payments.receive_email_before") + S.costs.email),
            class_name="flex flex-col gap-2.5",
        ),
    )


def method() -> rx.Component:
    return section(
        say("ordering.pay.method"),
        option_cards(
            "method",
            S.methods,
            S.method,
            S.pick_method,
            label=say("ordering.pay.method"),
            disabled=S.held.paused,
        ),
    )


def cash_sheet() -> rx.Component:
    """The OTP of an order that is paid on receipt."""
    waiting = rx.el.p(
        rx.cond(C.phone == "", say("ordering.otp.send_in"), say("ordering.otp.resend_in")),
        " ",
        countdown(
            C.again_at, plain=True, class_name="font-medium text-ink", on_end=C.may_send_again
        ),
        class_name="text-note text-muted",
    )
    again = rx.el.button(
        say("ordering.otp.resend"),
        type="button",
        on_click=C.resend,
        class_name="-mx-2 inline-flex h-11 items-center px-2 text-note font-semibold "
        "text-brand-600",
    )
    return sheet(
        say("ordering.otp.title"),
        rx.cond(
            C.phone == "",
            rx.el.p(say("ordering.otp.soon"), class_name="text-body"),
            _sent(),
        ),
        rx.el.div(
            otp_input("cash_otp", error=C.error, serial=C.serial, on_complete=C.check),
            class_name="mt-4",
        ),
        rx.el.div(
            rx.cond(C.again_at != "", waiting, again), class_name="mt-3 flex min-h-11 items-center"
        ),
        id="cash",
        open=C.open,
        on_close=C.close,
    )


def _sent() -> rx.Component:
    before, phone, after = _around(say("ordering.otp.sent"))
    return rx.el.p(
        before,
        rx.el.span(C.phone, class_name="whitespace-nowrap tabular-nums font-semibold"),
        phone,
        rx.el.span(S.held.total, class_name="whitespace-nowrap tabular-nums font-semibold"),
        after,
        class_name="text-body",
    )


def _around(template: str) -> tuple[str, str, str]:
    """The pieces of a text before, between and after its two places."""
    before, _, rest = template.partition("{phone}")
    between, _, after = rest.partition("{total}")
    return before, between, after


def promises() -> rx.Component:
    def promise(name: str, number: int) -> rx.Component:
        return rx.el.li(
            icon(name, "size-5 shrink-0 text-ok-700"),
            rx.el.span(
                rx.el.span(say(f"payments.promise_{number}"), class_name="font-medium text-ink"),
                " ",
                say(f"payments.promise_{number}_note"),
            ),
            class_name="flex gap-3",
        )

    return rx.el.ul(
        promise("shield", 1),
        promise("hourglass", 2),
        promise("lock", 3),
        class_name="flex flex-col gap-3.5 text-note text-muted",
    )
