"""The button Báo tôi khi số trống, for the page of a held number and its line in a list."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.holds.state import WaitState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, field, sheet

_SHEET, _FORM = "wait", "wait-form"
S: Any = WaitState.sheet
asked: Any = WaitState.asked


def wait_button(national: Any) -> rx.Component:
    """On the page of the number. `wait_sheet()` has to be on the page as well."""
    ask = button(
        say("holds.wait.offer"), "tonal", icon_name="bell", on_click=WaitState.ask(national)
    )
    return rx.el.div(rx.cond(asked.contains(national), _asked(), ask), class_name="mt-3")


def wait_line_button(row: Any) -> rx.Component:
    """At the end of a held number's line. `wait_sheet()` has to be on the page as well."""
    ask = rx.el.button(
        rx.el.span(
            say("holds.wait.offer_short"),
            rx.el.span(" ", row.grouped, class_name="sr-only"),
            class_name=(
                "inline-flex h-9 items-center rounded-full bg-surface px-3.5 text-note "
                "font-semibold text-brand-700 ring-1 ring-line"
            ),
        ),
        type="button",
        on_click=WaitState.ask(row.national),
        class_name="relative z-10 -mr-1 grid h-11 place-items-center px-1",
    )
    return rx.cond(asked.contains(row.national), _asked(), ask)


def wait_sheet() -> rx.Component:
    """Asks a stranger for an address. One of them on a page."""
    form = rx.el.form(
        field(
            say("holds.wait.email"), "email", type="email", hint=say("holds.wait.email_hint"),
            placeholder=say("holds.wait.email_placeholder"), auto_complete="email",
            error=S.error,
        ),
        id=_FORM,
        on_submit=WaitState.leave_address,
        no_validate=True,
    )  # fmt: skip
    return sheet(
        say("holds.wait.title"),
        rx.el.div(
            rx.el.p(S.number, class_name="text-num font-bold tabular-nums"),
            rx.el.p(say("holds.wait.lead"), class_name="text-body text-muted"),
            form,
            class_name="flex flex-col gap-4",
        ),
        id=_SHEET,
        open=S.open,
        on_close=WaitState.closed,
        bar=button(say("holds.wait.set"), type="submit", custom_attrs={"form": _FORM}),
    )


def _asked() -> rx.Component:
    return rx.el.span(
        icon("check", "size-4"),
        say("holds.wait.asked"),
        class_name="inline-flex h-11 items-center gap-1.5 pr-2 text-note font-medium text-ok-700",
    )
