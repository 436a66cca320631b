"""/admin/cua-hang-quan-ly: stores and warehouses, their hours, and who works there."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.stores.places_state import ClerkLine, DayHours, PlaceLine, PlacesState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    checkbox,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    desk_select,
    icon_button,
    key_target,
    table_row,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/cua-hang-quan-ly", Permission.STORES_MANAGE
_F, _E = PlacesState.form, PlacesState.errors


@staff_route(_HERE, title=say("stores.places.title"), need=_NEED, on_load=PlacesState.load)
def stores() -> rx.Component:
    wide: Any = "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_440px]"
    return staff_page(
        rx.el.div(
            _list(),
            rx.cond(_F.is_open, _panel()),
            class_name=rx.cond(_F.is_open, wide, "grid min-h-0 flex-1 grid-cols-1"),
        ),
        title=say("stores.places.title"),
        here=_HERE,
        need=_NEED,
    )


def _list() -> rx.Component:
    heads = [say(f"stores.places.{one}") for one in ("store", "province", "hours_now", "status")]
    none = desk_empty(say("stores.places.none"), say("stores.places.none_text"))
    search = rx.el.label(
        icon("search", "size-4 text-muted"),
        rx.el.input(
            placeholder=say("stores.places.search"), aria_label=say("stores.places.search"),
            on_change=PlacesState.look_for.debounce(250), custom_attrs=key_target("/"),
            class_name="min-w-0 flex-1 bg-transparent outline-none",
        ),
        class_name=(
            "flex h-8 w-64 items-center gap-2 rounded-control border border-edge bg-surface px-2.5 "
            "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand-600"
        ),
    )  # fmt: skip
    return rx.el.div(
        rx.el.div(
            search,
            rx.el.span(
                desk_button(
                    say("stores.places.new"), "primary", icon_name="plus",
                    on_click=PlacesState.open_new,
                ),
                class_name="ml-auto",
            ),
            class_name="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4",
        ),
        data_table(heads, PlacesState.lines, _line, label=say("stores.places.title"), none=none),  # pyright: ignore[reportArgumentType]
        class_name="flex min-h-0 min-w-0 flex-col bg-surface",
    )  # fmt: skip


def _line(line: PlaceLine) -> rx.Component:
    status = rx.cond(
        line.warehouse,
        desk_badge(say("stores.places.warehouse"), "plum"),
        rx.cond(
            line.on_sale,
            desk_badge(say("stores.places.on_sale"), "ok"),
            desk_badge(say("stores.places.off_sale"), "idle"),
        ),
    )
    return table_row(
        cell(
            rx.el.button(
                rx.el.span(line.name, class_name="block leading-4 font-medium"),
                rx.el.span(
                    line.code, " · ", line.address, class_name="block truncate text-xs text-muted"
                ),
                type="button",
                on_click=PlacesState.open(line.code),
                class_name="block w-full text-left",
            ),
            class_name="w-full max-w-0",
        ),
        cell(line.province),
        cell(
            line.hours,
            class_name="text-xs text-muted",
        ),
        cell(status),
        current=line.code == _F.code,  # pyright: ignore[reportArgumentType]
    )


# -- one store ------------------------------------------------------------------------------------
def _panel() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(
                rx.cond(_F.code != "", _F.code, say("stores.places.new")),
                class_name="font-semibold",
            ),
            rx.el.span(
                icon_button("x", say("ui.close"), desk=True, on_click=PlacesState.close),
                class_name="ml-auto",
            ),
            class_name="flex h-12 shrink-0 items-center border-b border-line pr-2 pl-4",
        ),
        rx.el.div(
            _form(),
            rx.cond((_F.code != "") & (_F.kind == "store"), _staff()),
            class_name="min-h-0 flex-1 overflow-y-auto",
        ),
        class_name="flex min-h-0 flex-col border-l border-line bg-surface",
    )


def _field(name: str, value: Any, **props: Any) -> rx.Component:
    return desk_field(
        say(f"stores.places.{name}"), name, default_value=value, error=_E[name],
        auto_complete="off", **props,
    )  # fmt: skip


def _form() -> rx.Component:
    two = "grid grid-cols-2 gap-3"
    kinds = [(one, say(f"stores.places.kind.{one}")) for one in ("store", "warehouse")]
    return rx.el.form(
        rx.el.div(
            rx.cond(
                _F.code == "",
                desk_field(say("stores.places.code"), "code", error=_E["code"], max_length=32),
                rx.fragment(),
            ),
            desk_select(say("stores.places.kind"), "kind", kinds, default_value=_F.kind),
            class_name=two,
        ),
        _field("name", _F.name, max_length=100),
        rx.el.div(
            desk_select(
                say("stores.places.province"), "province_code", PlacesState.provinces,
                default_value=_F.province_code, placeholder="…", error=_E["province_code"],
            ),
            _field("ward", _F.ward, max_length=80),
            class_name=two,
        ),
        _field("address", _F.address, max_length=200),
        rx.el.div(
            _field("phone", _F.phone, max_length=20),
            _field("pick_up_days", _F.pick_up_days, type="number", min=1, max=60),
            class_name=two,
        ),
        _field("note", _F.note, max_length=200),
        _hours(),
        _field("closed_days", _F.closed_days, placeholder="31/12/2026, 01/01/2027"),
        _field("system", _F.system, max_length=32),
        checkbox(say("stores.places.selling"), "on_sale", default_checked=_F.on_sale),
        rx.el.div(
            desk_button(say("stores.places.save"), "primary", type="submit"),
            class_name="flex justify-end",
        ),
        on_submit=PlacesState.save,
        key=_F.code,
        class_name="flex flex-col gap-3 p-4",
    )  # fmt: skip


def _hours() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(say("stores.places.hours"), class_name="mb-1 text-xs font-medium text-muted"),
        rx.el.div(rx.foreach(PlacesState.hours, _day), class_name="flex flex-col gap-1.5"),
        rx.cond(
            _E["hours"],
            rx.el.p(_E["hours"], role="alert", class_name="mt-1 text-xs text-bad-700"),
        ),
    )


def _day(day: DayHours) -> rx.Component:
    box = "h-8 rounded-control border border-edge bg-surface px-2 tabular-nums"
    return rx.el.div(
        rx.el.span(day.word, class_name="w-20"),
        *[
            rx.el.input(
                type="time", name=f"{which}_{day.day}", default_value=value, aria_label=day.word,
                class_name=box,
            )
            for which, value in (("opens", day.opens), ("closes", day.closes))
        ],
        class_name="flex items-center gap-2",
    )  # fmt: skip


def _staff() -> rx.Component:
    none = rx.el.p(say("stores.places.staff_none"), class_name="text-muted")
    return rx.el.section(
        rx.el.h3(say("stores.places.staff"), class_name="mb-2 font-semibold"),
        rx.cond(
            PlacesState.here.length() == 0,  # pyright: ignore[reportAttributeAccessIssue]
            none,
            rx.el.ul(rx.foreach(PlacesState.here, _clerk), class_name="flex flex-col gap-1"),
        ),
        rx.el.form(
            desk_select(
                say("stores.places.staff_add"), "user_id", PlacesState.others, placeholder="…",
                class_name="flex-1",
            ),
            desk_button(say("stores.places.staff_add"), type="submit"),
            on_submit=PlacesState.add_clerk,
            class_name="mt-3 flex items-end gap-2",
        ),
        class_name="border-t border-line p-4",
    )  # fmt: skip


def _clerk(clerk: ClerkLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(clerk.name, class_name="font-medium"),
        rx.el.span(clerk.login, class_name="text-xs text-muted"),
        rx.el.span(
            desk_button(
                say("stores.places.staff_out"), "ghost",
                on_click=PlacesState.take_out(clerk.user_id),
            ),
            class_name="ml-auto",
        ),
        class_name="flex items-center gap-2",
    )  # fmt: skip
