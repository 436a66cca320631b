"""The right column of a case: checklist, and what was typed, read and is seen, side by side."""

from typing import Any

import reflex as rx

from chonso_app.calls.desk.marking import Part
from chonso_app.calls.desk.state import ConsoleState
from chonso_app.calls.desk.views import CompareRow, Doubt, StepRow
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_badge

_C = ConsoleState.case
_PANEL = (
    "flex min-h-0 flex-col overflow-hidden rounded-panel border border-line bg-surface shadow-panel"
)
_HEAD = "flex h-10 shrink-0 items-center gap-2 border-b border-line px-3"
_ROW = "grid grid-cols-[84px_1fr_1fr_112px] items-center border-b border-line last:border-b-0 "


# -- checklist -----------------------------------------------------------------------------------
def checklist() -> rx.Component:
    steps: Any = _C.steps  # a Var in a page, whatever its class says
    return rx.el.section(
        rx.el.header(
            rx.el.h2(say("calls.desk.steps"), class_name="text-ui font-semibold"),
            rx.el.span(
                f"{_C.steps_done} / {steps.length()}",
                class_name="ml-auto text-xs font-semibold tabular-nums",
            ),
            class_name=_HEAD,
        ),
        rx.el.ol(rx.foreach(steps, _step), class_name="py-1.5"),
        class_name=_PANEL + " shrink-0",
    )


def _step(row: StepRow) -> rx.Component:
    box = rx.match(
        row.state,
        (
            "done",
            rx.el.span(
                icon("check", "size-3"),
                class_name=(
                    "grid size-[18px] shrink-0 place-items-center rounded-md bg-ok-700 text-white"
                ),
            ),
        ),
        (
            "now",
            rx.el.span(
                rx.el.span(class_name="size-1.5 rounded-full bg-brand-600"),
                class_name=(
                    "grid size-[18px] shrink-0 place-items-center rounded-md border-2 "
                    "border-brand-600 bg-surface"
                ),
            ),
        ),
        rx.el.span(
            class_name="size-[18px] shrink-0 rounded-md border-[1.5px] border-edge bg-surface"
        ),
    )
    line = "flex h-[30px] w-full items-center gap-2.5 px-3 text-left hover:bg-hover "
    return rx.el.li(
        rx.el.button(
            box,
            rx.el.span(row.word, class_name="truncate"),
            rx.el.span(
                rx.cond(row.state == "now", say("calls.desk.doing"), row.time),
                class_name="ml-auto shrink-0 text-xs font-normal tabular-nums text-muted",
            ),
            _key(row.key),
            type="button",
            role="checkbox",
            aria_checked=row.state == "done",
            on_click=ConsoleState.tick(row.step),
            class_name=rx.match(
                row.state,
                ("now", line + "bg-brand-50 font-semibold"),
                ("done", line + "text-muted"),
                line,
            ),
        )
    )


def _key(key: Any) -> rx.Component:
    return rx.el.kbd(
        key,
        aria_hidden="true",
        class_name=(
            "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[5px] border "
            "border-line bg-surface px-1 font-sans text-micro font-semibold text-muted"
        ),
    )


# -- comparison ----------------------------------------------------------------------------------
def comparison() -> rx.Component:
    titles = rx.el.div(
        rx.el.span(),
        *[rx.el.span(say(f"calls.desk.compare.{name}")) for name in ("typed", "read", "seen")],
        class_name=_ROW + "h-8 bg-canvas text-xs font-medium text-muted",
    )
    unsure = rx.el.div(
        icon("alert", "size-4"),
        rx.el.div(
            say("calls.desk.unsure"),
            rx.foreach(_C.doubts, _doubt),
            class_name="min-w-0",
        ),
        class_name="flex shrink-0 gap-2 bg-warn-100 px-3 py-2 text-xs text-warn-700",
    )
    count = rx.cond(
        _C.differences > 0,
        desk_badge(say("calls.desk.differences", count="") + _C.differences.to_string(), "warn"),  # pyright: ignore[reportAttributeAccessIssue]
    )
    return rx.el.section(
        rx.el.header(
            rx.el.h2(say("calls.desk.compare"), class_name="text-ui font-semibold"),
            rx.el.div(count, class_name="ml-auto"),
            class_name=_HEAD,
        ),
        rx.cond(_C.unsure, unsure),
        rx.el.div(
            titles,
            rx.foreach(_C.compared, _compare_row),
            class_name="min-h-0 flex-1 overflow-y-auto [scrollbar-width:thin]",
        ),
        class_name=_PANEL + " flex-1",
    )


def _compare_row(row: CompareRow) -> rx.Component:
    value = "pr-2 leading-[17px] tabular-nums break-words"
    plain = _ROW + "min-h-[46px]"
    return rx.el.div(
        rx.el.span(row.word, class_name="pl-3 text-xs text-muted"),
        rx.el.span(rx.foreach(row.typed, _part), class_name=value),
        rx.el.span(rx.foreach(row.read, _part), class_name=value),
        rx.el.span(
            _seen_button(row, "same", "bg-ok-100 text-ok-700 ring-ok-700/40"),
            _seen_button(row, "differs", "bg-bad-100 text-bad-700 ring-bad-700/40"),
            class_name="flex gap-1 pr-2",
        ),
        class_name=rx.cond(
            row.differs,
            plain + " bg-warn-100/50 shadow-[inset_3px_0_0_var(--color-warn-500)]",
            plain,
        ),
    )


def _doubt(row: Doubt) -> rx.Component:
    return rx.el.p(rx.el.b(row.word, class_name="font-semibold"), ": ", row.text)


def _part(part: Part) -> rx.Component:
    mark = "rounded-[4px] bg-[#ffd79a] px-0.5 font-semibold text-[#6d3a05]"
    return rx.cond(part.marked, rx.el.mark(part.text, class_name=mark), rx.el.span(part.text))


def _seen_button(row: CompareRow, seen: str, chosen: str) -> rx.Component:
    shape = "h-7 rounded-md px-2 text-xs font-medium ring-1 "
    return rx.el.button(
        say(f"calls.desk.{seen}"),
        type="button",
        aria_pressed=row.seen == seen,
        on_click=ConsoleState.compare(row.field, seen),
        class_name=rx.cond(
            row.seen == seen, shape + chosen, shape + "text-muted ring-edge hover:bg-hover"
        ),
    )
