"""/admin/van-chuyen: carriers in the order in which they are tried, and the rules of each."""

import reflex as rx

from chonso_app.carriers.state import CarrierLine, CarriersState, ProvinceLine
from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.ui.parts import (
    cell,
    checkbox,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    field_error,
    icon_button,
    table_row,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/van-chuyen", Permission.CARRIERS_MANAGE
S = CarriersState


@staff_route(_HERE, title=say("carriers.admin.title"), need=_NEED, on_load=S.load)
def carriers_page() -> rx.Component:
    return staff_page(
        rx.el.div(
            _list(),
            rx.cond(S.chosen.code != "", _panel()),
            class_name=rx.cond(
                S.chosen.code != "",
                "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_420px]",
                "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)]",
            ),
        ),
        title=say("carriers.admin.title"),
        here=_HERE,
        need=_NEED,
    )


def _list() -> rx.Component:
    names = ("place", "name", "status", "serves", "max_cod", "flat_fee")
    return rx.el.section(
        rx.el.p(
            say("carriers.admin.lead"),
            class_name="flex h-12 shrink-0 items-center border-b border-line px-4 text-muted",
        ),
        data_table(
            [*(say(f"carriers.admin.{name}") for name in names), ""],
            S.rows,
            _row,
            label=say("carriers.admin.title"),
            none=desk_empty(say("carriers.admin.none")),
        ),
        class_name="flex min-h-0 min-w-0 flex-col bg-surface",
    )


def _row(row: CarrierLine) -> rx.Component:
    up = icon_button(
        "up", say("carriers.admin.up"), desk=True, disabled=row.place == 1,
        on_click=S.move_up(row.code),
    )  # fmt: skip
    return table_row(
        cell(row.place, class_name="w-16 tabular-nums"),
        rx.el.button(
            row.name,
            type="button",
            on_click=S.open(row.code),
            class_name="font-medium text-brand-700 hover:underline",
        ),
        desk_badge(
            rx.cond(row.is_on, say("carriers.admin.on"), say("carriers.admin.off")),
            rx.cond(row.is_on, "ok", "idle"),
        ),
        row.serves,
        row.max_cod,
        row.flat_fee,
        cell(up, class_name="text-right"),
        current=row.code == S.chosen.code,  # pyright: ignore[reportArgumentType]
        key=row.code,
    )


def _panel() -> rx.Component:
    head = rx.el.div(
        rx.el.h2(S.chosen.name, class_name="flex-1 truncate text-[15px] font-semibold"),
        icon_button("x", say("ui.close"), desk=True, on_click=S.close),
        class_name="flex h-12 shrink-0 items-center border-b border-line pr-2 pl-4",
    )
    return rx.el.aside(
        head,
        rx.el.form(
            rx.el.div(
                checkbox(say("carriers.admin.is_on"), "is_on", default_checked=S.chosen.is_on),
                rx.el.div(
                    desk_field(
                        say("carriers.admin.max_cod"), "max_cod", inputmode="numeric",
                        default_value=S.chosen.max_cod_typed, error=S.errors["max_cod"],
                    ),
                    desk_field(
                        say("carriers.admin.flat_fee"), "flat_fee", inputmode="numeric",
                        default_value=S.chosen.flat_fee_typed, error=S.errors["flat_fee"],
                    ),
                    class_name="grid grid-cols-2 gap-3",
                ),
                _provinces(),
                class_name="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4",
            ),
            rx.el.div(
                desk_button(say("carriers.admin.save"), "primary", type="submit"),
                class_name="flex justify-end gap-2 border-t border-line px-4 py-3",
            ),
            key=S.chosen.code,
            on_submit=S.save,
            class_name="flex min-h-0 flex-1 flex-col",
        ),
        aria_label=S.chosen.name,
        class_name="flex min-h-0 flex-col border-l border-line bg-surface",
    )  # fmt: skip


def _provinces() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3(say("carriers.admin.provinces"), class_name="font-semibold"),
            rx.el.p(say("carriers.admin.provinces_note"), class_name="text-xs text-muted"),
            field_error(S.errors["fees"], "fees"),
            class_name="pb-1",
        ),
        rx.el.ul(rx.foreach(S.provinces, _province), class_name="grid"),
        class_name="border-t border-line pt-3",
    )


def _province(row: ProvinceLine) -> rx.Component:
    return rx.el.li(
        checkbox(row.name, f"serves_{row.code}", default_checked=row.is_served),
        rx.el.input(
            name=f"fee_{row.code}",
            default_value=row.fee,
            inputmode="numeric",
            placeholder=S.chosen.flat_fee_typed,
            aria_label=f"{say('carriers.admin.flat_fee')} {row.name}",
            class_name=(
                "h-8 w-28 rounded-control border border-line-strong bg-surface px-2 text-right "
                "tabular-nums"
            ),
        ),
        key=row.code,
        class_name="flex items-center justify-between gap-3 border-b border-line",
    )
