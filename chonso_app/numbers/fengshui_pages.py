"""/phong-thuy: numbers that suit a birth date, and the readings of any number."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.fengshui_parts import how, only_fun, readings_card
from chonso_app.numbers.fengshui_state import SWITCHES, FengshuiState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, card, field, field_error, link, section
from chonso_app.ui.shells import customer_page, customer_route

person: Any = FengshuiState.person
fitting: Any = FengshuiState.fitting
_BIRTH = "birth"


@customer_route("/phong-thuy", title=say("fengshui_page.title"))
def fengshui_page() -> rx.Component:
    return customer_page(
        rx.cond(person.element, _known(), _birth_form()),
        _of_number(),
        title=say("fengshui_page.title"),
        back="/",
    )


def _birth_form() -> rx.Component:
    boxes = [
        _part("day", "bday-day", 2),
        _part("month", "bday-month", 2),
        _part("year", "bday-year", 4),
    ]
    return rx.el.section(
        rx.el.h2(
            say("fengshui_page.heading_1"),
            rx.el.br(),
            say("fengshui_page.heading_2"),
            class_name="text-title font-bold",
        ),
        rx.el.p(say("fengshui_page.lead"), class_name="mt-1 text-body text-muted"),
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend(say("fengshui_page.birth"), class_name="text-note font-medium"),
                rx.el.div(*boxes, class_name="grid grid-cols-[1fr_1fr_1.5fr] gap-2"),
                field_error(FengshuiState.error, _BIRTH),
            ),
            rx.el.p(
                icon("lock", "mt-px size-5"),
                say("fengshui_page.private"),
                class_name="flex gap-3 text-note text-muted",
            ),
            button(say("fengshui_page.compute"), type="submit"),
            on_submit=FengshuiState.tell_birth,
            no_validate=True,
            auto_complete="off",
            class_name="mt-5 flex flex-col gap-4",
        ),
    )


def _part(name: str, completes: str, length: int) -> rx.Component:
    return rx.el.input(
        name=name,
        placeholder=say(f"fengshui_page.{name}"),
        aria_label=say(f"fengshui_page.{name}"),
        aria_describedby=f"{_BIRTH}-error",
        aria_invalid=rx.cond(FengshuiState.error, "true", "false"),
        input_mode="numeric",
        max_length=length,
        auto_complete=completes,
        class_name=(
            "mt-1.5 h-13 w-full min-w-0 rounded-field bg-surface px-4 text-lead tabular-nums "
            "outline-none ring-1 ring-line-strong placeholder:text-faint focus:ring-2 "
            "focus:ring-brand-600 aria-[invalid=true]:bg-bad-50 aria-[invalid=true]:ring-bad-600"
        ),
    )


def _known() -> rx.Component:
    return rx.fragment(_person(), _results())


def _person() -> rx.Component:
    related = rx.foreach(
        person.related,
        lambda one: rx.el.div(
            rx.el.dt(one.title, class_name="text-note text-muted"),
            rx.el.dd(
                rx.el.span(one.element, class_name="block text-body font-semibold"),
                rx.el.span(one.digits, class_name="block text-note text-muted"),
            ),
            key=one.title,
        ),
    )
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.p(say("fengshui_page.element"), class_name="text-note text-muted"),
                rx.el.h2(person.element, class_name="text-title font-bold"),
                rx.el.p(person.lunar, class_name="text-body text-muted"),
                rx.el.p(person.nap_am, class_name="text-body text-muted"),
            ),
            button(
                say("fengshui_page.again"),
                "text",
                on_click=FengshuiState.forget,
                class_name="-mt-2 -mr-2 shrink-0 whitespace-nowrap",
            ),
            class_name="flex items-start justify-between gap-3",
        ),
        rx.cond(
            person.before_tet,
            rx.el.p(person.before_tet, class_name="mt-2 text-note text-muted"),
        ),
        rx.el.dl(related, class_name="mt-4 grid grid-cols-3 gap-3 border-t border-line pt-4"),
        rx.el.div(
            how(say("fengshui_page.person_rule"), say("fengshui_page.person_source")),
            class_name="mt-2",
        ),
        only_fun(),
    )


def _results() -> rx.Component:
    see = rx.fragment(
        say("fengshui_page.see"),
        rx.el.span(fitting.total, class_name="tabular-nums"),
        say("fengshui_page.count"),
    )
    go = rx.cond(
        fitting.some,
        link(
            see,
            href=fitting.href,
            class_name=(
                "inline-flex h-13 w-full items-center justify-center gap-1.5 rounded-field "
                "bg-brand-600 px-5 text-lead font-semibold text-white shadow-press "
                "active:bg-brand-700"
            ),
        ),
        rx.el.p(
            say("fengshui_page.see_none"),
            class_name="rounded-field bg-line/60 p-4 text-center text-body text-muted",
        ),
    )
    return section(
        say("fengshui_page.results"),
        rx.el.p(say("fengshui_page.results_note"), class_name="-mt-2 text-note text-muted"),
        rx.el.div(
            *[_switch(name) for name in SWITCHES],
            role="group",
            aria_label=say("fengshui_page.switches"),
            class_name="mt-3 divide-y divide-line rounded-card bg-surface px-5 ring-1 ring-line",
        ),
        rx.el.div(go, aria_live="polite", class_name="mt-4"),
        _tiers(),
    )


def _switch(name: str) -> rx.Component:
    on = FengshuiState.switched.contains(name)  # pyright: ignore[reportAttributeAccessIssue]
    track: Any = "relative h-7 w-12 shrink-0 rounded-full transition-colors "
    knob: Any = "absolute top-0.5 size-6 rounded-full bg-surface shadow-card transition-[left] "
    return rx.el.button(
        rx.el.span(
            rx.el.span(
                say(f"fengshui_page.switch.{name}"), class_name="block text-body font-medium"
            ),
            rx.el.span(
                say(f"fengshui_page.switch.{name}.rule"), class_name="block text-note text-muted"
            ),
            class_name="min-w-0 flex-1",
        ),
        rx.el.span(
            rx.el.span(class_name=knob + rx.cond(on, "left-5.5", "left-0.5")),
            aria_hidden="true",
            class_name=track + rx.cond(on, "bg-brand-600", "bg-line-strong"),
        ),
        type="button",
        role="switch",
        aria_checked=rx.cond(on, "true", "false"),
        on_click=FengshuiState.switch(name),
        class_name="flex w-full items-center gap-4 py-3 text-left",
    )


def _tiers() -> rx.Component:
    rows = rx.foreach(
        fitting.tiers,
        lambda tier: rx.el.li(
            link(
                rx.el.span(
                    tier.title,
                    rx.el.span(
                        tier.why,
                        class_name=(
                            "block text-note font-normal text-muted first-letter:uppercase"
                        ),
                    ),
                    class_name="min-w-0 flex-1 py-2 text-body font-medium",
                ),
                rx.el.span(
                    tier.count, " ", say("fengshui_page.count"),
                    class_name="text-note font-medium whitespace-nowrap tabular-nums",
                ),
                icon("right", "size-5 text-line-strong"),
                href=tier.href,
                class_name="flex min-h-13 items-center gap-3 pr-3 pl-5 active:bg-canvas",
            ),
            key=tier.title,
        ),
    )  # fmt: skip
    return rx.el.div(
        rx.el.h3(say("fengshui_page.tiers.title"), class_name="text-body font-semibold"),
        rx.el.ul(
            rows,
            class_name=(
                "mt-2 divide-y divide-line overflow-hidden rounded-card bg-surface ring-1 ring-line"
            ),
        ),
        class_name="mt-6",
    )


def _of_number() -> rx.Component:
    readings: Any = FengshuiState.readings
    shown = rx.el.div(
        rx.el.h3(readings.title, class_name="mb-3 text-lead font-semibold tabular-nums"),
        readings_card(readings),
        aria_live="polite",
        class_name="mt-5",
    )
    return section(
        say("fengshui_page.of.title"),
        rx.el.p(say("fengshui_page.of.lead"), class_name="-mt-2 text-note text-muted"),
        rx.el.form(
            field(
                say("fengshui_page.of.number"), "number", type="tel", input_mode="tel",
                placeholder=say("fengshui_page.of.placeholder"), error=FengshuiState.number_error,
                auto_complete="off",
            ),
            button(say("fengshui_page.of.see"), "secondary", type="submit"),
            on_submit=FengshuiState.read_number,
            no_validate=True,
            class_name="mt-3 flex flex-col gap-3",
        ),
        rx.cond(readings.national, shown),
    )  # fmt: skip
