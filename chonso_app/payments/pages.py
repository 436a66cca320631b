"""/thanh-toan/[code]: what is paid, and the way there. /ket-qua/[code]: what the bank said."""

import reflex as rx

from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.orders.components import step_page
from chonso_app.payments import components as parts
from chonso_app.payments.state import CheckoutState
from chonso_app.payments.state_cash import CashState
from chonso_app.payments.state_result import ResultState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import alert, button, countdown, empty, skeleton
from chonso_app.ui.parts.going import going
from chonso_app.ui.shells import customer_page, customer_route

S, R, C = CheckoutState, ResultState, CashState


@customer_route("/thanh-toan/[code]", title=say("payments.tab_title"), on_load=[S.load, C.load])
def checkout_page() -> rx.Component:
    waiting = alert(say("payments.under_way"), tone="now", icon_name="bank")
    word = rx.cond(S.held.paused, say("payments.continue"), say("payments.pay"))
    no_fee = (S.fee.phase == "asking") | (S.fee.phase == "none")
    online = button(
        word.to(str) + " " + S.held.total,
        busy=S.busy,
        busy_text=say("payments.going"),
        disabled=no_fee,
        on_click=S.pay,
    )
    on_receipt = button(
        say("ordering.pay.place") + " " + S.held.total,
        busy=C.busy,
        busy_text=say("ordering.otp.wait"),
        disabled=no_fee,
        on_click=C.ask,
    )
    note = rx.match(
        S.method,
        ("cod", say("ordering.pay.kept")),
        say("payments.pay_note"),
    )
    bar = rx.el.div(
        rx.cond(S.method == "cod", on_receipt, online),
        rx.el.p(
            rx.cond(S.fee.phase == "none", say("ordering.pay.no_fee"), note),
            class_name="mt-2 text-center text-note text-muted",
        ),
    )
    return rx.fragment(
        going(S.go),
        step_page(
            S.held,
            rx.el.div(
                parts.total(),
                parts.lines(),
                rx.cond(S.held.paused, waiting),
                parts.plan_choice(),
                parts.promotion(),
                rx.cond(S.comes.way == "", parts.receiving()),
                parts.method(),
                rx.cond(S.method != "cod", parts.promises()),
                parts.cash_sheet(),
                class_name="flex flex-col gap-8",
            ),
            step=3,
            steps=rx.cond(S.comes.way == "", 2, 3),
            back=rx.cond(S.comes.way == "", "/dang-ky-so/", "/nhan-sim/").to(str) + S.held.code,
            on_end=S.load,
            bar=bar,
        ),
    )


@customer_route("/ket-qua/[code]", title=say("payments.result_title"), on_load=R.load)
def result_page() -> rx.Component:
    missing = empty(
        say("orders.not_found"),
        say("orders.not_found_note"),
        icon_name="ticket",
        action=button(say("orders.not_found_open"), href="/phieu"),
    )
    call = rx.el.a(
        icon("head", "size-5"),
        say("payments.call", hotline=settings.hotline),
        href=f"tel:{settings.hotline}",
        class_name="inline-flex h-11 items-center gap-1.5 px-3 text-note font-semibold "
        "text-brand-600",
    )
    header = rx.el.header(
        rx.el.p(
            say("payments.slip"),
            " ",
            rx.el.span(R.row.code, class_name="tabular-nums font-semibold text-ink"),
            class_name="text-body text-muted",
        ),
        call,
        class_name="flex h-15 items-center justify-between pl-4 pr-1",
    )
    content = rx.match(
        R.row.outcome,
        ("", skeleton("mt-8 h-72 w-full")),
        ("pending", _pending()),
        _settled(),
    )
    return rx.fragment(
        going(R.go),
        customer_page(
            rx.cond(R.missing, missing, content), header=header, main_class="px-4 pb-5 pt-1"
        ),
    )


def _pending() -> rx.Component:
    kept = rx.el.div(
        icon("lock", "size-5 shrink-0"),
        rx.el.span(
            say("payments.kept"),
            rx.el.span(R.row.latest, class_name="block font-normal"),
            class_name="flex-1",
        ),
        countdown(R.row.until, now=R.row.now, plain=True, class_name="text-body font-semibold"),
        class_name="mt-3 flex items-center gap-2 rounded-field bg-brand-50 px-3.5 py-3 text-note "
        "font-medium text-brand-700",
    )
    now = rx.el.span(
        rx.el.span(class_name="size-3 animate-pulse-ring rounded-full bg-brand-600"),
        class_name="grid size-5 place-items-center",
    )
    steps = rx.el.ol(
        _step(icon("check-c", "size-5 text-ok-700"), say("payments.sent"), R.row.sent_at),
        _step(now, rx.el.span(say("payments.waiting"), class_name="font-semibold"), ""),
        class_name="mt-5 flex flex-col gap-4 text-note",
    )
    bank = button(
        say("payments.back_to_bank"), "text", href=f"/api/thanh-toan/{R.row.code}",
        class_name="justify-center",
    )  # fmt: skip
    return rx.el.div(
        _journey("pending"),
        _heading(),
        rx.el.section(
            _what(),
            kept,
            steps,
            class_name="mt-6 rounded-card bg-surface p-5 shadow-card ring-1 ring-line",
        ),
        _hints(),
        rx.el.div(
            button(say("payments.ask"), "secondary", icon_name="refresh", on_click=R.ask),
            rx.cond(R.row.bank_open, bank),
            button(
                say("payments.to_slip"), "text", href="/phieu/" + R.row.code,
                class_name="justify-center",
            ),
            class_name="mt-auto flex flex-col gap-1.5 pt-5",
        ),
        class_name="flex flex-1 flex-col",
    )  # fmt: skip


def _settled() -> rx.Component:
    """Paid, refused, given up, or on its way back."""
    held = rx.el.p(
        icon("lock", "size-5 shrink-0"),
        rx.el.span(say("payments.still_held"), class_name="flex-1"),
        countdown(R.row.until, now=R.row.now, plain=True, class_name="text-body font-semibold"),
        class_name="mt-3 flex items-center gap-2 rounded-field bg-brand-50 px-3.5 py-3 text-note "
        "font-medium text-brand-700",
    )
    back = rx.el.p(R.row.refund_line, class_name="mt-3 text-note text-muted")
    slip = "/phieu/" + R.row.code
    actions = rx.cond(
        R.row.can_retry,
        rx.el.div(
            button(say("payments.again"), on_click=R.retry),
            button(
                say("payments.edit"), "text", href="/thanh-toan/" + R.row.code,
                class_name="justify-center",
            ),
            class_name="flex flex-col gap-1.5",
        ),
        button(say("payments.to_slip"), href=slip),
    )  # fmt: skip
    return rx.el.div(
        rx.match(
            R.row.outcome,
            ("succeeded", _journey("succeeded")),
            ("on_hold", _journey("pending")),
            ("refund", _journey("bad")),
            _journey("bad"),
        ),
        _heading(),
        rx.el.section(
            _what(),
            rx.cond(R.row.can_retry, held),
            rx.cond(R.row.refund_line != "", back),
            class_name="mt-6 rounded-card bg-surface p-5 shadow-card ring-1 ring-line",
        ),
        rx.el.div(actions, class_name="mt-auto pt-8"),
        class_name="flex flex-1 flex-col",
    )


def _heading() -> rx.Component:
    return rx.el.div(
        rx.el.h1(R.row.title, class_name="mt-5 text-title font-bold"),
        rx.el.p(R.row.text, class_name="mx-auto mt-2 max-w-[310px] text-body text-muted"),
        role="status",
        class_name="text-center",
    )


def _what() -> rx.Component:
    return rx.el.div(
        rx.el.p(R.row.number, class_name="whitespace-nowrap tabular-nums text-num font-semibold"),
        rx.el.p(R.row.amount, class_name="whitespace-nowrap tabular-nums text-lead font-semibold"),
        class_name="flex items-center justify-between gap-3",
    )


def _step(mark: rx.Component, text: str | rx.Component, right: str) -> rx.Component:
    return rx.el.li(
        mark,
        rx.el.span(text, class_name="flex-1"),
        rx.el.span(right, class_name="tabular-nums text-muted"),
        class_name="flex items-start gap-3",
    )


def _hints() -> rx.Component:
    def hint(name: str, tone: str, key: str) -> rx.Component:
        return rx.el.p(
            icon(name, f"size-5 shrink-0 {tone}"),
            rx.el.span(
                rx.el.span(say(f"payments.{key}"), class_name="font-medium text-ink"),
                " ",
                say(f"payments.{key}_note"),
            ),
            class_name="flex gap-3",
        )

    return rx.el.section(
        hint("check", "text-ok-700", "if_ok"),
        hint("undo", "text-muted", "if_bad"),
        hint("alert", "text-warn-700", "if_twice"),
        class_name="mt-5 flex flex-col gap-3 px-1 text-note text-muted",
    )


def _journey(stage: str) -> rx.Component:
    """You → the bank → the phiếu, as three circles."""
    done = "grid size-16 place-items-center rounded-full bg-ok-100 text-ok-700"
    now = "grid size-16 animate-pulse-ring place-items-center rounded-full bg-brand-600 text-white"
    bad = "grid size-16 place-items-center rounded-full bg-bad-100 text-bad-700"
    ahead = "grid size-16 place-items-center rounded-full bg-surface text-muted ring-1 ring-line"
    solid = rx.el.span(class_name="h-0.5 flex-1 bg-ok-500")
    dashed = rx.el.span(class_name="h-0 flex-1 border-t-2 border-dashed border-line-strong/60")
    bank = {"pending": now, "succeeded": done, "bad": bad}[stage]
    paid = stage == "succeeded"
    words = {"pending": "font-semibold text-brand-700", "succeeded": "font-medium text-ok-700"}
    return rx.el.div(
        rx.el.div(
            rx.el.span(icon("card", "size-7"), class_name=done),
            solid,
            rx.el.span(icon("bank", "size-7"), class_name=bank),
            rx.el.span(class_name="h-0.5 flex-1 bg-ok-500") if paid else dashed,
            rx.el.span(icon("ticket", "size-7"), class_name=done if paid else ahead),
            class_name="flex w-full max-w-[300px] items-center",
        ),
        rx.el.div(
            rx.el.span(say("payments.you"), class_name="w-20 font-medium text-ok-700"),
            rx.el.span(
                say("payments.bank"),
                class_name="w-24 " + words.get(stage, "font-semibold text-bad-700"),
            ),
            rx.el.span(
                say("payments.ticket"),
                class_name="w-20 font-medium text-ok-700" if paid else "w-20",
            ),
            class_name="mt-2 flex w-full max-w-[324px] justify-between text-note text-muted",
        ),
        aria_hidden="true",
        class_name="flex flex-col items-center pt-2 text-center",
    )
