"""/phieu/[code]: the page of the journey."""

import reflex as rx

from chonso_app.activation.done_view import put_in
from chonso_app.core.texts import say
from chonso_app.journey import components as parts
from chonso_app.journey import pages_exchange as _exchanging  # noqa: F401  registers its page
from chonso_app.journey import pages_find as _finding  # noqa: F401  registers its page
from chonso_app.journey import pages_mine  # noqa: F401  its section of the account page
from chonso_app.journey import pages_swap as _swapping  # noqa: F401  registers its page
from chonso_app.journey.state import HOTLINE, SlipState
from chonso_app.notifications.push_switch import push_switch
from chonso_app.numbers.components import digits
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    button,
    empty,
    icon_button,
    link,
    skeleton,
    status_badge,
)
from chonso_app.ui.shells import customer_page, customer_route

S = SlipState


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
        parts.sim_way(),
        parts.way(),
        push_switch(),
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
        push_switch(),
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
            rx.cond(S.row.physical, put_in()),
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
