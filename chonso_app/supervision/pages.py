"""/admin/dieu-hanh: the video team at a glance, and what a supervisor can do about it."""

from typing import Any

import reflex as rx

from chonso_app.core.config import settings
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.supervision import agent_parts, looks_pages, parts, review_recording
from chonso_app.supervision.state import WallState as S
from chonso_app.ui.parts import (
    desk_button,
    desk_dialog,
    desk_empty,
    desk_segment,
    desk_select,
    desk_text_area,
    panel,
)
from chonso_app.ui.parts.going import going
from chonso_app.ui.shells import staff_page, staff_route

ROUTE = "/admin/dieu-hanh"
__all__ = ["looks_pages", "review_recording", "wallboard"]
_QUIET = "px-3 py-4 text-center text-xs text-muted"


@staff_route(
    ROUTE, title=say("supervision.title"), need=Permission.CALLS_WATCH, on_load=S.load
)  # fmt: skip
def wallboard() -> rx.Component:
    return staff_page(
        going(S.go),
        rx.el.div(
            rx.el.ul(rx.foreach(S.wall.assists, parts.assist), class_name="contents"),
            rx.el.ul(rx.foreach(S.wall.tiles, parts.tile), class_name="grid grid-cols-6 gap-3"),
            rx.el.div(
                rx.el.div(_calls(), _agents(), _units(), class_name="flex min-w-0 flex-col gap-3"),
                rx.el.div(_queue(), _messages(), class_name="flex min-w-0 flex-col gap-3"),
                class_name="grid grid-cols-[minmax(0,1fr)_360px] gap-3",
            ),
            class_name="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4",
        ),
        _giving(),
        _desk(),
        title=say("supervision.title"),
        here=ROUTE,
        need=Permission.CALLS_WATCH,
        right=_period(),
    )


def _period() -> rx.Component:
    options = [(name, say(f"supervision.{name}")) for name in ("today", "week")]
    return desk_segment(options, S.period, S.show, label=say("supervision.title"))


def _calls() -> rx.Component:
    target = settings.call_service_percent
    title: Any = rx.cond(
        S.period == "week", say("supervision.chart_week"), say("supervision.chart")
    )
    return panel(
        title,
        rx.cond(
            S.wall.chart.empty,
            rx.el.p(say("supervision.chart_empty"), class_name="px-3 py-16 text-center text-muted"),
            parts.chart(say("supervision.chart_alt", target=target)),
        ),
        right=parts.legend(target),
    )


def _agents() -> rx.Component:
    links = rx.el.div(
        rx.el.span(S.wall.agents_note, class_name="text-xs text-muted"),
        desk_button(say("supervision.shifts"), "ghost", href="/admin/dieu-phoi?tab=roster"),
        desk_button(say("supervision.hours"), "ghost", href="/admin/gio-truc"),
        class_name="flex items-center gap-2",
    )
    listed = rx.el.ul(
        rx.foreach(S.wall.agents, agent_parts.agent), class_name="grid grid-cols-3 gap-2 p-3"
    )
    nobody = rx.el.p(say("supervision.nobody"), class_name=_QUIET)
    return panel(say("supervision.team"), rx.cond(S.wall.agents, listed, nobody), right=links)


def _units() -> rx.Component:
    note = rx.el.span(say("supervision.units_note"), class_name="text-xs text-muted")
    return rx.cond(
        S.wall.units,
        panel(
            say("supervision.units"),
            rx.el.ul(rx.foreach(S.wall.units, parts.unit), class_name="grid grid-cols-5 gap-4 p-3"),
            right=note,
        ),
    )


def _queue() -> rx.Component:
    listed = rx.el.ol(rx.foreach(S.wall.queue, parts.waiter))
    return panel(
        say("supervision.queue"),
        rx.cond(S.wall.queue, listed, desk_empty(say("supervision.queue_empty"))),
    )


def _messages() -> rx.Component:
    return panel(
        say("supervision.messages"),
        rx.el.form(
            rx.cond(
                S.wall.teams,
                desk_select(
                    say("supervision.to_team"),
                    "unit",
                    S.wall.teams,
                    placeholder=say("supervision.all_teams"),
                ),
            ),
            desk_text_area(say("supervision.message_label"), "text", rows=2, max_length=300),
            desk_button(say("supervision.send"), "primary", type="submit", class_name="self-end"),
            on_submit=S.send,
            reset_on_submit=True,
            class_name="flex flex-col gap-2 border-b border-line p-3",
        ),
        rx.el.ul(rx.foreach(S.wall.messages, parts.message)),
    )


def _giving() -> rx.Component:
    return desk_dialog(
        say("supervision.give"),
        rx.el.p(S.giving_number, class_name="text-[18px] font-semibold tabular-nums"),
        rx.el.p(say("supervision.give_note"), class_name="mb-2 text-muted"),
        rx.el.ul(rx.foreach(S.wall.agents, agent_parts.candidate), class_name="peer flex flex-col"),
        rx.el.p(
            say("supervision.nobody_ready"),
            class_name="hidden text-muted peer-empty:block",
        ),
        id="giving",
        bar=desk_button(say("supervision.close"), on_click=S.close_giving),
        open=S.giving > 0,
        on_close=S.close_giving,
    )


def _desk() -> rx.Component:
    return desk_dialog(
        S.chosen.name,
        rx.cond(S.chosen.user_id > 0, agent_parts.desk_of(S.chosen)),
        id="agent",
        open=S.chosen.user_id > 0,
        on_close=S.close_desk,
    )
