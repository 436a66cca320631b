"""The front page, without its route. Above the fold it is static: drawn before any script."""

from urllib.parse import quote

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.home_numbers import easy_section, kinds_section, star_section
from chonso_app.numbers.shelf import EXAMPLES
from chonso_app.numbers.shortlist import shortlist_link
from chonso_app.numbers.state_home import HomeState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import QueryForm, button, icon_button, link, section
from chonso_app.ui.shells import brand_mark, customer_page

front = HomeState.front
_CHIPS = (  # word, icon, where to
    ("chip_fengshui", "yin", "/phong-thuy"), ("chip_pairs", "pair", "/sim-doi"),
    ("chip_year", "cal", "/tim?q=1998"), ("chip_cheap", "", "/tim?gia=0-500000"),
    ("chip_tien", "", "/tim?lop=tien"), ("chip_lap", "", "/tim?lop=lap"),
    ("chip_doi_xung", "", "/tim?lop=doi-xung"),
)  # fmt: skip
_STEPS = (("1", "lock"), ("2", "camera"), ("3", "video"), ("4", "signal"))


def home_screen(plans: rx.Component) -> rx.Component:
    """`plans`: the section of tariff plans, which this feature does not know."""
    return customer_page(
        _hero(),
        star_section(),
        kinds_section(),
        easy_section(),
        plans,
        _how(),
        _ticket(),
        rx.el.footer(
            rx.el.p(say("ui.help.call")),
            rx.el.p(say("find.home.foot"), class_name="mt-1"),
            class_name="px-4 text-note text-muted",
        ),
        header=_header(),
        main_class="gap-10 pb-10",
    )


def _header() -> rx.Component:
    name = say("brand.name").split(" ")
    return rx.el.header(
        link(
            brand_mark(),
            rx.el.span(
                " ".join(name[:-1]),
                " ",
                rx.el.span(name[-1], class_name="text-brand-600"),
                class_name="text-[17px] font-bold tracking-[-.025em]",
            ),
            href="/",
            class_name="flex h-11 items-center gap-2",
        ),
        rx.el.div(
            shortlist_link(),
            icon_button("ticket", say("find.home.tickets"), href="/phieu"),
            icon_button("user", say("find.home.account"), href="/tai-khoan"),
            class_name="flex",
        ),
        class_name=(
            "sticky top-0 z-20 flex h-15 items-center justify-between bg-canvas/95 pr-2 pl-4 "
            "backdrop-blur"
        ),
    )


def _hero() -> rx.Component:
    counted = rx.fragment(
        rx.el.span(front.free, class_name="font-semibold tabular-nums text-ink"),
        " ",
        say("find.home.free"),
    )
    return rx.el.section(
        rx.el.h1(
            say("find.home.title_1"),
            rx.el.br(),
            say("find.home.title_2"),
            class_name="text-hero font-bold",
        ),
        rx.el.p(
            rx.cond(front.free, counted, say("find.home.free_before")),
            class_name="mt-2 text-body text-muted",
        ),
        rx.el.div(
            _search(),
            rx.el.ul(
                *[_example(place, text) for place, text in enumerate(EXAMPLES)],
                class_name="border-t border-line",
            ),
            class_name="mt-5 rounded-card bg-surface shadow-float ring-1 ring-line",
        ),
        rx.el.div(
            *[
                link(
                    *([icon(drawn, "size-4.5 text-brand-600")] if drawn else []),
                    say(f"find.home.{word}"),
                    href=href,
                    class_name=(
                        "inline-flex h-11 shrink-0 items-center gap-2 rounded-full bg-surface "
                        "px-4 text-note font-medium ring-1 ring-line"
                    ),
                )
                for word, drawn, href in _CHIPS
            ],
            class_name=(
                "relative -mx-4 mt-3 flex gap-2 overflow-x-auto px-4 py-1 [scrollbar-width:none]"
            ),
        ),
        class_name="px-4 pt-4",
    )


def _search() -> rx.Component:
    return QueryForm.create(
        icon("search", "size-6 text-muted"),
        rx.el.input(
            name="q",
            placeholder=say("find.home.placeholder"),
            aria_label=say("find.home.search_label"),
            auto_complete="off",
            enter_key_hint="search",
            class_name=(
                "h-12 min-w-0 flex-1 bg-transparent text-head font-medium tabular-nums "
                "outline-none placeholder:font-normal placeholder:text-faint"
            ),
        ),
        rx.el.button(
            icon("arrow", "size-6"),
            type="submit",
            aria_label=say("find.home.search"),
            class_name=(
                "grid size-12 place-items-center rounded-field bg-brand-600 text-white "
                "shadow-press active:bg-brand-700"
            ),
        ),
        action="/tim",
        class_name=(
            "flex items-center gap-2 rounded-t-card p-2 pl-4 focus-within:ring-2 "
            "focus-within:ring-brand-600"
        ),
    )


def _example(place: int, text: str) -> rx.Component:
    total = rx.fragment(front.examples[place], " ", say("find.home.count"))
    return rx.el.li(
        link(
            rx.el.span(text, class_name="w-26 text-lead font-semibold tabular-nums"),
            rx.el.span(
                say(f"find.home.example_{place + 1}"),
                class_name="min-w-0 flex-1 text-note text-muted",
            ),
            rx.el.span(
                rx.cond(front.free, total),
                class_name="text-note font-medium whitespace-nowrap tabular-nums",
            ),
            icon("right", "size-4 text-line-strong"),
            href=f"/tim?q={quote(text, safe='*')}",
            class_name="flex min-h-13 items-center gap-3 px-4 py-2",
        ),
        class_name="border-t border-line/70 first:border-t-0",
    )


def _how() -> rx.Component:
    last = _STEPS[-1][0]
    line = (
        "pb-6 before:absolute before:top-11 before:bottom-0 before:left-5 before:w-px "
        "before:bg-line"
    )
    steps = [
        rx.el.li(
            rx.el.span(
                icon(drawn, "size-5"),
                class_name="grid size-10 shrink-0 place-items-center rounded-full "
                + ("bg-brand-600 text-white" if step == last else _RING),
            ),
            rx.el.div(
                rx.el.p(
                    say(f"find.home.how_{step}"),
                    rx.el.span(
                        say(f"find.home.how_{step}_time"),
                        class_name="font-normal whitespace-nowrap tabular-nums text-muted",
                    ),
                    class_name="flex justify-between gap-3 text-body font-semibold",
                ),
                rx.el.p(say(f"find.home.how_{step}_text"), class_name="text-note text-muted"),
                class_name="flex-1",
            ),
            class_name=f"relative flex gap-4 {'' if step == last else line}",
        )
        for step, drawn in _STEPS
    ]
    return rx.el.div(
        section(say("find.home.how"), rx.el.ol(*steps, class_name="mt-1")), class_name="px-4"
    )


_RING = "bg-surface text-brand-600 ring-1 ring-line"


def _ticket() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.span(
                    icon("ticket", "size-5"),
                    class_name=(
                        "grid size-10 place-items-center rounded-full bg-brand-50 text-brand-600"
                    ),
                ),
                rx.el.div(
                    rx.el.h2(say("find.home.ticket"), class_name="text-lead font-semibold"),
                    rx.el.p(say("find.home.ticket_note"), class_name="text-note text-muted"),
                ),
                class_name="flex items-center gap-3",
            ),
            button(say("find.home.ticket_open"), "tonal", href="/phieu", class_name="mt-4 w-full"),
            class_name="rounded-card bg-surface p-5 shadow-card ring-1 ring-line",
        ),
        class_name="px-4",
    )
