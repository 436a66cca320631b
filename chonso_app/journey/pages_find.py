"""/phieu: opening a phiếu by its code and phone, or picking one of this browser's."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.journey.state_find import FindState, MineRow
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    button,
    countdown,
    field,
    link,
    otp_input,
    section,
    status_badge,
)
from chonso_app.ui.shells import customer_page, customer_route

F = FindState


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
