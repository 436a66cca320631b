"""/: the front page of `numbers`, with the tariff plans. Apart from the other finding screens: what
stands in one file of pages is one file for the browser, and this page is opened first."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.home import home_screen
from chonso_app.numbers.state_home import HomeState
from chonso_app.orders.state_find import PlansState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import link, skeleton
from chonso_app.ui.shells import customer_route

_PLANS_ON_FRONT = 6


@customer_route("/", title=say("find.home.tab_title"), on_load=[HomeState.load, PlansState.load])
def home() -> rx.Component:
    return home_screen(_plans_on_front())


def _plans_on_front() -> rx.Component:
    tile = "w-[164px] shrink-0 overflow-hidden rounded-card bg-surface ring-1 ring-line"
    rows: Any = PlansState.rows
    shown = rx.foreach(
        rows[:_PLANS_ON_FRONT],
        lambda plan: rx.el.li(
            link(
                rx.el.p(plan.name, class_name="text-head font-bold"),
                rx.el.p(plan.summary, class_name="mt-1 min-h-14 text-note text-muted"),
                rx.el.p(
                    plan.price,
                    rx.el.span(plan.days, class_name="block text-note font-normal text-muted"),
                    class_name="mt-3 text-body font-semibold tabular-nums",
                ),
                href="/goi-cuoc/" + plan.code,
                class_name="block h-full p-4 active:bg-canvas",
            ),
            key=plan.code,
            class_name=tile,
        ),
    )
    waiting = rx.el.li(
        rx.el.div(skeleton("h-8 w-16"), skeleton("mt-3 h-20 w-full"), class_name="p-4"),
        class_name=tile,
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say("find.home.plans"), class_name="text-head font-semibold"),
            rx.el.p(say("find.home.plans_note"), class_name="mt-0.5 text-note text-muted"),
            class_name="px-4",
        ),
        rx.el.ul(
            rx.cond(rows, shown, waiting),
            tab_index=0,
            aria_label=say("find.home.plans"),
            class_name="relative mt-3 flex gap-3 overflow-x-auto px-4 pb-1 [scrollbar-width:none]",
        ),
        rx.el.div(all_plans(), class_name="px-4"),
    )


def all_plans() -> rx.Component:
    return link(
        say("ordering.plans.all"),
        icon("right", "size-4"),
        href="/goi-cuoc",
        class_name="-ml-2 inline-flex h-11 items-center gap-1 px-2 text-note font-semibold "
        "text-brand-600",
    )
