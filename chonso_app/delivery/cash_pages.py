"""/admin/doi-soat: where the cash is, what does not agree, and the carriers' settlements."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery.cash_state import (
    STATUSES,
    CashLine,
    CashState,
    DifferenceLine,
    HolderLine,
    TallyLine,
)
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_alert,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    desk_form,
    desk_search,
    desk_segment,
    desk_text_area,
    pager,
    panel,
    table_row,
    tabs,
)
from chonso_app.ui.parts.file_drop import FileDrop
from chonso_app.ui.shells import staff_page, staff_route

_HERE = "/admin/doi-soat"
_NEED = Permission.CASH_MANAGE
_RIGHT = "text-right tabular-nums"
S = CashState


@staff_route(_HERE, title=say("cash.title"), need=_NEED, on_load=S.load)
def cash_page() -> rx.Component:
    kinds: list[tuple[str, str, Any]] = [
        ("list", say("cash.tab.list"), S.total),
        ("differences", say("cash.tab.differences"), S.differences.length()),  # pyright: ignore[reportAttributeAccessIssue]
        ("import", say("cash.tab.import"), None),
    ]
    return staff_page(
        rx.el.div(
            _holders(),
            rx.el.section(
                tabs(kinds, S.tab, S.pick_tab, label=say("cash.title")),
                rx.match(
                    S.tab, ("differences", _differences()), ("import", _import()), _list()
                ),
                class_name=(
                    "flex min-h-0 flex-1 flex-col rounded-panel border border-line bg-surface "
                    "shadow-panel"
                ),
            ),
            class_name="flex min-h-0 flex-1 flex-col gap-4 p-4",
        ),
        _remit_dialog(),
        _clear_dialog(),
        title=say("cash.title"),
        here=_HERE,
        need=_NEED,
    )  # fmt: skip


def _heads(*names: str) -> list[str]:
    return [(">" if name[0] == ">" else "") + say(f"cash.{name.lstrip('>')}") if name else ""
            for name in names]  # fmt: skip


# -- where the money is --------------------------------------------------------------------------
def _holders() -> rx.Component:
    heads = [*_heads("holder", ">expected", ">collected", ">remitted"), "", ""]
    return panel(
        say("cash.holders"),
        rx.el.div(
            data_table(
                heads, S.holders, _holder, label=say("cash.holders"),
                none=rx.el.p(say("cash.holder_none"), class_name="p-4 text-muted"),
            ),
            class_name="flex max-h-52 flex-col",
        ),
    )  # fmt: skip


def _holder(one: HolderLine) -> rx.Component:
    code: Any = one.code
    name = rx.el.button(
        icon(rx.cond(one.is_store, "store", "truck"), "size-4 text-muted"),
        one.name,
        type="button",
        aria_pressed=rx.cond(S.holder == code, "true", "false"),
        on_click=S.pick_holder(code),
        class_name="flex items-center gap-2 text-left font-medium hover:underline",
    )
    remit = rx.cond(one.may_remit, desk_button(say("cash.remit"), on_click=S.ask_remit(code)))
    return table_row(
        cell(name, class_name="w-full"),
        cell(one.expected, class_name=_RIGHT),
        cell(rx.el.span(one.collected, class_name="font-semibold"), class_name=_RIGHT),
        cell(one.remitted, class_name=_RIGHT),
        cell(one.waiting, class_name="text-xs text-muted"),
        cell(remit),
        current=S.holder == code,
        key=code,
    )  # fmt: skip


# -- the list ------------------------------------------------------------------------------------
def _list() -> rx.Component:
    heads = _heads("order", "holder", ">amount", "status", "when", "reference")
    none = desk_empty(say("cash.list_none"))
    return rx.el.div(
        _filters(),
        data_table(heads, S.rows, _row, label=say("cash.tab.list"), none=none),
        pager(S.page, S.pages, S.total, S.turn),
        class_name="flex min-h-0 flex-1 flex-col",
    )


def _filters() -> rx.Component:
    search = desk_search(
        say("cash.search"), on_submit=S.search, max_length=16, width="w-48", class_name=""
    )
    options = [("", say("cash.all")), *((one, say(f"cash.{one}")) for one in STATUSES)]
    asked: Any = "/api/admin/tien-thu-ho.csv?trang-thai="
    href = asked + S.status + "&noi=" + S.holder + "&phieu=" + S.text
    return rx.el.div(
        search,
        desk_segment(options, S.status, S.pick_status, label=say("cash.status")),
        rx.el.span(
            desk_button(say("cash.export"), icon_name="download", href=href), class_name="ml-auto"
        ),
        class_name="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4",
    )


def _row(one: CashLine) -> rx.Component:
    return table_row(
        cell(rx.el.span(one.order_code, class_name="font-medium tabular-nums")),
        cell(one.holder, class_name="w-full"),
        cell(one.amount, class_name=_RIGHT),
        cell(desk_badge(one.status, one.tone)),
        cell(one.at, class_name="text-xs text-muted"),
        cell(one.reference, class_name="font-mono text-xs text-muted"),
        key=one.cash_id.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
    )


# -- differences ---------------------------------------------------------------------------------
def _differences() -> rx.Component:
    heads = [*_heads("kind", "order", "holder", ">must", ">got", "owner", "since"), ""]
    none = desk_empty(say("cash.no_differences"), say("cash.no_differences_text"))
    label = say("cash.tab.differences")
    return data_table(heads, S.differences, _difference, label=label, none=none)


def _difference(one: DifferenceLine) -> rx.Component:
    identity: Any = one.difference_id
    return table_row(
        cell(desk_badge(one.kind, "warn")),
        cell(rx.el.span(one.code, class_name="font-medium")),
        cell(one.holder, class_name="w-full"),
        cell(one.expected, class_name=_RIGHT),
        cell(one.got, class_name=_RIGHT),
        cell(one.owner),
        cell(one.since, class_name="text-xs text-muted"),
        cell(desk_button(say("cash.clear"), on_click=S.ask_clear(identity))),
        key=identity.to_string(),
    )


# -- a settlement --------------------------------------------------------------------------------
def _import() -> rx.Component:
    words = {name: say(f"cash.drop.{name}") for name in ("choose", "note", "sending", "failed")}
    url: Any = "/api/admin/doi-soat/"
    carrier = rx.el.select(
        rx.foreach(S.carriers, lambda one: rx.el.option(one[1], value=one[0])),
        value=S.carrier,
        on_change=S.pick_carrier,
        aria_label=say("cash.carrier"),
        class_name="h-8 rounded-control border border-edge bg-surface px-2.5 text-ui",
    )
    left = rx.el.div(
        rx.el.p(say("cash.carrier"), class_name="mb-1 text-xs font-medium text-muted"),
        carrier,
        rx.el.div(class_name="h-4"),
        FileDrop.create(
            url=url + S.carrier, accept=".csv,text/csv", words=words, on_sent=S.show_file
        ),
        rx.el.p(say("cash.columns"), class_name="mt-3 text-xs text-muted"),
    )
    room = rx.el.div(
        left,
        rx.cond(S.file.file_id, _file()),
        class_name="grid min-h-0 flex-1 grid-cols-[360px_minmax(0,1fr)] gap-6 overflow-auto p-4",
    )
    not_here = rx.el.div(desk_alert(say("cash.head_office_only"), tone="now"), class_name="p-4")
    return rx.cond(S.may_import, room, not_here)


def _file() -> rx.Component:
    file = S.file
    bar = rx.el.div(
        desk_button(say("cash.file.give_up"), "ghost", on_click=S.give_up),
        rx.cond(
            file.problem == "", desk_button(say("cash.file.apply"), "primary", on_click=S.apply)
        ),
        class_name="flex gap-2",
    )
    done = rx.el.span(
        icon("check", "size-4"),
        say("cash.file.done"),
        class_name="inline-flex items-center gap-1.5 font-medium text-ok-700",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h2(file.name, class_name="text-[15px] font-semibold"),
                rx.el.p(file.summary, class_name="text-muted"),
                class_name="min-w-0 flex-1",
            ),
            rx.cond(file.applied, done, bar),
            class_name="flex items-start gap-3",
        ),
        rx.cond(file.problem != "", desk_alert(file.problem)),
        rx.el.ul(rx.foreach(file.tallies, _tally), class_name="flex flex-wrap gap-3"),
        rx.el.ul(
            rx.foreach(file.errors, _said),
            rx.foreach(file.odd, _said),
            class_name="divide-y divide-line text-xs text-muted",
        ),
        class_name="flex min-w-0 flex-col gap-4",
    )


def _said(text: rx.Var[str]) -> rx.Component:
    return rx.el.li(text, class_name="py-1.5 tabular-nums")


def _tally(one: TallyLine) -> rx.Component:
    return rx.el.li(
        desk_badge(one.kind, one.tone),
        rx.el.p(one.lines, class_name="mt-1 text-[20px] font-semibold tabular-nums"),
        rx.el.p(one.amount, class_name="text-xs text-muted tabular-nums"),
        class_name="min-w-36 rounded-panel border border-line px-3 py-2",
    )


# -- dialogs -------------------------------------------------------------------------------------
def _remit_dialog() -> rx.Component:
    title: Any = S.remitting.name
    return desk_form(
        title + " " + say("cash.remit_title"),
        rx.el.p(say("cash.remit_text")),
        rx.el.p(S.remitting.collected, class_name="text-[20px] font-semibold tabular-nums"),
        desk_field(say("cash.remit_reference"), "reference", max_length=64),
        id="remit",
        open=S.remitting.code != "",
        back=say("cash.cancel"),
        submit=say("cash.confirm"),
        on_submit=S.remit,
        on_close=S.close_remit,
    )


def _clear_dialog() -> rx.Component:
    title: Any = say("cash.clear_title") + " "
    return desk_form(
        title + S.clearing.code,
        rx.el.p(S.clearing.kind, class_name="font-semibold"),
        desk_text_area(say("cash.clear_note"), "note", rows=3, max_length=300),
        id="clear",
        open=S.clearing.difference_id != 0,
        back=say("cash.cancel"),
        submit=say("cash.clear"),
        on_submit=S.clear,
        on_close=S.close_clear,
    )
