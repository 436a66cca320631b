"""/esim/[code]: install the eSIM, report the result, get another code, be done."""

from typing import Any

import reflex as rx

from chonso_app.activation.components import ManualFields, OneTap, esim_words
from chonso_app.activation.done_view import done
from chonso_app.activation.state import EsimState
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, sheet, skeleton_card, spinner
from chonso_app.ui.parts.links import link
from chonso_app.ui.shells import customer_page, customer_route

_V = EsimState.view


@customer_route("/esim/[code]", title=say("esim.title"), on_load=EsimState.load)
def esim_page() -> rx.Component:
    return rx.cond(_V.screen == "done", done(), _install())


def _install() -> rx.Component:
    return customer_page(
        rx.match(
            _V.screen,
            ("code", _code()),
            ("used", _used()),
            ("ordering", _busy(say("esim.ordering"), say("esim.ordering_note"))),
            ("waiting", _busy(say("esim.waiting"), say("esim.waiting_note"))),
            ("stopping", _busy(say("esim.stopping"), say("esim.stopping_note"))),
            ("stopped", _told(say("esim.stopped"), say("esim.stopped_note"))),
            ("none", _told(say("esim.none"), say("esim.none_note"))),
            ("missing", _stranger()),
            skeleton_card(6),
        ),
        rx.cond((_V.screen == "code") | (_V.screen == "used"), _verdicts()),
        _coach(),
        middle=rx.el.h1(
            say("esim.header"), " ",
            rx.el.span(_V.msisdn, class_name="tabular-nums font-semibold text-ink"),
            class_name="whitespace-nowrap text-body text-muted",
        ),
        back=f"/phieu/{_V.code}",
        right=link(
            icon("head", "size-6"),
            href=f"tel:{settings.hotline}",
            aria_label=say("esim.help"),
            class_name="grid size-11 place-items-center rounded-full active:bg-line/60",
        ),
        main_class="gap-6 px-4 pt-2",
    )  # fmt: skip


def _verdicts() -> rx.Component:
    return rx.el.div(
        button(say("esim.worked"), icon_name="check", on_click=EsimState.worked, id="worked"),
        button(say("esim.failed"), "secondary", on_click=EsimState.failed, id="failed"),
        class_name=(
            "sticky bottom-0 z-20 -mx-4 mt-auto flex flex-col gap-2.5 bg-surface px-4 "
            "pb-[max(16px,env(safe-area-inset-bottom))] pt-3 shadow-bar"
        ),
    )


def _head(title: str, text: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            icon("check", "size-4.5"),
            say("esim.connected"),
            class_name=(
                "inline-flex h-7 items-center gap-1.5 rounded-full bg-ok-100 px-3 text-note "
                "font-semibold text-ok-700"
            ),
        ),
        rx.el.h2(title, class_name="mt-3 text-title font-bold"),
        rx.el.p(text, class_name="mt-1 text-body text-muted"),
    )


def _code() -> rx.Component:
    shared = {"code": _V.code, "issue": _V.issue, "words": esim_words()}
    return rx.fragment(
        _head(say("esim.heading"), say("esim.lead")),
        OneTap.create(**shared),
        _qr(),
        ManualFields.create(**shared),
        _guide(),
    )


def _qr() -> rx.Component:
    address = f"/api/esim/{_V.code}/qr.png?lan={_V.issue}"
    mailed = rx.cond(_V.email, rx.fragment(_filled("esim.mailed", _V.email), rx.el.br()))
    return rx.el.section(
        rx.el.h2(
            say("esim.scan"), id="esim-scan", class_name="text-center text-body font-semibold"
        ),
        rx.el.div(
            rx.el.img(src=address, alt=say("esim.qr_alt"), id="qr", class_name="size-full"),
            class_name=(
                "mx-auto mt-4 size-[236px] overflow-hidden rounded-card bg-white ring-1 ring-line"
            ),
        ),
        rx.el.p(mailed, say("esim.once"), class_name="mt-4 text-center text-note text-muted"),
        rx.el.div(
            link(
                icon("download", "size-5"),
                say("esim.save"),
                href=f"{address}&tai=1",
                external=True,
                class_name=(
                    "inline-flex h-12 items-center justify-center gap-2 rounded-field bg-brand-50 "
                    "px-4 text-body font-semibold text-brand-700 active:bg-brand-100"
                ),
            ),
            button(
                say("esim.mail_again"), "tonal", icon_name="mail", on_click=EsimState.mail_again
            ),
            class_name="mt-4 grid grid-cols-2 gap-2.5",
        ),
        aria_labelledby="esim-scan",
        class_name="rounded-card bg-surface p-5 shadow-card ring-1 ring-line",
    )


def _guide() -> rx.Component:
    strong = "font-medium text-ink"
    first = rx.el.span(
        say("esim.step1"), " ", rx.el.span(say("esim.step1_path"), class_name=strong)
    )
    second = rx.el.span(
        say("esim.step2"), " ", rx.el.span(say("esim.step2_path"), class_name=strong),
        say("esim.step2_rest"),
    )  # fmt: skip
    steps = (first, second, rx.el.span(say("esim.step3")))
    return rx.el.ol(
        *[
            rx.el.li(
                rx.el.span(str(number), class_name="w-4 font-semibold text-ink"),
                step,
                class_name="flex gap-3",
            )
            for number, step in enumerate(steps, 1)
        ],
        class_name="flex flex-col gap-3 px-1 text-note text-muted",
    )


def _used() -> rx.Component:
    return rx.fragment(
        _head(say("esim.used"), say("esim.used_note")),
        _guide(),
    )


def _busy(title: str, text: str) -> rx.Component:
    return rx.el.div(
        spinner("size-8", "border-brand-100 border-t-brand-600"),
        rx.el.h2(title, class_name="mt-5 text-head font-semibold"),
        rx.el.p(text, class_name="mt-1 text-body text-muted"),
        role="status",
        class_name=(
            "flex flex-col items-center rounded-card bg-surface px-6 py-10 text-center ring-1 "
            "ring-line"
        ),
    )


def _told(title: str, text: str) -> rx.Component:
    go = button(say("esim.to_order"), "tonal", href=f"/phieu/{_V.code}")
    return empty(title, text, icon_name="info", action=go)


def _stranger() -> rx.Component:
    """Another browser: the phone's OTP opens the phiếu to it first; its next step leads back."""
    go = button(say("esim.stranger_open"), "tonal", href=f"/phieu?ma={_V.code}")
    return empty(say("esim.stranger"), say("esim.stranger_note"), icon_name="lock", action=go)


def _coach() -> rx.Component:
    """Before another code: what usually helps."""
    tips = ("wifi", "restart", "light", "lock", "manual")
    again = button(say("esim.coach_again"), on_click=EsimState.coach_closed, id="coach-again")
    other = rx.cond(
        _V.left > 0,
        rx.fragment(
            button(
                say("esim.coach_reissue"), "secondary", on_click=EsimState.reissue, id="reissue"
            ),
            rx.el.p(
                _filled("esim.coach_left", _V.left, name="left"),
                class_name="text-center text-note text-muted",
            ),
        ),
        rx.el.p(say("esim.coach_none"), class_name="text-center text-note text-muted"),
    )
    return sheet(
        say("esim.coach"),
        rx.el.p(say("esim.coach_lead"), class_name="text-body text-muted"),
        rx.el.ul(
            *[
                rx.el.li(
                    icon("check-c", "size-5 mt-0.5 text-brand-600"),
                    rx.el.span(say(f"esim.coach_{tip}")),
                    class_name="flex gap-3 text-body",
                )
                for tip in tips
            ],
            class_name="mt-4 flex flex-col gap-3",
        ),
        rx.el.details(
            rx.el.summary(
                say("esim.coach_stop"),
                class_name="min-h-11 py-2.5 text-note font-semibold text-bad-700",
            ),
            rx.el.p(say("esim.coach_stop_note"), class_name="text-note text-muted"),
            button(
                say("esim.coach_stop"), "danger", on_click=EsimState.give_up, id="give-up",
                class_name="mt-3 w-full",
            ),
            class_name="mt-4",
        ),
        id="coach",
        open=EsimState.coaching,
        on_close=EsimState.coach_closed,
        bar=rx.el.div(again, other, class_name="flex flex-col gap-2.5"),
    )  # fmt: skip


def _filled(key: str, value: Any, *, name: str = "email") -> rx.Var[str]:
    """A text of the catalogue around a value that only the state knows."""
    before, after = say(key, **{name: "\0"}).split("\0")
    return rx.Var.create(f"{before}{value}{after}")
