"""The sheet of filters: a form that asks by the address bar."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.query import Sort
from chonso_app.numbers.rows import PRICES, price_words_of
from chonso_app.numbers.rules import PREFIXES, NumberClass
from chonso_app.numbers.state import SearchState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import CLOSES, QueryForm, button, link, sheet

_FORM = "filter-form"
_FIRST = (
    NumberClass.LOC_PHAT, NumberClass.THAN_TAI, NumberClass.TU_QUY, NumberClass.TAM_HOA,
    NumberClass.TIEN, NumberClass.LAP, NumberClass.NAM_SINH, NumberClass.GANH,
)  # fmt: skip
_CHIP = (
    "relative inline-flex h-11 items-center gap-1.5 rounded-full px-4 text-note font-medium ring-1 "
    "ring-line has-checked:bg-brand-50 has-checked:text-brand-700 has-checked:ring-[1.5px] "
    "has-checked:ring-brand-600 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 "
    "has-focus-visible:outline-brand-600"
)
_LABEL = "text-note font-medium"
asked: Any = SearchState.asked


def filter_sheet(sheet_id: str) -> rx.Component:
    """Drawn anew for every question (`key`), so that its boxes show what is in force."""
    form = QueryForm.create(
        rx.el.input(type="hidden", name="q", value=asked.typed),
        rx.el.input(
            type="hidden",
            name="sap-xep",
            value=rx.cond(asked.sort == Sort.CHEAPEST.value, "", asked.sort),
        ),
        _prices(),
        _classes(),
        _prefixes(),
        id=_FORM,
        key=asked.address,
        action="/tim",
        on_typed=SearchState.count,
        class_name="flex flex-col gap-6",
    )
    return sheet(say("find.filter.title"), form, id=sheet_id, bar=_bar())


def _bar() -> rx.Component:
    counted = rx.fragment(
        say("find.filter.show_before"), " ", SearchState.preview, " ", say("find.filter.show_after")
    )
    clear = rx.cond(asked.typed, "/tim?q=" + asked.typed, "/tim")
    return rx.el.div(
        link(
            say("find.filter.clear"),
            href=clear,
            custom_attrs=CLOSES,
            class_name=(
                "inline-flex h-13 items-center justify-center rounded-field px-5 text-body "
                "font-semibold whitespace-nowrap ring-1 ring-line-strong"
            ),
        ),
        button(
            rx.cond(SearchState.preview, counted, say("find.filter.show")),
            type="submit",
            custom_attrs={"form": _FORM},
            class_name="flex-1",
        ),
        class_name="flex gap-3",
    )


def _prices() -> rx.Component:
    own = (
        "mt-1.5 h-12 w-full rounded-field bg-surface px-3.5 text-lead tabular-nums ring-1 "
        "ring-line-strong outline-none focus:ring-2 focus:ring-brand-600"
    )
    return _group(
        "find.filter.price",
        rx.el.div(
            *[
                _choice(
                    "gia", value, price_words_of(value), asked.price == value, kind="radio",
                    custom_attrs={"data-clears": "tu den"},
                )
                for value in PRICES
            ],
            class_name="mt-2.5 flex flex-wrap gap-2",
        ),
        rx.el.p(say("find.filter.price_own"), class_name="mt-3 text-note text-muted"),
        rx.el.div(
            *[
                rx.el.label(
                    rx.el.span(say(f"find.filter.price_{word}"), class_name=_LABEL),
                    rx.el.input(
                        name=name,
                        default_value=value,
                        input_mode="numeric",
                        auto_complete="off",
                        custom_attrs={"data-clears": "gia"},
                        class_name=own,
                    ),
                    class_name="block",
                )
                for word, name, value in (("from", "tu", asked.low), ("to", "den", asked.high))
            ],
            class_name="mt-2 grid grid-cols-2 gap-3",
        ),
    )  # fmt: skip


def _classes() -> rx.Component:
    others = [cls for cls in NumberClass if cls not in _FIRST]
    chips = "mt-2.5 flex flex-wrap gap-2"
    return _group(
        "find.filter.classes",
        rx.el.div(*[_class(cls) for cls in _FIRST], class_name=chips),
        rx.el.details(
            rx.el.summary(
                say("find.filter.more_classes"),
                icon("down", "size-4"),
                class_name=(
                    "inline-flex h-11 list-none items-center gap-1.5 text-note font-semibold "
                    "text-brand-600 [&::-webkit-details-marker]:hidden"
                ),
            ),
            rx.el.div(*[_class(cls) for cls in others], class_name="flex flex-wrap gap-2"),
            class_name="mt-1",
        ),
    )


def _class(cls: NumberClass) -> rx.Component:
    name = say(f"numbers.class.{cls.value}")
    return _choice("lop", cls.value, name, asked.classes.contains(cls.value))


def _prefixes() -> rx.Component:
    return _group(
        "find.filter.prefixes",
        rx.el.div(
            *[_choice("dau-so", one, one, asked.prefixes.contains(one)) for one in PREFIXES],
            class_name="mt-2.5 flex flex-wrap gap-2 tabular-nums",
        ),
    )


def _group(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(say(title), class_name="text-body font-semibold"), *children)


def _choice(
    name: str, value: str, text: str, on: Any, *, kind: Any = "checkbox", **props: Any
) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type=kind,
            name=name,
            value=value,
            default_checked=on,
            class_name="peer sr-only",
            **props,
        ),
        icon("check", "hidden size-4 peer-checked:block"),
        text,
        class_name=_CHIP,
    )
