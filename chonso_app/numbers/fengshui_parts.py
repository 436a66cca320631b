"""The readings of a number: a bar of odd and even, then each reading with its rule and source."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import card, status_badge

_SUMMARY = (
    "flex min-h-11 list-none items-center gap-1.5 text-note font-medium text-brand-600 "
    "[&::-webkit-details-marker]:hidden"
)


def readings_card(readings: Any) -> rx.Component:
    """`readings`: a Var of fengshui_rows.Readings."""
    return card(
        _balance(readings),
        rx.el.p(say("fengshui_page.touch"), class_name="mt-3 text-note text-muted"),
        rx.el.ul(
            rx.foreach(readings.rows, _reading),
            class_name="mt-2 divide-y divide-line border-y border-line",
        ),
        rx.el.details(
            rx.el.summary(say("fengshui_page.more"), _arrow(), class_name=_SUMMARY),
            rx.el.ul(rx.foreach(readings.more, _reading), class_name="divide-y divide-line"),
            rx.el.h3(
                say("fengshui_page.apart"),
                class_name="border-t border-line pt-4 text-note font-medium text-muted",
            ),
            rx.el.ul(rx.foreach(readings.apart, _reading)),
            class_name="group",
        ),
        only_fun(),
    )


def how(rule: Any, source: Any) -> rx.Component:
    """A rule and where it comes from, folded."""
    return rx.el.details(
        rx.el.summary(say("fengshui_page.how"), _arrow(), class_name=_SUMMARY),
        rx.el.p(rule, class_name="text-note text-muted"),
        rx.cond(source, rx.el.p(source, class_name="mt-1 text-note text-muted")),
        class_name="group",
    )


def only_fun() -> rx.Component:
    """Beside every reading: what it is worth."""
    return rx.el.p(
        icon("info", "mt-px size-5"),
        say("fengshui.for_fun"),
        class_name="mt-2 flex gap-3 rounded-field bg-canvas p-4 text-note text-muted",
    )


def _balance(readings: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.foreach(
                readings.bar,
                lambda is_odd, place: rx.el.span(
                    key=place,
                    class_name=rx.cond(is_odd, "h-full flex-1 bg-gold-500", "h-full flex-1 bg-ink"),
                ),
            ),
            aria_hidden="true",
            class_name="flex h-2.5 overflow-hidden rounded-full",
        ),
        rx.el.div(
            rx.el.span(readings.odds),
            rx.el.span(readings.evens),
            class_name="mt-1.5 flex justify-between gap-3 text-note text-muted",
        ),
    )


def _reading(row: Any) -> rx.Component:
    """The reading and how it came about; a touch tells its rule and source."""
    judged = status_badge(row.value, row.tone)
    plain = rx.el.span(row.value, class_name="text-lead font-semibold tabular-nums text-ink")
    told = rx.el.summary(
        rx.el.span(
            rx.el.span(row.title, class_name="text-body font-semibold"),
            rx.cond(row.tone, judged, plain),
            class_name="flex min-h-7 items-center justify-between gap-3",
        ),
        rx.el.span(row.text, class_name="mt-0.5 block text-note text-muted"),
        class_name="list-none py-3 [&::-webkit-details-marker]:hidden",
    )
    rule = rx.el.div(
        rx.el.p(row.rule),
        rx.el.p(row.source, class_name="mt-1"),
        class_name="mb-3 rounded-field bg-canvas p-3 text-note text-muted",
    )
    return rx.el.li(rx.el.details(told, rule), key=row.title)


def _arrow() -> rx.Component:
    return icon("down", "size-4 transition-transform group-open:rotate-180")
