"""The five steps of a hand-over at the counter: code, person, serial, money, giving."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.delivery.store_state import StoreState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import checkbox, desk_button, desk_field, desk_segment

_O = StoreState.order


def _step(number: str, title: str, *children: Any, on: Any = True) -> rx.Component:
    ring: Any = "grid size-7 place-items-center rounded-full font-semibold "
    dot = rx.cond(on, "bg-brand-600 text-white", "border-[1.5px] border-edge bg-surface text-muted")
    return rx.el.li(
        rx.el.span(class_name="absolute top-8 bottom-1 left-[13.5px] w-px bg-line"),
        rx.el.span(rx.el.span(number, class_name=ring + dot), class_name="relative"),
        rx.el.div(
            rx.el.h3(title, class_name="text-[14px] font-semibold"),
            *children,
            class_name="min-w-0 pt-1",
        ),
        class_name="relative grid grid-cols-[28px_1fr] gap-4 pb-6",
    )


def _said(text: Any) -> rx.Component:
    return rx.el.p(text, class_name="mt-0.5 mb-2 text-muted")


def code() -> rx.Component:
    box = (
        "h-12 w-44 rounded-panel border border-edge bg-surface px-3 text-[26px] font-semibold "
        "tracking-[0.2em] tabular-nums"
    )
    form = rx.el.form(
        rx.el.input(
            name="pin", aria_label=say("pickup.code"), max_length=6,
            input_mode="numeric", auto_complete="off", auto_focus=True, key=_O.code,
            class_name=box,
        ),
        desk_button(say("pickup.code_check"), "primary", type="submit"),
        desk_button(say("pickup.code_again"), "ghost", on_click=StoreState.send_again),
        on_submit=StoreState.prove,
        class_name="flex items-center gap-2",
    )  # fmt: skip
    wrong = rx.cond(
        StoreState.code_error != "",
        rx.el.p(StoreState.code_error, role="alert", class_name="mt-2 text-bad-700"),
    )
    good = rx.el.p(
        icon("check", "size-4"), say("pickup.code_ok"),
        class_name="mt-1 flex items-center gap-1.5 font-medium text-ok-700",
    )  # fmt: skip
    asking = rx.fragment(_said(say("pickup.code_text")), form, wrong)
    return _step("1", say("pickup.code"), rx.cond(_O.proven, good, asking))


def person() -> rx.Component:
    who = desk_segment(
        [("self", say("pickup.self")), ("other", say("pickup.other"))],
        StoreState.receiver,
        StoreState.pick_receiver,
        label=say("pickup.person"),
    )
    return _step(
        "2",
        say("pickup.person"),
        rx.el.p(
            say("pickup.person_text"), " ", rx.el.b(_O.name, class_name="font-semibold text-ink"),
            class_name="mt-0.5 mb-2 text-muted",
        ),
        who,
        rx.el.div(
            rx.cond(
                StoreState.receiver == "other",
                desk_field(say("pickup.other_name"), "other_name", max_length=100,
                           auto_complete="off", class_name="w-56"),
            ),
            desk_field(say("pickup.id_tail"), "id_tail", max_length=4, auto_complete="off",
                       class_name="w-44"),
            class_name="mt-3 flex gap-3",
        ),
        checkbox(say("pickup.name_seen"), "name_seen"),
        on=_O.proven,
    )  # fmt: skip


def serial() -> rx.Component:
    return _step(
        "3",
        say("pickup.serial"),
        _said(rx.fragment(say("pickup.serial_scan"), ", …", _O.tail)),
        rx.el.input(
            name="serial", aria_label=say("pickup.serial"), auto_complete="off", max_length=64,
            input_mode="numeric", key=_O.code, placeholder=say("pickup.serial_scan"),
            class_name="h-9 w-full max-w-md rounded-control border border-edge px-2.5 tabular-nums",
        ),
        on=_O.proven,
    )  # fmt: skip


def money() -> rx.Component:
    due = rx.fragment(
        _said(rx.fragment(say("pickup.money_due"), " ", rx.el.b(_O.money))),
        checkbox(rx.fragment(_O.taking), "cash_taken"),
    )
    return _step(
        "4", say("pickup.money"), rx.cond(_O.is_paid, _said(say("pickup.money_none")), due),
        on=_O.proven,
    )  # fmt: skip


def last() -> rx.Component:
    return _step("5", say("pickup.give"), _said(say("pickup.give_text")), on=_O.proven)
