"""Pieces of the customer's call page about a booked call: the sheet of times, the card of one."""

import reflex as rx

from chonso_app.calls.booking.views import DayChip, SlotChip
from chonso_app.calls.state import CallState
from chonso_app.core.config import settings
from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, sheet

_V, _P = CallState.view, CallState.picker
_ON = "bg-brand-50 font-semibold text-brand-700 ring-2 ring-brand-600"


def booked_card() -> rx.Component:
    """When the customer has a time; nothing else."""
    act = "inline-flex h-11 items-center px-3 text-note font-semibold "
    acts = rx.el.div(
        rx.el.button(
            say("calls.booking.change"), type="button", on_click=CallState.open_booking,
            class_name=act + "-ml-3 text-brand-600",
        ),
        rx.el.button(
            say("calls.booking.cancel"), type="button", on_click=CallState.cancel_booking,
            id="cancel-booking", class_name=act + "text-muted",
        ),
        class_name="mt-1 flex",
    )  # fmt: skip
    card = rx.el.section(
        icon("cal", "size-6 text-brand-600"),
        rx.el.div(
            rx.el.h2(_V.booked, class_name="text-body font-semibold"),
            rx.el.p(_V.booked_text, class_name="mt-0.5 text-note text-muted"),
            rx.cond(_V.booked_now, rx.fragment(), acts),
            class_name="min-w-0 flex-1",
        ),
        id="booked",
        class_name="flex gap-3.5 rounded-card bg-brand-50 p-4 ring-1 ring-brand-600/30",
    )
    return rx.cond(_V.booked, card)


def booking_offer() -> rx.Component:
    """Under the waiting room: until when the team is there, and the other way."""
    return rx.el.section(
        rx.el.div(
            rx.el.p(_V.hours, class_name="text-note font-medium"),
            rx.el.p(say("calls.queue.busy_now"), class_name="text-note text-muted"),
            class_name="min-w-0 flex-1",
        ),
        book_button(),
        class_name=(
            "mt-auto flex items-center gap-3 rounded-card bg-surface py-2 pr-2 pl-5 "
            "ring-1 ring-line"
        ),
    )


def book_button() -> rx.Component:
    return rx.el.button(
        icon("cal", "size-5"),
        say("calls.queue.book"),
        type="button",
        on_click=CallState.open_booking,
        id="open-booking",
        class_name=(
            "inline-flex h-12 shrink-0 items-center justify-center gap-2 rounded-field bg-brand-50 "
            "px-4 text-body font-semibold text-brand-700 active:bg-brand-100"
        ),
    )


def booking_sheet() -> rx.Component:
    confirm = button(
        rx.cond(CallState.slot, CallState.slot_words, say("calls.booking.choose")),
        disabled=CallState.slot == "",
        on_click=CallState.book,
        id="book",
    )
    leaves = rx.cond(
        _V.screen == "waiting",
        rx.el.p(say("calls.booking.leaves"), class_name="mt-2 text-center text-note text-muted"),
    )
    none = rx.el.p(
        say("calls.booking.none", hotline=settings.hotline),
        class_name="mt-4 rounded-card bg-line/40 p-4 text-body",
    )
    lead = say("calls.booking.text", minutes=settings.call_remind_minutes)
    chosen = rx.fragment(
        rx.el.div(
            rx.foreach(_P.days, _day),
            class_name="-mx-5 mt-4 flex gap-2 overflow-x-auto px-5 py-1 [scrollbar-width:none]",
        ),
        rx.el.div(
            rx.foreach(_P.slots, _slot),
            role="listbox",
            aria_label=say("calls.booking.choose"),
            class_name="mt-3 grid grid-cols-4 gap-2 tabular-nums",
        ),
    )
    return sheet(
        say("calls.booking.title"),
        rx.el.p(lead, class_name="text-note text-muted"),
        rx.cond(_P.day, chosen, none),
        id="booking",
        open=CallState.picking,
        on_close=CallState.close_booking,
        bar=rx.el.div(confirm, leaves),
    )


def _day(one: DayChip) -> rx.Component:
    look = (
        "flex h-14 shrink-0 flex-col items-center justify-center rounded-field px-4 text-note "
        "font-medium "
    )
    return rx.el.button(
        rx.el.span(one.word),
        rx.el.span(one.date, class_name="tabular-nums text-muted"),
        type="button",
        on_click=CallState.pick_day(one.day),
        aria_pressed=rx.cond(_P.day == one.day, "true", "false"),
        class_name=rx.cond(_P.day == one.day, look + _ON, look + "bg-surface ring-1 ring-line"),
    )


def _slot(one: SlotChip) -> rx.Component:
    look = "grid h-11 place-items-center rounded-field text-body "
    free = look + "bg-surface font-medium ring-1 ring-line active:bg-brand-50"
    return rx.el.button(
        rx.cond(one.full, rx.el.span(one.time, class_name="line-through"), one.time),
        type="button",
        role="option",
        disabled=one.full,
        on_click=CallState.pick_slot(one.at),
        aria_selected=rx.cond(CallState.slot == one.at, "true", "false"),
        class_name=rx.cond(
            one.full, look + "text-faint", rx.cond(CallState.slot == one.at, look + _ON, free)
        ),
    )
