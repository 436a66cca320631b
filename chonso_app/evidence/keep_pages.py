"""/admin/luu-tru: terms, legal holds, what was erased. Shows codes and classes, nobody's papers."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.evidence.state import KeepState
from chonso_app.evidence.views import GoneRow, HoldRow, RuleRow, choices
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    AFRESH,
    CLOSES,
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_dialog,
    desk_empty,
    desk_field,
    desk_search,
    desk_text_area,
    fact_row,
    icon_button,
    panel,
    table_row,
    tabs,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/luu-tru", Permission.EVIDENCE_KEEP
_V, _C = KeepState.view, KeepState.case
_HOLD_FORM, _LIFT_FORM, _END_FORM = "hold-form", "lift-form", "end-form"


@staff_route(_HERE, title=say("evidence.keep.title"), need=_NEED, on_load=KeepState.load)
def keep_page() -> rx.Component:
    return staff_page(
        rx.el.div(
            rx.el.section(
                _search(), _rules(), _lists(), class_name="flex min-h-0 min-w-0 flex-col"
            ),
            rx.cond(_C.code, _case()),
            class_name="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_auto]",
        ),
        _place_dialog(),
        _lift_dialog(),
        title=say("evidence.keep.title"),
        here=_HERE,
        need=_NEED,
    )


def _search() -> rx.Component:
    return desk_search(
        say("evidence.keep.find"),
        rx.el.span(_V.due, class_name="ml-auto text-xs font-medium text-warn-700"),
        hint=say("evidence.keep.find_hint"),
        find=say("evidence.keep.find"),
        on_submit=KeepState.find,
        max_length=40,
        width="w-64",
    )


def _rules() -> rx.Component:
    heads = [say(f"evidence.keep.head.{name}") for name in ("kept", "with_line", "without")]
    look = "h-8 px-3 text-left text-xs font-medium text-muted"
    return rx.el.div(
        panel(
            say("evidence.keep.rules"),
            rx.el.table(
                rx.el.thead(rx.el.tr(*(rx.el.th(text, class_name=look) for text in heads))),
                rx.el.tbody(rx.foreach(_V.rules, _rule)),
                class_name="w-full tabular-nums",
            ),
            right=rx.el.span(say("evidence.keep.rules_note"), class_name="text-xs text-muted"),
        ),
        class_name="shrink-0 p-4",
    )


def _rule(row: RuleRow) -> rx.Component:
    look = "h-8 border-t border-line px-3"
    return rx.el.tr(
        rx.el.td(row.kept, class_name=look + " font-medium"),
        rx.el.td(row.with_line, class_name=look),
        rx.el.td(row.without, class_name=look),
    )


def _lists() -> rx.Component:
    options = [
        ("holds", say("evidence.keep.holds"), _V.holds.length()),  # pyright: ignore[reportAttributeAccessIssue]
        ("gone", say("evidence.keep.gone"), None),
    ]
    names = ("code", "classes", "reason", "placed", "do")
    held: Any = data_table(
        [say(f"evidence.keep.head.{name}") for name in names],
        _V.holds, _hold, label=say("evidence.keep.holds"),
        none=desk_empty(say("evidence.keep.no_holds"), say("evidence.keep.no_holds_note")),
    )  # fmt: skip
    gone = data_table(
        [say(f"evidence.keep.head.{name}") for name in ("code", "kept", "objects", "rule", "at")],
        _V.gone, _gone, label=say("evidence.keep.gone"),
        none=desk_empty(say("evidence.keep.none_gone")),
    )  # fmt: skip
    return rx.el.div(
        tabs(options, KeepState.tab, KeepState.show_tab, label=say("evidence.keep.title")),
        rx.cond(KeepState.tab == "holds", held, gone),
        class_name="flex min-h-0 flex-1 flex-col border-t border-line bg-surface",
    )


def _code(code: Any) -> rx.Component:
    return rx.el.button(
        code, type="button", on_click=KeepState.open(code),
        class_name="font-semibold text-brand-700 hover:underline",
    )  # fmt: skip


def _hold(row: HoldRow) -> rx.Component:
    return table_row(
        _code(row.code),
        cell(row.classes, class_name="max-w-56 truncate"),
        cell(row.reason, class_name="max-w-64 truncate"),
        cell(row.placed, class_name="text-xs text-muted"),
        desk_button(say("evidence.keep.lift"), on_click=KeepState.begin_lift(row.hold_id)),
        key=row.hold_id.to(str),  # pyright: ignore[reportAttributeAccessIssue]
    )


def _gone(row: GoneRow) -> rx.Component:
    return table_row(
        _code(row.code), row.kept, row.objects,
        cell(row.rule, class_name="max-w-80 truncate text-xs text-muted"), row.at,
        key=row.code + row.kept,
    )  # fmt: skip


def _case() -> rx.Component:
    head = rx.el.div(
        rx.el.div(
            rx.el.p(say("evidence.keep.case"), class_name="text-xs text-muted"),
            rx.el.h2(_C.code, class_name="text-[18px]/7 font-semibold tabular-nums"),
        ),
        icon_button("x", say("ui.close"), desk=True, on_click=KeepState.close),
        class_name="flex items-start justify-between border-b border-line p-4",
    )
    return rx.el.aside(
        head,
        rx.el.div(
            rx.el.dl(
                fact_row(say("evidence.cover.status"), desk_badge(_C.status, "plum")),
                rx.cond(_C.went_live, fact_row(say("evidence.when.activated_at"), _C.went_live)),
                rx.cond(_C.ended, fact_row(say("evidence.keep.ended"), _C.ended)),
                class_name="divide-y divide-line",
            ),
            rx.cond(_C.live, _line_end()),
            rx.el.div(
                rx.el.h3(say("evidence.keep.holds"), class_name="font-semibold"),
                desk_button(
                    say("evidence.keep.place"), icon_name="lock", on_click=KeepState.begin_hold,
                    id="place-hold",
                ),
                class_name="mt-5 flex items-center justify-between",
            ),
            rx.cond(
                _C.holds,
                rx.el.ul(rx.foreach(_C.holds, _case_hold), class_name="mt-1 divide-y divide-line"),
                rx.el.p(say("evidence.keep.no_holds"), class_name="mt-1 text-xs text-muted"),
            ),
            rx.el.h3(say("evidence.keep.gone"), class_name="mt-5 font-semibold"),
            rx.cond(
                _C.gone,
                rx.el.ul(rx.foreach(_C.gone, _case_gone), class_name="mt-1 divide-y divide-line"),
                rx.el.p(say("evidence.keep.none_gone"), class_name="mt-1 text-xs text-muted"),
            ),
            class_name="min-h-0 flex-1 overflow-y-auto p-4",
        ),
        aria_label=say("evidence.keep.case"),
        class_name="flex min-h-0 w-[380px] flex-col border-l border-line bg-surface",
    )  # fmt: skip


def _line_end() -> rx.Component:
    return rx.el.form(
        desk_field(
            say("evidence.keep.end_day"), "day", type="date", default_value=_C.ended_iso,
            key=_C.code + _C.ended_iso, note=say("evidence.keep.end_note"), class_name="flex-1",
        ),
        desk_button(say("evidence.keep.end_save"), type="submit"),
        id=_END_FORM,
        on_submit=KeepState.note_end,
        class_name="mt-3 grid gap-2",
    )  # fmt: skip


def _case_hold(row: HoldRow) -> rx.Component:
    standing = row.lifted == ""
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.reason, class_name="min-w-0 flex-1 font-medium break-words"),
            rx.cond(
                standing,
                desk_button(say("evidence.keep.lift"), on_click=KeepState.begin_lift(row.hold_id)),
                desk_badge(say("evidence.keep.over"), "idle"),
            ),
            class_name="flex items-start gap-2",
        ),
        rx.el.p(row.classes, class_name="text-xs"),
        rx.el.p(row.placed, class_name="text-xs text-muted"),
        rx.cond(row.lifted, rx.el.p(row.lifted, class_name="text-xs text-muted")),
        key=row.hold_id.to(str),  # pyright: ignore[reportAttributeAccessIssue]
        class_name="py-2",
    )


def _case_gone(row: GoneRow) -> rx.Component:
    return rx.el.li(
        rx.el.p(row.kept, class_name="font-medium"),
        rx.el.p(row.at, " · ", row.rule, class_name="text-xs text-muted"),
        key=row.kept,
        class_name="py-2",
    )


def _place_dialog() -> rx.Component:
    return desk_dialog(
        say("evidence.keep.place"),
        rx.el.p(say("evidence.keep.place_text"), class_name="mb-3 text-muted"),
        rx.el.ul(*(_choice(value, words) for value, words in choices())),
        rx.el.form(
            desk_text_area(say("evidence.keep.reason"), "reason", rows=2, max_length=500),
            id=_HOLD_FORM, on_submit=KeepState.place, custom_attrs=AFRESH, class_name="mt-3",
        ),
        id="hold",
        open=KeepState.placing,
        on_close=KeepState.end_dialogs,
        bar=rx.fragment(
            desk_button(say("evidence.keep.back"), custom_attrs=CLOSES),
            desk_button(
                say("evidence.keep.place"), "primary", type="submit",
                custom_attrs={"form": _HOLD_FORM}, id="save-hold",
            ),
        ),
    )  # fmt: skip


def _choice(value: str, words: str) -> rx.Component:
    chosen = KeepState.chosen.contains(value)  # pyright: ignore[reportAttributeAccessIssue]
    box = "grid size-[18px] shrink-0 place-items-center rounded-md "
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.cond(chosen, icon("check", "size-3")),
                class_name=rx.cond(
                    chosen, box + "bg-brand-600 text-white", box + "border-[1.5px] border-edge"
                ),
            ),
            words,
            type="button",
            role="checkbox",
            aria_checked=rx.cond(chosen, "true", "false"),
            on_click=KeepState.toggle(value),
            class_name="flex h-8 w-full items-center gap-2.5 rounded-control px-1 text-left "
            "hover:bg-hover",
        )
    )


def _lift_dialog() -> rx.Component:
    return desk_dialog(
        say("evidence.keep.lift"),
        rx.el.p(say("evidence.keep.lift_text"), class_name="mb-3 text-muted"),
        rx.el.form(
            desk_text_area(say("evidence.keep.reason"), "why", rows=2, max_length=500),
            id=_LIFT_FORM, on_submit=KeepState.lift, custom_attrs=AFRESH,
        ),
        id="lift",
        open=KeepState.lifting > 0,
        on_close=KeepState.end_dialogs,
        bar=rx.fragment(
            desk_button(say("evidence.keep.back"), custom_attrs=CLOSES),
            desk_button(
                say("evidence.keep.lift"), "refuse", type="submit",
                custom_attrs={"form": _LIFT_FORM}, id="save-lift",
            ),
        ),
    )  # fmt: skip
