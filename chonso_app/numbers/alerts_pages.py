"""/bao-so: the numbers that a customer waits for, and where the links of our mails lead."""

import reflex as rx

from chonso_app.accounts.pages_account import account_link
from chonso_app.core.texts import say
from chonso_app.numbers.alerts_state import AlertRow, OwnAlertsState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, card, empty, skeleton_card
from chonso_app.ui.shells import customer_page, customer_route

S = OwnAlertsState


@customer_route("/bao-so", title=say("alerts.page.title"), on_load=S.load)
def own_alerts() -> rx.Component:
    return customer_page(
        rx.match(
            S.phase,
            ("list", _list()),
            ("guest", _guest()),
            ("ask", _ask()),
            ("on", _on()),
            ("stopped", _over(say("alerts.page.stopped"), say("alerts.page.stopped_text"))),
            ("dead", _over(say("alerts.page.dead"), say("alerts.page.dead_text"))),
            skeleton_card(3),
        ),
        title=say("alerts.page.title"),
        back=rx.cond(S.phase == "list", "/tai-khoan", "/"),
        main_class="gap-4 px-4 pb-8 pt-1",
    )


account_link(say("alerts.mine"), "/bao-so", "bell")


def _list() -> rx.Component:
    nothing = empty(
        say("alerts.page.none"),
        say("alerts.page.none_text"),
        icon_name="bell",
        action=button(say("alerts.page.search"), "tonal", href="/tim"),
    )
    some = rx.el.ul(rx.foreach(S.rows, _line), class_name="flex flex-col gap-3")
    return rx.cond(S.rows.length() > 0, some, nothing)  # pyright: ignore[reportAttributeAccessIssue]


def _line(row: AlertRow) -> rx.Component:
    return rx.el.li(
        rx.el.p(row.words, class_name="text-body font-semibold"),
        _terms(row),
        rx.el.div(
            button(say("alerts.page.see"), "tonal", href=row.href),
            rx.el.button(
                icon("x", "size-4"),
                say("alerts.page.remove"),
                rx.el.span(" ", row.words, class_name="sr-only"),
                type="button",
                on_click=S.remove(row.alert_id),
                class_name=(
                    "inline-flex h-12 items-center gap-1.5 rounded-field px-3 text-body "
                    "font-semibold text-muted active:bg-canvas"
                ),
            ),
            class_name="mt-4 flex items-center gap-2",
        ),
        key=row.alert_id,
        class_name="rounded-card bg-surface p-5 ring-1 ring-line",
    )


def _terms(row: AlertRow) -> rx.Component:
    return rx.el.p(
        row.until,
        rx.cond(row.told, rx.el.span(" · ", row.told)),
        class_name="mt-1 text-note tabular-nums text-muted",
    )


def _guest() -> rx.Component:
    return empty(
        say("alerts.page.guest"),
        say("alerts.page.guest_text"),
        icon_name="bell",
        action=button(say("alerts.page.sign_in"), "tonal", href="/dang-nhap?tiep=/bao-so"),
    )


def _ask() -> rx.Component:
    return rx.fragment(
        _linked(say("alerts.page.ask_title"), say("alerts.page.ask_text")),
        button(say("alerts.page.confirm"), icon_name="bell", on_click=S.confirm),
        button(say("alerts.page.refuse"), "text", on_click=S.stop, class_name="self-center"),
    )


def _on() -> rx.Component:
    return rx.fragment(
        _linked(say("alerts.page.on_title"), say("alerts.page.on_text")),
        button(say("alerts.page.see"), "secondary", href=S.linked.href),
        button(say("alerts.page.stop"), "text", on_click=S.stop, class_name="self-center"),
    )


def _linked(title: str, text: str) -> rx.Component:
    return card(
        rx.el.h2(title, class_name="text-head font-semibold"),
        rx.el.p(
            S.linked.words, class_name="mt-3 rounded-card bg-canvas p-4 text-body font-semibold"
        ),
        rx.el.p(text, class_name="mt-3 text-body text-muted"),
        rx.el.p(S.linked.until, class_name="mt-1 text-note tabular-nums text-muted"),
    )


def _over(title: str, text: str) -> rx.Component:
    return empty(
        title,
        text,
        icon_name="bell",
        action=button(say("alerts.page.search"), "tonal", href="/tim"),
    )
