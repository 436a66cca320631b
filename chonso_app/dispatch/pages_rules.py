"""The tab of rules, and the dialog in which one is written."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.dispatch.state import BookState, Choice, RuleRow
from chonso_app.ui.parts import (
    CLOSES,
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_dialog,
    desk_empty,
    desk_field,
    desk_form,
    desk_select,
    table_row,
)

NOTE = "shrink-0 border-b border-line bg-surface px-4 py-2 text-xs text-muted"
_KINDS = [(kind, say(f"dispatch.kind.{kind}")) for kind in ("any", "order", "call", "dossier")]


def rules_tab() -> rx.Component:
    heads = [
        say(f"dispatch.rule.{name}")
        for name in ("priority", "kind", "where", "referrals", "unit", "days", "note", "on")
    ] + [""]
    new: Any = BookState.edit_rule
    return rx.el.section(
        rx.el.div(
            rx.el.p(say("dispatch.rules_note"), class_name="max-w-[860px]"),
            rx.cond(
                BookState.drafting & BookState.may_write,
                desk_button(say("dispatch.add_rule"), "primary", icon_name="plus", on_click=new(0)),
            ),
            class_name=f"{NOTE} flex items-center justify-between gap-4",
        ),
        data_table(
            heads,
            BookState.rules,
            _row,
            label=say("dispatch.tab.rules"),
            none=desk_empty(say("dispatch.no_rules"), say("dispatch.no_rules_text")),
        ),
        class_name="flex min-h-0 flex-1 flex-col bg-surface",
    )


def _row(rule: RuleRow) -> rx.Component:
    turn: Any = BookState.turn
    buttons = rx.el.span(
        desk_button(say("dispatch.rule.edit"), on_click=BookState.edit_rule(rule.rule_id)),
        rx.cond(
            rule.on,
            desk_button(say("dispatch.rule.turn_off"), "ghost", on_click=turn(rule.rule_id, False)),
            desk_button(say("dispatch.rule.turn_on"), "ghost", on_click=turn(rule.rule_id, True)),
        ),
        desk_button(say("dispatch.rule.remove"), "ghost", on_click=BookState.remove(rule.rule_id)),
        class_name="flex justify-end gap-1",
    )
    wraps = "max-w-[220px] truncate"
    return table_row(
        cell(rule.priority, class_name="font-semibold"),
        rule.kind,
        cell(rx.el.span(rule.where, title=rule.where), class_name=wraps),
        cell(rx.el.span(rule.referrals, title=rule.referrals), class_name=wraps),
        cell(rule.unit, class_name="font-medium"),
        cell(rule.days, class_name="text-xs text-muted"),
        cell(rx.el.span(rule.note, title=rule.note), class_name=f"{wraps} text-xs text-muted"),
        rx.cond(
            rule.on,
            desk_badge(say("dispatch.on"), "ok"),
            desk_badge(say("dispatch.off"), "idle"),
        ),
        rx.cond(BookState.drafting & BookState.may_write, buttons),
        key=rule.rule_id,
    )


def rule_dialog() -> rx.Component:
    edited, errors = BookState.edited, BookState.errors
    return desk_form(
        say("dispatch.rule.new"),
        rx.el.div(
            desk_field(
                say("dispatch.rule.priority"), "priority", type="number", min=1, max=9999,
                default_value=edited.priority, error=errors["priority"],
                note=say("dispatch.rule.priority_note"),
            ),
            desk_select(
                say("dispatch.rule.kind"), "kind", _KINDS, default_value=edited.kind,
                error=errors["kind"],
            ),
            desk_select(
                say("dispatch.rule.unit"), "unit", BookState.unit_choices,  # pyright: ignore[reportArgumentType]
                default_value=edited.unit, placeholder="…", error=errors["unit"],
            ),
            class_name="grid grid-cols-3 gap-3",
        ),
        desk_field(
            say("dispatch.rule.referrals"), "referrals", default_value=edited.referrals,
            error=errors["referrals"], note=say("dispatch.rule.referrals_note"), max_length=2000,
            auto_complete="off",
        ),
        rx.el.fieldset(
            rx.el.legend(
                say("dispatch.rule.where"), class_name="mb-1 text-xs font-medium text-muted"
            ),
            rx.el.div(
                rx.foreach(BookState.provinces, _province),
                class_name=(
                    "grid max-h-40 grid-cols-3 gap-x-3 overflow-y-auto rounded-control border "
                    "border-edge p-2"
                ),
            ),
            rx.el.p(say("dispatch.rule.where_note"), class_name="mt-1 text-xs text-muted"),
        ),
        rx.el.div(
            desk_field(
                say("dispatch.rule.valid_from"), "valid_from", type="date",
                default_value=edited.valid_from, error=errors["valid_from"],
            ),
            desk_field(
                say("dispatch.rule.valid_to"), "valid_to", type="date",
                default_value=edited.valid_to, error=errors["valid_to"],
            ),
            class_name="grid grid-cols-2 gap-3",
        ),
        desk_field(
            say("dispatch.rule.note"), "note", default_value=edited.note, max_length=200,
            error=errors["note"], note=say("dispatch.rule.note_note"),
        ),
        _tick("on", say("dispatch.on"), edited.on),
        id="rule",
        open=edited.rule_id >= 0,
        about=edited.rule_id,
        submit=say("dispatch.save_rule"),
        on_submit=BookState.save_rule,
        on_close=BookState.close_rule,
    )  # fmt: skip


def _province(one: Choice) -> rx.Component:
    return _tick("province_" + one.value, one.text, one.on)


def _tick(name: Any, text: Any, on: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            value="1",
            default_checked=on,
            class_name="size-4 accent-brand-600",
        ),
        text,
        class_name="flex h-7 items-center gap-2 whitespace-nowrap",
    )


def put_live_dialog() -> rx.Component:
    return desk_dialog(
        say("dispatch.put_live_confirm"),
        rx.el.p(say("dispatch.put_live_text"), class_name="text-muted"),
        id="put-live",
        bar=rx.fragment(
            desk_button(say("dispatch.close"), custom_attrs=CLOSES),
            desk_button(
                say("dispatch.put_live_confirm"),
                "primary",
                on_click=BookState.put_live,
                custom_attrs=CLOSES,
            ),
        ),
    )
