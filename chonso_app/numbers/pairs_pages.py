"""The screen of the pair finder, without its route: whoever can hold numbers passes the buttons."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.components import digits
from chonso_app.numbers.pairs import PairKind
from chonso_app.numbers.pairs_state import PairsState
from chonso_app.numbers.rows import PRICES, price_words_of
from chonso_app.numbers.rules import NumberClass
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import QueryForm, alert, button, empty, link, skeleton_card
from chonso_app.ui.shells import customer_page

asked: Any = PairsState.asked
found: Any = PairsState.found
Holding = Callable[[Any], rx.Component]  # of a PairRow: its button
_DIFFERING = (
    "font-semibold text-ink underline decoration-gold-500 decoration-2 underline-offset-[5px]"
)


def pairs_screen(hold_both: Holding, hold_one: Holding) -> rx.Component:
    return customer_page(
        rx.el.div(
            rx.el.p(say("pairs.lead"), class_name="text-body text-muted"),
            _kinds(),
            _rule(),
            _form(),
            class_name="flex flex-col gap-3",
        ),
        rx.match(
            found.phase,
            ("list", _list(hold_both, hold_one)),
            ("need", empty(say("pairs.need_title"), say("pairs.need_text"), icon_name="pair")),
            ("none", empty(say("pairs.none"), say("pairs.none_text"), icon_name="pair")),
            ("far", _far()),
            ("unread", alert(found.error, tone="bad")),
            rx.fragment(*[skeleton_card(3) for _ in range(3)]),
        ),
        title=say("pairs.title"),
        back="/",
        main_class="gap-5 px-4 pb-8 pt-1",
    )


def _kinds() -> rx.Component:
    look: Any = "grid h-11 flex-1 place-items-center rounded-[10px] px-1 text-body "
    on: Any = "bg-surface font-semibold text-ink shadow-card"
    words: Any = rx.Var.create({kind.value: say(f"pairs.kind.{kind.value}") for kind in PairKind})
    return rx.el.nav(
        rx.foreach(
            asked.tabs,
            lambda tab: link(
                words[tab.kind],
                href=tab.href,
                aria_current=rx.cond(tab.kind == asked.kind, "page", "false"),
                key=tab.kind,
                class_name=look + rx.cond(tab.kind == asked.kind, on, "font-medium text-muted"),
            ),
        ),
        aria_label=say("pairs.kinds"),
        class_name="flex min-h-13 rounded-field bg-line/50 p-1",
    )


def _rule() -> rx.Component:
    rule = rx.match(
        asked.kind,
        *[(kind.value, say(f"pairs.rule.{kind.value}")) for kind in PairKind],
        say("pairs.rule.lien-tiep"),
    )
    return rx.el.p(rule, class_name="min-h-[38px] text-note text-muted")


def _form() -> rx.Component:
    typed = rx.el.input(
        name="q",
        default_value=asked.typed,
        placeholder=say("pairs.placeholder"),
        aria_label=say("pairs.search_label"),
        auto_complete="off",
        enter_key_hint="search",
        class_name=(
            "h-11 min-w-0 flex-1 bg-transparent text-lead font-semibold tabular-nums outline-none "
            "placeholder:font-normal placeholder:text-faint"
        ),
    )
    box = rx.el.div(
        icon("search", "size-5 text-muted"),
        typed,
        rx.el.button(
            icon("arrow", "size-5"),
            type="submit",
            aria_label=say("pairs.search"),
            class_name=(
                "grid size-11 place-items-center rounded-[10px] bg-brand-600 text-white "
                "active:bg-brand-700"
            ),
        ),
        class_name=(
            "flex h-13 items-center gap-2 rounded-field bg-surface pr-1 pl-4 ring-1 "
            "ring-line-strong focus-within:ring-2 focus-within:ring-brand-600"
        ),
    )
    prices = [("", say("pairs.any_price")), *((price, price_words_of(price)) for price in PRICES)]
    classes = [
        ("", say("pairs.any_class")),
        *((cls.value, say(f"numbers.class.{cls.value}")) for cls in NumberClass),
    ]
    return QueryForm.create(
        rx.el.input(type="hidden", name="kieu", value=asked.kind),
        box,
        rx.el.div(
            _choice("gia", say("pairs.price"), prices, asked.price),
            _choice("lop", say("pairs.class"), classes, asked.cls),
            class_name="grid grid-cols-2 gap-2",
        ),
        key=asked.address,
        action="/sim-doi",
        class_name="flex flex-col gap-2",
    )


def _choice(name: str, label: str, options: list[tuple[str, str]], chosen: Any) -> rx.Component:
    return rx.el.span(
        rx.el.select(
            *[rx.el.option(text, value=value) for value, text in options],
            name=name,
            default_value=chosen,
            aria_label=label,
            class_name=(
                "h-11 w-full min-w-0 appearance-none rounded-full bg-surface pr-9 pl-4 text-note "
                "font-medium ring-1 ring-line outline-none focus-visible:ring-2 "
                "focus-visible:ring-brand-600"
            ),
        ),
        icon("down", "pointer-events-none absolute top-3 right-3.5 size-5 text-muted"),
        class_name="relative min-w-0",
    )


def _list(hold_both: Holding, hold_one: Holding) -> rx.Component:
    onward = rx.el.div(
        button(say("pairs.more"), "tonal", href=found.following),
        class_name="mt-4 flex justify-center",
    )
    return rx.el.section(
        rx.el.h2(found.title, class_name="text-head font-semibold"),
        rx.el.p(found.note, class_name="mt-0.5 text-note text-muted"),
        rx.el.ul(
            rx.foreach(PairsState.pairs, lambda pair: _pair(pair, hold_both, hold_one)),
            aria_label=found.title,
            class_name="mt-3 flex flex-col gap-3",
        ),
        rx.cond(found.following, onward),
    )


def _pair(pair: Any, hold_both: Holding, hold_one: Holding) -> rx.Component:
    total = rx.el.div(
        rx.el.span(say("pairs.total"), class_name="block text-note text-muted"),
        rx.el.span(
            pair.total, class_name="block text-lead font-bold whitespace-nowrap tabular-nums"
        ),
    )
    both = rx.el.div(
        total,
        hold_both(pair),
        class_name="flex items-center justify-between gap-3 border-t border-line pt-3",
    )
    return rx.el.li(
        rx.cond(
            pair.first.national,
            rx.fragment(_side(pair.first), _side(pair.second), both),
            rx.fragment(
                _side(pair.second),
                rx.el.div(hold_one(pair), class_name="flex justify-end border-t border-line pt-3"),
            ),
        ),
        key=pair.key,
        class_name="flex flex-col gap-1 rounded-card bg-surface px-4 py-3 ring-1 ring-line",
    )


def _side(side: Any) -> rx.Component:
    return link(
        rx.el.span(
            digits(side.spans, strong=_DIFFERING),
            class_name="text-num font-medium whitespace-nowrap tabular-nums text-faint",
        ),
        rx.el.span(
            side.price,
            class_name="text-body font-medium whitespace-nowrap tabular-nums text-muted",
        ),
        href=side.path,
        class_name="flex min-h-11 items-center justify-between gap-3",
    )


def _far() -> rx.Component:
    return empty(
        found.title,
        say("pairs.far_text"),
        icon_name="pair",
        action=button(say("pairs.go_on"), "tonal", href=found.following),
    )
