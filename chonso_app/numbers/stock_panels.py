"""Beside the list of the stock: one number, a file to send, an act on many."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.stock_shown import Told
from chonso_app.numbers.stock_state import NumberStockState
from chonso_app.numbers.stock_state_runs import NumberRunState
from chonso_app.ui.icons import icon
from chonso_app.ui.parts import (
    desk_badge,
    desk_button,
    desk_field,
    icon_button,
)
from chonso_app.ui.parts.file_drop import FileDrop

S, R = NumberStockState, NumberRunState
_O = S.opened
FOOT = "flex shrink-0 items-center gap-2 border-t border-line px-4 py-3"
_LABEL = "mb-1 block text-xs font-medium text-muted"
_FIELD = "h-8 w-full rounded-control border border-edge bg-surface px-2.5 text-ui"


def side(title: Any, *children: Any) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, class_name="text-[15px] font-semibold"),
            rx.el.span(
                icon_button("x", say("ui.close"), desk=True, on_click=S.show("")),
                class_name="ml-auto",
            ),
            class_name="flex h-12 shrink-0 items-center border-b border-line pr-2 pl-4",
        ),
        *children,
        class_name="flex min-h-0 flex-col border-l border-line bg-surface",
    )


# -- one number -----------------------------------------------------------------------------------
def number_panel() -> rx.Component:
    gold = "rounded-md bg-gold-100 px-1.5 text-xs font-medium text-gold-700"
    return side(
        say("numbers.stock.number"),
        rx.el.div(
            rx.el.p(_O.shown, class_name="text-[22px] font-semibold tracking-[0.01em]"),
            rx.el.p(
                desk_badge(_O.status, _O.tone),
                rx.cond(_O.cls != "", rx.el.span(_O.cls, class_name=gold)),
                class_name="mt-1.5 flex items-center gap-2",
            ),
            rx.el.dl(
                *[_fact(name, value) for name, value in _facts()],
                class_name="mt-3 grid grid-cols-[96px_minmax(0,1fr)] gap-y-1.5 text-ui",
            ),
            class_name="shrink-0 border-b border-line p-4",
        ),
        rx.el.h3(say("numbers.stock.story"), class_name="px-4 pt-3 pb-1 font-semibold"),
        rx.cond(
            S.told.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            rx.el.ol(rx.foreach(S.told, _told), class_name="min-h-0 flex-1 overflow-y-auto"),
            rx.el.p(
                say("numbers.stock.no_story"), class_name="min-h-0 flex-1 px-4 text-xs text-muted"
            ),
        ),
        rx.cond(_O.may_block, _block()),
        rx.cond(
            _O.may_release,
            rx.el.div(
                desk_button(say("numbers.stock.release"), "primary", on_click=S.release),
                class_name=FOOT,
            ),
        ),
    )


def _facts() -> list[tuple[str, Any]]:
    return [
        ("price", _O.price), ("place", _O.place), ("store", _O.store), ("kind", _O.kind),
        ("source", _O.source),
    ]  # fmt: skip


def _fact(name: str, value: Any) -> rx.Component:
    return rx.fragment(
        rx.el.dt(say(f"numbers.stock.head.{name}"), class_name="text-xs/5 text-muted"),
        rx.el.dd(value, class_name="truncate font-medium tabular-nums"),
    )


def _told(told: Told) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(told.what, class_name="min-w-0 flex-1 font-medium"),
            rx.el.span(told.at, class_name="text-xs whitespace-nowrap tabular-nums text-muted"),
            class_name="flex items-baseline gap-2",
        ),
        rx.cond(told.reason != "", rx.el.p(told.reason, class_name="text-xs")),
        rx.el.p(told.who, class_name="text-xs text-muted"),
        class_name="border-b border-line px-4 py-2.5",
    )


def _block() -> rx.Component:
    return rx.el.form(
        desk_field(
            say("numbers.stock.reason"), "reason", max_length=200, auto_complete="off",
            class_name="flex-1",
        ),
        desk_button(say("numbers.stock.block"), "refuse", type="submit", icon_name="lock"),
        on_submit=S.block,
        key=_O.national,
        class_name="flex shrink-0 items-end gap-2 border-t border-line px-4 py-3",
    )  # fmt: skip


# -- a file ---------------------------------------------------------------------------------------
def import_panel() -> rx.Component:
    return side(
        say("numbers.stock.import_title"),
        steps(1),
        rx.el.div(_drop("/api/kho-so/tep", "columns"), class_name="p-4"),
        rx.el.dl(
            *[
                rx.fragment(
                    rx.el.dt(column, class_name="font-medium tabular-nums"),
                    rx.el.dd(say(f"numbers.stock.column.{column}"), class_name="text-muted"),
                )
                for column in ("so", "gia", "vung", "cua_hang", "loai")
            ],
            class_name="grid grid-cols-[80px_minmax(0,1fr)] gap-y-1.5 px-4 text-xs",
        ),
        rx.el.p(say("numbers.stock.known_stay"), class_name="mt-4 px-4 text-xs text-muted"),
    )


def _drop(url: Any, note: str) -> rx.Component:
    words = {
        "choose": say("numbers.stock.choose"), "note": say(f"numbers.stock.{note}"),
        "sending": say("numbers.stock.sending"), "failed": say("core.unexpected"),
    }  # fmt: skip
    return FileDrop.create(
        url=url, accept=".csv,.txt,text/csv,text/plain", words=words, on_sent=R.file_sent
    )


def steps(here: Any) -> rx.Component:
    """Where a file stands: chosen, checked, brought in."""
    items: list[rx.Component] = []
    for number in (1, 2, 3):
        dot: Any = "grid size-5 place-items-center rounded-full text-micro font-semibold "
        look = rx.cond(
            here > number,
            "bg-ok-700 text-white",
            rx.cond(here == number, "bg-brand-600 text-white", "bg-sunken text-muted"),
        )
        drawn = rx.cond(here > number, icon("check", "size-3"), str(number))
        if number > 1:
            items.append(rx.el.li(class_name="h-px flex-1 bg-line"))
        items.append(
            rx.el.li(
                rx.el.span(drawn, class_name=dot + look),
                say(f"numbers.stock.step.{number}"),
                class_name="flex items-center gap-2 font-medium whitespace-nowrap",
            )
        )
    return rx.el.ol(
        *items,
        class_name="flex shrink-0 items-center gap-2 border-b border-line px-4 py-3 text-xs",
    )


# -- an act on many -------------------------------------------------------------------------------
_WHICH = ("loc", "dan", "tep")  # the filter, a pasted list, a file
_ACTS = ("block", "release", "unit", "store", "price")


def act_panel() -> rx.Component:
    return side(
        say("numbers.stock.act_title"),
        rx.el.form(
            rx.el.div(
                _what(),
                _which(),
                class_name="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4",
            ),
            rx.el.div(
                rx.el.span(say("numbers.stock.nothing_yet"), class_name="text-xs text-muted"),
                rx.cond(
                    R.act["chon"] == "tep",  # a file is counted as soon as it is here
                    rx.fragment(),
                    rx.el.span(
                        desk_button(say("numbers.stock.count"), "primary", type="submit"),
                        class_name="ml-auto",
                    ),
                ),
                class_name=FOOT,
            ),
            on_submit=R.ask_act,
            class_name="flex min-h-0 flex-1 flex-col",
        ),
    )


def _what() -> rx.Component:
    return rx.fragment(
        _select("viec", [(one, say(f"numbers.stock.act.{one}")) for one in _ACTS]),
        rx.match(
            R.act["viec"],
            ("block", _text("ly-do")),
            ("price", _text("gia", input_mode="numeric")),
            ("unit", _unit_choice()),
            ("store", _select("cua-hang", [("", say("numbers.stock.no_store"))], S.shops)),
            rx.fragment(),
        ),
        rx.cond(
            R.act_error != "",
            rx.el.p(R.act_error, role="alert", class_name="text-xs text-bad-700"),
        ),
    )


def _which() -> rx.Component:
    filtered = rx.el.p(
        say("numbers.stock.which_filter"), " ", S.total,
        class_name="rounded-control bg-sunken px-3 py-2 text-xs",
    )  # fmt: skip
    return rx.fragment(
        _select("chon", [(one, say(f"numbers.stock.which.{one}")) for one in _WHICH]),
        rx.match(
            R.act["chon"],
            ("dan", _paste()),
            ("tep", _drop(R.list_url, "list_note")),
            filtered,
        ),
    )


def _unit_choice() -> rx.Component:
    return rx.cond(
        S.head_office,
        _select("vung", [("", say("numbers.stock.everybodys"))], S.unit_codes),
        rx.el.p(say("refusal.numbers.head_office_only"), class_name="text-xs text-muted"),
    )


def _select(name: str, options: list[tuple[str, str]], more: Any = None) -> rx.Component:
    set_act: Any = R.set_act
    listed: list[Any] = [rx.el.option(text, value=value) for value, text in options]
    if more is not None:
        listed.append(rx.foreach(more, lambda pair: rx.el.option(pair[1], value=pair[0])))
    return rx.el.label(
        rx.el.span(say(f"numbers.stock.field.{name}"), class_name=_LABEL),
        rx.el.select(
            *listed, value=R.act[name], on_change=lambda value: set_act(name, value),
            class_name=_FIELD,
        ),
    )  # fmt: skip


def _text(name: str, **props: Any) -> rx.Component:
    set_act: Any = R.set_act
    return rx.el.label(
        rx.el.span(say(f"numbers.stock.field.{name}"), class_name=_LABEL),
        rx.el.input(
            default_value=R.act[name], auto_complete="off", max_length=200,
            on_change=lambda value: set_act(name, value).debounce(200), class_name=_FIELD,
            **props,
        ),
    )  # fmt: skip


def _paste() -> rx.Component:
    return rx.el.label(
        rx.el.span(say("numbers.stock.paste"), class_name=_LABEL),
        rx.el.textarea(
            name="numbers", rows="10", placeholder="0901 23 6868", max_length=200_000,
            class_name=(
                "w-full rounded-control border border-edge bg-surface px-2.5 py-1.5 text-ui "
                "tabular-nums placeholder:text-muted"
            ),
        ),
    )  # fmt: skip
