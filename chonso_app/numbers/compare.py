"""The screen that sets numbers side by side, without its route: costs and buttons are passed in."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.components import Action, digits
from chonso_app.numbers.shortlist import heart, share_button
from chonso_app.numbers.state_compare import CompareState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import button, class_badge, countdown, empty, link, skeleton_card
from chonso_app.ui.shells import customer_page

Cell = Callable[[Any, Any], rx.Component]  # of a column and its place
columns: Any = CompareState.columns
_TERM = (
    "sticky left-0 z-20 w-25 min-w-25 bg-surface px-2.5 py-3 pl-4 text-left align-top text-note "
    "font-medium text-muted shadow-[1px_0_0_var(--color-line)]"
)
_VALUE = "w-36 min-w-36 px-2.5 py-3 align-top text-note"


def compare_screen(
    total: Callable[[Any], Any], action: Action, wait: Action | None = None
) -> rx.Component:
    """`total`: what the column at a place costs in all. `action`: of a free number; `wait`: of a
    held one."""
    return customer_page(
        rx.match(
            CompareState.phase,
            ("table", _table(total, action, wait)),
            ("none", _none()),
            rx.el.div(skeleton_card(6), class_name="px-4"),
        ),
        title=say("find.compare.title"),
        back="/tim",
        right=rx.cond(CompareState.phase == "table", share_button()),
        main_class="gap-4 pb-8 pt-1",
    )


def _table(total: Callable[[Any], Any], action: Action, wait: Action | None) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.table(
                rx.el.thead(_row("", lambda one, _: _head(one), head=True)),
                rx.el.tbody(
                    _row("standing", lambda one, _: _standing(one)),
                    _row("price", lambda one, _: one.price),
                    _row(
                        "total", lambda _, place: rx.el.b(total(place), class_name="font-semibold")
                    ),
                    _row("class", lambda one, _: _badges(one)),
                    _row("why", lambda one, _: one.why),
                    rx.foreach(CompareState.lines, _reading),
                    _row("action", lambda one, _: _act(one, action, wait)),
                    class_name="divide-y divide-line",
                ),
                aria_label=say("find.compare.table"),
                class_name="w-max border-collapse",
            ),
            tab_index=0,
            role="region",
            aria_label=say("find.compare.table"),
            class_name="relative overflow-x-auto border-y border-line bg-surface",
        ),
        rx.el.p(say("find.compare.game"), class_name="px-4 text-note text-muted"),
        rx.el.div(button(say("find.compare.add"), "secondary", href="/tim"), class_name="px-4"),
    )


def _row(word: str, cell: Cell, *, head: bool = False) -> rx.Component:
    term = say(f"find.compare.{word}") if word else ""
    made = rx.el.th if head else rx.el.td
    more: dict[str, Any] = {"scope": "col"} if head else {}
    return rx.el.tr(
        rx.el.th(term, scope="row", class_name=_TERM) if word else rx.el.td(class_name=_TERM),
        rx.foreach(
            columns,
            lambda one, place: made(cell(one, place), key=one.national, class_name=_VALUE, **more),
        ),
    )


def _reading(line: Any) -> rx.Component:
    said: Any = line.said
    return rx.el.tr(
        rx.el.th(line.title, scope="row", class_name=_TERM),
        rx.foreach(said, lambda value, place: rx.el.td(value, key=place, class_name=_VALUE)),
        key=line.title,
    )


def _head(one: Any) -> rx.Component:
    number = "text-[17px]/6 font-medium tabular-nums whitespace-nowrap text-faint"
    shown = rx.cond(one.path, digits(one.spans), one.grouped)
    return rx.el.div(
        rx.cond(
            one.path,
            link(shown, href=one.path, class_name=number),
            rx.el.span(shown, class_name=number),
        ),
        rx.el.div(
            heart(one.national, "-ml-2.5"),
            link(
                icon("x", "size-5"),
                href=one.without,
                aria_label=say("find.compare.remove") + " " + one.grouped,
                class_name="grid size-11 place-items-center rounded-full text-muted",
            ),
            class_name="flex",
        ),
        class_name="text-left font-normal",
    )


def _standing(one: Any) -> Any:
    dot = "mr-2 inline-block size-2 rounded-full "
    left = countdown(
        one.held_until, now=CompareState.now, plain=True, on_end=CompareState.again,
        class_name="block font-medium",
    )  # fmt: skip
    return rx.match(
        one.phase,
        ("free", rx.fragment(rx.el.span(class_name=dot + "bg-ok-500"), say("find.compare.free"))),
        ("held", rx.fragment(say("find.compare.held"), left)),
        ("missing", rx.el.span(say("find.compare.missing"), class_name="text-muted")),
        rx.el.span(say("find.compare.gone"), class_name="text-muted"),
    )


def _badges(one: Any) -> rx.Component:
    badges: Any = one.badges
    return rx.el.div(
        rx.cond(
            badges.length() > 0,
            rx.foreach(badges, lambda badge: rx.el.span(class_badge(badge), key=badge)),
            rx.cond(one.path, say("find.compare.plain"), ""),
        ),
        class_name="flex flex-wrap gap-1.5",
    )


def _act(one: Any, action: Action, wait: Action | None) -> Any:
    similar: Any = button(say("find.compare.similar"), "text", href=one.path, class_name="-ml-2")
    return rx.match(
        one.phase,
        ("free", action(one)),
        ("held", wait(one) if wait else similar),
        ("missing", rx.fragment()),
        similar,
    )


def _none() -> rx.Component:
    return rx.el.div(
        empty(
            say("find.compare.none"),
            say("find.compare.none_text"),
            icon_name="heart",
            action=button(say("find.compare.find"), "tonal", href="/tim"),
        ),
        class_name="px-4",
    )
