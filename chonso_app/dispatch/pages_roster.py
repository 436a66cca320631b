"""The tab of the roster: every team of every company, and the dialog of its shifts."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.dispatch.pages_rules import NOTE
from chonso_app.dispatch.state_roster import RosterRow, RosterState, TeamCell
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_field,
    desk_form,
    desk_select,
    table_row,
)

_TEAMS = ("osp", "video", "activation")
_MODES = [(mode, say(f"dispatch.mode.{mode}")) for mode in ("shift", "nobody", "no_roster")]


def roster_tab() -> rx.Component:
    heads = [say("dispatch.help.unit"), *(say(f"dispatch.team.{team}") for team in _TEAMS)]
    return rx.el.section(
        rx.el.p(say("dispatch.roster_note"), class_name=NOTE),
        data_table(heads, RosterState.rows, _row, label=say("dispatch.tab.roster")),
        class_name="flex min-h-0 flex-1 flex-col bg-surface",
    )


def _row(row: RosterRow) -> rx.Component:
    # a row has one cell for each of the three teams, in their order
    return table_row(
        cell(row.unit, class_name="font-medium"),
        *[_team(row.teams[n]) for n in range(len(_TEAMS))],
        key=row.unit_id,
    )


def _team(one: TeamCell) -> rx.Component:
    return cell(
        rx.el.button(
            desk_badge(one.now, one.tone),
            rx.el.span(
                rx.foreach(one.lines, lambda line: rx.el.span(line, class_name="block")),
                class_name="text-xs text-muted",
            ),
            type="button",
            on_click=RosterState.edit(one.unit_id, one.team),
            class_name=(
                "flex w-full items-center gap-2.5 rounded-control px-1.5 py-1 text-left "
                "transition-colors hover:bg-hover"
            ),
        )
    )


def shift_dialog() -> rx.Component:
    edited, errors = RosterState.edited, RosterState.errors
    return desk_form(
        edited.title,
        rx.el.fieldset(
            rx.el.legend(
                say("dispatch.shift_days"), class_name="mb-1 text-xs font-medium text-muted"
            ),
            rx.el.div(*[_day(day) for day in range(7)], class_name="flex gap-4"),
        ),
        desk_select(
            say("dispatch.shift_mode"), "mode", _MODES, default_value="shift",
            error=errors["mode"],
        ),
        rx.el.div(
            desk_field(
                say("dispatch.starts"), "starts", default_value="08:00", error=errors["starts"],
                max_length=5,
            ),
            desk_field(
                say("dispatch.ends"), "ends", default_value="20:00", error=errors["ends"],
                note=say("dispatch.ends_note"), max_length=5,
            ),
            desk_field(
                say("dispatch.people"), "people", type="number", min=1, max=500,
                default_value="1", error=errors["people"],
            ),
            class_name="grid grid-cols-3 gap-3",
        ),
        id="shift",
        open=edited.team != "",
        submit=say("dispatch.save_shift"),
        on_submit=RosterState.save,
        on_close=RosterState.close,
    )  # fmt: skip


def _day(day: int) -> rx.Component:
    box: dict[str, Any] = {"name": f"day_{day}", "default_checked": day < 5}
    return rx.el.label(
        rx.el.input(type="checkbox", value="1", class_name="size-4 accent-brand-600", **box),
        say(f"dispatch.day.{day}"),
        class_name="flex h-7 items-center gap-1.5",
    )
