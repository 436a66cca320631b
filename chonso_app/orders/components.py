"""What the steps of ordering share: the head with the clock, and what shows when it is over."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.orders.state import HeldRow
from chonso_app.ui.beside import beside
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, countdown, empty, option_card, skeleton
from chonso_app.ui.shells import customer_page


class SessionTicket(rx.Component):
    library = beside(__name__, "session_ticket.jsx")
    tag = "SessionTicket"
    ticket: rx.Var[str]


def holding(held: HeldRow) -> rx.Component:
    """`Đang giữ 0901 23 6868`, in the middle of the header."""
    return rx.el.p(
        # beside "tạm dừng" there is no room for it, and little on the narrowest phones
        rx.el.span(
            say("orders.holding"),
            " ",
            class_name=rx.cond(held.paused, "sr-only", "max-[374px]:sr-only"),
        ),
        rx.el.span(held.number, class_name="tabular-nums font-semibold text-ink"),
        class_name="whitespace-nowrap text-body text-muted",
    )


def clock(held: HeldRow, on_end: Any) -> rx.Component:
    """At the right of the header; asks again once when it reaches zero."""
    return rx.el.div(
        countdown(held.until, now=held.now, paused=held.paused, on_end=on_end),
        aria_label=say("orders.clock"),
        class_name="pr-3",
    )


def step_page(
    held: HeldRow,
    *children: rx.Component,
    step: int,
    steps: Any = 2,
    back: str | rx.Var[str],
    on_end: Any,
    bar: rx.Component,
) -> rx.Component:
    """A step of ordering: its own content while the number is held, else what became of it."""
    content = rx.cond(held.phase == "open", rx.fragment(*children), over(held))
    is_open = held.phase == "open"
    return customer_page(
        content,
        back=back,
        middle=rx.cond(is_open, holding(held), rx.fragment()),
        right=rx.cond(is_open, clock(held, on_end), rx.el.span(class_name="size-11")),
        step=step,
        steps=steps,
        bar=rx.cond(is_open, bar, rx.fragment()),
        help_code=held.code,
        main_class="gap-9 px-4 pb-8 pt-4",
    )


def option_cards(name: str, options: Any, chosen: Any, on_pick: Any, **props: Any) -> rx.Component:
    """A group of radios as cards; what cannot be had is shown with the reason."""

    def card(row: Any) -> rx.Component:
        return rx.el.div(
            option_card(
                name,
                row.value,
                row.title,
                note=row.note,
                right=row.right,
                checked=chosen == row.value,
                on_change=on_pick(row.value),
                disabled=row.off | props.get("disabled", False),
            ),
            key=row.value,
            class_name=rx.cond(row.off, "opacity-60", ""),
        )

    return rx.el.div(
        rx.foreach(options, card),
        role="radiogroup",
        aria_label=props.get("label", ""),
        class_name="flex flex-col gap-2.5",
    )


def over(held: HeldRow) -> Any:
    """The order is past this step: paid, expired, cancelled, or not this browser's."""
    again = button(say("orders.over.again"), href=held.path)
    search = button(say("orders.over.search"), "text", href="/tim")
    expired = empty(
        say("orders.over.expired"),
        say("orders.over.expired_before") + held.number + say("orders.over.expired_after"),
        icon_name="hourglass",
        action=rx.el.div(again, search, class_name="flex flex-col items-center gap-2"),
    )
    cancelled = empty(say("orders.over.cancelled"), icon_name="undo", action=search)
    paid = empty(
        say("payments.done"),
        icon_name="check-c",
        action=button(say("payments.to_slip"), href="/phieu/" + held.code),
    )
    placed = empty(
        say("ordering.placed"),
        say("ordering.placed_note"),
        icon_name="check-c",
        action=button(say("payments.to_slip"), href="/phieu/" + held.code),
    )
    missing = empty(
        say("orders.not_found"),
        say("orders.not_found_note"),
        icon_name="ticket",
        action=button(say("orders.not_found_open"), href="/phieu"),
    )
    return rx.match(
        held.phase,
        ("expired", expired),
        ("cancelled", cancelled),
        ("paid", paid),
        ("placed", placed),
        ("missing", missing),
        _waiting(),
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        skeleton("h-8 w-56"),
        skeleton("mt-6 h-13 w-full"),
        skeleton("mt-4 h-13 w-full"),
        skeleton("mt-4 h-13 w-full"),
        class_name="flex flex-col",
        aria_busy="true",
    )


def tick(size: str = "size-5") -> rx.Component:
    return icon("check", f"{size} text-ok-700")
