"""/admin/cuoc-goi: availability, queue, the offered call, and the case being worked on."""

from typing import Any

import reflex as rx

from chonso_app.calls.case_parts import case_room
from chonso_app.calls.components import DeskKeys, DeskPreview, Ticker, desk_words
from chonso_app.calls.console import ConsoleState
from chonso_app.calls.desk_views import Fact, Happening, QueueRow
from chonso_app.calls.team_parts import team_messages
from chonso_app.calls.team_state import TeamState
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, desk_empty, key_hint, panel, tag
from chonso_app.ui.shells import staff_page, staff_route

ROUTE = "/admin/cuoc-goi"
_B = ConsoleState.board
_C = ConsoleState.case
_SEGMENT = "inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 whitespace-nowrap "
_SMALL = "inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs "
_CHOSEN = _SEGMENT + "bg-surface font-semibold text-ink shadow-panel"
_OTHER = _SEGMENT + "font-medium text-muted transition-colors hover:text-ink"


@staff_route(
    ROUTE, title=say("calls.desk.title"), need=Permission.CALLS_TAKE,
    on_load=[ConsoleState.load, TeamState.load],
)  # fmt: skip
def console() -> rx.Component:
    return staff_page(
        DeskKeys.create(on_key=ConsoleState.press, on_beat=ConsoleState.beat),
        team_messages(),
        rx.el.div(
            _queue(),
            rx.match(
                _C.screen,
                ("talking", case_room()),
                ("wrapup", case_room()),
                _idle_room(),
            ),
            class_name=(
                "grid min-h-0 flex-1 grid-cols-[216px_minmax(0,1fr)] "
                "min-[1400px]:grid-cols-[248px_minmax(0,1fr)]"
            ),
        ),
        title=say("calls.desk.title"),
        here=ROUTE,
        need=Permission.CALLS_TAKE,
        right=_availability(),
        rail=True,
    )


# -- topbar --------------------------------------------------------------------------------------
def _availability() -> rx.Component:
    in_call = rx.el.span(
        rx.el.span(class_name="size-2 rounded-full bg-brand-600"),
        say("calls.desk.in_call"),
        class_name=rx.cond(_B.availability == "in_call", _CHOSEN, _OTHER),
    )
    rest = rx.el.button(
        say("calls.desk.pause_after"),
        key_hint("N"),
        type="button",
        on_click=ConsoleState.pause_after,
        aria_pressed=_B.pause_after,
        custom_attrs={"data-key": "N"},
        class_name=rx.cond(
            _B.pause_after,
            _SMALL + "bg-warn-100 text-warn-700",
            _SMALL + "text-muted hover:bg-hover",
        ),
    )
    return rx.el.div(
        rx.el.div(
            _segment("available", "bg-ok-500"),
            in_call,
            _segment("paused", "bg-warn-500"),
            role="group",
            aria_label=say("calls.desk.title"),
            class_name="inline-flex rounded-control bg-sunken p-0.5",
        ),
        rx.cond(
            _B.availability == "in_call",
            rest,
            rx.el.span(_B.since, class_name="text-xs text-muted tabular-nums"),
        ),
        class_name="flex items-center gap-2",
    )


def _segment(value: str, dot: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(class_name=f"size-2 rounded-full {dot}"),
        say(f"calls.desk.{value}"),
        type="button",
        id=f"set-{value}",
        aria_pressed=_B.availability == value,
        disabled=_B.availability == "in_call",
        on_click=ConsoleState.set_availability(value),
        class_name=rx.cond(_B.availability == value, _CHOSEN, _OTHER),
    )


# -- queue ---------------------------------------------------------------------------------------
def _queue() -> rx.Component:
    head = rx.el.h2(
        say("calls.desk.queue"),
        rx.el.span(
            _B.count,
            class_name=(
                "rounded-full bg-brand-600 px-1.5 text-micro font-semibold tabular-nums text-white"
            ),
        ),
        class_name=(
            "flex h-10 shrink-0 items-center gap-2 border-b border-line px-4 font-semibold"
        ),
    )
    nobody = rx.el.p(
        say("calls.desk.queue_empty"), class_name="px-4 py-6 text-center text-xs text-muted"
    )
    return rx.el.aside(
        head,
        rx.cond(
            _B.queue,
            rx.el.ol(
                rx.foreach(_B.queue, _queue_item),
                class_name="min-h-0 flex-1 overflow-auto [scrollbar-width:thin]",
            ),
            nobody,
        ),
        aria_label=say("calls.desk.queue"),
        class_name="flex min-h-0 flex-col border-r border-line bg-surface",
    )


def _queue_item(row: QueueRow) -> rx.Component:
    offered = rx.el.span(
        icon("call", "size-3.5"),
        say("calls.desk.for_you"),
        class_name="ml-auto inline-flex items-center gap-1 text-xs font-semibold text-brand-700",
    )
    clock = Ticker.create(
        since=row.since, class_name="ml-auto text-xs font-semibold tabular-nums text-muted"
    )
    item = "relative block w-full border-b border-line px-3 py-2.5 "
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.name, class_name="truncate font-medium"),
            rx.cond(row.mine & (_C.screen == "offered"), offered, clock),
            class_name="flex items-center gap-2",
        ),
        rx.el.div(
            rx.el.span(
                row.number, class_name="text-[14px] font-semibold tracking-[0.01em] tabular-nums"
            ),
            rx.cond(
                row.esim,
                icon("esim", "size-3.5 text-muted", label=say("calls.desk.esim")),
                icon("sim", "size-3.5 text-muted", label=say("calls.desk.sim")),
            ),
            _attempt(row.attempt, row.again),
            class_name="mt-1 flex items-center gap-1.5",
        ),
        rx.cond(row.note, rx.el.p(row.note, class_name="mt-1 text-xs text-muted")),
        class_name=rx.cond(
            row.mine,
            item + "bg-brand-50 shadow-[inset_3px_0_0_var(--color-brand-600)]",
            item,
        ),
    )


def _attempt(text: Any, again: Any) -> rx.Component:
    look = "ml-auto rounded-md px-1.5 text-micro font-semibold "
    return rx.el.span(
        text,
        class_name=rx.cond(
            again, look + "bg-warn-100 text-warn-700", look + "bg-idle-100 text-idle-700"
        ),
    )


# -- idle and offered ------------------------------------------------------------------------------
def _idle_room() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(_C.screen == "offered", _offered(), _nothing()),
            class_name="flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto",
        ),
        rx.el.div(
            panel(
                say("calls.desk.preview"),
                DeskPreview.create(texts=desk_words(), on_devices=ConsoleState.devices_told),
                rx.cond(
                    ConsoleState.devices == "missing",
                    rx.el.p(
                        say("calls.desk.no_camera"),
                        role="alert",
                        class_name="bg-bad-100 px-3 py-2 text-xs text-bad-700",
                    ),
                ),
                class_name="overflow-hidden",
            ),
            _keys(),
            class_name="flex min-h-0 flex-col gap-4 overflow-y-auto",
        ),
        class_name="grid min-h-0 grid-cols-[minmax(0,1fr)_304px] gap-4 p-4",
    )


def _nothing() -> rx.Component:
    return panel(
        say("calls.desk.incoming"),
        rx.cond(
            _B.availability == "paused",
            desk_empty(
                say("calls.desk.paused.title"),
                say("calls.desk.paused.text"),
                action=desk_button(
                    say("calls.desk.available"),
                    "primary",
                    on_click=ConsoleState.set_availability("available"),
                ),
            ),
            desk_empty(say("calls.desk.idle.title"), say("calls.desk.idle.text")),
        ),
    )


def _offered() -> rx.Component:
    waited = rx.el.span(
        say("calls.desk.waited", time=""),
        Ticker.create(since=_C.since, class_name="tabular-nums"),
        class_name="inline-flex gap-1 text-xs text-muted",
    )
    head = rx.el.div(
        rx.el.div(
            rx.el.p(
                rx.el.span(class_name="size-2 animate-live rounded-full bg-brand-600"),
                say("calls.desk.incoming"),
                class_name="flex items-center gap-2 text-xs font-semibold text-brand-700",
            ),
            rx.el.p(_C.number, class_name="text-[34px]/11 font-semibold"),
            rx.el.p(
                rx.el.b(_C.name, class_name="text-[15px] font-semibold"),
                tag(_C.attempt),
                waited,
                class_name="flex items-center gap-2",
            ),
            class_name="min-w-0 flex-1",
        ),
        desk_button(
            say("calls.desk.pick_up"),
            "primary",
            key="Enter",
            icon_name="video",
            id="pick-up",
            auto_focus=True,  # Enter belongs to the focused button, which was another one
            on_click=ConsoleState.pick_up,
            class_name="h-12 px-5 text-[15px]",
        ),
        class_name="flex items-center gap-4",
    )
    return rx.fragment(
        rx.el.section(
            head,
            rx.cond(
                _C.notice,
                rx.el.p(
                    icon("alert", "size-4 mt-0.5"),
                    _C.notice,
                    class_name=(
                        "mt-4 flex gap-2 rounded-control bg-warn-100 px-3 py-2 text-warn-700"
                    ),
                ),
            ),
            role="status",
            class_name="rounded-panel border-2 border-brand-600 bg-surface p-6 shadow-pop",
        ),
        rx.el.div(
            panel(
                say("calls.desk.story"),
                rx.el.ol(rx.foreach(_C.story, _happening), class_name="px-3 py-2"),
            ),
            panel(
                say("calls.desk.order"),
                rx.el.dl(rx.foreach(_C.facts, _fact), class_name="divide-y divide-line px-3"),
            ),
            class_name="grid grid-cols-2 gap-4",
        ),
    )


def _happening(row: Happening) -> rx.Component:
    return rx.el.li(
        rx.el.span(class_name="size-1.5 rounded-full bg-ok-500"),
        row.word,
        rx.el.span(row.time, class_name="ml-auto text-xs text-muted tabular-nums"),
        class_name="flex h-8 items-center gap-2.5",
    )


def _fact(row: Fact) -> rx.Component:
    return rx.el.div(
        rx.el.dt(row.term, class_name="text-muted"),
        rx.el.dd(row.value, class_name="font-medium tabular-nums"),
        class_name="flex h-9 items-center justify-between gap-3",
    )


def _keys() -> rx.Component:
    rows = (
        ("pick_up", "Enter"), ("shutter", " "), ("kind", "F D"), ("step", "1 … 6"),
        ("approve", "A"), ("reject", "R"), ("technical", "T"), ("pause", "N"),
    )  # fmt: skip
    return panel(
        say("calls.desk.keys"),
        rx.el.ul(
            *[
                rx.el.li(
                    say(f"calls.desk.key.{word}"),
                    rx.el.span(key_hint(key), class_name="ml-auto"),
                    class_name="flex h-8 items-center gap-2",
                )
                for word, key in rows
            ],
            class_name="px-3 py-1.5",
        ),
    )
