"""`/admin/gio-truc`: when each team of each company answers, holidays, days unlike the others."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.hours.state import NEED, HoursState
from chonso_app.hours.views import DayRow, HoursRow, TeamHours
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_field,
    desk_form,
    desk_select,
    table_row,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/gio-truc"
_TEAMS = ("osp", "video", "activation")


@staff_route(_HERE, title=say("hours.title"), need=NEED, on_load=HoursState.load)
def hours_page() -> rx.Component:
    heads = [say("hours.unit"), *(say(f"dispatch.team.{team}") for team in _TEAMS)]
    table = rx.el.section(
        rx.el.p(
            say("hours.intro"),
            class_name="shrink-0 border-b border-line px-4 py-3 text-xs text-muted",
        ),
        data_table(heads, HoursState.rows, _row, label=say("hours.title")),
        class_name="flex min-h-0 min-w-0 flex-1 flex-col bg-surface",
    )
    return staff_page(
        rx.el.div(table, _calendar(), class_name="flex min-h-0 flex-1"),
        _week_dialog(),
        _day_dialog(),
        title=say("hours.title"),
        here=_HERE,
        need=NEED,
    )


def _row(row: HoursRow) -> rx.Component:
    # a row has one cell for each of the three teams, in their order
    return table_row(
        cell(row.unit, class_name="font-medium"),
        *[_team(row.teams[n]) for n in range(len(_TEAMS))],
        key=row.unit_id,
    )


def _team(one: TeamHours) -> rx.Component:
    look = (
        "flex w-full items-start gap-2.5 rounded-control px-1.5 py-1.5 text-left "
        "transition-colors hover:bg-hover "
    )
    return cell(
        rx.el.button(
            desk_badge(one.now, one.tone),
            rx.el.span(
                rx.foreach(one.lines, lambda line: rx.el.span(line, class_name="block")),
                class_name="text-xs whitespace-normal text-muted",
            ),
            type="button",
            on_click=HoursState.edit(one.unit_id, one.team),
            class_name=rx.cond(one.own, look + "ring-1 ring-edge", look + "opacity-75"),
        ),
        class_name="py-1 align-top",
    )


def _calendar() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(say("hours.days.title"), class_name="font-semibold"),
            desk_button(say("hours.days.add"), "plain", on_click=HoursState.add_day),
            class_name="flex h-12 shrink-0 items-center justify-between border-b border-line px-4",
        ),
        rx.el.ul(
            rx.foreach(HoursState.days, _day),
            class_name="min-h-0 flex-1 divide-y divide-line overflow-auto",
        ),
        class_name="flex w-[380px] shrink-0 flex-col border-l border-line bg-surface",
    )


def _day(one: DayRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one.date, class_name="font-medium tabular-nums"),
            rx.el.p(one.weekday, class_name="text-xs text-muted"),
            class_name="w-24 shrink-0",
        ),
        rx.el.div(
            rx.cond(one.title, rx.el.p(one.title)),
            rx.el.p(one.what, class_name="text-xs text-muted"),
            rx.cond(one.warning, rx.el.p(one.warning, class_name="text-xs text-warn-700")),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(
            one.row_id,
            desk_button(
                say("hours.days.forget"), "ghost", on_click=HoursState.forget_day(one.row_id)
            ),
        ),
        key=one.date + one.what,
        class_name="flex items-start gap-3 px-4 py-2.5",
    )


def _week_dialog() -> rx.Component:
    edited, errors = HoursState.edited, HoursState.errors
    box: dict[str, Any] = {"name": "holidays", "default_checked": edited.holidays}
    return desk_form(
        edited.title,
        rx.el.p(say("hours.how"), class_name="text-xs text-muted"),
        rx.el.div(
            *[
                desk_field(
                    say(f"hours.day.{day}"), f"day_{day}", default_value=edited.days[day],
                    error=errors[f"day_{day}"], max_length=120,
                )
                for day in range(7)
            ],
            class_name="grid grid-cols-2 gap-3",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", value="1", class_name="size-4 accent-brand-600", **box),
            say("hours.through_holidays"),
            class_name="flex h-7 items-center gap-2",
        ),
        id="week",
        open=edited.team != "",
        submit=say("hours.save_week"),
        on_submit=HoursState.save,
        on_close=HoursState.close,
        left=rx.cond(
            edited.own,
            desk_button(say("hours.follow"), "ghost", on_click=HoursState.follow_others),
        ),
    )  # fmt: skip


def _day_dialog() -> rx.Component:
    errors = HoursState.errors
    teams = [(team, say(f"dispatch.team.{team}")) for team in _TEAMS]
    return desk_form(
        say("hours.days.dialog"),
        rx.el.div(
            desk_select(say("hours.unit"), "unit", HoursState.unit_names, default_value="0"),
            desk_select(say("hours.team"), "team", teams, default_value="video"),
            class_name="grid grid-cols-2 gap-3",
        ),
        desk_field(say("hours.days.day"), "day", type="date", error=errors["day"]),
        desk_field(
            say("hours.days.spans"), "spans", error=errors["spans"],
            note=say("hours.days.spans_note"), max_length=120,
        ),
        desk_field(say("hours.days.note"), "note", error=errors["note"], max_length=120),
        id="day",
        open=HoursState.adding,
        submit=say("hours.days.save"),
        on_submit=HoursState.save_day,
        on_close=HoursState.close,
    )  # fmt: skip
