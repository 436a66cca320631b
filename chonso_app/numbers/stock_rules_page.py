"""Rules of price: the list, and the form beside it."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.rules import PREFIXES, NumberClass
from chonso_app.numbers.stock_panels import side
from chonso_app.numbers.stock_state import NumberStockState
from chonso_app.numbers.stock_state_rules import NumberRuleState, RuleLine
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    desk_select,
    table_row,
)

S = NumberRuleState
_HEADS = (">priority", "shape", "prefix", "place", ">gives", "window", "status")


def rules_list() -> rx.Component:
    heads = [
        one[:1] * one.startswith(">") + say(f"numbers.stock.head.{one.removeprefix('>')}")
        for one in _HEADS
    ]
    none = desk_empty(say("numbers.stock.no_rules"), say("numbers.stock.no_rules_text"))
    return rx.fragment(
        rx.el.p(
            say("numbers.stock.rules_note"),
            class_name="shrink-0 border-b border-line px-4 py-2.5 text-xs text-muted",
        ),
        data_table(heads, S.rules, _rule, label=say("numbers.stock.tab.rules"), none=none),
    )


def _rule(rule: RuleLine) -> rx.Component:
    rule_id: Any = rule.rule_id
    name = rx.el.button(
        rule.shape, type="button", on_click=S.open_rule(rule_id),
        class_name="font-medium hover:underline",
    )  # fmt: skip
    return table_row(
        cell(rule.priority, class_name="text-right text-muted"),
        cell(rx.cond(rule.own, name, rule.shape)),
        cell(rule.prefix),
        cell(rule.unit, class_name="text-muted"),
        cell(rule.gives, class_name="text-right font-medium"),
        cell(rule.window, class_name="text-muted"),
        cell(
            rx.cond(
                rule.in_force,
                desk_badge(say("numbers.stock.in_force"), "ok"),
                desk_badge(say("numbers.stock.not_in_force"), "idle"),
            )
        ),
        key=rule_id.to_string(),
    )


def rule_panel() -> rx.Component:
    return side(
        rx.cond(S.rule_id == 0, say("numbers.stock.new_rule"), say("numbers.stock.rule")),
        rx.el.form(
            rx.el.div(
                *_reach(),
                *_gives(),
                class_name="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4",
            ),
            rx.el.div(
                rx.cond(
                    S.rule_id > 0,
                    desk_button(say("numbers.stock.remove_rule"), "refuse", on_click=S.remove_rule),
                ),
                rx.el.span(
                    desk_button(say("numbers.stock.save_rule"), "primary", type="submit"),
                    class_name="ml-auto",
                ),
                class_name="flex shrink-0 gap-2 border-t border-line px-4 py-3",
            ),
            key=S.form_serial.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
            on_submit=S.save_rule,
            class_name="flex min-h-0 flex-1 flex-col",
        ),
    )


def _reach() -> list[rx.Component]:
    """Which numbers."""
    classes = [(one.value, say(f"numbers.class.{one.value}")) for one in NumberClass]
    badge = rx.el.label(
        rx.el.input(
            type="checkbox", name="badge_only", value="1",
            default_checked=S.form["badge_only"] == "1", class_name="size-4 accent-brand-600",
        ),
        say("numbers.stock.field.badge_only"),
        class_name="flex h-8 items-center gap-2",
    )  # fmt: skip
    units = _choice("unit", NumberStockState.units)
    return [
        _choice("shape", classes), badge, _choice("prefix", [(one, one) for one in PREFIXES]),
        rx.cond(NumberStockState.head_office, units),
    ]  # fmt: skip


def _gives() -> list[rx.Component]:
    return [
        _pair(*[_field(one, input_mode="numeric") for one in ("price", "percent")]),
        rx.el.p(say("numbers.stock.price_or_percent"), class_name="text-xs text-muted"),
        _field("priority", input_mode="numeric"),
        _pair(_field("starts_on", type="date"), _field("ends_on", type="date")),
    ]


def _choice(name: str, options: Any) -> rx.Component:
    return desk_select(
        say(f"numbers.stock.field.{name}"), name, options,
        placeholder=say("numbers.stock.rule_all"), default_value=S.form[name],
    )  # fmt: skip


def _field(name: str, **props: Any) -> rx.Component:
    return desk_field(
        say(f"numbers.stock.field.{name}"), name, error=S.errors[name],
        default_value=S.form[name], auto_complete="off", **props,
    )  # fmt: skip


def _pair(*fields: rx.Component) -> rx.Component:
    return rx.el.div(*fields, class_name="grid grid-cols-2 gap-3")
