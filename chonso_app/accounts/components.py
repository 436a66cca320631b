"""Parts of the log-in pages: forms that end with a cookie (`entry.jsx`), passwords, codes."""

from typing import Any

import reflex as rx

from chonso_app.accounts import rules
from chonso_app.core.texts import say
from chonso_app.ui.beside import beside
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, countdown, field_error, link, otp_input
from chonso_app.ui.shells import brand_mark

_LIBRARY = beside(__name__, "entry.jsx")
Text = str | rx.Var[str]


def _text(text: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (text,)


class PostForm(rx.Component):
    library = _LIBRARY
    tag = "PostForm"
    action: rx.Var[str]
    lost: rx.Var[str]
    on_refused: rx.EventHandler[_text]


class TicketExchange(rx.Component):
    library = _LIBRARY
    tag = "TicketExchange"
    ticket: rx.Var[str]
    next: rx.Var[str]
    lost: rx.Var[str]
    on_refused: rx.EventHandler[_text]


class PasswordBox(rx.Component):
    library = _LIBRARY
    tag = "PasswordBox"
    name: rx.Var[str]
    auto_complete: rx.Var[str]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    words: rx.Var[dict[str, str]]
    shortest: rx.Var[int]
    meter: rx.Var[bool]
    desk: rx.Var[bool]


def post_form(*children: Any, action: str, on_refused: Any, class_name: str = "") -> rx.Component:
    """Posts to one of our routes; `on_refused(text)` when it was refused."""
    return PostForm.create(
        *children,
        action=action,
        lost=say("accounts.lost"),
        on_refused=on_refused,
        class_name=class_name,
    )


def ticket_exchange(ticket: Text, next_page: Text, on_refused: Any) -> rx.Component:
    """Shows nothing: as soon as there is a ticket, it is exchanged for a session and we leave."""
    return TicketExchange.create(
        ticket=ticket, next=next_page, lost=say("accounts.lost"), on_refused=on_refused
    )


def password_field(
    label: str,
    name: str,
    *,
    error: Text = "",
    new: bool = False,
    meter: bool = False,
    desk: bool = False,
) -> rx.Component:
    """With an eye; `meter` tells while typing what a new password still lacks."""
    shortest = rules.STAFF_PASSWORD_SHORTEST if desk else rules.PASSWORD_SHORTEST
    words = ("show", "hide", "mixed", "missing", "long")
    look = "mb-1 block text-xs font-medium text-muted" if desk else "block text-note font-medium"
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name=look),
        PasswordBox.create(
            name=name,
            auto_complete="new-password" if new else "current-password",
            invalid=rx.cond(error, True, False),
            described_by=f"{name}-error",
            words={
                word: say(f"accounts.meter.{word}", shortest=shortest)
                if word == "long"
                else say(f"accounts.meter.{word}")
                for word in words
            },
            shortest=shortest,
            meter=meter,
            desk=desk,
        ),
        field_error(error, name),
    )


def submit(text: str, *, desk: bool = False) -> rx.Component:
    """The button of a `post_form`: it turns while the form is on its way."""
    turning = (
        "hidden size-5 animate-spin rounded-full border-2 border-white/40 border-t-white "
        "group-aria-busy:block"
    )
    customer = (
        "inline-flex h-13 w-full items-center justify-center gap-2 rounded-field bg-brand-600 "
        "px-5 text-lead font-semibold text-white shadow-press active:bg-brand-700"
    )
    staff = (
        "flex h-11 w-full items-center justify-center gap-2 rounded-control bg-brand-600 "
        "text-[14px] font-semibold text-white hover:bg-brand-700"
    )
    spinner = rx.el.span(class_name=turning)
    return rx.el.button(spinner, text, type="submit", class_name=staff if desk else customer)


def brand_header(*, close: str = "/") -> rx.Component:
    return rx.el.header(
        link(
            brand_mark("size-8"),
            rx.el.span(
                say("accounts.brand_first"),
                " ",
                rx.el.span(say("accounts.brand_second"), class_name="text-brand-600"),
                class_name="text-[17px] font-bold tracking-[-.025em]",
            ),
            href="/",
            class_name="flex h-11 items-center gap-2",
        ),
        link(
            icon("x", "size-6"),
            href=close,
            aria_label=say("ui.close"),
            class_name="grid size-11 place-items-center rounded-full",
        ),
        class_name="flex h-15 items-center justify-between pl-4 pr-2",
    )


def code_step(
    state: Any, title: str, *, under: rx.Component | None = None, back: Any = None
) -> rx.Component:
    """Six boxes, how long the code lives, and sending another. `state`: an EntryState."""
    return rx.el.div(
        rx.el.h1(title, class_name="text-hero font-bold"),
        rx.el.p(
            say("accounts.code.sent_before"),
            " ",
            rx.el.span(
                state.phone, class_name="whitespace-nowrap tabular-nums font-medium text-ink"
            ),
            ". ",
            *(
                [
                    rx.el.button(
                        say("accounts.code.other_phone"),
                        type="button",
                        on_click=back,
                        class_name="font-semibold text-brand-600",
                    )
                ]
                if back is not None
                else []
            ),
            class_name="mt-2 text-body text-muted",
        ),
        rx.el.div(
            otp_input(
                "otp", error=state.code_error, serial=state.code_serial, on_complete=state.try_code
            ),
            class_name="mt-7",
        ),
        rx.el.div(
            rx.el.p(
                say("accounts.code.expires"),
                " ",
                countdown(
                    state.expires_at,
                    now=state.sent_at,
                    plain=True,
                    class_name="font-medium text-ink",
                ),
                class_name="text-note text-muted",
            ),
            rx.cond(
                state.may_resend,
                button(
                    say("accounts.code.resend"), "text", icon_name="refresh",
                    on_click=state.resend, class_name="-mr-2",
                ),
                rx.el.span(
                    say("accounts.code.resend_after"),
                    " ",
                    countdown(
                        state.again_at, now=state.sent_at, plain=True, on_end=state.resend_opens
                    ),
                    class_name="inline-flex h-11 items-center gap-1 text-note text-muted",
                ),
            ),
            class_name="mt-4 flex items-center justify-between gap-3",
        ),
        rx.cond(state.few_left, rx.el.p(state.few_left, class_name="text-note text-warn-700")),
        *([under] if under is not None else []),
        class_name="flex flex-1 flex-col",
    )  # fmt: skip
