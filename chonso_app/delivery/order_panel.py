"""The open order: serial, pick-up, receiver, story, and what may be done now."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.delivery.console_views import EventRow
from chonso_app.delivery.order_state import OrderState
from chonso_app.delivery.scanner import scanner
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import by_tone, desk_badge, desk_button, icon_button, link

S: Any = OrderState
O: Any = OrderState.order  # noqa: E741
_SECTION = "border-b border-line px-4 py-2.5"
_LINKED = "inline-flex items-center gap-1 text-xs font-medium text-brand-700 hover:underline"


def panel() -> rx.Component:
    return rx.el.aside(
        _head(),
        rx.el.div(
            rx.cond(O.at_store, _by_store(), _packing()),
            rx.cond(~O.at_store, _pick_up()),
            _receiver(),
            _story(),
            class_name="min-h-0 flex-1 overflow-auto [scrollbar-width:thin]",
        ),
        _foot(),
        aria_label=say("delivery.orders.detail"),
        class_name="flex min-h-0 w-[392px] flex-col border-l border-line bg-surface",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.span(O.code, class_name="text-xs font-medium tabular-nums text-muted"),
            desk_badge(O.tab_text, O.tab_tone),
            rx.cond(O.exchange, desk_badge(say("delivery.exchange_badge"), "warn")),
            rx.el.span(
                icon_button("up", say("delivery.orders.up"), desk=True, on_click=S.step(-1)),
                icon_button("down", say("delivery.orders.down"), desk=True, on_click=S.step(1)),
                icon_button("x", say("delivery.orders.close"), desk=True, on_click=S.close,
                            custom_attrs={"data-key": "Escape"}),
                class_name="ml-auto flex",
            ),
            class_name="flex items-center gap-2",
        ),
        rx.el.p(
            O.number, id="order-number",
            class_name="mt-0.5 text-[26px]/8 font-semibold tracking-[0.01em]",
        ),
        rx.el.p(O.line, class_name="truncate text-muted"),
        class_name="border-b border-line px-4 pt-3 pb-3",
    )  # fmt: skip


def _by_store() -> rx.Component:
    return rx.el.p(
        icon("store", "size-4 shrink-0"),
        say("delivery.orders.worked_by_store"),
        class_name="flex items-center gap-2 border-b border-line bg-canvas px-4 py-3 text-muted",
    )


# -- packing -------------------------------------------------------------------------------------


def _packing() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3(say("delivery.orders.packing"), class_name="font-semibold"),
            rx.el.span(O.warehouse, class_name="text-xs text-muted"),
            class_name="mb-1.5 flex items-center justify-between",
        ),
        rx.cond(O.serial, _bound(), rx.cond(O.may_pack, _serial_form())),
        rx.el.ul(
            _content("inside_sim", O.serial != ""),
            _content("inside_code", O.serial != ""),
            _content("inside_how", O.serial != ""),
            class_name="mt-2 grid grid-cols-2 gap-x-3",
        ),
        class_name=_SECTION,
    )


def _bound() -> rx.Component:
    out = icon_button("x", say("delivery.orders.take_out"), desk=True, on_click=S.unpack)
    return rx.el.div(
        rx.el.p(say("delivery.orders.serial"), class_name="mb-1 text-xs font-medium text-muted"),
        rx.el.div(
            icon("sim", "size-5 text-ok-700"),
            rx.el.span(
                O.serial, id="bound-serial",
                class_name="flex-1 text-[13px] font-semibold whitespace-nowrap tabular-nums",
            ),
            rx.el.span(
                icon("check", "size-3.5"), say("delivery.orders.bound"),
                class_name="inline-flex items-center gap-1 text-xs font-medium text-ok-700",
            ),
            rx.cond(O.may_pack, out),
            class_name=(
                "flex h-10 items-center gap-1.5 rounded-control border border-edge pr-1 pl-2.5"
            ),
        ),
    )  # fmt: skip


def _serial_form() -> rx.Component:
    wrong = S.serial_error != ""
    box: Any = "flex items-center gap-2 rounded-control border-2 bg-surface px-2.5 ring-4 "
    return rx.el.form(
        rx.el.label(
            say("delivery.orders.serial"), html_for="serial",
            class_name="mb-1 block text-xs font-medium text-muted",
        ),
        rx.el.div(
            icon("sim", "size-5 shrink-0 text-brand-600"),
            rx.el.input(
                id="serial", name="serial", key=O.code, auto_focus=True, auto_complete="off",
                input_mode="numeric", max_length=40, aria_invalid=rx.cond(wrong, "true", "false"),
                aria_describedby="serial-error",
                placeholder=say("delivery.orders.serial_hint"),
                class_name=(
                    "h-9 min-w-0 flex-1 text-[14px] font-semibold tabular-nums outline-none "
                    "placeholder:text-ui placeholder:font-normal placeholder:text-muted"
                ),
            ),
            icon_button(
                "camera", say("delivery.orders.camera"), desk=True,
                on_click=S.use_camera(~S.scanning),
            ),
            class_name=box
            + rx.cond(wrong, "border-bad-700 ring-bad-100", "border-brand-600 ring-brand-100"),
        ),
        rx.cond(
            wrong,
            rx.el.p(
                S.serial_error, id="serial-error", role="alert",
                class_name="mt-1.5 text-xs text-bad-700",
            ),
        ),
        rx.cond(S.scanning, scanner(S.scanned, S.use_camera(False))),
        on_submit=S.pack,
        reset_on_submit=True,
    )  # fmt: skip


def _content(word: str, there: Any) -> rx.Component:
    mark = rx.cond(
        there,
        rx.el.span(
            icon("check", "size-3"),
            class_name="grid size-4 place-items-center rounded-[5px] bg-ok-700 text-white",
        ),
        rx.el.span(class_name="size-4 rounded-[5px] border-[1.5px] border-edge"),
    )
    text = rx.el.span(say(f"delivery.orders.{word}"), class_name="text-muted")
    return rx.el.li(mark, text, class_name="flex items-center gap-2 py-[3px]")


# -- pick-up and receiver ------------------------------------------------------------------------


def _pick_up() -> rx.Component:
    label = link(
        icon("print", "size-3.5"), say("delivery.orders.label"), href=O.label, external=True,
        target="_blank", rel="noopener", class_name="ml-2 " + _LINKED,
    )  # fmt: skip
    none = rx.el.span(say("delivery.orders.not_confirmed"), class_name="text-muted")
    return rx.el.section(
        rx.el.div(
            rx.el.h3(say("delivery.orders.pick_up"), class_name="font-semibold"),
            rx.cond(O.parcel, desk_badge(O.parcel, O.parcel_tone)),
            class_name="mb-0.5 flex items-center justify-between",
        ),
        rx.el.dl(
            _fact("point", O.warehouse),
            _fact("at", rx.cond(O.pick_up, O.pick_up, none)),
            rx.cond(O.carrier, _fact("carrier", O.carrier)),
            rx.cond(
                O.parcel_code,
                _fact("parcel_code", rx.el.span(O.parcel_code, rx.cond(O.label, label))),
            ),
        ),
        rx.cond(O.parcel_note, rx.el.p(O.parcel_note, class_name="text-xs text-bad-700")),
        class_name=_SECTION,
    )


def _receiver() -> rx.Component:
    see = rx.el.button(
        icon("eye", "size-3.5"), say("delivery.orders.see"), type="button", on_click=S.unmask,
        class_name="ml-1 align-middle " + _LINKED,
    )  # fmt: skip
    money = rx.cond(
        O.paid,
        rx.el.span(say("delivery.orders.paid_word"), class_name="font-medium text-ok-700"),
        rx.el.span(say("delivery.orders.due_word"), class_name="font-medium text-warn-700"),
    )
    return rx.el.section(
        rx.el.h3(say("delivery.orders.deliver_to"), class_name="mb-0.5 font-semibold"),
        rx.el.dl(
            _fact("head_way", O.way),
            _fact("receiver", rx.el.span(O.name, " · ", O.phone, rx.cond(~O.unmasked, see))),
            _fact("address", O.address),
            rx.cond(O.note, _fact("note", O.note)),
            _fact("payment", rx.el.span(O.payment, " ", money)),
            rx.cond(O.dispatched, _fact("dispatched", O.dispatched)),
            rx.cond(O.ended, _fact("ended", O.ended)),
        ),
        class_name=_SECTION,
    )


def _fact(word: str, value: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(say(f"delivery.orders.{word}"), class_name="text-xs/5 text-muted"),
        rx.el.dd(value, class_name="min-w-0 break-words tabular-nums"),
        class_name="grid grid-cols-[96px_1fr] gap-2 py-1",
    )


# -- the story -----------------------------------------------------------------------------------


def _story() -> rx.Component:
    return rx.el.section(
        rx.el.h3(say("delivery.orders.story"), class_name="mb-1.5 font-semibold"),
        rx.el.ol(rx.foreach(O.events, _event)),
        class_name="px-4 py-2.5",
    )


def _event(row: EventRow) -> rx.Component:
    dot: Any = "relative z-10 mt-[6px] size-2.5 shrink-0 rounded-full "
    tones = {"idle": "bg-ok-500", "now": "bg-brand-600 ring-4 ring-brand-100"}
    bar = (
        "relative flex gap-3 pb-2 before:absolute before:top-[18px] before:bottom-[-4px] "
        "before:left-[4.5px] before:w-px before:bg-line last:before:hidden"
    )
    note = rx.el.p(row.note, class_name="text-xs text-muted")
    return rx.el.li(
        rx.el.span(class_name=dot + by_tone(row.state, tones)),
        rx.el.div(
            rx.el.p(
                rx.el.span(row.title, class_name="font-medium"),
                rx.el.span(row.at, class_name="ml-auto text-xs/5 tabular-nums text-muted"),
                class_name="flex gap-2",
            ),
            rx.cond(row.note, note),
            class_name="min-w-0 flex-1",
        ),
        class_name=bar,
    )


# -- what may be done ----------------------------------------------------------------------------


def _foot() -> rx.Component:
    confirm = desk_button(
        rx.cond(
            O.tab == "pending",
            say("delivery.orders.to_pick_up"),
            say("delivery.orders.confirm_again"),
        ),
        "primary", key="G", icon_name="truck", class_name="h-9 flex-1", id="confirm-one",
        on_click=S.begin_confirm,
    )  # fmt: skip
    hand_over = desk_button(
        say("delivery.orders.hand_over"), "primary", key="G", icon_name="truck", id="hand-over",
        class_name="h-9 flex-1", on_click=S.hand_over, disabled=O.serial == "",
    )  # fmt: skip
    paper = link(
        icon("print", "size-4"),
        href="/api/admin/phieu-goi.pdf?don=" + O.code, external=True, target="_blank",
        rel="noopener", aria_label=say("delivery.orders.print"), title=say("delivery.orders.print"),
        custom_attrs={"data-key": "P"},
        class_name=(
            "inline-flex h-9 items-center gap-1.5 rounded-control border border-edge bg-surface "
            "px-3 shadow-panel hover:bg-hover"
        ),
    )  # fmt: skip
    cancel = desk_button(
        say("delivery.orders.cancel"), "refuse", key="H", on_click=S.begin_cancel, id="cancel",
        class_name="h-9",
    )  # fmt: skip
    return rx.el.footer(
        rx.cond(O.may_cancel, cancel),
        rx.cond(~O.at_store, paper),
        rx.cond(O.may_confirm, confirm, rx.cond(O.may_hand_over, hand_over)),
        class_name="flex items-center gap-1.5 border-t border-line px-3 py-3 empty:hidden",
    )
