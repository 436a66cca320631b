"""The search box of /tim, asked while it is typed in: `live_search.jsx` beside this file."""

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.state import SearchState
from chonso_app.ui.beside import beside
from chonso_app.ui.icons import icon


def _question(written: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (written,)


class LiveSearch(rx.Component):
    library = beside(__name__, "live_search.jsx")
    tag = "LiveSearch"
    answered: rx.Var[str]
    typed: rx.Var[str]
    place: rx.Var[str]
    on_ask: rx.EventHandler[_question]


def live_search() -> rx.Component:
    asked = SearchState.asked
    box = rx.el.input(
        name="q",
        default_value=asked.typed,
        placeholder=say("find.home.placeholder"),
        aria_label=say("find.home.search_label"),
        aria_describedby="total",
        auto_complete="off",
        auto_capitalize="off",
        spell_check=False,
        max_length=60,
        enter_key_hint="search",
        class_name=(
            "peer h-11 min-w-0 flex-1 bg-transparent text-head font-semibold tabular-nums "
            "outline-none placeholder:text-body placeholder:font-normal placeholder:text-faint"
        ),
    )
    clear = rx.el.button(
        icon("x", "size-5"),
        type="reset",
        aria_label=say("find.list.clear"),
        class_name=(
            "grid size-11 place-items-center rounded-full text-muted "
            "peer-placeholder-shown:invisible"
        ),
    )
    return LiveSearch.create(
        icon("search", "size-5 text-muted"),
        box,
        clear,
        rx.foreach(
            asked.kept,
            lambda one: rx.el.input(type="hidden", name=one.name, value=one.value, key=one.name),
        ),
        answered=asked.question,
        typed=asked.typed,
        place=asked.address,
        on_ask=SearchState.ask,
        id="tim",
        class_name=(
            "flex h-12 min-w-0 flex-1 items-center gap-2 rounded-full bg-surface pr-1 pl-4 ring-1 "
            "ring-line-strong focus-within:ring-2 focus-within:ring-brand-600"
        ),
    )
