"""/phieu/[code]: the page of the journey. /phieu: finding it again."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.journey import components as parts
from chonso_app.journey import pages_mine  # noqa: F401  its section of the account page
from chonso_app.journey.state import HOTLINE, FindState, MineRow, SlipState
from chonso_app.numbers.components import digits
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    button,
    countdown,
    empty,
    field,
    icon_button,
    link,
    otp_input,
    section,
    skeleton,
    status_badge,
)
from chonso_app.ui.shells import customer_page, customer_route

S, F = SlipState, FindState


@customer_route("/phieu/[code]", title=say("journey.title"), on_load=S.load)
def slip_page() -> rx.Component:
    return rx.fragment(
        rx.match(
            S.row.kind,
            ("live", _live()),
            ("refused", _refused()),
            ("missing", _missing()),
            ("slip", _slip()),
            _loading(),
        )
    )


def _slip() -> rx.Component:
    next_step = button(S.row.label, href=S.row.path, class_name="h-14 text-head")
    return customer_page(
        parts.ticket(),
        parts.turn(),
        parts.refunds(),
        parts.way(),
        parts.links(),
        parts.cancel_sheet(),
        title=say("journey.title"),
        back="/phieu",
        bar=rx.cond(S.row.path != "", next_step, rx.fragment()),
    )


def _refused() -> rx.Component:
    give_up = rx.el.button(
        say("journey.not_going_on"),
        type="button",
        on_click=S.ask_to_cancel,
        class_name="-mt-3 inline-flex h-11 items-center justify-center text-note font-semibold "
        "text-brand-600",
    )
    code = rx.el.p(
        say("payments.slip"),
        " ",
        rx.el.span(S.row.code, class_name="tabular-nums font-semibold text-ink"),
        class_name="whitespace-nowrap text-body text-muted",
    )
    return customer_page(
        rx.el.div(
            status_badge(S.row.status, "bad", icon_name="alert"),
            rx.el.h1(S.row.refusal, class_name="mt-3 text-title font-bold"),
            rx.el.p(S.row.turn, class_name="mt-2 text-body text-muted"),
            rx.el.p(S.row.refused_line, class_name="mt-2 text-note text-muted"),
        ),
        parts.kept(),
        parts.mend_by(),
        rx.cond(S.row.may_cancel, give_up),
        parts.way(),
        parts.cancel_sheet(),
        middle=code,
        back="/phieu",
        right=icon_button("head", say("journey.support"), href=f"tel:{HOTLINE}"),
        bar=rx.cond(
            S.row.path != "",
            button(S.row.label, href=S.row.path, class_name="h-14 text-head"),
            rx.fragment(),
        ),
        help_code=S.row.code,
        main_class="gap-7 px-4 pb-8 pt-2",
    )


def _live() -> rx.Component:
    close = link(
        icon("x", "size-6"),
        href="/",
        aria_label=say("journey.close"),
        class_name="grid size-11 place-items-center rounded-full bg-white/10",
    )
    rings = rx.el.svg(
        *[rx.el.circle(cx="280", cy="280", r=r) for r in ("66", "106", "154", "208", "268")],
        view_box="0 0 560 560",
        stroke_width="1.5",
        aria_hidden="true",
        class_name="pointer-events-none absolute left-1/2 top-14 size-[560px] -translate-1/2 "
        "fill-none stroke-white/10",
    )
    hero = rx.el.section(
        rx.el.div(close, class_name="relative flex justify-end"),
        rx.el.div(
            rings,
            rx.el.span(
                icon("signal", "size-11"),
                class_name="relative mt-4 grid size-20 place-items-center rounded-full bg-white "
                "text-brand-600 shadow-float",
            ),
            rx.el.p(
                icon("check", "size-4"),
                S.row.status,
                class_name="relative mt-6 inline-flex h-8 items-center gap-1.5 rounded-full "
                "bg-white/14 px-3.5 text-note font-semibold",
            ),
            rx.el.h1(
                digits(S.row.spans, strong="font-bold text-gold-300"),
                class_name="relative mt-4 whitespace-nowrap text-[44px]/[54px] font-medium "
                "tracking-[-.03em]",
            ),
            rx.el.p(say("journey.yours"), class_name="relative mt-2 text-body text-brand-100"),
            class_name="relative flex flex-col items-center text-center",
        ),
        class_name="relative overflow-hidden bg-linear-160 from-ink from-10% to-brand-700 px-4 "
        "pb-24 pt-4 text-white",
    )
    running = rx.el.section(
        _running("signal", S.row.plan),
        _running("gift", S.row.promotion),
        rx.el.p(
            say("journey.took"),
            " ",
            rx.el.span(S.row.took, class_name="font-medium text-ink"),
            class_name="text-note text-muted",
        ),
        class_name="flex flex-col gap-3 rounded-card bg-surface p-5 shadow-float",
    )
    return customer_page(
        hero,
        rx.el.div(
            running,
            parts.refunds(),
            parts.way(),
            parts.links(),
            class_name="relative -mt-16 flex flex-col gap-6 px-4 pb-8",
        ),
        header=rx.fragment(),
        main_class="",
    )


def _running(name: str, text: str) -> rx.Component:
    line = rx.el.p(
        icon(name, "size-5 text-brand-600"),
        text,
        class_name="flex items-center gap-2 text-body font-semibold",
    )
    return rx.cond(text != "", line)


def _missing() -> rx.Component:
    return customer_page(
        empty(
            say("orders.not_found"),
            say("orders.not_found_note"),
            icon_name="ticket",
            action=button(say("orders.not_found_open"), href="/phieu"),
        ),
        title=say("journey.title"),
        back="/",
        help_code="",
    )


def _loading() -> rx.Component:
    return customer_page(
        skeleton("h-52 w-full"),
        skeleton("h-40 w-full"),
        skeleton("h-72 w-full"),
        title=say("journey.title"),
        back="/phieu",
    )


@customer_route("/phieu", title=say("journey.find.title"), on_load=F.load)
def find_page() -> rx.Component:
    mine = section(
        say("journey.find.mine"),
        rx.el.div(
            rx.foreach(F.mine, _mine_row),
            class_name="divide-y divide-line overflow-hidden rounded-card bg-surface ring-1 "
            "ring-line",
        ),
    )
    return customer_page(
        rx.cond(F.mine.length() > 0, mine),  # pyright: ignore[reportAttributeAccessIssue]
        rx.el.div(
            rx.el.h2(say("journey.find.heading"), class_name="text-title font-bold"),
            rx.el.p(say("journey.find.lead"), class_name="mt-1 text-body text-muted"),
            rx.cond(F.sent, _find_otp(), _find_form()),
        ),
        title=say("journey.find.title"),
        back="/",
        help_code="",
    )


def _mine_row(row: MineRow) -> rx.Component:
    return link(
        rx.el.span(
            rx.el.span(
                row.number,
                class_name="block whitespace-nowrap tabular-nums text-lead font-semibold",
            ),
            rx.el.span(row.code, class_name="block tabular-nums text-note text-muted"),
            class_name="flex-1 py-2.5",
        ),
        status_badge(row.status, row.tone),
        icon("right", "size-5 text-line-strong"),
        href="/phieu/" + row.code,
        class_name="flex min-h-14 items-center gap-3 px-5 active:bg-canvas",
        key=row.code,
    )


def _find_form() -> rx.Component:
    return rx.el.form(
        field(
            say("journey.find.code"),
            "code",
            hint=say("journey.find.code_hint"),
            error=F.errors["code"],
            placeholder=say("journey.find.example"),
            key=F.code,
            default_value=F.code,
            auto_capitalize="characters",
            auto_complete="off",
        ),
        field(
            say("journey.find.phone"),
            "phone",
            error=F.errors["phone"],
            type="tel",
            input_mode="tel",
            auto_complete="tel",
        ),
        button(say("journey.find.send"), type="submit"),
        on_submit=F.send,
        no_validate=True,
        class_name="mt-6 flex flex-col gap-5",
    )


def _find_otp() -> rx.Component:
    waiting = rx.el.p(
        say("orders.form.resend_in"),
        " ",
        countdown(
            F.again_at,
            plain=True,
            class_name="font-medium text-ink",
            on_end=F.may_send_again,
        ),
        class_name="text-note text-muted",
    )
    return rx.el.div(
        rx.el.p(say("journey.find.sent"), class_name="text-note"),
        otp_input("otp", error=F.otp_error, serial=F.otp_serial, on_complete=F.check),
        rx.cond(
            F.again_at != "",
            waiting,
            button(say("orders.form.resend"), "text", on_click=F.send_again),
        ),
        button(say("journey.find.change"), "text", on_click=F.begin_again),
        class_name="mt-6 flex flex-col gap-4 rounded-card bg-brand-50 p-4",
    )
