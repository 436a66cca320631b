"""The case being worked on: head, stage, papers, script, stills; beside them the checklist."""

from typing import Any

import reflex as rx

from chonso_app.calls.browser.components import DeskStage, Ticker, desk_words
from chonso_app.calls.chat.parts import desk_chat
from chonso_app.calls.desk.checklist_parts import checklist, comparison
from chonso_app.calls.desk.keys_parts import keys_button
from chonso_app.calls.desk.state import ConsoleState
from chonso_app.calls.desk.verdict_parts import verdict_bar
from chonso_app.calls.desk.views import Paper, StillRow
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, key_hint

_C = ConsoleState.case


def case_room() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                _head(),
                _stage(),
                rx.cond(_C.screen == "talking", _script()),
                desk_chat(_C.call_id, _C.screen == "talking"),
                _stills(),
                class_name="flex min-h-0 min-w-0 flex-col gap-2.5",
            ),
            rx.el.div(checklist(), comparison(), class_name="flex min-h-0 flex-col gap-3"),
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
                Ticker.create(
                    since=_C.since, class_name="text-xs font-semibold tabular-nums text-brand-700"
                ),
                class_name="flex items-center gap-2",
            ),
            rx.el.p(
                rx.el.b(_C.name, class_name="font-medium text-ink"),
                " · ",
                _C.attempt,
                " · ",
                _C.code,
                rx.cond(_C.notice, " · " + _C.notice, ""),
                class_name="mt-0.5 truncate text-xs text-muted",
            ),
            class_name="min-w-0 flex-1",
        ),
        keys_button(),
        _assist(),
        desk_button(
            say("calls.desk.abuse"),
            "refuse",
            key="F9",
            id="leave-abuse",
            on_click=ConsoleState.leave_abuse,
        ),
        class_name="flex h-[52px] shrink-0 items-center gap-2",
    )


def _assist() -> rx.Component:
    """One press shows a supervisor that help is wanted; another takes it back."""
    press = {"id": "ask-assist", "on_click": ConsoleState.ask_assist}
    asked = rx.el.button(
        _C.assist,
        key_hint("H"),
        type="button",
        aria_pressed=True,
        custom_attrs={"data-key": "H"},
        class_name=(
            "inline-flex h-8 items-center gap-1.5 rounded-control bg-plum-100 px-3 font-semibold "
            "whitespace-nowrap text-plum-700 ring-1 ring-plum-700/30"
        ),
        **press,
    )
    return rx.cond(_C.assist, asked, desk_button(say("calls.desk.assist"), key="H", **press))


def _script() -> rx.Component:
    """What to say for the step being done; by one key also as a caption on the other screen."""
    return rx.el.div(
        icon("info", "size-4 shrink-0"),
        rx.el.p(
            rx.el.b(say("calls.script.say"), ": ", class_name="font-semibold"),
            "“",
            _C.script,
            "”",
            class_name="min-w-0 flex-1 leading-[18px]",
        ),
        desk_button(
            say("calls.script.send"),
            key="S",
            id="send-script",
            on_click=ConsoleState.send_script,
            class_name="h-7 shrink-0",
        ),
        id="script",
        class_name=(
            "flex min-h-10 shrink-0 items-center gap-2 rounded-control bg-brand-50 px-3 py-1 "
            "text-brand-700"
        ),
    )


# -- pictures ------------------------------------------------------------------------------------
def _stage() -> rx.Component:
    live = DeskStage.create(
        call_id=_C.call_id,
        case_no=_C.code,
        agent=ConsoleState.board.agent,
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
        rx.el.div(
            rx.cond(_C.screen == "talking", live, over),
            class_name="min-w-0 flex-1",
        ),
        rx.el.div(
            rx.foreach(_C.papers, _paper),
            class_name="flex min-h-0 w-[212px] shrink-0 flex-col gap-2 empty:hidden",
        ),
        aria_label=say("calls.desk.papers"),
        class_name="flex min-h-0 flex-1 gap-2 overflow-hidden rounded-panel bg-stage p-2",
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
        _C.stills_lacking.contains(kind),  # pyright: ignore[reportAttributeAccessIssue]
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
