"""/nhan-sim/[code]: Hình thức nhận sim. At home with an address, or at a store."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.orders.components import option_cards, step_page
from chonso_app.orders.state_receive import ReceiveState
from chonso_app.orders.state_store import StoreState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, empty, field, section, select_field, skeleton
from chonso_app.ui.shells import customer_route

S, T = ReceiveState, StoreState
_FORM_ID = "receive"


@customer_route(
    "/nhan-sim/[code]",
    title=say("ordering.receive.tab_title"),
    on_load=[ReceiveState.load, StoreState.load],
)
def receive_page() -> rx.Component:
    head = rx.el.div(
        rx.el.h1(say("ordering.receive.title"), class_name="text-title font-bold"),
        rx.el.p(
            say("ordering.receive.for"),
            rx.el.span(S.held.number, class_name="whitespace-nowrap tabular-nums"),
            class_name="mt-1 text-body text-muted",
        ),
    )
    form = rx.el.form(
        head,
        rx.el.div(
            option_cards("way", S.ways, S.way, S.pick_way, label=say("ordering.receive.title")),
            class_name="-mt-4",
        ),
        rx.cond(S.way == "home", _home()),
        rx.cond(S.way == "store", _stores()),
        id=_FORM_ID,
        on_submit=S.go_on,
        no_validate=True,
        class_name="flex flex-col gap-9",
    )
    bar = button(say("ordering.receive.next"), type="submit", custom_attrs={"form": _FORM_ID})
    return step_page(
        S.held, form, step=2, steps=3, back="/dang-ky-so/" + S.held.code, on_end=S.load, bar=bar
    )


def _home() -> rx.Component:
    return section(
        say("ordering.to.title"),
        rx.el.div(
            _typed("name", auto_complete="name"),
            _typed("phone", type="tel", input_mode="tel", auto_complete="tel"),
            select_field(
                say("ordering.to.province"),
                "to_province_code",
                S.provinces,
                default_value=S.typed.to_province_code,
                placeholder=say("orders.form.province_none"),
                error=S.errors["to_province_code"],
                on_change=S.save("to_province_code"),
                class_name="min-w-0",
            ),
            _ward(),
            _typed(
                "district",
                hint=say("ordering.to.district_hint"),
                auto_complete="off",
            ),
            _typed(
                "address",
                placeholder=say("orders.form.street_example"),
                auto_complete="street-address",
            ),
            _typed(
                "note",
                hint=say("ordering.to.note_hint"),
                placeholder=say("ordering.to.note_example"),
                auto_complete="off",
            ),
            _fee(),
            class_name="mt-1 flex flex-col gap-5",
        ),
    )


def _typed(name: str, **props: Any) -> rx.Component:
    """A field of the receiver, kept when it is left."""
    key = f"to_{name}"
    return field(
        say(f"ordering.to.{name}"),
        key,
        error=S.errors[key],
        default_value=getattr(S.typed, key),
        on_blur=S.save(key),
        **props,
    )


def _ward() -> rx.Component:
    """Suggestions stand under the box; pressing one does not take the focus away first."""
    row: Any = S.ward_list
    found = rx.foreach(
        row,
        lambda ward: rx.el.li(
            rx.el.button(
                rx.el.span(ward.name, class_name="block text-body font-medium"),
                rx.cond(
                    ward.was != "",
                    rx.el.span(ward.was, class_name="block text-note text-muted"),
                ),
                type="button",
                on_mouse_down=rx.prevent_default,
                on_click=S.take_ward(ward.name),
                class_name="block min-h-12 w-full px-4 py-2 text-left active:bg-canvas",
            ),
            key=ward.name,
        ),
    )
    return rx.el.div(
        field(
            say("ordering.to.ward"),
            "to_ward",
            hint=say("ordering.to.ward_hint"),
            placeholder=say("ordering.to.ward_example"),
            error=S.errors["to_ward"],
            key=S.typed.ward_serial,
            default_value=S.typed.to_ward,
            on_change=S.suggest.debounce(250),
            on_blur=S.save("to_ward"),
            auto_complete="off",
        ),
        rx.cond(
            row.length() > 0,
            rx.el.ul(
                found,
                aria_label=say("ordering.to.ward_list"),
                class_name="mt-1.5 divide-y divide-line overflow-hidden rounded-field bg-surface "
                "shadow-card ring-1 ring-line",
            ),
        ),
        rx.cond(
            S.ward_note != "",
            rx.el.p(S.ward_note, role="status", class_name="mt-1.5 text-note text-muted"),
        ),
    )


def _fee() -> rx.Component:
    """Said before the customer goes on: nothing about money comes as a surprise."""
    line = "flex items-center gap-3.5 rounded-card bg-surface p-4 ring-1 ring-line"
    known = rx.el.div(
        icon("truck", "size-6 shrink-0 text-muted"),
        rx.el.div(
            rx.el.p(say("ordering.fee"), class_name="text-body font-semibold"),
            rx.el.p(S.fee.note, class_name="text-note text-muted"),
            class_name="min-w-0 flex-1",
        ),
        rx.el.p(S.fee.amount, class_name="whitespace-nowrap tabular-nums font-semibold"),
        class_name=line,
    )
    asking = rx.el.div(
        icon("truck", "size-6 shrink-0 text-muted"),
        rx.el.div(
            rx.el.p(say("ordering.fee.asking"), class_name="text-body font-semibold"),
            skeleton("mt-1.5 h-4 w-40"),
            class_name="min-w-0 flex-1",
        ),
        skeleton("h-5 w-16"),
        class_name=line,
        aria_busy="true",
    )
    none = rx.el.p(
        icon("truck", "size-5 shrink-0"),
        say("ordering.fee.ask"),
        class_name="flex items-center gap-2.5 text-note text-muted",
    )
    return rx.el.div(
        rx.match(S.fee.phase, ("known", known), ("asking", asking), none), aria_live="polite"
    )


def _stores() -> rx.Component:
    rows: Any = T.rows
    listed = rx.el.div(
        rx.foreach(rows, _store),
        role="radiogroup",
        aria_label=say("ordering.stores.title"),
        class_name="divide-y divide-line overflow-hidden rounded-card bg-surface ring-1 ring-line",
    )
    nothing = empty(
        say("ordering.stores.empty"), say("ordering.stores.empty_note"), icon_name="store"
    )
    return section(
        say("ordering.stores.title"),
        rx.el.div(
            select_field(
                say("ordering.stores.province"),
                "store_province",
                T.provinces,
                default_value=T.province,
                on_change=T.pick_province,
            ),
            field(
                say("ordering.stores.search"),
                "store_search",
                before=icon("search", "size-5 text-muted"),
                key=T.province,
                default_value=T.search,
                on_change=T.look_for.debounce(250),
                type="search",
                auto_complete="off",
            ),
            rx.cond(
                T.loaded,
                rx.cond(rows.length() > 0, listed, nothing),
                rx.el.div(skeleton("h-24 w-full"), skeleton("mt-2 h-24 w-full")),
            ),
            class_name="mt-1 flex flex-col gap-5",
        ),
    )


def _store(row: Any) -> rx.Component:
    dot = (
        "mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-surface text-white "
        "ring-[1.5px] ring-line-strong peer-checked:bg-brand-600 peer-checked:ring-brand-600"
    )
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="radio",
                name="store",
                value=row.code,
                checked=T.chosen == row.code,
                on_change=T.pick(row.code),
                disabled=~row.has_stock,
                class_name="peer sr-only",
            ),
            rx.el.span(icon("check", "size-4"), class_name=dot),
            rx.el.span(
                rx.el.span(
                    rx.el.span(row.name),
                    rx.el.span(
                        row.stock,
                        class_name=rx.cond(
                            row.has_stock,
                            "whitespace-nowrap text-note font-semibold text-ok-700",
                            "whitespace-nowrap text-note font-semibold text-warn-700",
                        ),
                    ),
                    class_name="flex justify-between gap-3 text-body font-semibold",
                ),
                rx.el.span(row.address, class_name="block text-note text-muted"),
                rx.el.span(
                    row.hours,
                    class_name=rx.cond(
                        row.is_open,
                        "mt-1 block text-note font-medium text-ok-700",
                        "mt-1 block text-note font-medium text-warn-700",
                    ),
                ),
                rx.cond(
                    T.chosen == row.code,
                    rx.el.span(row.note, class_name="mt-1 block text-note text-muted"),
                ),
                class_name="min-w-0 flex-1",
            ),
            class_name="relative flex items-start gap-3.5 p-4 has-checked:bg-brand-50 "
            "has-disabled:opacity-60 has-focus-visible:outline-2 "
            "has-focus-visible:-outline-offset-2 has-focus-visible:outline-brand-600",
        ),
        key=row.code,
    )
