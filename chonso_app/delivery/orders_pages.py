"""`/admin/don-hang`: the tabs and the list; ticked orders are worked together (S0-F)."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import order_panel
from chonso_app.delivery.console_views import OrderLine
from chonso_app.delivery.order_state import OrderState
from chonso_app.delivery.orders_dialogs import dialogs
from chonso_app.delivery.orders_state import OrdersState
from chonso_app.orders.models import Fulfilment
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    by_tone,
    cell,
    desk_badge,
    desk_empty,
    hotkey,
    icon_button,
    key_hint,
    key_target,
    link,
    tabs,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/don-hang", Permission.DELIVERY_FULFIL
S: Any = OrdersState
_WAIT = {
    "idle": "text-muted", "warn": "font-medium text-warn-700", "bad": "font-medium text-bad-700",
}  # fmt: skip
_HEAD = (
    "sticky top-0 z-10 h-9 border-b border-line bg-surface px-3 text-xs font-medium "
    "whitespace-nowrap text-muted"
)
_FILTER = (
    "h-8 max-w-28 shrink-0 appearance-none rounded-control border px-2.5 font-medium text-ellipsis "
    "transition-colors hover:bg-hover "
)
_UNSET = "border-dashed border-edge bg-surface text-muted"
_SET = "border-brand-600/40 bg-brand-50 text-brand-700"
_DARK = (
    "inline-flex h-8 items-center gap-1.5 rounded-control px-2.5 font-medium whitespace-nowrap "
    "hover:bg-white/10"
)


@staff_route(_HERE, title=say("delivery.orders.title"), need=_NEED, on_load=OrdersState.load)
def orders_page() -> rx.Component:
    return staff_page(
        rx.el.div(
            rx.el.section(
                _tabs(),
                _filters(),
                _list(),
                _foot(),
                rx.cond(S.selected.length() > 0, _bar()),
                class_name="relative flex min-h-0 min-w-0 flex-col bg-surface",
            ),
            rx.cond(OrderState.order.code, order_panel.panel()),
            class_name="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_auto]",
        ),
        dialogs(),
        hotkey("J", OrderState.step(1)),
        hotkey("K", OrderState.step(-1)),
        hotkey("X", S.toggle(OrderState.order.code)),
        title=say("delivery.orders.title"),
        here=_HERE,
        need=_NEED,
    )


def _tabs() -> rx.Component:
    options = [
        (tab.value, say(f"delivery.tab.{tab.value}"), S.counts[place])
        for place, tab in enumerate(Fulfilment)
    ]
    return tabs(options, S.tab, S.show_tab, label=say("delivery.orders.title"))


# -- filters -------------------------------------------------------------------------------------


def _filters() -> rx.Component:
    ways = [("home", say("delivery.orders.at_home")), ("store", say("delivery.orders.at_store"))]
    money = [("cod", say("delivery.orders.cod")), ("paid", say("delivery.orders.paid"))]
    packing = [
        ("yes", say("delivery.orders.is_packed")), ("no", say("delivery.orders.not_packed")),
    ]  # fmt: skip
    asked = S.asked
    units = rx.cond(
        S.choices.units.length() > 0, _filter("unit", "all_units", S.choices.units, asked.unit)
    )
    return rx.el.div(
        _search(),
        _filter("way", "all_ways", ways, asked.way),
        _filter("cash", "all_payments", money, asked.cash),
        _filter("packed", "all_packing", packing, asked.packed),
        _filter("province", "all_provinces", S.choices.provinces, asked.province),
        _filter("carrier", "all_carriers", S.choices.carriers, asked.carrier),
        units,
        _day(),
        icon_button("x", say("delivery.orders.clear"), desk=True, on_click=S.clear),
        class_name=(
            "flex h-12 shrink-0 items-center gap-1.5 overflow-x-auto border-b border-line px-4 "
            "[scrollbar-width:none]"
        ),
    )


def _search() -> rx.Component:
    return rx.el.form(
        icon("search", "pointer-events-none absolute top-2 left-2.5 size-4 text-muted"),
        rx.el.input(
            name="q",
            key=S.q,
            default_value=S.q,
            placeholder=say("delivery.orders.search"),
            aria_label=say("delivery.orders.search_label"),
            auto_complete="off",
            max_length=40,
            custom_attrs=key_target("/"),
            class_name=(
                "h-8 w-full rounded-control border border-edge bg-surface pr-2.5 pl-8 text-ui "
                "text-ink placeholder:text-muted"
            ),
        ),
        on_submit=S.search,
        role="search",
        class_name="relative w-44 shrink-0",
    )


def _filter(name: str, word: str, options: Any, value: Any) -> rx.Component:
    """A native list that shows by its frame whether it narrows anything."""
    text = say(f"delivery.orders.{word}")
    listed = (
        rx.foreach(options, lambda pair: rx.el.option(pair[1], value=pair[0]))
        if isinstance(options, rx.Var)
        else rx.fragment(*[rx.el.option(words, value=key) for key, words in options])
    )
    look: Any = _FILTER
    return rx.el.select(
        rx.el.option(text, value=""),
        listed,
        value=value,
        on_change=S.filter_by(name),
        aria_label=text,
        class_name=look + rx.cond(value == "", _UNSET, _SET),
    )


def _day() -> rx.Component:
    look: Any = _FILTER
    return rx.el.input(
        type="date",
        value=S.asked.day,
        on_change=S.filter_by("day"),
        aria_label=say("delivery.orders.day"),
        title=say("delivery.orders.day"),
        class_name=look + rx.cond(S.asked.day == "", _UNSET, _SET),
    )


# -- the list ------------------------------------------------------------------------------------


def _list() -> rx.Component:
    waits = (S.tab == "delivered") | (S.tab == "cancelled")
    heads = rx.el.tr(
        rx.el.th(
            _box(S.selected.length() > 0, S.toggle_all, say("delivery.orders.select_all")),
            class_name=f"{_HEAD} w-10 pr-0 pl-4",
        ),
        *[
            rx.el.th(say(f"delivery.orders.head_{name}"), scope="col", class_name=_HEAD)
            for name in ("code", "number", "person", "way")
        ],
        rx.el.th(say("delivery.orders.head_total"), scope="col", class_name=f"{_HEAD} text-right"),
        rx.el.th(
            rx.cond(waits, say("delivery.orders.head_when"), say("delivery.orders.head_wait")),
            scope="col",
            class_name=f"{_HEAD} pr-4 text-right",
        ),
    )
    none = desk_empty(say("delivery.orders.none"), say("delivery.orders.none_text"))
    return rx.el.div(
        rx.cond(
            S.q,
            rx.el.p(
                say("delivery.orders.found"),
                class_name="border-b border-line bg-canvas px-4 py-1.5 text-xs text-muted",
            ),
        ),
        rx.el.table(
            rx.el.thead(heads),
            rx.el.tbody(rx.foreach(S.lines, _row)),
            aria_label=say("delivery.orders.title"),
            class_name="w-full border-collapse text-left tabular-nums",
        ),
        rx.cond(S.lines.length() == 0, none),
        class_name="min-h-0 flex-1 overflow-auto pb-16 [scrollbar-width:thin]",
    )


def _row(line: OrderLine) -> rx.Component:
    ticked = S.selected.contains(line.code)
    opened = OrderState.order.code == line.code
    first: Any = "w-10 pr-0 pl-4 "
    return rx.el.tr(
        rx.el.td(
            _box(ticked, S.toggle(line.code), say("delivery.orders.select")),
            class_name=first
            + "h-11 border-b border-line "
            + rx.cond(opened, "shadow-[inset_3px_0_0_var(--color-brand-600)]", ""),
        ),
        cell(_code(line)),
        cell(_number(line)),
        cell(_person(line), class_name="w-full max-w-0"),
        cell(_way(line)),
        cell(_money(line), class_name="text-right"),
        rx.el.td(
            line.waited,
            class_name="h-11 border-b border-line px-3 pr-4 text-right text-xs whitespace-nowrap "
            + by_tone(line.wait_tone, _WAIT),
        ),
        key=line.code,
        class_name=rx.cond(ticked | opened, "bg-brand-50", "transition-colors hover:bg-hover"),
    )


def _code(line: OrderLine) -> rx.Component:
    return rx.el.button(
        line.code,
        type="button",
        on_click=OrderState.open(line.code),
        class_name="font-medium hover:text-brand-700 hover:underline",
    )


def _number(line: OrderLine) -> rx.Component:
    gold = "ml-2 rounded-md bg-gold-100 px-1.5 text-micro font-semibold text-gold-700"
    return rx.fragment(
        rx.el.span(line.number, class_name="font-semibold tracking-[0.01em]"),
        rx.cond(line.number_class, rx.el.span(line.number_class, class_name=gold)),
    )


def _person(line: OrderLine) -> rx.Component:
    return rx.fragment(
        rx.el.p(line.name, class_name="truncate"),
        rx.el.p(line.place, class_name="-mt-0.5 truncate text-xs text-muted"),
    )


def _way(line: OrderLine) -> rx.Component:
    kind = rx.cond(
        line.at_store,
        rx.fragment(icon("store", "size-4"), say("delivery.orders.at_store")),
        rx.fragment(icon("truck", "size-4"), say("delivery.orders.at_home")),
    )
    packed = icon("check", "size-3.5 text-ok-700", say("delivery.orders.is_packed"))
    tones = {"now": "text-brand-700", "ok": "text-ok-700", "bad": "text-bad-700"}
    found = desk_badge(line.tab_text, line.tab_tone)
    parcel = rx.el.span(
        line.parcel,
        class_name="text-micro " + by_tone(line.parcel_tone, {**tones, "idle": "text-muted"}),
    )
    return rx.fragment(
        rx.el.span(
            kind,
            rx.cond(line.packed, packed),
            class_name="flex items-center gap-1.5 text-xs text-muted",
        ),
        rx.cond(line.exchange, desk_badge(say("delivery.exchange_badge"), "warn")),
        rx.cond(S.q, found, rx.cond(line.parcel, parcel)),
    )


def _money(line: OrderLine) -> rx.Component:
    due = rx.el.span(
        icon("card", "size-3.5"), say("delivery.orders.cod"),
        class_name="inline-flex items-center gap-1 text-xs text-warn-700",
    )  # fmt: skip
    paid = rx.el.span(
        icon("check", "size-3.5"), say("delivery.orders.paid"),
        class_name="inline-flex items-center gap-1 text-xs text-ok-700",
    )  # fmt: skip
    return rx.fragment(
        rx.el.p(line.total, class_name="font-medium"),
        rx.el.p(rx.cond(line.due, due, paid), class_name="-mt-0.5"),
    )


def _box(ticked: Any, on_click: Any, label: str) -> rx.Component:
    look: Any = "grid size-4 place-items-center rounded-[5px] "
    return rx.el.button(
        rx.cond(ticked, icon("check", "size-3")),
        type="button",
        role="checkbox",
        aria_checked=rx.cond(ticked, "true", "false"),
        aria_label=label,
        on_click=on_click,
        class_name=look
        + rx.cond(ticked, "bg-brand-600 text-white", "border-[1.5px] border-edge bg-surface"),
    )


# -- below the list ------------------------------------------------------------------------------


def _foot() -> rx.Component:
    last = S.first + S.lines.length() - 1
    arrow = "grid size-8 place-items-center rounded-control text-muted hover:bg-hover " + (
        "hover:text-ink disabled:opacity-40"
    )
    keys = [("J", ""), ("K", "move"), ("X", "pick"), ("/", "find")]
    hints = [
        one
        for key, word in keys
        for one in (key_hint(key), say(f"delivery.orders.{word}") if word else "")
    ]
    return rx.el.footer(
        rx.cond(
            S.first > 0,
            rx.el.span(S.first, " – ", last, class_name="text-xs tabular-nums text-muted"),
        ),
        icon_button("left", say("delivery.orders.previous"), desk=True, disabled=S.first <= 1,
                    on_click=S.previous_page, class_name=arrow),
        icon_button("right", say("delivery.orders.next"), desk=True, disabled=~S.more,
                    on_click=S.next_page, class_name=arrow),
        rx.el.span(*hints, class_name="ml-auto flex items-center gap-1.5 text-xs text-muted"),
        class_name="flex h-11 shrink-0 items-center gap-1 border-t border-line px-4",
    )  # fmt: skip


def _bar() -> rx.Component:
    """What can be done to the ticked orders, by the tab in which they stand."""
    codes = S.selected.join(",")
    white = (
        "inline-flex h-8 items-center gap-1.5 rounded-control bg-white px-3 font-semibold "
        "whitespace-nowrap text-ink"
    )
    confirm = rx.el.button(
        icon("truck", "size-4"), say("delivery.orders.confirm"), key_hint("G"), type="button",
        on_click=S.begin_confirm, custom_attrs={"data-key": "G"}, class_name=white,
        id="bulk-confirm",
    )  # fmt: skip
    hand_over = rx.el.button(
        icon("truck", "size-4"), say("delivery.orders.hand_over"), key_hint("G"), type="button",
        on_click=S.hand_over, custom_attrs={"data-key": "G"}, class_name=white,
        id="bulk-hand-over",
    )  # fmt: skip
    return rx.el.div(
        rx.el.span(
            say("delivery.orders.selected"), " ", S.selected.length(),
            class_name=(
                "grid h-7 grid-flow-col place-items-center gap-1 rounded-md bg-white/15 px-2 "
                "font-semibold whitespace-nowrap tabular-nums"
            ),
        ),
        rx.match(S.tab, ("pending", confirm), ("to_pick_up", hand_over), rx.fragment()),
        _paper("print", "print", "/api/admin/phieu-goi.pdf?don=" + codes, "P"),
        rx.cond(
            S.tab == "to_pick_up",
            _paper("print_list", "list", "/api/admin/ban-giao.pdf?don=" + codes, "L"),
        ),
        rx.el.span(class_name="h-5 w-px bg-white/20"),
        rx.el.button(
            key_hint("Escape", dark=True), type="button", on_click=S.unselect,
            aria_label=say("delivery.orders.unselect"), custom_attrs={"data-key": "Escape"},
            class_name="grid size-8 place-items-center rounded-control hover:bg-white/10",
        ),
        role="toolbar",
        aria_label=say("delivery.orders.bar"),
        class_name=(
            "absolute bottom-14 left-1/2 z-10 flex h-12 -translate-x-1/2 items-center gap-2 "
            "rounded-panel bg-ink px-3 text-white shadow-pop"
        ),
    )  # fmt: skip


def _paper(word: str, drawn: str, href: Any, key: str) -> rx.Component:
    return link(
        icon(drawn, "size-4"), say(f"delivery.orders.{word}"), key_hint(key, dark=True),
        href=href, external=True, target="_blank", rel="noopener",
        custom_attrs={"data-key": key}, class_name=_DARK,
    )  # fmt: skip
