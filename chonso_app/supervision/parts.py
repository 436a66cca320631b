"""The pieces of the wallboard."""

from typing import Any

import reflex as rx

from chonso_app.calls.browser.components import Ticker
from chonso_app.core.texts import say
from chonso_app.supervision.board import AssistRow, MessageRow, Tile, UnitRow, WaiterRow
from chonso_app.supervision.chart import FLOOR, LEFT, WIDTH, Bar, Mark
from chonso_app.supervision.state import WallState as S
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import by_tone, desk_button

INK = {"ok": "text-ok-700", "warn": "text-warn-700", "bad": "text-bad-700", "idle": "text-ink"}
DOTS = {
    "ok": "bg-ok-500", "warn": "bg-warn-500", "bad": "bg-bad-500", "now": "bg-brand-600",
    "plum": "bg-plum-700", "idle": "bg-idle-700",
}  # fmt: skip


def tile(one: Tile) -> rx.Component:
    value = rx.cond(one.since, Ticker.create(since=one.since), rx.fragment(one.value))
    big = (
        "flex items-baseline text-[28px]/9 font-semibold tracking-[-0.02em] whitespace-nowrap "
        "tabular-nums "
    )
    return rx.el.li(
        rx.el.p(one.label, class_name="text-xs font-medium text-muted"),
        rx.el.p(
            value,
            rx.el.span(one.unit, class_name="ml-1 text-[15px] font-medium text-muted"),
            class_name=big + by_tone(one.tone, INK),
        ),
        rx.el.p(one.note, class_name="truncate text-xs text-muted"),
        key=one.label,
        class_name="min-w-0 rounded-panel border border-line bg-surface px-4 py-3 shadow-panel",
    )


def assist(one: AssistRow) -> rx.Component:
    return rx.el.li(
        icon("alert", "size-5"),
        rx.el.p(
            rx.el.b(one.title, class_name="font-semibold"), " · ", one.text,
            class_name="min-w-0 flex-1",
        ),
        desk_button(
            say("supervision.take_over"), "primary", icon_name="video",
            on_click=S.take_over(one.call_id),
        ),
        key=one.call_id,
        role="alert",
        class_name=(
            "flex items-center gap-3 rounded-panel border border-bad-700/30 bg-bad-100 px-3.5 py-2 "
            "text-bad-700"
        ),
    )  # fmt: skip


# -- chart -----------------------------------------------------------------------------------


def chart(alt: str) -> rx.Component:
    found = S.wall.chart
    text: dict[str, Any] = {"font_size": "10.5", "fill": "#54627a"}
    return rx.el.svg(
        rx.foreach(found.marks, lambda mark: _mark(mark, text)),
        rx.foreach(found.bars, lambda bar: _bar(bar, text)),
        rx.el.line(
            x1=str(LEFT), x2=str(LEFT + WIDTH), y1=found.target_y, y2=found.target_y,
            stroke="#92500a", stroke_dasharray="4 3",
        ),
        rx.cond(
            found.service,
            rx.el.path(d=found.service, fill="none", stroke="#0f6b4a", stroke_width="2"),
        ),
        view_box=f"0 0 {LEFT + WIDTH + 8} {FLOOR + 26}",
        class_name="block h-[176px] w-full px-3 pt-2",
        role="img",
        aria_label=alt,
    )  # fmt: skip


def _mark(mark: Mark, text: dict[str, Any]) -> rx.Component:
    return rx.el.g(
        rx.el.line(x1=str(LEFT), x2=str(LEFT + WIDTH), y1=mark.y, y2=mark.y, stroke="#dfe5ef"),
        rx.el.text(mark.word, x=str(LEFT - 6), y=mark.y + 4, text_anchor="end", **text),
        key=mark.word,
    )


def _bar(bar: Bar, text: dict[str, Any]) -> rx.Component:
    return rx.el.g(
        rx.el.rect(
            x=bar.x, y=bar.taken_y, width=bar.width, height=bar.taken_height, fill="#9dbcf7", rx="2"
        ),
        rx.el.rect(
            x=bar.x, y=bar.lost_y, width=bar.width, height=bar.lost_height, fill="#e0443c", rx="2"
        ),
        rx.el.text(bar.label, x=bar.label_x, y=str(FLOOR + 18), text_anchor="middle", **text),
        key=bar.label_x,
    )


def legend(target: int) -> rx.Component:
    square = "size-2.5 rounded-[3px] "
    kinds = (
        (square + "bg-[#9dbcf7]", say("supervision.chart_taken")),
        (square + "bg-bad-500", say("supervision.abandoned")),
        ("h-0.5 w-3.5 bg-ok-700", say("supervision.service")),
        (
            "h-0 w-3.5 border-t-2 border-dashed border-warn-700",
            say("supervision.chart_target", target=target),
        ),
    )
    return rx.el.div(
        *[
            rx.el.span(rx.el.span(class_name=look), word, class_name="flex items-center gap-1.5")
            for look, word in kinds
        ],
        class_name="flex items-center gap-3 text-xs text-muted",
    )


# -- rows ------------------------------------------------------------------------------------


def waiter(one: WaiterRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.number, class_name="font-semibold tabular-nums"),
            rx.el.p(one.who, class_name="truncate text-xs text-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.span(
            Ticker.create(since=one.since),
            class_name="text-xs font-semibold tabular-nums " + by_tone(one.tone, INK),
        ),
        desk_button(say("supervision.give"), on_click=S.choose_agent(one.call_id)),
        key=one.call_id,
        class_name="flex items-center gap-3 border-b border-line px-3 py-2 last:border-b-0",
    )


def unit(one: UnitRow) -> rx.Component:
    filled = "h-full rounded-full " + by_tone(one.tone, DOTS)
    return rx.el.li(
        rx.el.p(
            rx.el.span(one.code, class_name="font-semibold"),
            rx.el.span(one.line, class_name="ml-auto text-xs text-muted tabular-nums"),
            class_name="flex items-center gap-2",
        ),
        rx.el.div(
            rx.el.div(class_name=filled, style={"width": f"{one.percent}%"}),
            class_name="mt-1 h-1.5 rounded-full bg-sunken",
        ),
        key=one.code,
        class_name="min-w-0",
    )


def message(one: MessageRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.text),
            rx.el.p(one.by, class_name="text-xs text-muted"),
            class_name="min-w-0 flex-1",
        ),
        desk_button(say("supervision.withdraw"), "ghost", on_click=S.withdraw(one.message_id)),
        key=one.message_id,
        class_name="flex items-center gap-3 border-b border-line px-3 py-2 last:border-b-0",
    )
