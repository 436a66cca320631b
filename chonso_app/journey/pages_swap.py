"""/phieu/[code]/doi-sim: a paid eSIM becomes a physical SIM, the difference due on receipt."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.journey.state_swap import SwapState
from chonso_app.orders.rows import store_way
from chonso_app.ui.parts import (
    alert,
    button,
    cost_row,
    cost_total,
    costs,
    empty,
    field,
    option_card,
    select_field,
    skeleton_card,
)
from chonso_app.ui.shells import customer_page, customer_route

S = SwapState
_FORM = "swap"


@customer_route("/phieu/[code]/doi-sim", title=say("swap.title"), on_load=S.load)
def swap_page() -> rx.Component:
    known = S.cost.due != ""
    ask = button(say("swap.ask_fee"), type="submit", id="ask-fee", custom_attrs={"form": _FORM})
    do = button(say("swap.do"), on_click=S.change, id="swap")
    return customer_page(
        rx.match(S.phase, ("open", _open()), ("closed", _closed()), skeleton_card(6)),
        title=say("swap.title"),
        back=rx.cond(S.code, f"/phieu/{S.code}", "/phieu"),
        bar=rx.cond(S.phase == "open", rx.cond(known, do, ask), rx.fragment()),
        help_code=S.code,
        main_class="gap-7 px-4 pb-8 pt-4",
    )


def _open() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(say("swap.heading"), class_name="text-title font-bold"),
            rx.el.p(say("swap.lead"), class_name="mt-2 text-muted"),
        ),
        rx.cond(S.lost != "", alert(S.lost, "", tone="warn", icon_name="gift")),
        _ways(),
        rx.el.form(
            rx.cond(S.way == "home", _address(), _store()),
            id=_FORM,
            on_submit=S.ask,
            on_focus=S.begin_again,
            no_validate=True,
        ),
        rx.cond(S.cost.due != "", _cost()),
        rx.el.p(say("swap.sign_again"), class_name="text-note text-muted"),
    )


def _ways() -> rx.Component:
    ways = (
        ("home", say("swap.home"), say("swap.home_note")),
        ("store", store_way(), say("swap.store_note")),
    )
    return rx.el.div(
        rx.el.h2(say("swap.how"), class_name="text-head font-semibold"),
        rx.el.div(
            *[
                option_card(
                    "way", value, title, note=note, checked=S.way == value,
                    on_change=S.pick_way(value),
                )
                for value, title, note in ways
            ],
            role="radiogroup",
            aria_label=say("swap.how"),
            class_name="mt-3 flex flex-col gap-2",
        ),
    )  # fmt: skip


def _address() -> rx.Component:
    def line(name: str, key: str, **props: Any) -> rx.Component:
        return field(
            say(f"ordering.to.{key}"), name, error=S.errors[name],
            default_value=getattr(S.typed, name), **props,
        )  # fmt: skip

    return rx.el.div(
        line("to_name", "name", auto_complete="name"),
        line("to_phone", "phone", input_mode="tel", auto_complete="tel"),
        select_field(
            say("ordering.to.province"),
            "to_province_code",
            S.provinces,
            default_value=S.typed.to_province_code,
            error=S.errors["to_province_code"],
        ),
        line("to_ward", "ward", auto_complete="address-level3"),
        line("to_address", "address", auto_complete="street-address"),
        class_name="flex flex-col gap-5",
    )


def _store() -> rx.Component:
    return select_field(
        say("swap.store_which"), "store", S.stores, placeholder=say("swap.store_pick")
    )


def _cost() -> rx.Component:
    return rx.el.div(
        costs(
            cost_row(say("swap.sim_fee"), S.cost.sim),
            cost_row(say("swap.delivery_fee"), S.cost.delivery),
            cost_row(say("swap.paid_for_esim"), S.cost.paid),
            cost_total(say("swap.due"), S.cost.due),
        ),
        rx.cond(
            S.cost.nothing,
            rx.el.p(say("swap.nothing_due"), class_name="mt-2 text-note text-muted"),
        ),
        id="swap-cost",
    )


def _closed() -> rx.Component:
    return empty(
        say("swap.none"),
        say("swap.none_note"),
        icon_name="sim",
        action=button(say("exchange.to_slip"), "tonal", href=f"/phieu/{S.code}"),
    )
