"""Dialogs of the order console: where and when the shipper comes, why an order ends, outcomes."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.delivery.order_state import REASONS, OrderState
from chonso_app.delivery.orders_state import OrdersState, OutcomeRow
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import desk_button, desk_dialog, desk_field, desk_select

S: Any = OrdersState


def dialogs() -> rx.Component:
    return rx.fragment(_confirm(), _cancel(), _outcomes())


def _confirm() -> rx.Component:
    form = "pick-up-form"
    return desk_dialog(
        say("delivery.orders.confirm_title"),
        rx.el.form(
            rx.el.p(
                rx.el.b(S.selected.length()), " ", say("delivery.orders.confirm_count"),
                class_name="mb-3 text-muted",
            ),
            rx.el.div(
                desk_select(
                    say("delivery.orders.point"), "point", S.choices.points,
                    default_value=S.pick_up_point, error=S.errors["point"],
                ),
                desk_field(
                    say("delivery.orders.at"), "at", type="datetime-local", key=S.pick_up_at,
                    default_value=S.pick_up_at, error=S.errors["at"],
                ),
                class_name="grid grid-cols-2 gap-3",
            ),
            id=form,
            on_submit=S.confirm,
        ),
        id="confirm-pick-up",
        open=S.dialog == "confirm",
        on_close=S.close_dialog,
        bar=rx.fragment(
            desk_button(say("delivery.orders.back"), on_click=S.close_dialog),
            desk_button(
                say("delivery.orders.confirm_do"), "primary", icon_name="truck", type="submit",
                form=form,
            ),
        ),
    )  # fmt: skip


def _cancel() -> rx.Component:
    form = "cancel-form"
    reasons = [(one.value, say(f"orders.reason.{one.value}")) for one in REASONS]
    return desk_dialog(
        say("delivery.orders.cancel"),
        rx.el.form(
            rx.el.p(
                rx.el.b(OrderState.order.code), " · ", OrderState.order.number,
                class_name="font-medium",
            ),
            rx.el.p(say("delivery.orders.cancel_text"), class_name="mt-1 mb-3 text-muted"),
            desk_select(say("delivery.orders.cancel_reason"), "reason", reasons),
            id=form,
            on_submit=OrderState.cancel,
        ),
        id="cancel-order",
        open=OrderState.cancelling,
        on_close=OrderState.keep,
        bar=rx.fragment(
            desk_button(say("delivery.orders.keep"), on_click=OrderState.keep),
            desk_button(say("delivery.orders.cancel"), "refuse", type="submit", form=form),
        ),
    )  # fmt: skip


def _outcomes() -> rx.Component:
    return desk_dialog(
        say("delivery.orders.outcomes"),
        rx.el.ul(rx.foreach(S.outcomes, _outcome), class_name="divide-y divide-line"),
        id="bulk-outcomes",
        open=S.dialog == "outcomes",
        on_close=S.close_dialog,
        bar=desk_button(say("delivery.orders.close"), "primary", on_click=S.close_dialog),
    )


def _outcome(row: OutcomeRow) -> rx.Component:
    mark = rx.cond(
        row.ok, icon("check", "size-4 text-ok-700"), icon("alert", "size-4 text-bad-700")
    )
    return rx.el.li(
        mark,
        rx.el.span(row.code, class_name="w-24 shrink-0 font-medium tabular-nums"),
        rx.el.span(row.text, class_name="text-muted"),
        key=row.code,
        class_name="flex gap-2 py-2",
    )
