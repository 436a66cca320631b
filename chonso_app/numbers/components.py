"""How a number looks: its digits, one line of a list, the pattern as ten cells."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.shortlist import heart
from chonso_app.numbers.state import SearchState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import class_badge, countdown, link, skeleton

Action = Callable[[Any], rx.Component]  # of a NumberRow: the button at the end of its line


def digits(spans: Any, *, strong: str = "font-semibold text-ink") -> rx.Component:
    """`0901 23 6868` with its strong digits."""
    return rx.el.span(
        rx.foreach(
            spans,
            lambda span: rx.cond(
                span.strong, rx.el.b(span.text, class_name=strong), rx.el.span(span.text)
            ),
        ),
        class_name="whitespace-pre",
    )


def lettered(row: Any, *, strong: str = "font-semibold text-ink") -> rx.Component:
    """The number with the letters that its digits spell above them, as on the keypad."""
    letters: Any = row.letters
    cell: Any = "inline-flex flex-col items-center "
    return rx.fragment(
        rx.el.span(row.grouped, class_name="sr-only"),
        rx.el.span(
            rx.foreach(
                letters,
                lambda letter, place: rx.el.span(
                    rx.el.span(letter, class_name="h-4 text-cap text-brand-700"),
                    rx.el.span(row.national[place]),
                    key=place,
                    class_name=cell
                    + rx.cond(letter, strong, "")
                    + rx.cond((place == 4) | (place == 6), " ml-1.5", ""),
                ),
            ),
            aria_hidden="true",
            class_name="flex items-end",
        ),
    )


def number_line(row: Any, action: Action, again: Any, wait: Action | None = None) -> rx.Component:
    """One line of a list. A held number says how long it is held; `wait` is its button."""
    return rx.cond(row.held_until, _held_line(row, again, wait), _free_line(row, action))


def line_skeleton() -> rx.Component:
    return rx.el.li(
        rx.el.span(skeleton("h-6 w-40"), skeleton("h-5 w-52"), class_name="flex flex-col gap-2"),
        rx.el.span(skeleton("h-5 w-20"), class_name="pt-1"),
        class_name="flex justify-between border-t border-line px-4 py-4 first:border-t-0",
    )


def similar_list(rows: Any) -> rx.Component:
    """A few free numbers, each leading to its page."""
    return rx.el.ul(
        rx.foreach(
            rows,
            lambda row: rx.el.li(
                link(
                    rx.el.span(digits(row.spans), class_name=_NUMBER),
                    rx.el.span(row.price, class_name=f"{_PRICE} ml-auto"),
                    icon("right", "size-5 text-line-strong"),
                    href=row.path,
                    class_name="flex min-h-14 items-center gap-3 pr-3 pl-5",
                ),
                key=row.national,
            ),
        ),
        class_name="divide-y divide-line rounded-card bg-surface ring-1 ring-line",
    )


def pattern_cells(cells: Any) -> rx.Component:
    """The pattern as a picture: the digits that are given, dashed boxes for the others, and the
    letters of a name over its digits."""
    given = "grid h-10 w-full place-items-center rounded-lg bg-brand-600 text-white"
    free = "block h-10 w-full rounded-lg border border-dashed border-line-strong/70"
    return rx.el.div(
        rx.foreach(
            cells,
            lambda cell, place: rx.fragment(
                rx.cond((place == 4) | (place == 6), rx.el.span(class_name="w-1")),
                rx.el.span(
                    rx.cond(
                        cell.letter,
                        rx.el.span(
                            cell.letter,
                            class_name="mb-1 block text-center text-cap text-brand-700",
                        ),
                    ),
                    rx.cond(
                        cell.digit,
                        rx.el.span(cell.digit, class_name=given),
                        rx.el.span(class_name=free),
                    ),
                    class_name="flex-1",
                ),
                key=place,
            ),
        ),
        aria_hidden="true",
        class_name="mt-3 flex items-end gap-1 text-lead font-semibold tabular-nums",
    )


def sim_chip() -> rx.Component:
    """The golden contacts on a number card."""
    return rx.el.svg(
        rx.el.rect(x="1", y="1", width="42", height="34", rx="8", class_name="fill-gold-300"),
        rx.el.path(
            d="M1 13h13v10H1M43 13H30v10h13M14 13V1m16 12V1M14 23v12m16-12v12M14 13h16v10H14z",
            class_name="stroke-ink/45",
            stroke_width="1.25",
        ),
        view_box="0 0 44 36",
        fill="none",
        aria_hidden="true",
        class_name="h-9 w-11 shrink-0",
    )


def number_art(text: Any) -> rx.Component:
    """The end of the number, huge and faint behind the card."""
    return rx.el.span(
        text,
        aria_hidden="true",
        class_name=(
            "pointer-events-none absolute -right-5 -bottom-14 text-[230px]/none font-bold "
            "tracking-[-.06em] text-white/[.045] select-none"
        ),
    )


_NUMBER = "text-num font-medium whitespace-nowrap tabular-nums text-faint"
_PRICE = "text-body font-semibold whitespace-nowrap tabular-nums"


def _free_line(row: Any, action: Action) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(
                rx.cond(row.letters.length() > 0, lettered(row), digits(row.spans)),
                class_name=f"block {_NUMBER}",
            ),
            rx.el.span(
                class_badge(row.badge),
                rx.el.span(row.why, class_name="truncate text-note text-muted"),
                class_name="mt-1.5 flex items-center gap-2",
            ),
            href=row.path,
            class_name="min-w-0 flex-1 self-start pt-1 after:absolute after:inset-0",
        ),
        rx.el.div(
            rx.el.span(row.price, class_name=f"{_PRICE} pr-2"),
            rx.el.div(
                heart(row.national, "relative z-10"), action(row), class_name="flex items-center"
            ),
            class_name="flex shrink-0 flex-col items-end pt-2",
        ),
        key=row.national,
        custom_attrs={"data-number": row.national},
        class_name=(
            "relative flex items-center gap-3 border-t border-line py-2 pr-2 pl-4 first:border-t-0"
        ),
    )


def _held_line(row: Any, again: Any, wait: Action | None) -> rx.Component:
    left = countdown(
        row.held_until,
        now=SearchState.found.now,
        plain=True,
        on_end=again,
        class_name="font-medium",
    )
    return rx.el.li(
        link(
            rx.el.span(row.grouped, class_name=f"block {_NUMBER}"),
            rx.el.span(
                icon("lock", "size-4"),
                say("find.list.held"),
                left,
                class_name="mt-1.5 flex items-center gap-1.5 text-note text-muted",
            ),
            href=row.path,
            class_name="min-w-0 flex-1 self-start pt-1 after:absolute after:inset-0",
        ),
        rx.el.div(
            rx.el.span(row.price, class_name=f"{_PRICE} pr-2 text-muted"),
            *([wait(row)] if wait else []),
            class_name="flex shrink-0 flex-col items-end pt-2",
        ),
        key=row.national,
        custom_attrs={"data-number": row.national},
        class_name=(
            "relative flex items-center gap-3 border-t border-line bg-canvas py-2 pr-2 pl-4 "
            "first:border-t-0"
        ),
    )
