"""The console without a talk: nothing yet, or a call offered with what may be known before."""

from typing import Any

import reflex as rx

from chonso_app.calls import rules
from chonso_app.calls.board_views import Fact
from chonso_app.calls.components import DeskPreview, OfferRing, Ticker, desk_words
from chonso_app.calls.console import ConsoleState
from chonso_app.calls.console_keys import keys_panel
from chonso_app.calls.desk_views import Doubt, Happening
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, desk_empty, panel, tag

_B = ConsoleState.board
_C = ConsoleState.case


def idle_room() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(_C.screen == "offered", _offered(), _nothing()),
            class_name="flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto",
        ),
        rx.el.div(
            _preview(),
            panel(
                say("calls.shift.title"),
                rx.el.dl(rx.foreach(_B.shift, _fact), class_name="divide-y divide-line px-3"),
            ),
            keys_panel(),
            class_name="flex min-h-0 flex-col gap-4 overflow-y-auto",
        ),
        class_name="grid min-h-0 grid-cols-[minmax(0,1fr)_304px] gap-4 p-4",
    )


def _preview() -> rx.Component:
    return panel(
        say("calls.desk.preview"),
        DeskPreview.create(texts=desk_words(), on_devices=ConsoleState.devices_told),
        rx.match(
            ConsoleState.devices,
            ("missing", _about_camera("no_camera", "bg-bad-100 text-bad-700")),
            ("asking", _about_camera("camera_asked", "bg-warn-100 text-warn-700")),
            rx.fragment(),
        ),
        class_name="overflow-hidden",
    )


def _about_camera(what: str, tone: str) -> rx.Component:
    return rx.el.p(say(f"calls.desk.{what}"), role="alert", class_name=f"px-3 py-2 text-xs {tone}")


# -- nothing -------------------------------------------------------------------------------------
def _nothing() -> rx.Component:
    ready = desk_button(
        say("calls.desk.available"),
        "primary",
        on_click=ConsoleState.set_availability("available"),
    )
    off = desk_empty(say("calls.desk.off_shift.title"), _B.shift_note)
    return panel(
        say("calls.desk.incoming"),
        rx.cond(
            _B.on_shift,
            rx.match(
                _B.availability,
                ("paused", _state_of("paused", ready)),
                (
                    "busy",
                    rx.cond(
                        ConsoleState.waits_for_camera,
                        _state_of("no_picture", None),
                        _state_of("busy", ready),
                    ),
                ),
                ("wrapup", _state_of("wrapup", None)),
                _state_of("idle", None),
            ),
            off,
        ),
    )


def _state_of(what: str, action: rx.Component | None) -> rx.Component:
    return desk_empty(
        say(f"calls.desk.{what}.title"), say(f"calls.desk.{what}.text"), action=action
    )


# -- offered -------------------------------------------------------------------------------------
def _offered() -> rx.Component:
    return rx.fragment(
        rx.el.section(
            _offer_head(),
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
            _doubts(),
            rx.el.p(say("calls.desk.least"), class_name="mt-4 text-xs text-muted"),
            id="offer",
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


def _offer_head() -> rx.Component:
    who = rx.el.p(
        rx.el.b(_C.name, class_name="text-[15px] font-semibold"),
        attempt_tag(_C.attempt, _C.again),
        rx.cond(_C.by_text, tag(say("calls.desk.by_text"))),
        rx.el.span(
            say("calls.desk.waited", time=""),
            Ticker.create(since=_C.since, class_name="tabular-nums"),
            class_name="inline-flex gap-1 text-xs text-muted",
        ),
        class_name="flex items-center gap-2",
    )
    return rx.el.div(
        OfferRing.create(
            until=_C.until,
            now=ConsoleState.now,
            whole=int(rules.OFFER_LASTS.total_seconds()),
            label=say("calls.desk.offer_left"),
        ),
        rx.el.div(
            rx.el.p(
                rx.el.span(class_name="size-2 animate-live rounded-full bg-brand-600"),
                say("calls.desk.incoming"),
                class_name="flex items-center gap-2 text-xs font-semibold text-brand-700",
            ),
            rx.el.p(_C.number, class_name="text-[34px]/11 font-semibold"),
            who,
            class_name="min-w-0 flex-1",
        ),
        rx.el.div(
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
            desk_button(
                say("calls.desk.hand_on"),
                key="Escape",
                id="hand-on",
                on_click=ConsoleState.set_availability("busy"),
            ),
            class_name="flex shrink-0 flex-col gap-2",
        ),
        class_name="flex items-center gap-5",
    )


def _doubts() -> rx.Component:
    rows = rx.el.ul(
        rx.foreach(_C.doubts, _doubt), class_name="mt-2 grid gap-2 min-[1300px]:grid-cols-2"
    )
    return rx.el.div(
        rx.cond(
            _C.doubts,
            rx.fragment(
                rx.el.h3(say("calls.desk.doubts"), class_name="text-xs font-medium text-muted"),
                rows,
            ),
            rx.el.p(
                icon("check", "size-4"),
                say("calls.desk.no_doubts"),
                class_name="flex items-center gap-2 text-xs text-ok-700",
            ),
        ),
        class_name="mt-4",
    )


def _doubt(row: Doubt) -> rx.Component:
    return rx.el.li(
        rx.el.p(row.word, class_name="text-xs text-muted"),
        rx.el.p(row.text, class_name="font-medium"),
        class_name="rounded-control border border-warn-500/50 bg-warn-100/50 px-3 py-2",
    )


# -- small ---------------------------------------------------------------------------------------
def attempt_tag(text: Any, again: Any) -> rx.Component:
    look = "rounded-md px-1.5 text-micro font-semibold whitespace-nowrap "
    return rx.el.span(
        text,
        class_name=rx.cond(
            again, look + "bg-warn-100 text-warn-700", look + "bg-idle-100 text-idle-700"
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
