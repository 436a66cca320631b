"""/admin/kho-so: the stock of numbers, its rules of price, what was done to it."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.numbers.stock_list import stock_list
from chonso_app.numbers.stock_panels import act_panel, import_panel, number_panel
from chonso_app.numbers.stock_rules_page import rule_panel, rules_list
from chonso_app.numbers.stock_run_panel import run_panel
from chonso_app.numbers.stock_state import TABS, NumberStockState
from chonso_app.numbers.stock_state_rules import NumberRuleState
from chonso_app.numbers.stock_state_runs import NumberRunState
from chonso_app.numbers.stock_views import Row
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    table_row,
    tabs,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/kho-so", Permission.NUMBERS_MANAGE
S, R = NumberStockState, NumberRunState


@staff_route(
    _HERE, title=say("numbers.stock.title"), need=_NEED,
    on_load=[S.load, R.show_tab("stock"), NumberRuleState.load_rules],
)  # fmt: skip
def stock_page() -> rx.Component:
    side = rx.match(
        S.panel,
        ("number", number_panel()),
        ("import", import_panel()),
        ("act", act_panel()),
        ("run", run_panel()),
        ("rule", rule_panel()),
        rx.fragment(),
    )
    open_ = "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_440px]"
    return staff_page(
        rx.el.div(
            rx.el.section(
                _bar(),
                rx.match(S.tab, ("rules", rules_list()), ("history", _history()), stock_list()),
                class_name="flex min-h-0 min-w-0 flex-col bg-surface",
            ),
            side,
            class_name=rx.cond(S.panel != "", open_, "grid min-h-0 flex-1 grid-cols-1"),
        ),
        title=say("numbers.stock.title"),
        here=_HERE,
        need=_NEED,
    )


def _bar() -> rx.Component:
    kinds = [(one, say(f"numbers.stock.tab.{one}"), None) for one in TABS]
    acts = rx.match(
        S.tab,
        ("rules", _rule_buttons()),
        ("history", rx.fragment()),
        _stock_buttons(),
    )
    return rx.el.div(
        rx.el.div(
            tabs(kinds, S.tab, R.show_tab, label=say("numbers.stock.title")),
            class_name="flex-1 [&>div]:h-12 [&>div]:border-b-0 [&_button]:h-12",
        ),
        rx.el.div(acts, class_name="flex items-center gap-2"),
        class_name="flex h-12 shrink-0 items-center border-b border-line pr-4",
    )


def _stock_buttons() -> rx.Component:
    return rx.fragment(
        desk_button(
            say("numbers.stock.export"), "ghost", icon_name="download", href=S.export_url,
            external=True,
        ),
        desk_button(say("numbers.stock.act"), icon_name="list", on_click=S.show("act")),
        desk_button(
            say("numbers.stock.import"), "primary", icon_name="plus", key="I",
            on_click=S.show("import"),
        ),
    )  # fmt: skip


def _rule_buttons() -> rx.Component:
    return rx.fragment(
        desk_button(say("numbers.stock.apply_rules"), icon_name="refresh", on_click=R.ask_rules),
        desk_button(
            say("numbers.stock.new_rule"), "primary", icon_name="plus",
            on_click=NumberRuleState.new_rule,
        ),
    )  # fmt: skip


# -- what was done --------------------------------------------------------------------------------
def _history() -> rx.Component:
    heads = [say(f"numbers.stock.head.{one}") for one in ("when", "who", "what", "file")]
    heads += [f">{say('numbers.stock.head.count')}", say("numbers.stock.head.status")]
    none = desk_empty(say("numbers.stock.no_runs"), say("numbers.stock.no_runs_text"))
    return rx.fragment(
        data_table(heads, R.history, _row, label=say("numbers.stock.tab.history"), none=none),
        rx.cond(
            R.older,
            rx.el.div(
                desk_button(say("numbers.stock.older"), on_click=R.older_runs),
                class_name="flex h-12 shrink-0 items-center justify-end border-t border-line px-4",
            ),
        ),
    )


def _row(row: Row) -> rx.Component:
    run_id: Any = row.run_id
    return table_row(
        cell(row.at, class_name="text-muted"),
        cell(row.who),
        cell(
            rx.el.button(
                row.what, type="button", on_click=R.open_run(run_id),
                class_name="text-left font-medium hover:underline",
            )
        ),
        cell(row.file, class_name="max-w-52 truncate text-muted"),
        cell(row.count, class_name="text-right"),
        cell(desk_badge(row.status, row.tone)),
        current=(row.run_id == R.run.run_id) & (S.panel == "run"),
        key=run_id.to_string(),
    )  # fmt: skip
