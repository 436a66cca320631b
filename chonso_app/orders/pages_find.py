"""/tim, /so-sanh and /so/[msisdn]: the screens of `numbers`, with plans and Giữ số."""

from typing import Any

import reflex as rx

from chonso_app.core.config import settings
from chonso_app.core.money import vnd
from chonso_app.core.texts import say
from chonso_app.holds.components import wait_button, wait_line_button, wait_sheet
from chonso_app.numbers.alerts_parts import alert_offer
from chonso_app.numbers.compare import compare_screen
from chonso_app.numbers.detail import number_screen
from chonso_app.numbers.results import results_screen
from chonso_app.numbers.state import SearchState
from chonso_app.numbers.state_compare import CompareState
from chonso_app.numbers.state_number import NumberState
from chonso_app.orders.pages_home import all_plans
from chonso_app.orders.state import HoldState
from chonso_app.orders.state_find import OfferState, TotalsState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    button,
    card,
    cost_row,
    costs,
    option_card,
    section,
)
from chonso_app.ui.shells import customer_route

bill: Any = OfferState.bill
_PLANS_SHOWN = 3  # and no plan; the others open at a touch


@customer_route("/tim", title=say("find.list.tab_title"), on_load=SearchState.load)
def results() -> rx.Component:
    screen = results_screen(
        _hold_button, wait=wait_line_button, alert_me=alert_offer(SearchState.asked.address)
    )
    return rx.fragment(screen, wait_sheet())


@customer_route(
    "/so-sanh",
    title=say("find.compare.tab_title"),
    on_load=[CompareState.load, TotalsState.load],
)
def compare() -> rx.Component:
    totals: Any = TotalsState.totals
    screen = compare_screen(lambda place: totals[place], _hold_button, wait_line_button)
    return rx.fragment(screen, wait_sheet())


@customer_route(
    "/so/[msisdn]",
    title=say("find.number.tab_title"),
    on_load=[NumberState.load, OfferState.load],
)
def number() -> rx.Component:
    wait = wait_button(NumberState.number.national)
    mine = OfferState.own_path != ""
    return rx.fragment(
        number_screen(_costs(), _plans(), _hold_bar(), mine=mine, wait=wait), wait_sheet()
    )


def _hold_button(row: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            say("find.hold"),
            rx.el.span(" ", row.grouped, class_name="sr-only"),
            class_name=(
                "inline-flex h-9 items-center rounded-full bg-brand-50 px-3.5 text-note "
                "font-semibold text-brand-700"
            ),
        ),
        type="button",
        on_click=HoldState.hold(row.national),
        class_name="relative z-10 -mr-1 grid h-11 place-items-center px-1",
    )


def _costs() -> rx.Component:
    free = cost_row(say("find.number.work"), "0\N{NO-BREAK SPACE}₫", tone="text-ok-700")
    return section(
        say("find.number.costs"),
        card(
            costs(
                cost_row(say("find.number.price"), bill.number),
                cost_row(
                    say("find.number.esim"),
                    bill.sim,
                    note=say("ordering.kind.instead", price=vnd(settings.sim_fee)),
                ),
                cost_row(bill.plan, bill.plan_price),
                free,
                rx.el.div(
                    rx.el.dt(say("find.number.total"), class_name="font-semibold"),
                    rx.el.dd(
                        bill.total,
                        class_name="text-title font-bold whitespace-nowrap tabular-nums",
                    ),
                    class_name=(
                        "mt-1 flex items-baseline justify-between gap-4 border-t border-line pt-4"
                    ),
                ),
            ),
            rx.el.p(bill.note, class_name="mt-1 text-note text-muted"),
        ),
    )


def _plans() -> rx.Component:
    none = _plan(
        "", say("find.number.no_plan"), say("find.number.no_plan_text"), "0\N{NO-BREAK SPACE}₫"
    )
    rows: Any = OfferState.rows
    return section(
        say("find.number.plans"),
        rx.el.div(
            none,
            rx.foreach(rows[:_PLANS_SHOWN], _plan_of),
            rx.cond(
                rows.length() > _PLANS_SHOWN,
                rx.el.details(
                    rx.el.summary(
                        say("find.number.more_plans"),
                        icon("down", "size-4"),
                        class_name=(
                            "mx-auto mb-2.5 flex h-11 w-fit list-none items-center gap-1.5 px-2 "
                            "text-note font-semibold text-brand-600 "
                            "[&::-webkit-details-marker]:hidden"
                        ),
                    ),
                    rx.el.div(
                        rx.foreach(rows[_PLANS_SHOWN:], _plan_of),
                        class_name="flex flex-col gap-2.5",
                    ),
                ),
            ),
            role="radiogroup",
            aria_label=say("find.number.plans"),
            class_name="flex flex-col gap-2.5",
        ),
        all_plans(),
    )


def _plan_of(plan: Any) -> rx.Component:
    return rx.el.div(
        _plan(plan.code, plan.name, plan.summary, plan.price, plan.recommended), key=plan.code
    )


def _plan(code: Any, name: Any, summary: Any, price: Any, popular: Any = False) -> rx.Component:
    badge = (
        "ml-2 rounded-full bg-surface px-2 text-cap font-medium text-brand-700 ring-1 "
        "ring-brand-600/30"
    )
    titled = rx.fragment(
        name, rx.cond(popular, rx.el.span(say("find.number.popular"), class_name=badge))
    )
    return option_card(
        "plan",
        code,
        titled,
        note=summary,
        right=price,
        checked=OfferState.chosen == code,
        on_change=OfferState.pick(code),
    )


def _hold_bar() -> rx.Component:
    press = button(
        say("find.hold"),
        icon_name="lock",
        busy=OfferState.busy,
        busy_text=say("find.number.holding"),
        on_click=OfferState.hold,
    )
    go_on = button(say("find.number.go_on"), href=OfferState.own_path)
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.p(say("find.number.total"), class_name="text-note text-muted"),
                rx.el.p(
                    bill.total, class_name="text-head font-bold whitespace-nowrap tabular-nums"
                ),
                class_name="shrink-0",
            ),
            rx.cond(OfferState.own_path, go_on, press),
            class_name="flex items-center gap-4",
        ),
        rx.el.p(
            rx.cond(OfferState.own_path, say("find.number.bar_mine"), say("find.number.bar_note")),
            class_name="mt-2 text-center text-note text-muted",
        ),
    )
