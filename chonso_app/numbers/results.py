"""The screen of results, without its route: whoever can hold a number passes the button in."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.components import Action, line_skeleton, number_line, pattern_cells
from chonso_app.numbers.filters import filter_sheet
from chonso_app.numbers.live_search import live_search
from chonso_app.numbers.query import Sort
from chonso_app.numbers.shortlist import shortlist_bar
from chonso_app.numbers.state import SearchState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import alert, button, empty, icon_button, link, opens
from chonso_app.ui.shells import customer_page

_FILTERS = "filters"
asked: Any = SearchState.asked
found: Any = SearchState.found


def results_screen(
    action: Action, *, wait: Action | None = None, alert_me: rx.Component | None = None
) -> rx.Component:
    """`action`: at the end of a free number's line; `wait`: of a held one's. `alert_me`: for
    whoever did not find it."""
    return customer_page(
        rx.cond(asked.understood, _understood()),
        _chips(),
        _told(),
        rx.el.div(
            rx.match(
                found.phase,
                ("list", rx.fragment(_head(), _list(action, wait), _more(), _not_yet(alert_me))),
                ("none", _none(alert_me)),
                ("unread", _unread()),
                _loading(),
            ),
            id="answer",
            custom_attrs={"data-answered": asked.typed, "data-phase": found.phase},
        ),
        shortlist_bar(),
        filter_sheet(_FILTERS),
        header=_header(),
        main_class="pb-6",
    )


def _header() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            icon_button("left", say("ui.back"), href="/"),
            live_search(),
            class_name="flex h-16 items-center gap-1 pr-4 pl-1",
        ),
        class_name="sticky top-0 z-20 bg-canvas/95 backdrop-blur",
    )


def _told() -> rx.Component:
    """For screen readers: what the answer is now, while the box is typed in."""
    return rx.el.p(
        rx.match(
            found.phase,
            ("list", found.total + " " + say("find.list.matching")),
            ("none", say("find.list.none")),
            ("unread", found.error),
            "",
        ),
        id="total",
        role="status",
        class_name="sr-only",
    )


def _understood() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.p(
                say("find.list.understood"),
                " ",
                rx.el.span(asked.understood, class_name="font-medium text-ink"),
                class_name="text-note text-muted",
            ),
            rx.cond(asked.cells.length() > 0, pattern_cells(asked.cells)),
            rx.cond(asked.others.length() > 0, _others()),
            class_name="rounded-card bg-surface p-4 ring-1 ring-line",
        ),
        class_name="px-4 pt-1",
    )


def _others() -> rx.Component:
    """What else the typed text may mean."""
    return rx.el.p(
        rx.el.span(say("find.list.or_else"), class_name="text-muted"),
        rx.foreach(
            asked.others,
            lambda other: link(
                other.text,
                href=other.href,
                key=other.href,
                class_name="inline-flex min-h-11 items-center font-semibold text-brand-600",
            ),
        ),
        class_name="mt-1 -mb-2 flex flex-wrap items-center gap-x-4 text-note",
    )


def _chips() -> rx.Component:
    count = rx.el.span(
        asked.filters,
        class_name="grid size-6 place-items-center rounded-full bg-white/20 text-cap tabular-nums",
    )
    on = (
        "inline-flex h-11 shrink-0 items-center gap-1.5 rounded-full bg-brand-50 pr-3 pl-4 "
        "text-note font-medium whitespace-nowrap text-brand-700 ring-1 ring-brand-600/40"
    )
    return rx.el.div(
        rx.el.button(
            icon("filter", "size-5"),
            say("find.filter"),
            rx.cond(asked.filters > 0, count),
            type="button",
            custom_attrs=opens(_FILTERS),
            class_name=(
                "inline-flex h-11 shrink-0 items-center gap-2 rounded-full bg-ink px-4 text-note "
                "font-semibold text-white"
            ),
        ),
        rx.foreach(
            asked.chips,
            lambda chip: link(
                rx.el.span(say("find.filter.remove"), class_name="sr-only"),
                chip.text,
                icon("x", "size-4"),
                href=chip.href,
                key=chip.href,
                class_name=on,
            ),
        ),
        role="group",
        aria_label=say("find.filter.on"),
        class_name="relative mt-2 flex gap-2 overflow-x-auto px-4 py-2 [scrollbar-width:none]",
    )


def _head() -> rx.Component:
    arrange = rx.el.label(
        icon("sort", "size-4.5"),
        rx.el.select(
            *[_sort(sort) for sort in Sort if sort is not Sort.ELEMENT],
            rx.cond(asked.has_person, _sort(Sort.ELEMENT)),
            value=asked.sort,
            on_change=SearchState.sort_by,
            aria_label=say("find.sort"),
            class_name="h-11 appearance-none bg-transparent pr-1 outline-none",
        ),
        icon("down", "size-4"),
        class_name=(
            "-mr-2 flex h-11 items-center gap-1.5 rounded-field px-2 text-note font-semibold "
            "has-focus-visible:outline-2 has-focus-visible:outline-brand-600"
        ),
    )
    return rx.el.div(
        rx.el.h1(
            rx.el.span(found.total, class_name="text-head font-bold tabular-nums"),
            " ",
            say("find.list.matching"),
            class_name="text-body",
        ),
        arrange,
        class_name="mt-1 flex items-center justify-between px-4",
    )


def _sort(sort: Sort) -> rx.Component:
    return rx.el.option(say(f"numbers.sort.{sort.value}"), value=sort.value)


def _list(action: Action, wait: Action | None) -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            SearchState.numbers, lambda row: number_line(row, action, SearchState.again, wait)
        ),
        aria_label=say("find.list.numbers"),
        class_name="border-y border-line bg-surface",
    )


def _more() -> rx.Component:
    """In place up to a point; then the list goes on under an address of its own."""
    onward = button(say("find.list.onward"), "tonal", href=found.onward)
    here = button(say("find.list.more"), "tonal", on_click=SearchState.more)
    return rx.cond(
        found.more,
        rx.el.div(
            rx.cond(found.onward, onward, here),
            class_name="mt-4 flex justify-center",
        ),
    )


def _not_yet(alert_me: rx.Component | None) -> rx.Component:
    """Only where something was asked: who waits for every number needs no list."""
    if alert_me is None:
        return rx.fragment()
    return rx.cond(
        (asked.filters > 0) | (asked.typed != ""),
        rx.el.div(
            rx.el.p(say("alerts.not_yet"), class_name="text-note text-muted"),
            alert_me,
            class_name="mt-6 flex flex-col items-center gap-2 px-4",
        ),
    )


def _none(alert_me: rx.Component | None) -> rx.Component:
    offers = rx.foreach(
        SearchState.loosened,
        lambda one: rx.el.div(
            rx.el.p(one.note, class_name="mb-2 text-note text-muted"),
            button(one.text, "tonal", href=one.href),
            key=one.href,
        ),
    )
    return rx.el.div(
        rx.el.h1(say("find.list.tab_title"), class_name="sr-only"),
        empty(
            say("find.list.none"),
            say("find.list.none_text"),
            action=rx.el.div(
                offers,
                *([rx.el.div(alert_me)] if alert_me is not None else []),
                button(say("find.list.all"), "text", href="/tim"),
                class_name="flex flex-col items-center gap-4",
            ),
        ),
        class_name="px-4 pt-4",
    )


def _unread() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say("find.list.tab_title"), class_name="sr-only"),
        alert(
            say("find.list.unread"),
            found.error,
            tone="idle",
            action=button(say("find.list.all"), "text", href="/tim", class_name="-ml-2"),
        ),
        class_name="px-4 pt-4",
    )


def _loading() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(say("find.list.searching"), class_name="text-body text-muted"),
            class_name="mt-1 flex h-11 items-center px-4",
        ),
        rx.el.ul(
            *[line_skeleton() for _ in range(6)],
            aria_hidden="true",
            class_name="border-y border-line bg-surface",
        ),
    )
