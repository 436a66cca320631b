"""/admin/cua-hang: the counter of one store. J and K step through the list."""

from typing import Any

import reflex as rx

from chonso_app.core.permissions import Permission
from chonso_app.core.texts import say
from chonso_app.delivery import store_steps as steps
from chonso_app.delivery.pickup_views import HandedLine, PickupLine
from chonso_app.delivery.store_state import StoreState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    CLOSES,
    desk_alert,
    desk_badge,
    desk_button,
    desk_dialog,
    desk_empty,
    desk_field,
    hotkey,
    key_target,
    panel,
    tabs,
    tag,
)
from chonso_app.ui.shells import staff_page, staff_route

_HERE, _NEED = "/admin/cua-hang", Permission.DELIVERY_STORE
_O, _S = StoreState.order, StoreState.store


@staff_route(_HERE, title=say("pickup.title"), need=_NEED, on_load=StoreState.load)
def counter() -> rx.Component:
    room = rx.el.div(
        _list(),
        rx.el.div(
            rx.cond(_O.code != "", _order(), _nothing()),
            _aside(),
            class_name="grid min-h-0 grid-cols-[minmax(0,1fr)_320px] gap-4 p-4",
        ),
        class_name="grid min-h-0 flex-1 grid-cols-[360px_minmax(0,1fr)]",
    )
    return staff_page(
        rx.cond(
            StoreState.no_store != "",
            rx.el.div(desk_alert(StoreState.no_store, tone="warn"), class_name="p-4"),
            room,
        ),
        hotkey("J", StoreState.step(1)),
        hotkey("K", StoreState.step(-1)),
        _refusal(),
        title=rx.cond(_S.name != "", _S.name, say("pickup.title")),
        here=_HERE,
        need=_NEED,
        right=rx.cond(_S.code != "", rx.fragment(tag(_S.code, "store"), tag(_S.hours, "clock"))),
        rail=True,
    )


# -- the list -------------------------------------------------------------------------------------
def _list() -> rx.Component:
    search = rx.el.label(
        icon("search", "size-4 text-muted"),
        rx.el.input(
            placeholder=say("pickup.search"), aria_label=say("pickup.search"),
            on_change=StoreState.look_for.debounce(250), custom_attrs=key_target("/"),
            class_name="min-w-0 flex-1 bg-transparent outline-none",
        ),
        class_name=(
            "m-3 flex h-8 items-center gap-2 rounded-control border border-edge bg-surface px-2.5 "
            "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand-600"
        ),
    )  # fmt: skip
    none = desk_empty(say("pickup.none"), say("pickup.none_text"))
    return rx.el.aside(
        tabs(
            [
                ("waiting", say("pickup.tab.waiting"), _S.waiting),
                ("prepare", say("pickup.tab.prepare"), _S.prepare),
                ("handed", say("pickup.tab.handed"), _S.handed),
            ],
            StoreState.tab,
            StoreState.show_tab,
            label=say("pickup.title"),
        ),
        search,
        rx.el.ol(
            rx.foreach(StoreState.lines, _line),
            rx.cond(StoreState.lines.length() == 0, none),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="min-h-0 flex-1 overflow-y-auto border-t border-line",
        ),
        rx.el.p(
            _S.note, class_name="border-t border-line bg-canvas px-4 py-2.5 text-xs text-muted"
        ),
        class_name="flex min-h-0 flex-col border-r border-line bg-surface",
    )


def _line(line: PickupLine) -> rx.Component:
    look: Any = (
        "relative block w-full border-b border-line px-4 py-2.5 text-left transition-colors "
    )
    here = "bg-brand-50 shadow-[inset_3px_0_0_var(--color-brand-600)]"
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(line.number, class_name="font-semibold tracking-[0.01em] tabular-nums"),
                desk_badge(line.badge, line.tone),
                class_name="flex items-center justify-between gap-2",
            ),
            rx.el.span(
                rx.el.span(
                    line.name,
                    rx.el.span(line.code, class_name="ml-2 tabular-nums"),
                    class_name="truncate",
                ),
                rx.el.span(line.when, class_name="shrink-0 tabular-nums"),
                class_name="mt-1 flex items-center justify-between gap-2 text-xs text-muted",
            ),
            type="button",
            on_click=StoreState.open(line.code),
            class_name=look + rx.cond(line.code == _O.code, here, "hover:bg-hover"),
        )
    )


# -- the order on the counter ---------------------------------------------------------------------
def _nothing() -> rx.Component:
    return rx.el.section(
        desk_empty(say("pickup.pick"), say("pickup.pick_text")),
        class_name="grid place-items-center rounded-panel border border-line bg-surface",
    )


def _order() -> rx.Component:
    stage = rx.match(
        _O.stage,
        ("prepare", _preparing()),
        ("waiting", rx.cond(_O.own_system, _elsewhere(), _giving())),
        _given(),
    )
    return rx.el.section(
        _head(),
        stage,
        class_name=(
            "flex min-h-0 flex-col overflow-hidden rounded-panel border border-line bg-surface "
            "shadow-panel"
        ),
    )


def _head() -> rx.Component:
    money: Any = rx.cond(_O.is_paid, "font-medium text-ok-700", "font-medium text-warn-700")
    return rx.el.header(
        rx.el.div(
            rx.el.p(
                rx.el.span(_O.code, class_name="tabular-nums"),
                desk_badge(_O.status, _O.tone),
                rx.cond(_O.stage == "waiting", tag(say("pickup.at_store"))),
                class_name="flex items-center gap-2 whitespace-nowrap text-xs text-muted",
            ),
            rx.el.p(
                _O.number,
                id="counter-number",
                class_name="whitespace-nowrap text-[30px]/9 font-semibold tracking-[0.01em]",
            ),
        ),
        rx.el.dl(
            _fact(say("pickup.customer"), _O.name, "truncate font-medium"),
            _fact(say("pickup.contact"), _O.contact, "font-medium"),
            _fact(say("pickup.payment"), _O.money, money),
            class_name="ml-auto flex min-w-0 gap-4 whitespace-nowrap tabular-nums",
        ),
        class_name="flex shrink-0 items-center gap-3 border-b border-line px-6 py-4",
    )


def _fact(term: str, value: Any, look: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(term, class_name="text-xs text-muted"),
        rx.el.dd(value, class_name=look),
        class_name="min-w-0",
    )


def _preparing() -> rx.Component:
    form = rx.el.form(
        desk_field(
            say("pickup.serial"), "serial", placeholder=say("pickup.serial_scan"),
            error=StoreState.error, auto_focus=True, auto_complete="off", input_mode="numeric",
            max_length=64, key=_O.code, class_name="w-full max-w-md",
        ),
        rx.el.div(
            desk_button(say("pickup.set_aside"), "primary", icon_name="sim", type="submit"),
            class_name="mt-3",
        ),
        on_submit=StoreState.set_aside,
        reset_on_submit=True,
    )  # fmt: skip
    return rx.el.div(
        rx.el.h2(say("pickup.prepare"), class_name="text-[14px] font-semibold"),
        rx.el.p(say("pickup.prepare_text"), class_name="mt-0.5 mb-4 text-muted"),
        rx.cond(_O.own_system, desk_alert(say("pickup.own_system"), tone="warn"), form),
        class_name="flex-1 overflow-y-auto px-6 py-5",
    )


def _elsewhere() -> rx.Component:
    return rx.el.div(
        desk_alert(say("pickup.own_system"), tone="warn"),
        _fact(say("pickup.serial"), _O.serial, "mt-3 tabular-nums"),
        class_name="flex flex-1 flex-col gap-4 px-6 py-5",
    )


def _given() -> rx.Component:
    return rx.el.div(
        desk_empty(say("pickup.status.delivered"), _O.until),
        class_name="grid flex-1 place-items-center",
    )


def _giving() -> rx.Component:
    """The code is a form of its own: it is tried before anything else is asked for."""
    foot = rx.el.div(
        desk_button(say("pickup.refuse"), "refuse", on_click=StoreState.ask_refuse),
        rx.cond(
            _O.proven,
            rx.fragment(),
            rx.el.span(say("pickup.missing_code"), class_name="ml-auto text-xs text-muted"),
        ),
        rx.el.span(
            desk_button(
                say("pickup.hand_over"), "primary", icon_name="check", type="submit",
                disabled=~_O.proven,
            ),
            class_name=rx.cond(_O.proven, "ml-auto", ""),
        ),
        class_name=(
            "sticky bottom-0 z-10 mt-auto flex items-center gap-3 border-t border-line bg-surface "
            "px-6 py-3"
        ),
    )  # fmt: skip
    return rx.el.div(
        rx.el.ol(steps.code(), class_name="px-6 pt-5"),
        rx.el.form(
            rx.el.ol(
                steps.person(), steps.serial(), steps.money(), steps.last(), class_name="px-6 pb-2"
            ),
            rx.cond(
                StoreState.error != "",
                rx.el.div(desk_alert(StoreState.error), class_name="px-6 pb-4"),
            ),
            foot,
            on_submit=StoreState.hand_over,
            id="handing",
            class_name="flex flex-1 flex-col",
        ),
        class_name="flex min-h-0 flex-1 flex-col overflow-y-auto",
    )


def _refusal() -> rx.Component:
    return desk_dialog(
        say("pickup.refuse_sure"),
        rx.el.p(say("pickup.refuse_text")),
        id="refuse-pickup",
        bar=rx.fragment(
            desk_button(say("ui.close"), "ghost", custom_attrs=CLOSES),
            desk_button(say("pickup.refuse_yes"), "refuse", on_click=StoreState.refuse),
        ),
        open=StoreState.refusing,
        on_close=StoreState.close_refuse,
    )


# -- the day --------------------------------------------------------------------------------------
def _aside() -> rx.Component:
    today = rx.el.div(
        _figure(_S.handed, say("pickup.today_handed")),
        _figure(_S.waiting, say("pickup.today_waiting")),
        _figure(_S.stock, say("pickup.today_stock")),
        _figure(_S.cash, say("pickup.today_cash")),
        class_name="grid grid-cols-2 gap-px bg-line",
    )
    none = rx.el.p(say("pickup.latest_none"), class_name="px-3 py-4 text-muted")
    latest = rx.el.ul(rx.foreach(_S.latest, _handed), class_name="divide-y divide-line")
    return rx.el.aside(
        panel(say("pickup.today"), today, class_name="overflow-hidden"),
        panel(
            say("pickup.latest"),
            rx.cond(_S.latest.length() == 0, none, latest),  # pyright: ignore[reportAttributeAccessIssue]
            class_name="min-h-0 flex-1 overflow-y-auto",
        ),
        class_name="flex min-h-0 flex-col gap-4",
    )


def _figure(value: Any, label: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(value, class_name="text-[22px]/7 font-semibold tabular-nums"),
        rx.el.p(label, class_name="text-xs text-muted"),
        class_name="bg-surface px-3 py-2.5",
    )


def _handed(line: HandedLine) -> rx.Component:
    return rx.el.li(
        icon("check", "size-4 shrink-0 text-ok-700"),
        rx.el.div(
            rx.el.p(line.number, class_name="font-semibold tracking-[0.01em] tabular-nums"),
            rx.el.p(line.name, class_name="truncate text-xs text-muted"),
            class_name="min-w-0",
        ),
        rx.el.span(line.time, class_name="ml-auto text-xs tabular-nums text-muted"),
        class_name="flex items-center gap-2 px-3 py-2",
    )
