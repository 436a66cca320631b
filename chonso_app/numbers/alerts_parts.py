"""The button Báo khi có số and its sheet, wherever numbers are looked for."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.alerts_state import AlertState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import CLOSES, alert, button, field, sheet

_SHEET, _FORM = "alert", "alert-form"
S: Any = AlertState.sheet


def alert_offer(question: Any, kind: str = "tonal") -> rx.Component:
    """One of them on a page. `question`: as in the address of /tim, a str or a Var."""
    return rx.fragment(
        button(say("alerts.offer"), kind, icon_name="bell", on_click=AlertState.ask(question)),
        # a tab keeps its state: without these the sheet would be open on the next page, too
        rx.el.div(_sheet(), on_mount=AlertState.closed, on_unmount=AlertState.closed),
    )


def _sheet() -> rx.Component:
    return sheet(
        say("alerts.title"),
        rx.match(S.step, ("sent", _sent()), ("done", _done()), _asked()),
        id=_SHEET,
        open=S.open,
        on_close=AlertState.closed,
        bar=rx.match(
            S.step,
            ("ask", rx.cond(S.signed_in, _set_button(), _send_button())),
            button(say("alerts.close"), "secondary", custom_attrs=CLOSES),
        ),
    )


def _asked() -> rx.Component:
    question = rx.el.div(
        rx.el.p(say("alerts.question"), class_name="text-note text-muted"),
        rx.el.p(S.words, class_name="mt-0.5 text-body font-semibold"),
        class_name="rounded-card bg-canvas p-4",
    )
    inbox = rx.el.div(
        rx.el.p(
            icon("bell", "mt-px size-5 text-brand-600"),
            say("alerts.by_inbox"),
            class_name="flex gap-3 text-note text-muted",
        ),
        rx.cond(S.error, alert(S.error, tone="bad")),
        class_name="flex flex-col gap-3",
    )
    form = rx.el.form(
        field(
            say("alerts.email"), "email", type="email", hint=say("alerts.email_hint"),
            placeholder=say("alerts.email_placeholder"), auto_complete="email",
            error=S.error,
        ),
        id=_FORM,
        on_submit=AlertState.send_link,
        no_validate=True,
    )  # fmt: skip
    return rx.el.div(
        rx.el.p(say("alerts.lead"), class_name="text-body text-muted"),
        question,
        rx.cond(S.signed_in, inbox, form),
        class_name="flex flex-col gap-4 text-left",
    )


def _set_button() -> rx.Component:
    return button(say("alerts.set"), icon_name="bell", on_click=AlertState.set_mine)


def _send_button() -> rx.Component:
    return button(say("alerts.send_link"), type="submit", custom_attrs={"form": _FORM})


def _sent() -> rx.Component:
    told = rx.el.p(
        say("alerts.sent_before"),
        rx.el.b(S.email, class_name="font-semibold wrap-anywhere text-ink"),
        say("alerts.sent_after"),
        class_name="mt-1 text-body text-muted",
    )
    return _outcome("mail", say("alerts.sent_title"), told)


def _done() -> rx.Component:
    told = rx.el.p(
        say("alerts.done_text"), " ", S.until, ".", class_name="mt-1 text-body text-muted"
    )
    return _outcome("check-c", say("alerts.done_title"), told)


def _outcome(drawn: str, title: str, told: rx.Component) -> rx.Component:
    return rx.el.div(
        icon(drawn, "size-8 text-brand-600"),
        rx.el.p(title, class_name="mt-3 text-lead font-semibold"),
        told,
        role="status",
        class_name="flex flex-col items-center py-4 text-center",
    )
