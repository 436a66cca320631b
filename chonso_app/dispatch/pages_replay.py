"""The tabs "Chạy thử" (a day again under other rules) and "Vì sao" (one phiếu's decisions)."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.dispatch.components import why_steps
from chonso_app.dispatch.pages_rules import NOTE
from chonso_app.dispatch.state_replay import CountRow, MovedRow, ReplayState, WhyRow, WhyState
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    desk_search,
    desk_select,
    panel,
    table_row,
    tag,
)

_UNDER = [(way, say(f"dispatch.replay.{way}")) for way in ("draft", "live")]


def replay_tab() -> rx.Component:
    ask = rx.el.form(
        desk_field(
            say("dispatch.replay.day"), "day", type="date", default_value=ReplayState.day,
            error=ReplayState.errors["day"], key=ReplayState.day,
        ),
        desk_select(
            say("dispatch.replay.under"), "under", _UNDER, default_value=ReplayState.under
        ),
        desk_button(say("dispatch.replay.run"), "primary", icon_name="refresh", type="submit"),
        rx.el.p(say("dispatch.replay.note"), class_name="max-w-[420px] pb-1 text-xs text-muted"),
        on_submit=ReplayState.run,
        class_name="flex shrink-0 items-end gap-3 border-b border-line bg-surface px-4 py-3",
    )  # fmt: skip
    none = desk_empty(say("dispatch.replay.none"), say("dispatch.replay.none_text"))
    return rx.el.section(
        ask,
        rx.cond(ReplayState.ran, _result(), none),
        class_name="flex min-h-0 flex-1 flex-col",
    )


def _result() -> rx.Component:
    heads = [
        say("dispatch.help.unit"),
        *(">" + say(f"dispatch.replay.{name}") for name in ("before", "after", "change")),
    ]
    counts = panel(
        say("dispatch.replay.units"),
        data_table(heads, ReplayState.counts, _count, label=say("dispatch.replay.units")),
        class_name="flex min-h-0 flex-col overflow-hidden",
    )
    moved_heads = [say(f"dispatch.replay.{name}") for name in ("code", "from_to", "why")]
    moved = panel(
        say("dispatch.replay.moved"),
        data_table(
            moved_heads,
            ReplayState.moved,
            _moved,
            label=say("dispatch.replay.moved"),
            none=desk_empty(say("dispatch.replay.nothing")),
        ),
        class_name="flex min-h-0 flex-col overflow-hidden",
    )
    return rx.el.div(
        rx.el.p(ReplayState.summary, class_name="text-[15px] font-semibold", role="status"),
        rx.el.div(
            counts,
            moved,
            class_name="grid min-h-0 flex-1 grid-cols-[400px_minmax(0,1fr)] gap-3",
        ),
        class_name="flex min-h-0 flex-1 flex-col gap-3 p-4",
    )


def _count(row: CountRow) -> rx.Component:
    return table_row(
        cell(row.unit, class_name="font-medium"),
        cell(row.before, class_name="text-right"),
        cell(row.after, class_name="text-right"),
        cell(desk_badge(row.change, row.tone), class_name="text-right"),
        key=row.unit,
    )


def _moved(row: MovedRow) -> rx.Component:
    why = rx.el.dl(
        _line(say("dispatch.replay.was"), row.why_before),
        _line(say("dispatch.replay.would"), row.why_after),
        class_name="py-2 text-xs whitespace-normal",
    )
    return table_row(
        cell(
            rx.el.span(row.code, class_name="block font-semibold"),
            rx.el.span(row.kind, class_name="text-xs text-muted"),
        ),
        cell(row.before, " → ", rx.el.b(row.after)),
        cell(why, class_name="w-full"),
    )


def _line(term: str, text: rx.Var[str] | str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name="w-16 shrink-0 text-muted"),
        rx.el.dd(text),
        class_name="flex gap-2",
    )


def why_tab() -> rx.Component:
    ask = desk_search(
        say("dispatch.why.field"),
        name="code",
        hint=say("dispatch.why.hint"),
        find=say("dispatch.why.find"),
        on_submit=WhyState.find,
        max_length=20,
        class_name=f"{NOTE} flex items-center gap-2",
    )
    none = desk_empty(say("dispatch.why.start"), say("dispatch.why.start_text"))
    found = rx.el.div(
        rx.foreach(WhyState.rows, _why),
        class_name="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4",
    )
    return rx.el.section(
        ask,
        rx.cond(WhyState.rows.length() > 0, found, none),  # pyright: ignore[reportAttributeAccessIssue]
        class_name="flex min-h-0 flex-1 flex-col",
    )


def _why(row: WhyRow) -> rx.Component:
    standing = rx.cond(
        row.current,
        desk_badge(say("dispatch.why.current"), "ok"),
        desk_badge(say("dispatch.why.replaced"), "idle"),
    )
    reason = rx.el.p(say("dispatch.reason"), ": ", row.reason, class_name="px-3 pb-3 font-medium")
    return rx.el.section(
        rx.el.div(
            tag(row.what),
            rx.el.h2(row.unit, class_name="font-semibold"),
            standing,
            rx.el.span(row.by, " · ", row.at, class_name="ml-auto text-xs text-muted"),
            rx.cond(row.shopcode, shopcode(row.shopcode)),
            class_name="flex h-11 items-center gap-2.5 border-b border-line px-3",
        ),
        why_steps(row.steps),
        rx.cond(row.reason, reason),
        class_name=(
            "max-w-[720px] shrink-0 rounded-panel border border-line bg-surface shadow-panel"
        ),
    )


def shopcode(code: rx.Var[str] | str) -> rx.Component:
    look = "rounded-md bg-brand-600 px-2 py-0.5 text-xs font-semibold text-white"
    return rx.el.span(code, class_name=look)
