"""The front page, without its route. Above the fold it is static: drawn before any script."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.components import digits, number_art, sim_chip
from chonso_app.numbers.shelf import EXAMPLES
from chonso_app.numbers.state import HomeState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import QueryForm, button, icon_button, link, section, skeleton
from chonso_app.ui.shells import brand_mark, customer_page

front = HomeState.front
_MORE = "-mr-2 inline-flex h-11 items-center gap-1 px-2 text-note font-semibold text-brand-600"
_CHIPS = (
    ("chip_cheap", "gia=0-500000"), ("chip_tien", "lop=tien"), ("chip_lap", "lop=lap"),
    ("chip_doi_xung", "lop=doi-xung"), ("chip_ngay_sinh", "lop=ngay-sinh"),
)  # fmt: skip
_STEPS = (("1", "lock"), ("2", "camera"), ("3", "video"), ("4", "signal"))


def home_screen(plans: rx.Component) -> rx.Component:
    """`plans`: the section of tariff plans, which this feature does not know."""
    return customer_page(
        _hero(),
        _star(),
        _kinds(),
        _easy(),
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
                    say(f"find.home.{word}"),
                    href=f"/tim?{asked}",
                    class_name=(
                        "inline-flex h-11 shrink-0 items-center rounded-full bg-surface px-4 "
                        "text-note font-medium ring-1 ring-line"
                    ),
                )
                for word, asked in _CHIPS
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
            rx.el.span(text, class_name="w-24 text-lead font-semibold tabular-nums"),
            rx.el.span(
                say(f"find.home.example_{place + 1}"),
                class_name="min-w-0 flex-1 text-note text-muted",
            ),
            rx.el.span(
                rx.cond(front.free, total),
                class_name="text-note font-medium whitespace-nowrap tabular-nums",
            ),
            icon("right", "size-4 text-line-strong"),
            href=f"/tim?q={text}",
            class_name="flex min-h-13 items-center gap-3 px-4 py-2",
        ),
        class_name="border-t border-line/70 first:border-t-0",
    )


def _star() -> rx.Component:
    """The card is there from the start: its big faint digits must not come as a late paint."""
    row = HomeState.star
    bar = "block rounded-md bg-white/10"
    return rx.el.section(
        link(
            number_art("68"),
            rx.el.div(
                sim_chip(),
                rx.el.h2(say("find.home.star"), class_name="text-note font-medium text-brand-100"),
                class_name="relative flex items-center gap-3",
            ),
            rx.el.p(
                rx.cond(
                    row.national,
                    digits(row.spans, strong="font-bold text-gold-300"),
                    rx.el.span(class_name=f"{bar} mt-1 h-9 w-56"),
                ),
                class_name=(
                    "relative mt-5 h-[46px] text-[38px]/[46px] font-medium tracking-[-.03em] "
                    "text-white/90"
                ),
            ),
            rx.el.div(
                rx.el.p(row.why, class_name="text-note text-brand-100"),
                rx.el.p(
                    row.price, class_name="text-head font-semibold whitespace-nowrap tabular-nums"
                ),
                class_name="relative mt-3 flex min-h-[26px] items-end justify-between gap-3",
            ),
            href=rx.cond(row.path, row.path, "/tim?sap-xep=dep"),
            class_name=(
                "relative block overflow-hidden rounded-card bg-linear-135 from-ink to-brand-900 "
                "p-5 text-white "
                "[clip-path:polygon(0_0,calc(100%-36px)_0,100%_36px,100%_100%,0_100%)]"
            ),
        ),
        class_name="px-4",
    )


def _kinds() -> rx.Component:
    tile = "rounded-card bg-surface p-4 ring-1 ring-line"
    shown = rx.foreach(
        front.kinds,
        lambda kind: link(
            rx.el.span(
                kind.example,
                class_name=(
                    "block text-num-lg font-bold underline decoration-gold-500 decoration-[3px] "
                    "underline-offset-[7px]"
                ),
            ),
            rx.el.span(kind.name, class_name="mt-3.5 block text-body font-semibold"),
            rx.el.span(
                kind.count, " ", say("find.home.count"), class_name="block text-note text-muted"
            ),
            rx.el.span(
                say("find.home.from"), " ", kind.from_price,
                class_name="block text-note font-medium",
            ),
            href=kind.href,
            key=kind.name,
            class_name=f"{tile} active:bg-brand-50",
        ),
    )  # fmt: skip
    waiting = [
        rx.el.div(skeleton("h-9 w-20"), skeleton("mt-4 h-14 w-24"), class_name=tile)
        for _ in range(4)
    ]
    return rx.el.div(
        section(
            say("find.home.kinds"),
            rx.el.div(
                rx.cond(front.free, shown, rx.fragment(*waiting)),
                class_name="grid grid-cols-2 gap-3",
            ),
            right=link(
                say("find.home.all_kinds"), icon("right", "size-4"),
                href="/tim?sap-xep=dep", class_name=_MORE,
            ),
        ),
        class_name="px-4",
    )  # fmt: skip


def _easy() -> rx.Component:
    card = "w-[222px] shrink-0 rounded-card bg-surface p-4 ring-1 ring-line"
    shown = rx.foreach(
        HomeState.easy,
        lambda row: rx.el.li(
            rx.el.p(digits(row.spans), class_name="text-num font-medium tabular-nums text-faint"),
            rx.el.p(row.why, class_name="mt-1 truncate text-note text-muted"),
            rx.el.div(
                rx.el.span(row.price, class_name="text-lead font-semibold tabular-nums"),
                link(
                    say("find.home.see_number"),
                    rx.el.span(" ", row.grouped, class_name="sr-only"),
                    href=row.path,
                    class_name=(
                        "inline-flex h-11 items-center rounded-full bg-brand-50 px-4 text-note "
                        "font-semibold text-brand-700"
                    ),
                ),
                class_name="mt-3 flex items-center justify-between",
            ),
            key=row.national,
            class_name=card,
        ),
    )
    waiting = rx.el.li(
        skeleton("h-7 w-44"), skeleton("mt-2 h-4 w-24"), skeleton("mt-4 h-10 w-full"),
        class_name=card,
    )  # fmt: skip
    see_all = link(
        say("find.home.see"), " ", front.easy_total, icon("right", "size-4"),
        href="/tim?gia=-500000&sap-xep=dep", class_name=_MORE,
    )  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say("find.home.easy"), class_name="text-head font-semibold"),
            see_all,
            class_name="flex items-center justify-between px-4",
        ),
        rx.el.ul(
            rx.cond(front.free, shown, waiting),
            tab_index=0,
            aria_label=say("find.home.easy"),
            class_name="relative mt-2 flex gap-3 overflow-x-auto px-4 pb-1 [scrollbar-width:none]",
        ),
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
