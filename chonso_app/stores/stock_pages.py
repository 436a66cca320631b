"""/admin/kho-sim: blank cards by store, one card's story, and the file that brings more."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.stores.state import EntryLine, ProblemLine, ShelfLine, StockState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_alert,
    desk_badge,
    desk_button,
    desk_empty,
    desk_field,
    desk_select,
    icon_button,
    key_target,
    table_row,
    tag,
)
from chonso_app.ui.parts.file_drop import FileDrop
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/kho-sim", Permission.STOCK_MANAGE
_C, _F = StockState.card, StockState.file


@staff_route(_HERE, title=say("stores.stock.title"), need=_NEED, on_load=StockState.load)
def stock() -> rx.Component:
    wide: Any = "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_400px]"
    side = rx.match(StockState.panel, ("card", _card()), ("file", _file()), rx.fragment())
    return staff_page(
        rx.el.div(
            _list(),
            side,
            class_name=rx.cond(StockState.panel != "", wide, "grid min-h-0 flex-1 grid-cols-1"),
        ),
        title=say("stores.stock.title"),
        here=_HERE,
        need=_NEED,
    )


# -- counts ---------------------------------------------------------------------------------------
def _list() -> rx.Component:
    heads = [say("stores.stock.store"), *(f">{say(f'stores.stock.{one}')}" for one in _COUNTS)]
    none = desk_empty(say("stores.stock.none"), say("stores.stock.none_text"))
    return rx.el.div(
        _figures(),
        _tools(),
        data_table(heads, StockState.shelves, _shelf, label=say("stores.stock.title"), none=none),  # pyright: ignore[reportArgumentType]
        class_name="flex min-h-0 min-w-0 flex-col bg-surface",
    )


_COUNTS = ("in_stock", "bound", "out", "gone")
_DOTS = {
    "in_stock": "bg-ok-500", "bound": "bg-warn-500", "out": "bg-brand-600", "gone": "bg-bad-500",
}  # fmt: skip


def _figures() -> rx.Component:
    def figure(place: int, name: str) -> rx.Component:
        return rx.el.div(
            rx.el.p(
                rx.el.span(class_name=f"size-2.5 rounded-[3px] {_DOTS[name]}"),
                say(f"stores.stock.{name}"),
                class_name="flex items-center gap-2 text-xs text-muted",
            ),
            rx.el.p(
                StockState.totals[place], class_name="text-[17px]/6 font-semibold tabular-nums"
            ),
        )

    return rx.cond(
        StockState.totals.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        rx.el.div(
            *[figure(place, name) for place, name in enumerate(_COUNTS)],
            class_name="grid shrink-0 grid-cols-4 gap-6 border-b border-line px-4 py-3",
        ),
    )


def _tools() -> rx.Component:
    box = (
        "flex h-8 items-center gap-2 rounded-control border border-edge bg-surface px-2.5 "
        "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand-600"
    )
    bare = "min-w-0 flex-1 bg-transparent outline-none"
    search = rx.el.label(
        icon("search", "size-4 text-muted"),
        rx.el.input(
            placeholder=say("stores.stock.search"), aria_label=say("stores.stock.search"),
            on_change=StockState.look_for.debounce(250), class_name=bare,
        ),
        class_name=box + " w-56",
    )  # fmt: skip
    find = rx.el.form(
        rx.el.label(
            icon("sim", "size-4 text-muted"),
            rx.el.input(
                name="serial", placeholder=say("stores.stock.find"), max_length=64,
                aria_label=say("stores.stock.find"), auto_complete="off", class_name=bare,
                custom_attrs=key_target("/"),
            ),
            class_name=box + " w-64",
        ),
        desk_button(say("stores.stock.look_up"), type="submit"),
        on_submit=StockState.find,
        class_name="flex items-center gap-2",
    )  # fmt: skip
    return rx.el.div(
        search,
        find,
        rx.cond(
            StockState.error != "",
            rx.el.p(StockState.error, role="alert", class_name="text-xs text-bad-700"),
        ),
        rx.el.span(
            desk_button(
                say("stores.stock.import"), "primary", icon_name="plus", key="I",
                on_click=StockState.show_panel("file"),
            ),
            class_name="ml-auto",
        ),
        class_name="flex min-h-12 shrink-0 items-center gap-2 border-b border-line px-4 py-2",
    )  # fmt: skip


def _shelf(line: ShelfLine) -> rx.Component:
    right = "text-right"
    free: Any = rx.cond(line.low, "font-semibold text-bad-700", "font-semibold")
    return table_row(
        cell(
            rx.el.span(
                icon(rx.cond(line.warehouse, "box", "store"), "size-4 text-muted"),  # pyright: ignore[reportArgumentType]
                rx.el.span(
                    rx.el.span(line.name, class_name="block leading-4 font-medium"),
                    rx.el.span(line.code, class_name="text-xs text-muted"),
                ),
                class_name="flex items-center gap-2.5",
            ),
            class_name="w-full",
        ),
        cell(rx.el.span(line.in_stock, class_name=free), class_name=right),
        cell(line.bound, class_name=right),
        cell(line.out, class_name=right),
        cell(line.gone, class_name=right),
    )


# -- beside the list ------------------------------------------------------------------------------
def _side(title: Any, *children: Any) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, class_name="font-semibold"),
            rx.el.span(
                icon_button("x", say("ui.close"), desk=True, on_click=StockState.show_panel("")),
                class_name="ml-auto",
            ),
            class_name="flex h-12 shrink-0 items-center border-b border-line pr-2 pl-4",
        ),
        *children,
        class_name="flex min-h-0 flex-col border-l border-line bg-surface",
    )


def _card() -> rx.Component:
    return _side(
        say("stores.stock.card"),
        rx.el.div(
            rx.el.p(_C.serial, class_name="text-[17px] font-semibold tabular-nums"),
            rx.el.p(
                desk_badge(_C.status, _C.tone),
                rx.cond(_C.order != "", tag(_C.order, "ticket")),
                class_name="mt-1.5 flex gap-2",
            ),
            rx.el.p(_C.store, class_name="mt-1.5 text-muted"),
            class_name="border-b border-line p-4",
        ),
        rx.el.ol(rx.foreach(StockState.story, _entry), class_name="min-h-0 flex-1 overflow-y-auto"),
        rx.cond(_C.may_write_off | _C.may_find, _write_off()),
    )


def _entry(entry: EntryLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            desk_badge(entry.status, entry.tone),
            rx.el.span(entry.at, class_name="ml-auto text-xs tabular-nums text-muted"),
            class_name="flex items-center",
        ),
        rx.cond(entry.order != "", rx.el.p(entry.order, class_name="mt-1 text-xs tabular-nums")),
        rx.cond(entry.note != "", rx.el.p(entry.note, class_name="mt-1 text-xs text-muted")),
        class_name="border-b border-line px-4 py-2.5",
    )


def _write_off() -> rx.Component:
    lost = [(one, say(f"stores.card.{one}")) for one in ("damaged", "lost")]
    found = [("in_stock", say("stores.stock.found")), ("damaged", say("stores.card.damaged"))]
    return rx.el.form(
        rx.cond(
            _C.may_find,
            desk_select(say("stores.stock.becomes"), "to", found),
            desk_select(say("stores.stock.becomes"), "to", lost),
        ),
        desk_field(say("stores.stock.why"), "why", max_length=200, auto_complete="off"),
        desk_button(say("stores.stock.write_off"), "refuse", type="submit"),
        on_submit=StockState.write_off,
        key=_C.iccid,
        class_name="flex shrink-0 flex-col gap-3 border-t border-line p-4",
    )


def _file() -> rx.Component:
    words = {
        "choose": say("stores.stock.choose"), "note": say("stores.stock.columns"),
        "sending": say("stores.stock.sending"), "failed": say("core.unexpected"),
    }  # fmt: skip
    drop = FileDrop.create(
        url="/api/kho-sim/tep", accept=".csv,text/csv", words=words, on_sent=StockState.file_sent
    )
    busy = (_F.status == "checking") | (_F.status == "checked") | (_F.status == "importing")
    return _side(
        say("stores.stock.import_title"),
        rx.cond(busy, rx.fragment(), rx.el.div(drop, class_name="border-b border-line p-4")),
        rx.cond(_F.import_id > 0, _progress(), rx.fragment()),
    )


def _progress() -> rx.Component:
    counts = rx.el.div(
        _count(_F.good, say("stores.stock.good"), "bg-ok-100 text-ok-700"),
        _count(_F.known, say("stores.stock.known"), "bg-warn-100 text-warn-700"),
        _count(_F.wrong, say("stores.stock.wrong"), "bg-bad-100 text-bad-700"),
        class_name="mt-3 grid grid-cols-3 gap-2",
    )
    bar = rx.el.progress(
        max="100", value=_F.share.to_string(), aria_label=say("stores.stock.import_title"),  # pyright: ignore[reportAttributeAccessIssue]
        class_name=(
            "mt-3 h-2 w-full appearance-none overflow-hidden rounded-full bg-sunken "
            "[&::-moz-progress-bar]:bg-brand-600 [&::-webkit-progress-bar]:bg-sunken "
            "[&::-webkit-progress-value]:bg-brand-600"
        ),
    )  # fmt: skip
    writing = (_F.status == "importing") | (_F.status == "done")
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                icon("doc", "size-5 text-brand-600"),
                rx.el.div(
                    rx.el.p(_F.name, class_name="truncate font-medium"),
                    rx.el.p(_F.size, class_name="text-xs text-muted"),
                    class_name="min-w-0 flex-1",
                ),
                desk_badge(_F.word, _F.tone),
                class_name="flex items-center gap-3",
            ),
            rx.cond(
                _F.status == "refused",
                rx.el.div(desk_alert(_F.refusal), class_name="mt-3"),
                counts,
            ),
            rx.cond(
                writing,
                rx.fragment(bar, rx.el.p(_F.added, class_name="mt-1 text-xs text-muted")),
            ),
            class_name="shrink-0 p-4",
        ),
        rx.el.div(
            rx.cond(
                StockState.problems.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
                rx.fragment(
                    rx.el.p(
                        rx.el.b(say("stores.stock.problems"), class_name="font-semibold"),
                        rx.el.span(_F.shown, class_name="ml-2 text-xs text-muted"),
                        class_name="border-y border-line px-4 py-2",
                    ),
                    rx.el.ol(rx.foreach(StockState.problems, _problem)),
                ),
            ),
            class_name="min-h-0 flex-1 overflow-y-auto",
        ),
        rx.match(
            _F.status,
            ("checked", _decide()),
            ("checking", _stopping()),
            ("importing", _stopping()),
            rx.fragment(),
        ),
    )


def _count(count: Any, word: str, look: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(count, class_name="text-[17px]/6 font-semibold tabular-nums"),
        rx.el.p(word, class_name="text-xs"),
        class_name=f"rounded-control px-2 py-1.5 text-center {look}",
    )


def _problem(problem: ProblemLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(problem.line, class_name="text-xs tabular-nums text-muted"),
        rx.el.div(
            rx.el.p(problem.typed, class_name="truncate font-medium tabular-nums"),
            rx.el.p(problem.reason, class_name="text-xs text-bad-700"),
            class_name="min-w-0",
        ),
        class_name="grid grid-cols-[52px_minmax(0,1fr)] items-start border-b border-line px-4 py-2",
    )


_FOOT = "flex shrink-0 items-center gap-2 border-t border-line p-3"


def _decide() -> rx.Component:
    return rx.el.div(
        desk_button(say("stores.stock.stop"), on_click=StockState.stop),
        rx.el.span(say("stores.stock.nothing_yet"), class_name="text-xs text-muted"),
        rx.el.span(
            desk_button(
                rx.fragment(say("stores.stock.go"), " ", _F.good, " ", say("stores.stock.cards")),  # pyright: ignore[reportArgumentType]
                "primary", disabled=_F.good == "0", on_click=StockState.confirm,
            ),
            class_name="ml-auto",
        ),
        class_name=_FOOT,
    )  # fmt: skip


def _stopping() -> rx.Component:
    return rx.el.div(
        desk_button(say("stores.stock.stop"), on_click=StockState.stop),
        rx.el.span(say("stores.stock.leave"), class_name="text-xs text-muted"),
        class_name=_FOOT,
    )
