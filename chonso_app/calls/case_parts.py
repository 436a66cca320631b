"""The case being worked on: stage, papers, stills, checklist, comparison, verdict."""

from typing import Any

import reflex as rx

from chonso_app.calls import rules
from chonso_app.calls.components import DeskStage, Ticker, desk_words
from chonso_app.calls.console import ConsoleState
from chonso_app.calls.desk_views import CompareRow, Paper, StepRow, StillRow
from chonso_app.calls.verdict_parts import verdict_bar
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_badge, tag

_C = ConsoleState.case
_PANEL = (
    "flex min-h-0 flex-col overflow-hidden rounded-panel border border-line bg-surface shadow-panel"
)
_HEAD = "flex h-10 shrink-0 items-center gap-2 border-b border-line px-3"
_ROW = "grid grid-cols-[84px_1fr_1fr_112px] items-center border-b border-line last:border-b-0 "


def case_room() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                _head(), _stage(), _stills(), class_name="flex min-h-0 min-w-0 flex-col gap-2.5"
            ),
            rx.el.div(_steps(), _comparison(), class_name="flex min-h-0 flex-col gap-3"),
            class_name=(
                "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_392px] gap-3 p-3 pt-2 "
                "min-[1400px]:grid-cols-[minmax(0,1fr)_424px]"
            ),
        ),
        verdict_bar(),
        class_name="flex min-h-0 min-w-0 flex-col",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.div(
                rx.el.span(_C.number, class_name="text-[22px]/7 font-semibold whitespace-nowrap"),
                tag(_C.attempt),
                Ticker.create(
                    since=_C.since, class_name="text-xs font-semibold tabular-nums text-brand-700"
                ),
                class_name="flex items-center gap-2",
            ),
            rx.el.p(
                rx.el.b(_C.name, class_name="font-medium text-ink"),
                " · ",
                _C.code,
                rx.cond(_C.notice, " · " + _C.notice, ""),
                class_name="mt-0.5 truncate text-xs text-muted",
            ),
            class_name="min-w-0",
        ),
        class_name="flex h-[52px] shrink-0 items-center gap-3",
    )


# -- pictures ------------------------------------------------------------------------------------
def _stage() -> rx.Component:
    live = DeskStage.create(
        call_id=_C.call_id,
        case_no=_C.code,
        taken=_C.taken,
        texts=desk_words(),
        on_hang_up=ConsoleState.hang_up,
        on_devices=ConsoleState.devices_told,
    )
    over = rx.el.div(
        icon("hangup", "size-8"),
        rx.el.p(_C.ended, class_name="max-w-72 text-center"),
        id="call-ended",
        role="status",
        class_name=(
            "grid h-full place-content-center place-items-center gap-3 rounded-control bg-stage-2 "
            "text-white"
        ),
    )
    return rx.el.section(
        rx.cond(_C.screen == "talking", live, over),
        rx.el.div(
            rx.foreach(_C.papers, _paper),
            class_name="flex min-h-0 flex-col gap-2",
        ),
        aria_label=say("calls.desk.papers"),
        class_name=(
            "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_212px] gap-2 overflow-hidden "
            "rounded-panel bg-stage p-2"
        ),
    )


def _paper(row: Paper) -> rx.Component:
    return _enlarging(
        rx.el.img(src=row.url, alt=row.word, class_name="min-h-0 flex-1 object-contain"),
        rx.el.span(
            row.word,
            class_name="flex h-6 shrink-0 items-center px-1.5 text-micro font-medium text-white",
        ),
        url=row.url,
        class_name="flex min-h-0 flex-1 flex-col overflow-hidden rounded-control bg-stage-2",
    )


def _stills() -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            say("calls.desk.stills"),
            rx.el.span(_C.stills_note, class_name="font-normal text-muted"),
            class_name="flex gap-2 text-xs font-semibold",
        ),
        rx.el.div(
            rx.foreach(_C.stills, _still),
            *[_wanted(kind) for kind in ("face", "card_front", "card_back")],
            id="stills",
            class_name="mt-1.5 flex gap-2 overflow-x-auto p-0.5 [scrollbar-width:thin]",
        ),
        class_name="shrink-0",
    )


def _still(row: StillRow) -> rx.Component:
    done = rx.el.span(
        icon("check", "size-3"),
        class_name=(
            "absolute top-1.5 right-1.5 grid size-4 place-items-center rounded-full bg-ok-700 "
            "text-white"
        ),
    )
    caption = rx.el.span(
        row.word,
        rx.el.span(row.time, class_name="ml-auto opacity-90"),
        class_name=(
            "absolute inset-x-0 bottom-0 flex h-6 items-center bg-stage/75 px-1.5 text-micro "
            "font-medium text-white"
        ),
    )
    return _enlarging(
        rx.el.img(src=row.url, alt=row.word, class_name="size-full object-cover"),
        done,
        caption,
        url=row.url,
        class_name=(
            "relative block h-[104px] w-[148px] shrink-0 overflow-hidden rounded-control border "
            "border-line bg-sunken [@media(max-height:840px)]:h-[76px]"
        ),
    )


def _wanted(kind: str) -> rx.Component:
    """A place for a still that an approval needs and that is not there yet."""
    return rx.cond(
        _C.taken.contains(kind),  # pyright: ignore[reportAttributeAccessIssue]
        rx.fragment(),
        rx.el.div(
            icon("camera", "size-5"),
            rx.el.span(say(f"calls.desk.still.{kind}"), class_name="text-xs font-medium"),
            rx.el.span(say("calls.desk.press_space"), class_name="text-micro"),
            class_name=(
                "grid h-[104px] w-[148px] shrink-0 place-content-center place-items-center gap-1 "
                "rounded-control border border-dashed border-edge bg-canvas text-muted "
                "[@media(max-height:840px)]:h-[76px]"
            ),
        ),
    )


def _enlarging(*children: rx.Component, url: Any, class_name: str) -> rx.Component:
    """A picture that opens whole in a tab of its own."""
    return rx.el.a(*children, href=url, target="_blank", rel="noopener", class_name=class_name)


# -- checklist -----------------------------------------------------------------------------------
def _steps() -> rx.Component:
    total = len(rules.Step)
    return rx.el.section(
        rx.el.header(
            rx.el.h2(say("calls.desk.steps"), class_name="text-ui font-semibold"),
            rx.el.span(
                f"{_C.steps_done} / {total}",
                class_name="ml-auto text-xs font-semibold tabular-nums",
            ),
            class_name=_HEAD,
        ),
        rx.el.ol(rx.foreach(_C.steps, _step), class_name="py-1.5"),
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
def _comparison() -> rx.Component:
    titles = rx.el.div(
        rx.el.span(),
        *[rx.el.span(say(f"calls.desk.compare.{name}")) for name in ("typed", "read", "seen")],
        class_name=_ROW + "h-8 bg-canvas text-xs font-medium text-muted",
    )
    unsure = rx.el.p(
        icon("alert", "size-4"),
        say("calls.desk.unsure"),
        class_name="flex items-center gap-2 bg-warn-100 px-3 py-2 text-xs text-warn-700",
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
        rx.el.span(row.typed, class_name=value),
        rx.el.span(row.read, class_name=value),
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
