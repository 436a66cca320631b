"""The sheet of filters: a form that asks by the address bar."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.filters_parts import ROW, choice, group, tick
from chonso_app.numbers.filters_traits import more_traits
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
_LABEL = "text-note font-medium"
_KINDS = ("tra-truoc", "tra-sau")
asked: Any = SearchState.asked


def filter_sheet(sheet_id: str) -> rx.Component:
    """Drawn anew when the filters in force change (`key`), so that its boxes show them."""
    form = QueryForm.create(
        rx.el.input(type="hidden", name="q", value=asked.typed),
        rx.foreach(
            asked.aside,
            lambda one: rx.el.input(type="hidden", name=one.name, value=one.value, key=one.name),
        ),
        _prices(),
        _classes(),
        _digits_to_avoid(),
        _prefixes(),
        rx.cond(SearchState.regions, _regions()),
        _kinds(),
        more_traits(),
        id=_FORM,
        key=asked.form,
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
    return group(
        say("find.filter.price"),
        rx.el.div(
            *[
                choice(
                    "gia", value, price_words_of(value), on=asked.price == value, kind="radio",
                    custom_attrs={"data-clears": "tu den"},
                )
                for value in PRICES
            ],
            class_name=ROW,
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
    return group(
        say("find.filter.classes"),
        rx.el.div(*[_class(cls) for cls in _FIRST], class_name=ROW),
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
    return choice("lop", cls.value, say(f"numbers.class.{cls.value}"))


def _digits_to_avoid() -> rx.Component:
    box = (
        "relative grid h-11 place-items-center rounded-field text-lead font-semibold ring-1 "
        "ring-line has-checked:bg-bad-50 has-checked:text-bad-700 has-checked:line-through "
        "has-checked:ring-[1.5px] has-checked:ring-bad-600 has-focus-visible:outline-2 "
        "has-focus-visible:outline-offset-2 has-focus-visible:outline-brand-600"
    )
    return group(
        say("find.filter.avoid"),
        rx.el.div(
            *[
                rx.el.label(
                    tick("tranh", digit),
                    rx.el.span(say("find.filter.avoid_digit"), " ", class_name="sr-only"),
                    digit,
                    class_name=box,
                )
                for digit in "0123456789"
            ],
            class_name="mt-2.5 grid grid-cols-5 gap-2 tabular-nums",
        ),
        rx.el.p(say("find.filter.avoid_note"), class_name="mt-2 text-note text-muted"),
    )


def _prefixes() -> rx.Component:
    return group(
        say("find.filter.prefixes"),
        rx.el.div(
            *[choice("dau-so", one, one) for one in PREFIXES],
            class_name=f"{ROW} tabular-nums",
        ),
    )


def _regions() -> rx.Component:
    return group(
        say("find.filter.regions"),
        rx.el.div(
            rx.foreach(
                SearchState.regions,
                lambda one: rx.el.span(choice("vung", one.value, one.name), key=one.value),
            ),
            class_name=ROW,
        ),
    )


def _kinds() -> rx.Component:
    return group(
        say("find.filter.kind"),
        rx.el.div(
            choice("loai", "", say("find.filter.loai"), kind="radio", on=~_has_kind()),
            *[
                choice("loai", kind, say(f"find.filter.loai.{kind}"), kind="radio")
                for kind in _KINDS
            ],
            class_name=ROW,
        ),
    )


def _has_kind() -> Any:
    one, other = (asked.ticked.contains(f"loai={kind}") for kind in _KINDS)
    return one | other
