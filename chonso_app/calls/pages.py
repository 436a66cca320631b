"""/hoa-mang/[code]/cuoc-goi: device check, waiting room, call and its outcome."""

import reflex as rx

from chonso_app.calls.booking.parts import booked_card, booking_offer, booking_sheet
from chonso_app.calls.browser.components import CustomerCall, box_words
from chonso_app.calls.chat.parts import caller_chat, caller_wish
from chonso_app.calls.desk import pages as _console
from chonso_app.calls.desk import review_pages as _review
from chonso_app.calls.state import CallState
from chonso_app.core.texts import say
from chonso_app.handoff.components import elsewhere_notice, handoff_button, handoff_parts
from chonso_app.handoff.state import HandoffState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import alert, button, card, empty, skeleton_card
from chonso_app.ui.shells import customer_page, customer_route

__all__ = ["_console", "_review"]  # imported: that registers them
_V = CallState.view
_DOT = "grid size-9 place-items-center rounded-full "


@customer_route(
    "/hoa-mang/[code]/cuoc-goi",
    title=say("calls.title"),
    on_load=[CallState.load, HandoffState.load],
)
def call_page() -> rx.Component:
    return customer_page(
        CustomerCall.create(
            caller_chat(_V.call_id),
            call_id=_V.call_id, phase=_V.phase, texts=box_words(), agent=_V.agent, team=_V.team,
            since=_V.since, hint_title=_V.hint_title, hint_text=_V.hint_text,
            hint_done=_V.hint_done, hint_total=_V.hint_total, hint_progress=_V.hint_progress,
            on_devices=CallState.devices_told, on_hang_up=CallState.leave,
        ),
        rx.match(
            _V.screen,
            ("missing", _missing()),
            ("told", _told()),
            ("check", _check()),
            ("waiting", _waiting()),
            ("call", rx.fragment()),
            skeleton_card(),
        ),
        booking_sheet(),
        handoff_parts(),
        header=_header(),
        help_code=_V.code,
        main_class="gap-5 px-4 pb-4",
    )  # fmt: skip


def _header() -> rx.Component:
    leave = rx.el.button(
        say("calls.leave_queue"),
        type="button",
        on_click=CallState.leave,
        class_name=(
            "inline-flex h-11 items-center rounded-full px-3 text-note font-semibold text-brand-600"
        ),
    )
    back = rx.el.a(
        icon("x", "size-6"),
        href=rx.cond(_V.back, _V.back, "/phieu"),
        aria_label=say("calls.back_to_order"),
        class_name="grid size-11 place-items-center rounded-full active:bg-line/60",
    )
    return rx.el.header(
        rx.el.h1(say("calls.title"), class_name="text-body font-semibold"),
        rx.cond(_V.screen == "waiting", leave, back),
        class_name="flex h-15 items-center justify-between pl-4 pr-2",
    )


def _missing() -> rx.Component:
    return empty(
        say("calls.no_order.title"),
        say("calls.no_order.text"),
        icon_name="ticket",
        action=button(say("calls.no_order.button"), "tonal", href="/phieu"),
    )


def _told() -> rx.Component:
    """An outcome, or why there is no call now: what it is, what stays, one way on."""
    on = rx.cond(_V.href, button(_V.button, href=_V.href))
    on_quiet = rx.cond(_V.href, button(_V.button, "secondary", href=_V.href))
    again = button(say("calls.again"), "secondary", on_click=CallState.call_again)
    only_again = button(say("calls.again"), on_click=CallState.call_again, id="call-again")
    book = button(
        say("calls.queue.book"), icon_name="cal", on_click=CallState.open_booking, id="open-booking"
    )
    booked = rx.el.div(booked_card(), on, class_name="flex flex-col gap-3")
    offered = rx.el.div(book, on_quiet, class_name="flex flex-col gap-3")
    return rx.fragment(
        alert(_V.title, _V.text, tone=_V.tone),
        rx.cond(
            _V.again,
            rx.cond(_V.href, rx.el.div(on, again, class_name="flex flex-col gap-3"), only_again),
            rx.cond(_V.booked, booked, rx.cond(_V.bookable, offered, on)),
        ),
    )


def _check() -> rx.Component:
    no_camera = (CallState.devices != "ready") & (CallState.devices != "off")
    return rx.fragment(
        elsewhere_notice(),
        booked_card(),
        rx.cond(no_camera, handoff_button("call")),
        rx.cond(
            CallState.devices != "ready",
            card(
                rx.el.h2(say("calls.check.title"), class_name="text-head font-semibold"),
                rx.el.p(say("calls.check.text"), class_name="mt-1 text-body text-muted"),
            ),
        ),
        _prepare(),
        rx.el.p(say("recordings.notice.before"), class_name="px-1 text-note text-muted"),
        rx.el.div(class_name="h-24"),  # behind the fixed foot
        _enter(),
    )


def _enter() -> rx.Component:
    return rx.el.div(
        button(
            say("calls.check.enter"),
            disabled=CallState.devices != "ready",
            on_click=CallState.enter,
            id="enter-queue",
        ),
        rx.el.div(
            rx.el.p(_V.hours, class_name="text-note text-muted"),
            rx.cond(
                _V.booked,
                rx.fragment(),
                rx.el.button(
                    say("calls.queue.book"),
                    type="button",
                    on_click=CallState.open_booking,
                    id="open-booking",
                    class_name="-mr-2 inline-flex h-11 items-center px-2 text-note font-semibold "
                    "text-brand-600",
                ),
            ),
            class_name="mt-1 flex items-center justify-between",
        ),
        class_name=(
            "fixed inset-x-0 bottom-0 z-20 mx-auto max-w-[430px] bg-surface px-4 pt-3 shadow-bar "
            "pb-[max(16px,env(safe-area-inset-bottom))]"
        ),
    )


def _waiting() -> rx.Component:
    return rx.fragment(
        rx.el.section(
            rx.el.div(
                rx.el.p(
                    _V.place,
                    aria_hidden="true",
                    class_name="text-[76px]/[76px] font-bold tracking-[-.04em] text-brand-600",
                ),
                rx.el.div(
                    rx.el.h2(_V.place_text, class_name="text-head font-semibold"),
                    rx.el.p(
                        _V.wait_text,
                        rx.cond(
                            _V.wait_minutes,
                            rx.el.b(
                                " ",
                                _V.wait_minutes,
                                class_name="font-semibold whitespace-nowrap text-ink",
                            ),
                        ),
                        class_name="text-body text-muted",
                    ),
                    class_name="flex-1",
                ),
                class_name="flex items-center gap-5",
            ),
            _line(),
            rx.cond(
                _V.note,
                rx.el.p(
                    icon("info", "size-5 shrink-0"),
                    _V.note,
                    id="queue-note",
                    class_name="mt-4 flex gap-2.5 text-note font-medium",
                ),
            ),
            rx.el.p(
                icon("wifi", "size-5"),
                say("calls.kept"),
                class_name="mt-4 flex gap-2.5 text-note text-muted",
            ),
            role="status",
            aria_live="polite",
            id="waiting-place",
            class_name="rounded-card bg-surface p-5 shadow-card ring-1 ring-line",
        ),
        caller_wish(_V.call_id),
        _prepare(),
        rx.cond(_V.bookable, booking_offer()),
    )


def _line() -> rx.Component:
    """The agent, those before, and you."""
    dash = rx.el.span(class_name="h-px flex-1 bg-line")
    other = rx.el.span(
        icon("user", "size-5"), class_name=_DOT + "bg-canvas text-muted ring-1 ring-line"
    )
    you = rx.el.span(
        say("calls.you"),
        class_name=_DOT + "animate-pulse-ring bg-brand-600 text-cap font-semibold text-white",
    )
    return rx.el.div(
        rx.el.span(icon("head", "size-5"), class_name=_DOT + "bg-ink text-white"),
        rx.foreach(_V.ahead, lambda _: rx.fragment(dash, other)),
        dash,
        you,
        aria_hidden="true",
        class_name="mt-5 flex items-center gap-2",
    )


def _prepare() -> rx.Component:
    return rx.el.section(
        icon("id", "size-5.5 text-brand-600"),
        rx.el.p(
            rx.el.span(say("calls.prepare.title"), class_name="font-medium text-ink"),
            " ",
            say("calls.prepare.text"),
        ),
        class_name="flex gap-3 px-1 text-note text-muted",
    )
