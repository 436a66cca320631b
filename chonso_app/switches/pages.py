"""`/admin/tinh-nang`: every function, everywhere and per regional company, with its days."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.switches.state import EVERYWHERE, SwitchCell, SwitchesState, SwitchRow
from chonso_app.ui.parts import (
    desk_badge,
    desk_field,
    desk_form,
    desk_select,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/tinh-nang"
_NEED = Permission.SWITCHES_MANAGE


@staff_route(_HERE, title=say("switches.title"), need=_NEED, on_load=SwitchesState.load)
def switches_page() -> rx.Component:
    return staff_page(
        rx.el.p(
            say("switches.intro"),
            class_name="shrink-0 border-b border-line bg-surface px-4 py-3 text-xs text-muted",
        ),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(say("switches.head"), class_name=f"{_HEAD} left-0 z-20 pl-4"),
                        rx.foreach(SwitchesState.unit_names, _unit),
                    )
                ),
                rx.el.tbody(rx.foreach(SwitchesState.rows, _row)),
                aria_label=say("switches.title"),
                class_name="w-full border-collapse text-left tabular-nums",
            ),
            class_name="min-h-0 flex-1 overflow-auto bg-surface",
        ),
        _dialog(),
        title=say("switches.title"),
        here=_HERE,
        need=_NEED,
    )


_HEAD = (
    "sticky top-0 z-10 h-9 border-b border-line bg-surface px-2 text-xs font-medium "
    "whitespace-nowrap text-muted"
)


def _unit(name: rx.Var[str]) -> rx.Component:
    return rx.el.th(name, class_name=_HEAD)


def _row(row: SwitchRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(row.title, class_name="block font-medium"),
            rx.el.span(row.note, class_name="block text-xs font-normal text-muted"),
            scope="row",
            class_name=(
                "sticky left-0 w-[260px] min-w-[260px] border-b border-line bg-surface py-2.5 "
                "pr-3 pl-4 text-left"
            ),
        ),
        rx.foreach(row.cells, _cell),
        key=row.feature,
    )


def _cell(one: SwitchCell) -> rx.Component:
    look = "rounded-control p-1 transition-colors hover:bg-hover "
    return rx.el.td(
        rx.el.button(
            desk_badge(one.text, one.tone),
            type="button",
            on_click=SwitchesState.edit(one.feature, one.unit_id),
            class_name=rx.cond(one.own, look + "ring-1 ring-edge", look + "opacity-75"),
        ),
        class_name="border-b border-line px-1 whitespace-nowrap",
    )


def _dialog() -> rx.Component:
    edited, errors = SwitchesState.edited, SwitchesState.errors
    everywhere = edited.unit_id == EVERYWHERE
    choices: Any = [
        ("on", say("switches.choice.on")),
        ("off", say("switches.choice.off")),
        ("follow", say("switches.choice.follow")),
    ]
    return desk_form(
        edited.title,
        rx.el.p(edited.note, class_name="text-muted"),
        desk_select(
            say("switches.choice"), "choice", choices, default_value=edited.choice,
            error=errors["choice"],
            note=rx.cond(everywhere, say("switches.follow_default"), say("switches.follow_unit")),  # pyright: ignore[reportArgumentType]
        ),
        rx.el.div(
            desk_field(
                say("switches.starts"), "starts", type="date", default_value=edited.starts,
                error=errors["starts"], note=say("switches.starts_note"),
            ),
            desk_field(
                say("switches.ends"), "ends", type="date", default_value=edited.ends,
                error=errors["ends"], note=say("switches.ends_note"),
            ),
            class_name="grid grid-cols-2 gap-3",
        ),
        rx.cond(
            edited.changed,
            rx.el.p(
                say("switches.changed"), " ", edited.changed, class_name="text-xs text-muted"
            ),
        ),
        id="switch",
        open=edited.feature != "",
        submit=say("switches.save"),
        on_submit=SwitchesState.save,
        on_close=SwitchesState.close,
    )  # fmt: skip
