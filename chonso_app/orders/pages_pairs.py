"""/sim-doi: the pair finder of `numbers`, with Giữ cả cặp."""

from typing import Any

import reflex as rx

from chonso_app.core.texts import say
from chonso_app.numbers.pairs_pages import pairs_screen
from chonso_app.numbers.pairs_state import PairsState
from chonso_app.orders.state import HoldState
from chonso_app.orders.state_pairs import PairHoldState
from chonso_app.ui.parts import button
from chonso_app.ui.shells import customer_route


@customer_route("/sim-doi", title=say("pairs.title"), on_load=PairsState.load)
def pairs() -> rx.Component:
    return pairs_screen(_hold_both, _hold_one)


def _hold_both(pair: Any) -> rx.Component:
    return button(
        rx.fragment(say("pairs.hold"), rx.el.span(" ", pair.label, class_name="sr-only")),
        "tonal",
        busy=PairHoldState.busy == pair.first.national,
        busy_text=say("find.number.holding"),
        on_click=PairHoldState.hold(pair.first.national, pair.second.national),
    )


def _hold_one(pair: Any) -> rx.Component:
    return button(
        rx.fragment(say("find.hold"), rx.el.span(" ", pair.label, class_name="sr-only")),
        "tonal",
        on_click=HoldState.hold(pair.second.national),
    )
