"""The front page's numbers: that of the day, the classes, the easy and cheap ones."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.components import digits, number_art, sim_chip
from chonso_app.numbers.state_home import HomeState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import link, section, skeleton

front: Any = HomeState.front
_MORE = "-mr-2 inline-flex h-11 items-center gap-1 px-2 text-note font-semibold text-brand-600"


def star_section() -> rx.Component:
    """The card is there from the start: its big faint digits must not come as a late paint."""
    row = HomeState.star
    bar = "block rounded-md bg-white/10"
    return rx.el.section(
        link(
            number_art("68"),
            rx.el.div(
                sim_chip(),
                rx.el.h2(say("find.home.star"), class_name="text-note font-medium text-brand-100"),
                class_name="relative flex items-center gap-3",
            ),
            rx.el.p(
                rx.cond(
                    row.national,
                    digits(row.spans, strong="font-bold text-gold-300"),
                    rx.el.span(class_name=f"{bar} mt-1 h-9 w-56"),
                ),
                class_name=(
                    "relative mt-5 h-[46px] text-[38px]/[46px] font-medium tracking-[-.03em] "
                    "text-white/90"
                ),
            ),
            rx.el.div(
                rx.el.p(row.why, class_name="text-note text-brand-100"),
                rx.el.p(
                    row.price, class_name="text-head font-semibold whitespace-nowrap tabular-nums"
                ),
                class_name="relative mt-3 flex min-h-[26px] items-end justify-between gap-3",
            ),
            href=rx.cond(row.path, row.path, "/tim?sap-xep=dep"),
            class_name=(
                "relative block overflow-hidden rounded-card bg-linear-135 from-ink to-brand-900 "
                "p-5 text-white "
                "[clip-path:polygon(0_0,calc(100%-36px)_0,100%_36px,100%_100%,0_100%)]"
            ),
        ),
        class_name="px-4",
    )


def kinds_section() -> rx.Component:
    tile = "rounded-card bg-surface p-4 ring-1 ring-line"
    shown = rx.foreach(
        front.kinds,
        lambda kind: link(
            rx.el.span(
                kind.example,
                class_name=(
                    "block text-num-lg font-bold underline decoration-gold-500 decoration-[3px] "
                    "underline-offset-[7px]"
                ),
            ),
            rx.el.span(kind.name, class_name="mt-3.5 block text-body font-semibold"),
            rx.el.span(
                kind.count, " ", say("find.home.count"), class_name="block text-note text-muted"
            ),
            rx.el.span(
                say("find.home.from"), " ", kind.from_price,
                class_name="block text-note font-medium",
            ),
            href=kind.href,
            key=kind.name,
            class_name=f"{tile} active:bg-brand-50",
        ),
    )  # fmt: skip
    waiting = [
        rx.el.div(skeleton("h-9 w-20"), skeleton("mt-4 h-14 w-24"), class_name=tile)
        for _ in range(4)
    ]
    return rx.el.div(
        section(
            say("find.home.kinds"),
            rx.el.div(
                rx.cond(front.free, shown, rx.fragment(*waiting)),
                class_name="grid grid-cols-2 gap-3",
            ),
            right=link(
                say("find.home.all_kinds"), icon("right", "size-4"),
                href="/tim?sap-xep=dep", class_name=_MORE,
            ),
        ),
        class_name="px-4",
    )  # fmt: skip


def easy_section() -> rx.Component:
    card = "w-[222px] shrink-0 rounded-card bg-surface p-4 ring-1 ring-line"
    shown = rx.foreach(
        HomeState.easy,
        lambda row: rx.el.li(
            rx.el.p(digits(row.spans), class_name="text-num font-medium tabular-nums text-faint"),
            rx.el.p(row.why, class_name="mt-1 truncate text-note text-muted"),
            rx.el.div(
                rx.el.span(row.price, class_name="text-lead font-semibold tabular-nums"),
                link(
                    say("find.home.see_number"),
                    rx.el.span(" ", row.grouped, class_name="sr-only"),
                    href=row.path,
                    class_name=(
                        "inline-flex h-11 items-center rounded-full bg-brand-50 px-4 text-note "
                        "font-semibold text-brand-700"
                    ),
                ),
                class_name="mt-3 flex items-center justify-between",
            ),
            key=row.national,
            class_name=card,
        ),
    )
    waiting = rx.el.li(
        skeleton("h-7 w-44"), skeleton("mt-2 h-4 w-24"), skeleton("mt-4 h-10 w-full"),
        class_name=card,
    )  # fmt: skip
    see_all = link(
        say("find.home.see"), " ", front.easy_total, icon("right", "size-4"),
        href="/tim?gia=-500000&sap-xep=dep", class_name=_MORE,
    )  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say("find.home.easy"), class_name="text-head font-semibold"),
            see_all,
            class_name="flex items-center justify-between px-4",
        ),
        rx.el.ul(
            rx.cond(front.free, shown, waiting),
            tab_index=0,
            aria_label=say("find.home.easy"),
            class_name="relative mt-2 flex gap-3 overflow-x-auto px-4 pb-1 [scrollbar-width:none]",
        ),
    )
