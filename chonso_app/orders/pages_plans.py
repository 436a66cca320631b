"""/goi-cuoc and /goi-cuoc/[code]: introduction, terms, how to register (S0-A.7g)."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.orders.state import WishState
from chonso_app.orders.state_plans import PlanListState, PlanPageState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, card, empty, fact_row, link, section, skeleton
from chonso_app.ui.shells import customer_page, customer_route

plan: Any = PlanPageState.plan


@customer_route(
    "/goi-cuoc", title=say("ordering.plans.tab_title"), on_load=PlanListState.load
)  # fmt: skip
def plans_page() -> rx.Component:
    rows: Any = PlanListState.rows
    waiting = rx.el.div(
        *[skeleton("h-28 w-full rounded-card") for _ in range(4)],
        class_name="flex flex-col gap-2.5",
        aria_busy="true",
    )
    listed = rx.el.ul(rx.foreach(rows, _card), class_name="flex flex-col gap-2.5")
    return customer_page(
        rx.el.p(say("ordering.plans.lead"), class_name="text-body text-muted"),
        rx.cond(rows.length() > 0, listed, waiting),
        title=say("ordering.plans.title"),
        back="/",
        main_class="gap-5 px-4 pb-8 pt-1",
    )


def _card(row: Any) -> rx.Component:
    popular = rx.el.span(
        say("ordering.plans.popular"),
        class_name="rounded-full bg-brand-50 px-2.5 py-0.5 text-cap font-semibold text-brand-700",
    )
    return rx.el.li(
        link(
            rx.el.div(
                rx.el.p(
                    rx.el.span(row.name, class_name="text-head font-bold"),
                    rx.cond(row.recommended, popular),
                    class_name="flex flex-wrap items-center gap-2",
                ),
                rx.el.p(row.summary, class_name="mt-1 text-note text-muted"),
                rx.el.p(
                    row.price,
                    rx.el.span(" · ", row.days, class_name="text-note font-normal text-muted"),
                    class_name="mt-2 text-body font-semibold tabular-nums",
                ),
                class_name="min-w-0 flex-1",
            ),
            icon("right", "size-5 shrink-0 text-line-strong"),
            href="/goi-cuoc/" + row.code,
            class_name="flex items-center gap-3.5 rounded-card bg-surface p-5 ring-1 ring-line "
            "active:bg-canvas",
        ),
        key=row.code,
    )


@customer_route(
    "/goi-cuoc/[code]", title=say("ordering.plans.tab_title"), on_load=PlanPageState.load
)
def plan_page() -> rx.Component:
    missing = empty(
        say("ordering.plans.missing"),
        say("ordering.plans.missing_note"),
        icon_name="signal",
        action=button(say("ordering.plans.all"), href="/goi-cuoc"),
    )
    waiting = rx.el.div(
        skeleton("h-10 w-32"),
        skeleton("mt-3 h-5 w-full"),
        skeleton("mt-8 h-40 w-full rounded-card"),
        aria_busy="true",
    )
    choose = button(
        say("ordering.plans.choose"), icon_name="search", on_click=WishState.wish(plan.code)
    )
    return customer_page(
        rx.match(plan.phase, ("shown", _shown()), ("missing", missing), waiting),
        title=say("ordering.plans.title"),
        back="/goi-cuoc",
        bar=rx.cond(plan.phase == "shown", choose, rx.fragment()),
        main_class="gap-8 px-4 pb-8 pt-1",
    )


def _shown() -> rx.Component:
    head = rx.el.div(
        rx.el.h2(plan.name, class_name="text-hero font-bold"),
        rx.el.p(plan.summary, class_name="mt-1 text-body text-muted"),
        rx.el.p(plan.price, class_name="mt-3 text-head font-semibold tabular-nums"),
    )
    return rx.el.div(
        head,
        section(
            say("ordering.plans.intro"),
            rx.el.div(
                rx.foreach(plan.introduction, lambda text: rx.el.p(text, key=text)),
                class_name="flex flex-col gap-2.5 text-body",
            ),
        ),
        section(
            say("ordering.plans.what"),
            card(
                rx.el.dl(
                    rx.foreach(plan.facts, lambda fact: fact_row(fact.term, fact.value)),
                    class_name="-my-2.5 divide-y divide-line",
                )
            ),
        ),
        section(
            say("ordering.plans.terms"),
            card(
                rx.el.ul(
                    rx.foreach(plan.terms, _term), class_name="flex flex-col gap-2.5 text-note"
                )
            ),
        ),
        section(
            say("ordering.plans.how"),
            rx.el.ol(rx.foreach(plan.steps, _step), class_name="flex flex-col gap-4"),
        ),
        class_name="flex flex-col gap-8",
    )


def _term(text: Any) -> rx.Component:
    return rx.el.li(
        icon("check", "mt-0.5 size-4 shrink-0 text-ok-700"),
        rx.el.span(text),
        key=text,
        class_name="flex gap-2.5",
    )


def _step(text: Any, place: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            place + 1,
            class_name="grid size-7 shrink-0 place-items-center rounded-full bg-brand-50 text-note "
            "font-semibold tabular-nums text-brand-700",
        ),
        rx.el.p(text, class_name="text-body"),
        key=text,
        class_name="flex gap-3.5",
    )
