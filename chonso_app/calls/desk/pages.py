"""/admin/cuoc-goi: availability, queue, and beside them the offered call or the case."""

from typing import Any

import reflex as rx

from chonso_app.calls.browser.components import DeskKeys, Remaining, Ticker
from chonso_app.calls.desk.board_views import Fact, QueueRow
from chonso_app.calls.desk.case_parts import case_room
from chonso_app.calls.desk.idle_parts import attempt_tag, idle_room
from chonso_app.calls.desk.keys_parts import keys_dialog
from chonso_app.calls.desk.slots import parts_under_queue
from chonso_app.calls.desk.state import ConsoleState
from chonso_app.calls.desk.team_parts import team_messages
from chonso_app.calls.desk.team_state import TeamState
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, key_hint
from chonso_app.ui.shells import staff_page, staff_route

ROUTE = "/admin/cuoc-goi"
_B = ConsoleState.board
_C = ConsoleState.case
_SEGMENT = "inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 whitespace-nowrap "
_SMALL = "inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-xs "
_CHOSEN = _SEGMENT + "bg-surface font-semibold text-ink shadow-panel"
_OTHER = _SEGMENT + "font-medium text-muted transition-colors enabled:hover:text-ink"
_PILL = "inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 font-semibold whitespace-nowrap "


@staff_route(
    ROUTE,
    title=say("calls.desk.title"),
    need=Permission.CALLS_TAKE,
    on_load=[ConsoleState.load, TeamState.load],
)
def console() -> rx.Component:
    return staff_page(
        DeskKeys.create(agent=_B.agent, on_key=ConsoleState.press, on_beat=ConsoleState.beat),
        team_messages(),
        rx.cond(_B.shift_note, _shift_note()),
        rx.el.div(
            _queue(),
            rx.match(
                _C.screen,
                ("talking", case_room()),
                ("wrapup", case_room()),
                idle_room(),
            ),
            class_name=(
                "grid min-h-0 flex-1 grid-cols-[216px_minmax(0,1fr)] "
                "min-[1400px]:grid-cols-[248px_minmax(0,1fr)]"
            ),
        ),
        keys_dialog(),
        title=say("calls.desk.title"),
        here=ROUTE,
        need=Permission.CALLS_TAKE,
        right=_availability(),
        rail=True,
    )


def _shift_note() -> rx.Component:
    return rx.el.p(
        icon("clock", "size-4"),
        _B.shift_note,
        id="shift-note",
        role="status",
        class_name=(
            "flex shrink-0 items-center gap-2 border-b border-line bg-warn-100 px-4 py-2 "
            "font-medium text-warn-700"
        ),
    )


# -- topbar --------------------------------------------------------------------------------------
def _availability() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _segment("available", "bg-ok-500"),
            _segment("busy", "bg-idle-700"),
            _segment("paused", "bg-warn-500"),
            role="group",
            aria_label=say("calls.desk.title"),
            class_name="inline-flex rounded-control bg-sunken p-0.5",
        ),
        rx.match(
            _B.availability,
            ("in_call", _with_call("in_call", "bg-brand-100 text-brand-700")),
            ("concluding", _with_call("concluding", "bg-plum-100 text-plum-700")),
            ("wrapup", _wrapup()),
            rx.el.span(_B.since, class_name="text-xs text-muted tabular-nums"),
        ),
        class_name="flex items-center gap-2",
    )


def _segment(value: str, dot: str) -> rx.Component:
    taken = (_B.availability == "in_call") | (_B.availability == "concluding")
    return rx.el.button(
        rx.el.span(class_name=f"size-2 rounded-full {dot}"),
        say(f"calls.desk.{value}"),
        type="button",
        id=f"set-{value}",
        aria_pressed=_B.availability == value,
        disabled=taken,
        on_click=ConsoleState.set_availability(value),
        class_name=rx.cond(_B.availability == value, _CHOSEN, _OTHER),
    )


def _with_call(what: str, tone: str) -> rx.Component:
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
    return rx.fragment(rx.el.span(say(f"calls.desk.{what}"), class_name=_PILL + tone), rest)


def _wrapup() -> rx.Component:
    """The browser only counts down; at zero it asks, and the server says who is ready."""
    return rx.fragment(
        rx.el.span(
            Remaining.create(
                until=_B.ready_at,
                now=ConsoleState.now,
                words=say("calls.desk.ready_in", left="{left}"),
                on_end=ConsoleState.beat,
            ),
            id="wrapup",
            class_name=_PILL + "bg-plum-100 text-plum-700 tabular-nums",
        ),
        desk_button(
            say("calls.desk.ready_now"),
            key="Enter",
            on_click=ConsoleState.set_availability("available"),
            class_name="h-7",
        ),
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
        say("calls.desk.queue_empty"), class_name="flex-1 px-4 py-6 text-center text-xs text-muted"
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
        *parts_under_queue(),
        rx.el.dl(
            rx.foreach(_B.today, _figure),
            class_name="flex shrink-0 divide-x divide-line border-t border-line bg-canvas py-2.5",
        ),
        aria_label=say("calls.desk.queue"),
        class_name="flex min-h-0 flex-col border-r border-line bg-surface",
    )


def _figure(fact: Fact) -> rx.Component:
    return rx.el.div(
        rx.el.dt(fact.term, class_name="truncate text-micro text-muted"),
        rx.el.dd(fact.value, class_name="font-semibold tabular-nums"),
        class_name="flex min-w-0 flex-1 flex-col-reverse px-1 text-center",
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
            rx.el.span(attempt_tag(row.attempt, row.again), class_name="ml-auto"),
            class_name="mt-1 flex items-center gap-1.5",
        ),
        rx.cond(row.by_text, _small_note(say("calls.desk.by_text"))),
        rx.cond(row.note, _small_note(row.note)),
        class_name=rx.cond(
            row.mine,
            item + "bg-brand-50 shadow-[inset_3px_0_0_var(--color-brand-600)]",
            item,
        ),
    )


def _small_note(text: Any) -> rx.Component:
    return rx.el.p(text, class_name="mt-1 text-xs text-muted")
