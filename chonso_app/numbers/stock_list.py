"""The list of /admin/kho-so: how many stand how, the filter, a page of numbers."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.models import NumberStatus
from chonso_app.numbers.rules import NumberClass
from chonso_app.numbers.stock_shown import Figure, Line
from chonso_app.numbers.stock_state import NumberStockState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    cell,
    data_table,
    desk_badge,
    desk_button,
    desk_empty,
    key_target,
    table_row,
)

S = NumberStockState


def stock_list() -> rx.Component:
    heads = [say(f"numbers.stock.head.{one}") for one in ("number", "class")]
    heads += [f">{say('numbers.stock.head.price')}"]
    heads += [say(f"numbers.stock.head.{one}") for one in ("status", "place", "source")]
    none = desk_empty(say("numbers.stock.none"), say("numbers.stock.none_text"))
    return rx.fragment(
        _figures(),
        _filter(),
        data_table(heads, S.lines, _line, label=say("numbers.stock.title"), none=none),
        _foot(),
    )


def _figures() -> rx.Component:
    def piece(figure: Figure) -> rx.Component:
        style: Any = {"width": figure.share}
        return rx.el.span(style=style, class_name=f"min-w-1 {figure.look}")

    def named(figure: Figure) -> rx.Component:
        dot: Any = "size-2.5 rounded-[3px] "
        return rx.el.div(
            rx.el.p(
                rx.el.span(class_name=dot + figure.look),
                figure.word,
                class_name="flex items-center gap-1.5 text-xs text-muted",
            ),
            rx.el.p(figure.count, class_name="text-[17px]/6 font-semibold tabular-nums"),
        )

    return rx.el.div(
        rx.el.div(
            rx.foreach(S.figures, piece),
            class_name="mb-2 flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-sunken",
        ),
        rx.el.div(rx.foreach(S.figures, named), class_name="grid grid-cols-4 gap-4"),
        class_name="shrink-0 border-b border-line px-4 py-3",
    )


_BOX = "h-8 rounded-control border px-2.5 font-medium whitespace-nowrap "
_OFF = "border-dashed border-edge bg-surface text-muted hover:border-solid hover:bg-hover"
_ON = "border-brand-600/40 bg-brand-50 text-brand-700"


def _filter() -> rx.Component:
    statuses = [(one.value, say(f"numbers.stock.status.{one.value}")) for one in NumberStatus]
    classes = [(one.value, say(f"numbers.class.{one.value}")) for one in NumberClass]
    search = rx.el.label(
        icon("search", "size-4 text-muted"),
        rx.el.input(
            placeholder=say("numbers.stock.search"), aria_label=say("numbers.stock.search"),
            default_value=S.asked["q"], on_change=_typed("q"), max_length=20,
            custom_attrs=key_target("/"),
            class_name="w-32 min-w-0 bg-transparent font-medium tabular-nums outline-none",
        ),
        class_name=(
            "flex h-8 items-center gap-2 rounded-control border border-edge bg-surface px-2.5 "
            "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-brand-600"
        ),
    )  # fmt: skip
    units = rx.cond(S.head_office, _choice("kho", [("chung", say("numbers.stock.everybodys"))],
                                           S.units))  # fmt: skip
    return rx.el.div(
        search,
        _choice("tinh-trang", statuses),
        _choice("lop", classes),
        units,
        _price("tu"),
        _price("den"),
        key=S.filter_serial.to_string(),  # pyright: ignore[reportAttributeAccessIssue]
        class_name=(
            "flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2"
        ),
    )


def _typed(name: str) -> Any:
    asked: Any = S.ask
    return lambda value: asked(name, value).debounce(300)


def _choice(name: str, options: list[tuple[str, str]], more: Any = None) -> rx.Component:
    asked: Any = S.ask
    listed: list[Any] = [rx.el.option(text, value=value) for value, text in options]
    if more is not None:
        listed.append(rx.foreach(more, lambda pair: rx.el.option(pair[1], value=pair[0])))
    return rx.el.select(
        rx.el.option(say(f"numbers.stock.filter.{name}"), value=""),
        *listed,
        value=S.asked[name],
        aria_label=say(f"numbers.stock.filter.{name}"),
        on_change=lambda value: asked(name, value),
        class_name=_BOX + rx.cond(S.asked[name], _ON, _OFF),  # pyright: ignore[reportOperatorIssue]
    )


def _price(name: str) -> rx.Component:
    return rx.el.input(
        placeholder=say(f"numbers.stock.filter.{name}"),
        aria_label=say(f"numbers.stock.filter.{name}"),
        on_change=_typed(name),
        input_mode="numeric",
        max_length=14,
        class_name=_BOX + "w-24 tabular-nums " + rx.cond(S.asked[name], _ON, _OFF),  # pyright: ignore[reportOperatorIssue]
    )


def _line(line: Line) -> rx.Component:
    national: Any = line.national
    gold = "rounded-md bg-gold-100 px-1.5 text-xs font-medium text-gold-700"
    badge = rx.cond(
        line.cls,
        rx.el.span(line.cls, class_name=gold),
        rx.el.span(say("numbers.stock.plain"), class_name="text-muted"),
    )
    return table_row(
        cell(
            rx.el.button(
                line.shown, type="button", on_click=S.open(national),
                class_name="font-semibold tracking-[0.01em] tabular-nums hover:underline",
            )
        ),
        cell(badge),
        cell(line.price, class_name="text-right font-medium"),
        cell(
            rx.el.span(
                desk_badge(line.status, line.tone),
                rx.el.span(line.until, class_name="text-xs text-muted"),
                class_name="flex items-center gap-2",
            )
        ),
        cell(line.place, class_name="text-muted"),
        cell(line.source, class_name="text-xs text-muted"),
        current=(line.national == S.opened.national) & (S.panel == "number"),
        key=national,
    )  # fmt: skip


def _foot() -> rx.Component:
    return rx.el.div(
        rx.cond(
            S.error != "",
            rx.el.p(S.error, role="alert", class_name="text-xs text-bad-700"),
            rx.el.p(S.total, class_name="text-xs tabular-nums text-muted"),
        ),
        rx.cond(S.filtered, desk_button(say("numbers.stock.clear"), "ghost", on_click=S.clear)),
        rx.el.span(
            desk_button(
                say("numbers.stock.first"), "ghost", disabled=S.began == "", on_click=S.first_page
            ),
            desk_button(
                say("numbers.stock.next"), disabled=S.following == "", on_click=S.next_page
            ),
            class_name="ml-auto flex items-center gap-2",
        ),
        class_name="flex h-12 shrink-0 items-center border-t border-line px-4",
    )
