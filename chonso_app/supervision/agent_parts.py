"""The agents on the wallboard, and what a supervisor can do about each."""

from typing import Any

import reflex as rx

from chonso_app.calls.browser.components import Ticker
from chonso_app.core.texts import say
from chonso_app.supervision.board import AgentRow, WaiterRow
from chonso_app.supervision.parts import DOTS, INK
from chonso_app.supervision.state import WallState as S
from chonso_app.ui.parts import by_tone, desk_button, desk_text_area

_WORDS = {
    "ok": "text-ok-700", "warn": "text-warn-700", "bad": "text-bad-700", "now": "text-brand-700",
    "plum": "text-plum-700", "idle": "text-muted",
}  # fmt: skip
_ROUND = {
    "ok": "bg-ok-100 text-ok-700", "warn": "bg-warn-100 text-warn-700",
    "bad": "bg-bad-100 text-bad-700", "now": "bg-brand-100 text-brand-700",
    "plum": "bg-plum-100 text-plum-700", "idle": "bg-idle-100 text-idle-700",
}  # fmt: skip


def agent(one: AgentRow) -> rx.Component:
    """Pressed, it opens what can be done: see `desk_of`."""
    edge: Any = rx.cond(one.asks, "border-bad-700/50 bg-bad-100/40", "border-line")
    look: Any = (
        "flex w-full items-center gap-2.5 rounded-control border px-2.5 py-[7px] text-left "
        "transition-colors hover:bg-hover "
    )
    round_ = "grid size-7 shrink-0 place-items-center rounded-full text-micro font-semibold "
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                one.initials, aria_hidden="true", class_name=round_ + by_tone(one.tone, _ROUND)
            ),
            rx.el.span(
                rx.el.span(
                    rx.el.span(one.name, class_name="truncate font-medium"),
                    Ticker.create(
                        since=one.since, class_name="ml-auto text-xs font-semibold tabular-nums"
                    ),
                    class_name="flex items-center gap-2",
                ),
                _doing(one),
                class_name="min-w-0 flex-1",
            ),
            type="button",
            aria_haspopup="dialog",
            on_click=S.open_desk(one.user_id),
            class_name=look + edge,
        ),
        key=one.user_id,
        class_name="min-w-0",
    )


def _doing(one: AgentRow) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="size-1.5 shrink-0 rounded-full " + by_tone(one.tone, DOTS)),
        rx.el.span(one.state, class_name="font-medium " + by_tone(one.tone, _WORDS)),
        rx.el.span(one.detail, class_name="truncate text-muted tabular-nums"),
        class_name="flex items-center gap-1.5 text-xs whitespace-nowrap",
    )


def desk_of(one: AgentRow) -> rx.Component:
    """What a supervisor can do about this agent: their call, the next one, a word to them alone."""
    head = "mb-1.5 font-semibold"
    return rx.el.div(
        _doing(one),
        rx.cond(
            one.call_id > 0,
            rx.el.section(
                rx.el.h3(say("supervision.running"), class_name=head),
                rx.el.div(
                    rx.el.p(one.number, class_name="mr-auto font-semibold tabular-nums"),
                    desk_button(say("supervision.give"), on_click=S.choose_agent(one.call_id)),
                    desk_button(
                        say("supervision.take_over"), icon_name="video",
                        on_click=S.take_over(one.call_id),
                    ),
                    class_name="flex items-center gap-2",
                ),
            ),
        ),
        rx.cond(
            one.free,
            rx.el.section(
                rx.el.h3(say("supervision.give_one"), class_name=head),
                rx.cond(
                    S.wall.queue,
                    rx.fragment(
                        rx.el.p(say("supervision.give_note"), class_name="mb-1 text-muted"),
                        rx.el.ul(rx.foreach(S.wall.queue, _waits), class_name="flex flex-col"),
                    ),
                    rx.el.p(say("supervision.queue_empty"), class_name="text-muted"),
                ),
            ),
        ),
        rx.el.form(
            rx.el.h3(say("supervision.alone"), class_name="font-semibold"),
            desk_text_area(say("supervision.alone_label"), "alone", rows=2, max_length=300),
            desk_button(say("supervision.send"), "primary", type="submit", class_name="self-end"),
            on_submit=S.send_alone,
            reset_on_submit=True,
            class_name="flex flex-col gap-2",
        ),
        class_name="flex flex-col gap-4",
    )  # fmt: skip


_CHOICE = "flex h-9 w-full items-center gap-2 rounded-control px-2.5 text-left hover:bg-hover"


def _waits(one: WaiterRow) -> rx.Component:
    """A waiting call that the agent whose desk is open may be given."""
    return rx.el.li(
        rx.el.button(
            rx.el.span(one.number, class_name="font-medium tabular-nums"),
            rx.el.span(one.who, class_name="truncate text-xs text-muted"),
            Ticker.create(
                since=one.since,
                class_name="ml-auto text-xs font-semibold tabular-nums " + by_tone(one.tone, INK),
            ),
            type="button",
            on_click=S.give_waiting(one.call_id),
            class_name=_CHOICE,
        ),
        key=one.call_id,
    )


def candidate(one: AgentRow) -> rx.Component:
    """An agent to whom the chosen call may be given."""
    return rx.cond(
        one.free,
        rx.el.li(
            rx.el.button(
                rx.el.span(one.name, class_name="font-medium"),
                rx.el.span(one.detail, class_name="ml-auto text-xs text-muted tabular-nums"),
                type="button",
                on_click=S.give(one.user_id),
                class_name=_CHOICE,
            ),
            key=one.user_id,
        ),
    )
